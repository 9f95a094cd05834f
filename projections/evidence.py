"""Facts as evidence, encoded once: an answer joins fragments that are ready to send."""

from collections.abc import Iterable
from typing import Any

import orjson

from domain import edtf
from domain.claims import Claim
from domain.days import iso
from projections.books import Book, EntryKey
from projections.facts import bodies_at
from projections.posture import Evidence, Stance
from projections.store import Snapshot
from projections.values import value_fields


def evidence_of(
    snapshot: Snapshot, book: Book, stances: Iterable[Stance], evidence: Evidence
) -> list[tuple[list[orjson.Fragment], list[orjson.Fragment]]]:
    """(evidence, against) of each stance: active facts first, then by id."""
    if evidence == "none":
        return [([], []) for _ in stances]
    shown = [(_evidence(stance), _against(stance)) for stance in stances]
    _encode(snapshot, book, [item for pair in shown for items in pair for item in items])
    entries = book.entries
    return [
        ([entries[_key(item)] for item in found], [entries[_key(item)] for item in against])
        for found, against in shown
    ]


def _evidence(stance: Stance) -> list[tuple[Claim, str | None]]:
    verdict = stance.verdict
    active = sorted(verdict.active, key=_id) if len(verdict.active) > 1 else verdict.active
    found: list[tuple[Claim, str | None]] = [(claim, None) for claim in active]
    if verdict.lost or stance.withdrawn:
        reasons = verdict.lost | {id: why for id, (_, why) in stance.withdrawn.items()}
        lost = {id: stance.claims[id] for id in verdict.lost}
        lost |= {id: claim for id, (claim, _) in stance.withdrawn.items()}
        found += [(lost[id], reasons[id]) for id in sorted(lost)]
    return found


def _against(stance: Stance) -> list[tuple[Claim, str | None]]:
    against = stance.verdict.against
    return [(claim, "against") for claim in sorted(against, key=_id)] if against else []


def _key(item: tuple[Claim, str | None]) -> EntryKey:
    claim, lost = item
    return claim.position, claim.slot, lost


def _id(claim: Claim) -> str:
    return claim.id


def _encode(snapshot: Snapshot, book: Book, items: Iterable[tuple[Claim, str | None]]) -> None:
    """Make the entries that the book has not shown before."""
    missing = [item for item in items if _key(item) not in book.entries]
    if not missing:
        return
    bodies = bodies_at(snapshot, {claim.position for claim, _ in missing})
    for claim, lost in missing:
        entry = orjson.dumps(_entry(claim, bodies[claim.position], lost))
        book.entries[_key((claim, lost))] = orjson.Fragment(entry)


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
