"""The fast way to read JSON gives what the slow one gives, to the last word of a refusal."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import strictly
from api.strictly import parse_json
from domain.errors import Malformed

TEXT = st.text(st.characters(codec="utf-8")) | st.sampled_from([":", '":', "a:b", "\\", "::"])


def values(*, infinite: bool) -> st.SearchStrategy[Any]:
    """JSON values; infinite numbers are none, and refused."""
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=infinite)
    return st.recursive(
        st.none() | st.booleans() | numbers | TEXT,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
        max_leaves=12,
    )


def outcome(read: Any, data: bytes) -> str:
    try:
        return repr(read(data))
    except Malformed as error:
        return f"refused: {error.detail}"


def same(data: bytes) -> None:
    assert outcome(parse_json, data) == outcome(strictly._slowly, data)


@given(values(infinite=True), st.booleans(), st.sampled_from([(",", ":"), (", ", " : ")]))
def test_every_value_is_read_alike(value: Any, ascii: bool, separators: tuple[str, str]) -> None:
    same(json.dumps(value, ensure_ascii=ascii, separators=separators).encode())


@given(st.lists(st.tuples(TEXT, values(infinite=False)), max_size=5), st.sampled_from([":", " :"]))
def test_a_key_that_stands_twice_is_seen(pairs: list[tuple[str, Any]], colon: str) -> None:
    members = [f"{json.dumps(key)}{colon}{json.dumps(value)}" for key, value in pairs]
    data = f"{{{','.join(members)}}}".encode()
    same(data)
    if len({key for key, _ in pairs}) < len(pairs):
        with pytest.raises(Malformed, match="stands twice"):
            parse_json(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1 ",
        b"-0",
        b"1e400",
        b"18446744073709551615",
        b"18446744073709551616",
        b"-9223372036854775809",
        b"[1234567890123456789012]",
        b'{"a": 1, "a": ":"}',
        b'{"a": "\\u003a", "b": 1, "b": 2}',
        b'{"a": "\\u003A\\u003A", "a": 1, "a": 2}',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b'"\x00"',
        b"\xef\xbb\xbf1",
        b"NaN",
        b"[Infinity]",
        b"1\x00",
        b"[" * 300 + b"]" * 300,
        b"[" * 2000 + b"]" * 2000,
        b"01",
        b"[1,]",
        b"'a'",
    ],
)
def test_the_edges_of_json(data: bytes) -> None:
    same(data)


def test_most_texts_are_read_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(data: bytes) -> Any:
        raise AssertionError(data)

    monkeypatch.setattr(strictly, "_slowly", slow)
    assert parse_json(b'{"at": "12:30", "quote": {"exact": "he said: \\"no\\""}}')["at"] == "12:30"
    assert parse_json(b'{ "latitude" : 34.33, "n": 1234567890 }')["latitude"] == 34.33
