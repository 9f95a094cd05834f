"""Stances and changes as JSON, in the shape of SEMANTICS section 7.

A stance is written as text at once: an answer may have tens of thousands of them, and most of
their parts come again and again.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import orjson

from domain.claims import Slot
from domain.days import iso
from domain.vocabulary import Value
from projections.asof.interning import Words
from projections.asof.layout import Layout
from projections.asof.table import Table
from projections.asof.verdicts import Displaced, Stance, alternatives, displaced, statuses
from projections.diff import Change
from projections.values import value_fields

K = TypeVar("K", bound=Hashable)
Shown = tuple[str, str]
"""(evidence, against) of a stance: JSON arrays."""
NOTHING: Shown = ("[]", "[]")
LONGEST = 1024
"""Characters of a text that is kept."""


def stance_text(stance: Stance, day: int, shown: Shown) -> str:
    """One stance as a JSON object."""
    earliest, latest = stance.since
    return (
        f"{_SLOT[stance.slot]}{_VALUE[stance.value]}{_STANDING[stance.status, stance.certain]}"
        f"{_ALTERNATIVES[stance.alternatives]}{_EARLIEST[earliest]}{_LATEST[latest]}"
        f"{_THROUGH[stance.vouched]}{max(day - stance.vouched, 0)}"
        f"{_COUNTED[stance.origins, stance.mentions]}"
        f"{_DISPLACED[stance.displaced]}{_facts(shown)}"
    )


def table_texts(
    table: Table, layout: Layout, day: int, shown: Iterable[Shown] = repeat(NOTHING)
) -> list[str]:
    """The stances of a table as JSON objects, in its order: the parts of ``stance_text``.

    Column by column, because there may be tens of thousands.
    """
    told, said = _told(layout.words), statuses(layout, table)
    stale = [day - last if last < day else 0 for last in table.vouched]
    return list(
        map(
            "".join,
            zip(
                map(_openings(layout).__getitem__, table.places),
                map(told.values.__getitem__, table.values),
                map(_STANDING.__getitem__, zip(said, table.certain, strict=True)),
                map(told.alternatives.__getitem__, table.alternatives),
                map(_EARLIEST.__getitem__, table.earliest),
                map(_LATEST.__getitem__, table.latest),
                map(_THROUGH.__getitem__, table.vouched),
                map(_NUMBER.__getitem__, stale),
                map(_COUNTED.__getitem__, zip(table.origins, table.mentions, strict=True)),
                map(told.displaced.__getitem__, table.displaced),
                map(_facts, shown),
                strict=False,
            ),
        )
    )


def array(texts: Sequence[str]) -> str:
    """JSON texts as a JSON array."""
    return f"[{','.join(texts)}]" if texts else "[]"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


class _Texts(dict[K, str]):
    """Texts by what they say, made when first asked for; it starts anew when it is full."""

    def __init__(self, make: Callable[[K], str], most: int = 16_384) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: K) -> str:
        text = self._make(key)
        if len(text) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[key] = text
        return text


def _slot(slot: Slot) -> str:
    """The opening of a stance."""
    return _json(slot._asdict())[:-1] + ","


_OPENINGS: WeakKeyDictionary[Layout, list[str]] = WeakKeyDictionary()


def _openings(layout: Layout) -> list[str]:
    """The openings of a layout's stances, by slot."""
    found = _OPENINGS.get(layout)
    if found is None:
        found = _OPENINGS[layout] = [_SLOT[slot] for slot in layout.slots]
    return found


def _value(value: Value) -> str:
    return _json(value_fields(value))[1:-1]


def _standing(said: tuple[str, int]) -> str:
    status, certain = said
    return f',"status":"{status}","certainty":"{"certain" if certain else "possible"}"'


def _alternatives(values: tuple[str, ...]) -> str:
    return f',"alternatives":{_json(values)}'


def _earliest(day: int) -> str:
    return f',"since":{{"earliest":{_json(iso(day))}'


def _latest(day: int) -> str:
    return f',"latest":{_json(iso(day))}}}'


def _through(last: int) -> str:
    return f',"vouched_through":{_json(iso(last))},"stale_days":'


def _counted(counts: tuple[int, int]) -> str:
    origins, mentions = counts
    return f',"origins":{origins},"mentions":{mentions}'


def _displaced(displaced: Displaced) -> str:
    said = [{**value_fields(value), "origins": origins} for value, origins in displaced]
    return f',"displaced":{_json(said)}'


_SLOT: _Texts[Slot] = _Texts(_slot, 65_536)
_VALUE: _Texts[Value] = _Texts(_value)
_STANDING: _Texts[tuple[str, int]] = _Texts(_standing)
_ALTERNATIVES: _Texts[tuple[str, ...]] = _Texts(_alternatives)
_EARLIEST: _Texts[int] = _Texts(_earliest)
_LATEST: _Texts[int] = _Texts(_latest)
_THROUGH: _Texts[int] = _Texts(_through)
_NUMBER: _Texts[int] = _Texts(str)
_COUNTED: _Texts[tuple[int, int]] = _Texts(_counted)
_DISPLACED: _Texts[Displaced] = _Texts(_displaced)


class _Told:
    """Texts by the numbers of words."""

    def __init__(self, words: Words) -> None:
        self.values: _Texts[int] = _Texts(lambda value: _VALUE[words.values.words[value][1]])
        self.alternatives: _Texts[tuple[int, ...]] = _Texts(
            lambda values: _alternatives(alternatives(words, values))
        )
        self.displaced: _Texts[tuple[int, ...]] = _Texts(
            lambda voices: _displaced(displaced(words, voices))
        )


@lru_cache(maxsize=4)
def _told(words: Words) -> _Told:
    """A process has one store of words, as a rule."""
    return _Told(words)


def _facts(shown: Shown) -> str:
    """The end of a stance."""
    return f',"against":{shown[1]},"evidence":{shown[0]}}}'


def change_answer(
    change: Change,
    before: str | None,
    after: str | None,
    headlines: dict[int, str],
) -> dict[str, Any]:
    """One changed slot of a diff; ``headlines`` by the position of the fact."""
    return {
        "aspect": change.slot.aspect,
        "toward": change.slot.toward,
        "subject": change.slot.subject,
        "cause": change.cause,
        "before": before and orjson.Fragment(before),
        "after": after and orjson.Fragment(after),
        "facts": [claim.id for claim, _ in change.because],
        "because": [
            {
                "id": claim.id,
                "did": did,
                "headline": headlines[claim.position],
                "report": claim.report,
                "published": iso(claim.published),
            }
            for claim, did in change.because
        ],
    }
