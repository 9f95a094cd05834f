"""Facts as evidence, encoded once: an answer joins fragments that are ready to send."""

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
from projections.encoded import Encoded
from projections.facts import bodies_at
from projections.posture import Evidence
from projections.store import Snapshot
from projections.values import value_fields


def evidence_of(
    snapshot: Snapshot,
    layout: Layout,
    encoded: Encoded,
    stances: Sequence[Stance],
    evidence: Evidence,
) -> list[Shown]:
    """(evidence, against) of each stance: active facts first, then by id."""
    if evidence == "none":
        return [NOTHING] * len(stances)
    active = _entries(snapshot, layout, encoded, [r for s in stances for r in s.active], None)
    against = _entries(
        snapshot, layout, encoded, [r for s in stances for r in s.against], "against"
    )
    lost = _losers(snapshot, layout, encoded, stances)
    shown: list[Shown] = []
    a = b = 0
    for stance in stances:
        held, denied = active[a : a + len(stance.active)], stance.against
        a += len(stance.active)
        if stance.lost:
            held += [lost[row] for row in sorted(stance.lost, key=layout.id)]
        shown.append((array(held), array(against[b : b + len(denied)]) if denied else "[]"))
        b += len(denied)
    return shown


def _losers(
    snapshot: Snapshot, layout: Layout, encoded: Encoded, stances: Sequence[Stance]
) -> dict[int, str]:
    """Row to its entry, of all facts that lost."""
    rows: dict[str, list[int]] = {}
    for stance in stances:
        for row, why in stance.lost.items():
            rows.setdefault(why, []).append(row)
    return {
        row: text
        for why, own in rows.items()
        for row, text in zip(own, _entries(snapshot, layout, encoded, own, why), strict=True)
    }


def _entries(
    snapshot: Snapshot, layout: Layout, encoded: Encoded, rows: list[int], lost: str | None
) -> list[str]:
    """The facts in some rows of a layout, which all lost for the same reason or did not."""
    if not rows:
        return []
    positions, codes = layout.positions[rows].tolist(), layout.numbers[CODE][rows].tolist()

    def make(places: list[int]) -> list[str]:
        bodies = bodies_at(snapshot.connection, {positions[place] for place in places})
        entries = (
            _entry(layout.claim(rows[place]), bodies[positions[place]], lost) for place in places
        )
        return [orjson.dumps(entry).decode() for entry in entries]

    keys = list(zip(positions, codes, strict=True))
    return encoded.texts(snapshot.checkpoint.generation, lost, keys, make)


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
