"""What is kept as JSON: made once, bounded, forgotten with its generation."""

from projections.encoded import OVERHEAD, Encoded
from tests.rows import layout_of
from tests.test_columns import word


def ask(encoded: Encoded, keys: list[int], generation: int = 1) -> tuple[list[bytes], list[int]]:
    """(texts, keys that had to be made)."""
    made: list[int] = []

    def make(places: list[int]) -> list[str]:
        made.extend(keys[place] for place in places)
        return [b"text %d" % keys[place] for place in places]

    return encoded.texts(generation, None, keys, make), made


def test_a_text_is_made_once() -> None:
    encoded = Encoded(100 * OVERHEAD)
    assert ask(encoded, [1, 2]) == ([b"text 1", b"text 2"], [1, 2])
    assert ask(encoded, [2, 3, 1]) == ([b"text 2", b"text 3", b"text 1"], [3])


def test_the_oldest_go_first() -> None:
    encoded = Encoded(2 * (OVERHEAD + len("text 1")))
    ask(encoded, [1, 2, 3])
    assert ask(encoded, [3])[1] == []
    assert ask(encoded, [1])[1] == [1]
    assert ask(encoded, [2])[1] == [2]


def test_nothing_is_kept_without_room_and_every_text_is_right() -> None:
    encoded = Encoded(0)
    assert ask(encoded, [1, 1, 2]) == ([b"text 1", b"text 1", b"text 2"], [1, 1, 2])
    assert ask(encoded, [1])[1] == [1]


def test_another_generation_is_made_anew() -> None:
    encoded = Encoded(100 * OVERHEAD)
    ask(encoded, [1])
    assert ask(encoded, [1], generation=2)[1] == [1]


def test_texts_by_row_are_forgotten_as_soon_as_any_text_goes() -> None:
    encoded = Encoded(2 * (OVERHEAD + len("text 1")))
    layout = layout_of([word(number, "high", 0, 0) for number in range(1, 4)])
    ask(encoded, [1])
    by_row = encoded.by_row(layout)
    by_row[1] = b"text 1"
    ask(encoded, [2])
    assert encoded.by_row(layout) is by_row
    ask(encoded, [3])
    assert encoded.by_row(layout) == [None] * 3
    encoded.by_row(layout)[0] = b"text"
    ask(encoded, [1], generation=2)
    assert encoded.by_row(layout) == [None] * 3
