"""Facts as STIX objects: a note about its actors, relationships, an opinion for a denial."""

from collections.abc import Iterator
from typing import NamedTuple

from api.exchange.outgoing import Export, Record, origin
from api.exchange.stix import confidence_number, stix_id, stix_object
from api.exchange.stix_extension import extended
from domain.days import OPEN, UNBOUNDED, iso
from domain.events.base import Fact
from domain.vocabulary import spelled
from projections.standing import Standing

TARGETS = frozenset({"violence", "threat", "intent"})
"""Aspects whose relation is the standard's ``targets``; the others are ``related-to``."""


class Ref(NamedTuple):
    """An object that others refer to."""

    type: str
    id: str


class Known(NamedTuple):
    """What stands in the bundle for the actors and sources that facts name."""

    actors: dict[str, Ref]
    sources: dict[str, str]


def fact_objects(export: Export, standing: Standing, known: Known, when: str) -> Iterator[Record]:
    """The note, its relationships, and the opinion on them where the fact is a denial."""
    author = known.sources[origin(standing)]
    yield _note(export, standing, known, author, when)
    relations = list(_relations(standing, known, author, when))
    yield from relations
    if standing.body.get("denied") and relations:
        yield _opinion(standing.body, relations, author, when)


def _note(export: Export, standing: Standing, known: Known, author: str, when: str) -> Record:
    body, fact = standing.body, standing.dated.fact
    actors = dict.fromkeys(actor for actor, _ in fact.participants())
    kept = {k: v for k, v in body.items() if k not in ("content_id", "imported")}
    stances = [
        {**dict(zip(s._fields, s, strict=True)), "value": spelled(s.value)} for s in fact.stances()
    ]
    return stix_object(
        "note",
        stix_id("note", "fact", body["id"]),
        when,
        created_by_ref=author,
        abstract=export.headline(fact),
        content=body["quote"]["exact"],
        confidence=confidence_number(body),
        object_refs=[known.actors[actor].id for actor in actors] or [author],
        extensions=extended(fact=kept, **({"stances": stances} if stances else {})),
    )


def _opinion(body: Record, relations: list[Record], author: str, when: str) -> Record:
    return stix_object(
        "opinion",
        stix_id("opinion", "fact", body["id"]),
        when,
        created_by_ref=author,
        opinion="strongly-disagree",
        explanation=body["quote"]["exact"],
        object_refs=[relation["id"] for relation in relations],
    )


def _relations(standing: Standing, known: Known, author: str, when: str) -> Iterator[Record]:
    body, fact, days = standing.body, standing.dated.fact, standing.dated.dates
    named = "targets" if fact.aspect in TARGETS or fact.episode else "related-to"
    for head, other in _pairs(fact):
        source, target = known.actors[head], known.actors[other]
        threatens = source.type == "threat-actor" and target.type == "identity"
        yield stix_object(
            "relationship",
            stix_id("relationship", "fact", f"{body['id']}/{other}"),
            when,
            created_by_ref=author,
            relationship_type=named if threatens else "related-to",
            description=body["quote"]["exact"],
            source_ref=source.id,
            target_ref=target.id,
            confidence=confidence_number(body),
            start_time=_moment(days.start_lo),
            stop_time=_moment(days.end_hi + 1) if UNBOUNDED < days.end_hi < OPEN else None,
            extensions=extended(fact_id=body["id"]),
        )


def _pairs(fact: Fact) -> Iterator[tuple[str, str]]:
    """(head, other) for each actor that the fact's first one faces: targets, or other parties."""
    roles = list(fact.participants())
    heads = [actor for actor, role in roles if role != "target"]
    others = [actor for actor, role in roles if role == "target"] or heads[1:]
    return ((head, other) for head in heads[:1] for other in others if other != head)


def _moment(day: int) -> str | None:
    """Midnight of a day; an end is the midnight after it, so that one day has a length."""
    return f"{iso(day)}T00:00:00Z" if UNBOUNDED < day < OPEN else None
