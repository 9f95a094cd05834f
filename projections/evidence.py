"""Facts as evidence, encoded once: an answer joins fragments that are ready to send."""

from collections.abc import Iterable
from typing import Any

import orjson

from domain import edtf
from domain.claims import Claim
from domain.days import iso
from projections.asof.facts import CODE
from projections.asof.layout import Layout
from projections.facts import bodies_at
from projections.posture import Evidence, Stance
from projections.store import Snapshot
from projections.values import value_fields

Item = tuple[int, str | None]
"""A row of the layout, and why the fact lost."""
Key = tuple[int, int, str | None]
"""Position of a fact, number of the slot it speaks of, and why it lost."""
OVERHEAD = 300
"""Bytes that an entry takes beside its text, about."""


class Entries:
    """Facts as evidence, encoded when they are first shown; bounded in bytes, oldest go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._generation = -1
        self._entries: dict[Key, orjson.Fragment] = {}
        self._sizes: dict[Key, int] = {}

    def of(
        self, snapshot: Snapshot, layout: Layout, items: Iterable[Item]
    ) -> dict[Item, orjson.Fragment]:
        """The entries of these items."""
        if self._generation != snapshot.checkpoint.generation:
            self._generation, self._size = snapshot.checkpoint.generation, 0
            self._entries.clear()
            self._sizes.clear()
        entries = self._entries
        wanted = list(items)
        rows = [row for row, _ in wanted]
        positions = layout.positions[rows].tolist()
        codes = layout.numbers[CODE][rows].tolist()
        keys = [
            (position, code, lost)
            for position, code, (_, lost) in zip(positions, codes, wanted, strict=True)
        ]
        found = {
            item: entries[key] for item, key in zip(wanted, keys, strict=True) if key in entries
        }
        if len(found) < len(wanted):
            missing = [(i, k) for i, k in zip(wanted, keys, strict=True) if i not in found]
            bodies = bodies_at(snapshot, {key[0] for _, key in missing})
            for (row, lost), key in missing:
                entry = orjson.dumps(_entry(layout.claim(row), bodies[key[0]], lost))
                found[row, lost] = self._keep(key, entry)
        return found

    def _keep(self, key: Key, entry: bytes) -> orjson.Fragment:
        fragment = orjson.Fragment(entry)
        if key not in self._entries:
            self._entries[key], self._sizes[key] = fragment, len(entry) + OVERHEAD
            self._size += len(entry) + OVERHEAD
            while self._size > self._most:
                oldest = next(iter(self._entries))
                del self._entries[oldest]
                self._size -= self._sizes.pop(oldest)
        return fragment


Shown = tuple[list[orjson.Fragment], list[orjson.Fragment]]
"""(evidence, against) of a stance, ready to send."""


def evidence_of(
    snapshot: Snapshot,
    layout: Layout,
    entries: Entries,
    stances: Iterable[Stance],
    evidence: Evidence,
) -> list[Shown]:
    """(evidence, against) of each stance: active facts first, then by id."""
    if evidence == "none":
        return [([], []) for _ in stances]
    shown = [(_evidence(layout, stance), _against(stance)) for stance in stances]
    ready = entries.of(snapshot, layout, [item for pair in shown for own in pair for item in own])
    return [([ready[i] for i in found], [ready[i] for i in against]) for found, against in shown]


def _evidence(layout: Layout, stance: Stance) -> list[Item]:
    found: list[Item] = [(row, None) for row in stance.stand.active]
    if stance.lost:
        found += [(row, stance.lost[row]) for row in sorted(stance.lost, key=layout.id)]
    return found


def _against(stance: Stance) -> list[Item]:
    return [(row, "against") for row in stance.stand.against]


def _entry(claim: Claim, body: dict[str, Any], lost: str | None) -> dict[str, Any]:
    """One fact as evidence for or against a stance, in the shape of section 7."""
    return {
        "id": claim.id,
        "type": body["type"],
        **value_fields(claim.value),
        "active": lost is None,
        "lost": lost,
        "origin": claim.origin,
        "attribution": body.get("attribution", []),
        "report": claim.report,
        "published": iso(claim.published),
        "occurred": body["occurred"],
        "start": [iso(claim.start_lo), iso(claim.start_hi)],
        "end": [iso(claim.end_lo), iso(claim.end_hi)],
        "vouched_through": iso(claim.vouched),
        "projection": claim.projection,
        "likelihood": body.get("likelihood"),
        "confidence": body.get("confidence"),
        "credibility": body.get("credibility"),
        "mode": body.get("mode"),
        "quote": body["quote"],
        "position": claim.position,
        **marks(body),
    }


def marks(body: dict[str, Any]) -> dict[str, bool]:
    """What is only said where it is so: a denial, and the qualifiers of the written date."""
    span = edtf.parse(body["occurred"])
    said = {
        "denied": bool(body.get("denied")),
        "approximate": span.approximate,
        "uncertain": span.uncertain,
    }
    return {mark: True for mark, is_so in said.items() if is_so}
