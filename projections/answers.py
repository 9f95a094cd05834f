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
from projections.asof.kernel.pieces import Memo, Numbered, Pieces
from projections.asof.layout import Layout
from projections.asof.table import Shown, Table
from projections.asof.verdicts import STATUSES, alternatives, compared, displaced
from projections.diff import Change
from projections.values import value_fields


class Written(NamedTuple):
    """Stances as JSON, in pieces; each begins with a comma."""

    pieces: list[bytes]
    ends: list[int]
    """Where the pieces of each end."""

    def array(self, begin: int, end: int) -> bytes:
        """Some of them as a JSON array."""
        return self._joined(begin, end, b"[", b"]")

    def within(self, answer: Mapping[str, Any]) -> bytes:
        """An answer that says this, and all of them as its ``stances``, as JSON."""
        opening = orjson.dumps(answer)[:-1] + b',"stances":['
        return self._joined(0, len(self.ends), opening, b"]}")

    def _joined(self, begin: int, end: int, opening: bytes, closing: bytes) -> bytes:
        """Copied once: there may be megabytes of facts."""
        if begin == end:
            return opening + closing
        pieces = self._pieces_of(begin, end)
        pieces[0] = opening + pieces[0]
        pieces.append(closing)
        return b"".join(pieces)

    def each(self) -> list[bytes]:
        """One by one."""
        return [b"".join(self._pieces_of(number, number + 1)) for number in range(len(self.ends))]

    def _pieces_of(self, begin: int, end: int) -> list[bytes]:
        """Those of some stances, without the comma before the first one."""
        pieces = self.pieces[self.ends[begin - 1] if begin else 0 : self.ends[end - 1]]
        pieces[0] = pieces[0][1:]
        return pieces


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


def _number(value: int) -> bytes:
    return b"%d" % value


def _slot(slot: Slot) -> bytes:
    """The opening of a stance, after the one before it."""
    return b",%b," % orjson.dumps(slot._asdict())[:-1]


_OPENINGS: WeakKeyDictionary[Layout, list[bytes]] = WeakKeyDictionary()


def _openings(layout: Layout) -> list[bytes]:
    """The openings of a layout's stances, by slot."""
    found = _OPENINGS.get(layout)
    if found is None:
        found = _OPENINGS[layout] = [_SLOT.text(slot) for slot in layout.slots]
    return found


def _value(words: Words, value: int) -> bytes:
    return orjson.dumps(value_fields(words.values.words[value][1]))[1:-1]


def _standing(said: int) -> bytes:
    certainty = "certain" if said & 1 else "possible"
    return f',"status":"{STATUSES[said >> 1]}","certainty":"{certainty}"'.encode()


def _alternatives(words: Words, values: tuple[int, ...]) -> bytes:
    return b',"alternatives":%b' % orjson.dumps(alternatives(words, values))


def _since(days: int) -> bytes:
    earliest, latest = days >> states.WORD, days & (2**states.WORD - 1)
    return b',"since":%b' % orjson.dumps({"earliest": iso(earliest), "latest": iso(latest)})


def _through(last: int) -> bytes:
    return b',"vouched_through":%b,"stale_days":' % orjson.dumps(iso(last))


def _counted(counts: int) -> bytes:
    origins, mentions = counts >> states.WORD, counts & (2**states.WORD - 1)
    return b',"origins":%d,"mentions":%d' % (origins, mentions)


def _displaced(words: Words, voices: tuple[int, ...]) -> bytes:
    said = [
        {**value_fields(value), "origins": origins} for value, origins in displaced(words, voices)
    ]
    return b',"displaced":%b' % orjson.dumps(said)


_SLOT = Memo(_slot, 65_536)


@lru_cache(maxsize=4)
def _pieces(words: Words) -> Pieces:
    """A process has one store of words, as a rule."""
    return Pieces(
        Numbered(partial(_value, words)),
        Numbered(_standing),
        Memo(partial(_alternatives, words)),
        Numbered(_since),
        Numbered(_through),
        Numbered(_number),
        Numbered(_counted),
        Memo(partial(_displaced, words)),
    )


def change_answer(
    change: Change,
    before: bytes | None,
    after: bytes | None,
    headlines: Mapping[int, bytes],
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
