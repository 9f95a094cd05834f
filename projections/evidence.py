"""Facts as evidence, encoded once: an answer joins fragments that are ready to send."""

from collections import deque
from collections.abc import Sequence
from typing import Any

import orjson

from domain import edtf
from domain.claims import Claim
from domain.days import iso
from projections.answers import NOTHING, Shown, array
from projections.asof.facts import CODE
from projections.asof.layout import Layout
from projections.asof.verdicts import Stance
from projections.facts import bodies_at
from projections.posture import Evidence
from projections.store import Snapshot
from projections.values import value_fields

Key = tuple[int, int]
"""Position of a fact, and number of the slot it speaks of."""
OVERHEAD = 300
"""Bytes that an entry takes beside its text, about."""


class Entries:
    """Facts as evidence, in JSON, made when first shown; bounded in bytes, oldest go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._begin(-1)

    def _begin(self, generation: int) -> None:
        self._generation = generation
        self._size = 0
        self._kept: dict[str | None, dict[Key, str]] = {}
        """By why the fact lost."""
        self._order: deque[tuple[str | None, Key, int]] = deque()

    def of(
        self, snapshot: Snapshot, layout: Layout, rows: Sequence[int], lost: str | None
    ) -> list[str]:
        """The entries of the facts in some rows of a layout."""
        if self._generation != snapshot.checkpoint.generation:
            self._begin(snapshot.checkpoint.generation)
        kept = self._kept.setdefault(lost, {})
        positions, codes = layout.positions[rows].tolist(), layout.numbers[CODE][rows].tolist()
        keys = list(zip(positions, codes, strict=True))
        found = [kept.get(key) for key in keys]
        missing = {n: keys[n] for n, entry in enumerate(found) if entry is None}
        if missing:
            bodies = bodies_at(snapshot, {position for position, _ in missing.values()})
            for n, key in missing.items():
                entry = orjson.dumps(_entry(layout.claim(rows[n]), bodies[key[0]], lost))
                found[n] = self._keep(lost, key, entry.decode())
        return [entry for entry in found if entry is not None]

    def _keep(self, lost: str | None, key: Key, entry: str) -> str:
        size = len(entry) + OVERHEAD
        self._kept[lost][key] = entry
        self._order.append((lost, key, size))
        self._size += size
        while self._size > self._most:
            why, oldest, freed = self._order.popleft()
            self._kept[why].pop(oldest, None)
            self._size -= freed
        return entry


def evidence_of(
    snapshot: Snapshot,
    layout: Layout,
    entries: Entries,
    stances: Sequence[Stance],
    evidence: Evidence,
) -> list[Shown]:
    """(evidence, against) of each stance: active facts first, then by id."""
    if evidence == "none":
        return [NOTHING] * len(stances)
    active = entries.of(snapshot, layout, [r for s in stances for r in s.active], None)
    against = entries.of(snapshot, layout, [r for s in stances for r in s.against], "against")
    shown: list[Shown] = []
    a = b = 0
    for stance in stances:
        held = active[a : a + len(stance.active)]
        if stance.lost:
            for row in sorted(stance.lost, key=layout.id):
                held += entries.of(snapshot, layout, [row], stance.lost[row])
        shown.append((array(held), array(against[b : b + len(stance.against)])))
        a, b = a + len(stance.active), b + len(stance.against)
    return shown


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
