"""Stances and changes as JSON, in the shape of SEMANTICS section 7.

A stance is written as text at once: an answer may have tens of thousands of them, and most of
their parts come again and again.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

import orjson

from domain.claims import Slot
from domain.days import iso
from domain.vocabulary import Value
from projections.asof.layout import Layout
from projections.asof.table import Displaced, Table
from projections.asof.verdicts import Stance
from projections.diff import Change
from projections.values import value_fields

Shown = tuple[str, str]
"""(evidence, against) of a stance: JSON arrays."""
NOTHING: Shown = ("[]", "[]")


def stance_text(stance: Stance, day: int, shown: Shown) -> str:
    """One stance as a JSON object."""
    return (
        f"{_slot(stance.slot)}{_value(stance.value)}{_standing(stance.status, stance.certain)}"
        f"{_alternatives(stance.alternatives)}{_since(*stance.since)}"
        f"{_vouched(stance.vouched, day)}{_counted(stance.origins, stance.mentions)}"
        f"{_displaced(stance.displaced)}{_facts(shown)}"
    )


def table_texts(table: Table, layout: Layout, day: int) -> Iterator[str]:
    """The stances of a table as JSON objects, in its order; they show no facts.

    Column by column, because there may be tens of thousands: the parts of ``stance_text``.
    """
    places, words = table.places, layout.words.values.words
    values = {number: _value(words[number][1]) for number in set(table.values)}
    vouched = {last: _vouched(last, day) for last in set(table.vouched)}
    alternatives = {place: _alternatives(said) for place, said in table.alternatives.items()}
    displaced = {place: _displaced(said) for place, said in table.displaced.items()}
    return map(
        "".join,
        zip(
            map(_slot, map(layout.slots.__getitem__, places)),
            map(values.__getitem__, table.values),
            map(_standing, table.statuses, table.certain),
            map(alternatives.get, places, repeat(_alternatives(()))),
            map(_since, table.earliest, table.latest),
            map(vouched.__getitem__, table.vouched),
            map(_counted, table.origins, table.mentions),
            map(displaced.get, places, repeat(_displaced(()))),
            repeat(_facts(NOTHING)),
            strict=False,
        ),
    )


def array(texts: Sequence[str]) -> str:
    """JSON texts as a JSON array."""
    return f"[{','.join(texts)}]" if texts else "[]"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


@lru_cache(maxsize=65_536)
def _slot(slot: Slot) -> str:
    """The opening of a stance."""
    return _json(slot._asdict())[:-1] + ","


@lru_cache(maxsize=4096)
def _value(value: Value) -> str:
    return _json(value_fields(value))[1:-1]


@lru_cache(maxsize=64)
def _standing(status: str, certain: bool) -> str:
    return f',"status":"{status}","certainty":"{"certain" if certain else "possible"}"'


def _alternatives(values: tuple[str, ...]) -> str:
    return f',"alternatives":{_json(values)}' if values else ',"alternatives":[]'


@lru_cache(maxsize=16_384)
def _since(earliest: int, latest: int) -> str:
    return f',"since":{{"earliest":{_day(earliest)},"latest":{_day(latest)}}}'


def _vouched(last: int, day: int) -> str:
    return f',"vouched_through":{_day(last)},"stale_days":{day - last if last < day else 0}'


@lru_cache(maxsize=4096)
def _counted(origins: int, mentions: int) -> str:
    return f',"origins":{origins},"mentions":{mentions}'


@lru_cache(maxsize=4096)
def _displaced(displaced: Displaced) -> str:
    said = [{**value_fields(value), "origins": origins} for value, origins in displaced]
    return f',"displaced":{_json(said)}'


def _facts(shown: Shown) -> str:
    """The end of a stance."""
    return f',"against":{shown[1]},"evidence":{shown[0]}}}'


@lru_cache(maxsize=16_384)
def _day(day: int) -> str:
    return _json(iso(day))


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
