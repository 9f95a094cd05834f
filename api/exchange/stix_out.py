"""STIX 2.1 out: one bundle that ``stix2-validator`` passes, the same ids every time.

Each fact is a note about its actors, with relationships from its actor to those it faces; a
denial is an opinion on them. The whole fact is in our extension, so nothing is lost.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson

from api.exchange.outgoing import Export, Record, origin
from api.exchange.spool import Spool
from api.exchange.stix import (
    AUTHOR,
    CONFIDENCE,
    CREDIBILITY,
    EPOCH,
    EXTENSION,
    actor_type,
    stix_id,
)
from api.exchange.stix_extension import DESCRIPTION, NAME, extended, schema
from domain.days import OPEN, UNBOUNDED, iso
from domain.vocabulary import spelled
from projections.log import instant
from projections.standing import Standing

TARGETS = frozenset({"violence", "threat", "intent"})
"""Aspects whose relation is the standard's ``targets``; the others are ``related-to``."""


def write(export: Export) -> Iterator[bytes]:
    """The bundle, object by object."""
    bundle = stix_id("bundle", "bundle", str(export.cut))
    yield b'{"type":"bundle","id":"%s","objects":[\n' % bundle.encode()
    for index, value in enumerate(_objects(export)):
        yield (b",\n" if index else b"") + orjson.dumps(value)
    yield b"\n]}\n"


def _objects(export: Export) -> Iterator[Record]:
    yield from _ours()
    kinds: dict[str, str] = {}
    for body, recorded_at in export.registrations("actor"):
        kinds[body["id"]] = actor_type(body["kind"])
        yield _actor(body, _time(recorded_at))
    for body, recorded_at in export.registrations("source"):
        yield _source(body, _time(recorded_at))
    with closing(Spool()) as rests:
        for standing in export.facts():
            when = _time(standing.recorded_at)
            for value in _fact(export, standing, kinds, when):
                rests.first(standing.dated.report.id, value["id"])
                yield value
        for body, recorded_at in export.registrations("report"):
            refs = [ref for ref, _ in rests.each(body["id"])]
            yield _report(body, refs, _time(recorded_at))


def _time(recorded_at: int) -> str:
    return instant(recorded_at)[:23] + "Z"


def _common(type: str, id: str, when: str, **said: Any) -> Record:
    found = {
        "type": type,
        "spec_version": "2.1",
        "id": id,
        "created": when,
        "modified": when,
        **said,
    }
    return {key: value for key, value in found.items() if value is not None}


def _ours() -> Iterator[Record]:
    yield _common("identity", AUTHOR, EPOCH, name="Stanceline", identity_class="system")
    yield _common(
        "extension-definition",
        EXTENSION,
        EPOCH,
        created_by_ref=AUTHOR,
        name=NAME,
        description=DESCRIPTION,
        schema=schema(),
        version="1.0.0",
        extension_types=["property-extension"],
    )


def _actor(body: Record, when: str) -> Record:
    type = actor_type(body["kind"])
    said: Record = {"name": body["name"], "extensions": extended(actor=body)}
    if ids := body.get("external_ids"):
        said["external_references"] = [
            {"source_name": scheme, "external_id": str(id)} for scheme, id in ids.items()
        ]
    if type == "threat-actor":
        said |= {"threat_actor_types": ["unknown"], "aliases": body.get("aliases")}
    else:
        said["identity_class"] = "organization"
    return _common(type, stix_id(type, "actor", body["id"]), when, **said)


def _source(body: Record, when: str) -> Record:
    id = stix_id("identity", "source", body["id"])
    said = {"name": body["name"], "identity_class": "organization"}
    return _common("identity", id, when, **said, extensions=extended(source=body))


def _report(body: Record, refs: list[str], when: str) -> Record:
    publisher = stix_id("identity", "source", body["publisher"])
    return _common(
        "report",
        stix_id("report", "report", body["id"]),
        when,
        created_by_ref=publisher,
        name=body["title"],
        report_types=["threat-report"],
        published=f"{body['published']}T00:00:00Z",
        object_refs=[publisher, *refs],
        external_references=_urls(body),
        extensions=extended(report=body),
    )


def _urls(body: Record) -> list[Record] | None:
    if "url" not in body:
        return None
    return [{"source_name": body["publisher"], "url": body["url"]}]


def _fact(export: Export, standing: Standing, kinds: dict[str, str], when: str) -> Iterator[Record]:
    body, fact = standing.body, standing.dated.fact
    author = stix_id("identity", "source", origin(standing))
    actors = list(dict.fromkeys(actor for actor, _ in fact.participants()))
    refs = [stix_id(kinds[actor], "actor", actor) for actor in actors]
    kept = {k: v for k, v in body.items() if k not in ("content_id", "imported")}
    stances = [
        {**dict(zip(s._fields, s, strict=True)), "value": spelled(s.value)} for s in fact.stances()
    ]
    yield _common(
        "note",
        stix_id("note", "fact", body["id"]),
        when,
        created_by_ref=author,
        abstract=export.headline(fact),
        content=body["quote"]["exact"],
        confidence=_confidence(body),
        object_refs=refs or [author],
        extensions=extended(fact=kept, **({"stances": stances} if stances else {})),
    )
    relations = list(_relations(standing, kinds, author, when))
    yield from relations
    if body.get("denied") and relations:
        yield _common(
            "opinion",
            stix_id("opinion", "fact", body["id"]),
            when,
            created_by_ref=author,
            opinion="strongly-disagree",
            explanation=body["quote"]["exact"],
            object_refs=[relation["id"] for relation in relations],
        )


def _confidence(body: Record) -> int | None:
    if "confidence" in body:
        return CONFIDENCE[body["confidence"]]
    return CREDIBILITY.get(body.get("credibility", 6))


def _relations(
    standing: Standing, kinds: dict[str, str], author: str, when: str
) -> Iterator[Record]:
    body, fact, days = standing.body, standing.dated.fact, standing.dated.dates
    roles = list(fact.participants())
    heads = [actor for actor, role in roles if role != "target"]
    others = [actor for actor, role in roles if role == "target"] or heads[1:]
    named = "targets" if fact.aspect in TARGETS or fact.episode else "related-to"
    for other in others:
        head = heads[0] if heads else None
        if head is None or head == other:
            continue
        target = kinds[head] == "threat-actor" and kinds[other] == "identity"
        yield _common(
            "relationship",
            stix_id("relationship", "fact", f"{body['id']}/{other}"),
            when,
            created_by_ref=author,
            relationship_type=named if target else "related-to",
            description=body["quote"]["exact"],
            source_ref=stix_id(kinds[head], "actor", head),
            target_ref=stix_id(kinds[other], "actor", other),
            confidence=_confidence(body),
            start_time=_moment(days.start_lo),
            stop_time=_moment(days.end_hi + 1) if days.end_hi < OPEN else None,
            extensions=extended(fact_id=body["id"]),
        )


def _moment(day: int) -> str | None:
    """Midnight of a day; an end is the midnight after it, so that one day has a length."""
    return f"{iso(day)}T00:00:00Z" if UNBOUNDED < day < OPEN else None
