"""Stances and changes as JSON, in the shape of SEMANTICS section 7."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import orjson

from domain.claims import Slot
from domain.days import iso
from projections.asof.interning import Words
from projections.asof.kernel import states
from projections.asof.kernel.pieces import Memo, Pieces
from projections.asof.layout import Layout
from projections.asof.table import Shown, Table
from projections.asof.verdicts import STATUSES, alternatives, compared, displaced
from projections.diff import Change
from projections.values import value_fields


class Written(NamedTuple):
    """Stances as JSON, in pieces; each begins with a comma."""

    pieces: list[str]
    ends: list[int]
    """Where the pieces of each end."""

    def array(self, begin: int, end: int) -> str:
        """Some of them as a JSON array."""
        if begin == end:
            return "[]"
        # Copied once: there may be megabytes of facts. The first comma becomes a bracket.
        pieces = self.pieces[self._first(begin) - 1 : self.ends[end - 1]]
        pieces[0] = "["
        pieces.append("]")
        return "".join(pieces)

    def each(self) -> list[str]:
        """One by one."""
        return [
            "".join(self.pieces[self._first(number) : end]) for number, end in enumerate(self.ends)
        ]

    def _first(self, number: int) -> int:
        """The first piece of a stance, after the comma."""
        return self.ends[number - 1] + 1 if number else 1


def written(
    table: Table,
    layout: Layout,
    day: int,
    shown: Shown | None = None,
    numbers: Sequence[int] | None = None,
) -> Written:
    """The stances of a table, in its order; those with some numbers where these are given."""
    if numbers is None:
        numbers = range(len(table.places))
    return Written(
        *_pieces(layout.words).write(
            table,
            _openings(layout),
            day,
            lambda number: STATUSES.index(compared(layout, table, number)),
            shown,
            numbers,
        )
    )


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _slot(slot: Slot) -> str:
    """The opening of a stance."""
    return _json(slot._asdict())[:-1] + ","


_OPENINGS: WeakKeyDictionary[Layout, list[str]] = WeakKeyDictionary()


def _openings(layout: Layout) -> list[str]:
    """The openings of a layout's stances, by slot."""
    found = _OPENINGS.get(layout)
    if found is None:
        found = _OPENINGS[layout] = [_SLOT.text(slot) for slot in layout.slots]
    return found


def _value(words: Words, value: int) -> str:
    return _json(value_fields(words.values.words[value][1]))[1:-1]


def _standing(said: int) -> str:
    certainty = "certain" if said & 1 else "possible"
    return f',"status":"{STATUSES[said >> 1]}","certainty":"{certainty}"'


def _alternatives(words: Words, values: tuple[int, ...]) -> str:
    return f',"alternatives":{_json(alternatives(words, values))}'


def _earliest(day: int) -> str:
    return f',"since":{{"earliest":{_json(iso(day))}'


def _latest(day: int) -> str:
    return f',"latest":{_json(iso(day))}}}'


def _through(last: int) -> str:
    return f',"vouched_through":{_json(iso(last))},"stale_days":'


def _counted(counts: int) -> str:
    origins, mentions = counts >> states.WORD, counts & (2**states.WORD - 1)
    return f',"origins":{origins},"mentions":{mentions}'


def _displaced(words: Words, voices: tuple[int, ...]) -> str:
    said = [
        {**value_fields(value), "origins": origins} for value, origins in displaced(words, voices)
    ]
    return f',"displaced":{_json(said)}'


_SLOT = Memo(_slot, 65_536)


@lru_cache(maxsize=4)
def _pieces(words: Words) -> Pieces:
    """A process has one store of words, as a rule."""
    return Pieces(
        Memo(partial(_value, words)),
        Memo(_standing),
        Memo(partial(_alternatives, words)),
        Memo(_earliest),
        Memo(_latest),
        Memo(_through),
        Memo(str),
        Memo(_counted),
        Memo(partial(_displaced, words)),
    )


def change_answer(
    change: Change,
    before: str | None,
    after: str | None,
    headlines: Mapping[int, str],
) -> dict[str, Any]:
    """One changed slot of a diff; ``headlines`` as JSON, by the position of the fact."""
    return {
        **change.slot._asdict(),
        "cause": change.cause,
        "before": before and orjson.Fragment(before),
        "after": after and orjson.Fragment(after),
        "facts": [reason.id for reason in change.because],
        "because": [
            {
                "id": reason.id,
                "did": reason.did,
                "headline": orjson.Fragment(headlines[reason.position]),
                "report": reason.report,
                "published": iso(reason.published),
            }
            for reason in change.because
        ],
    }
