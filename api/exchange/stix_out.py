"""STIX 2.1 out: one bundle that ``stix2-validator`` passes, the same ids every time.

Each fact is a note about its actors, with relationships from its actor to those it faces; a
denial is an opinion on them. The whole fact is in our extension, so nothing is lost.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing

import orjson

from api.exchange.outgoing import Export, Record
from api.exchange.piles import Piles
from api.exchange.stix import AUTHOR, EPOCH, EXTENSION, actor_type, stix_id, stix_object
from api.exchange.stix_extension import DESCRIPTION, NAME, extended, schema
from api.exchange.stix_facts import Known, Ref, fact_objects
from projections.log import instant


def write(export: Export) -> Iterator[bytes]:
    """The bundle, object by object; reports come last, when it is known what rests on them."""
    bundle = stix_id("bundle", "bundle", str(export.cut))
    yield b'{"type":"bundle","id":"%s","objects":[\n' % bundle.encode()
    with closing(Piles()) as rests:
        for index, value in enumerate(_objects(export, rests)):
            yield (b",\n" if index else b"") + orjson.dumps(value)
        for body, recorded_at in export.registrations("report"):
            yield b",\n"
            yield from _report(body, rests.of(body["id"]), _time(recorded_at))
    yield b"\n]}\n"


def _objects(export: Export, rests: Piles) -> Iterator[Record]:
    """All but the reports; what rests on a report is put on its pile."""
    yield from _ours()
    known = Known({}, {})
    for body, recorded_at in export.registrations("actor"):
        actor = _actor(body, _time(recorded_at))
        known.actors[body["id"]] = Ref(actor["type"], actor["id"])
        yield actor
    for body, recorded_at in export.registrations("source"):
        source = _source(body, _time(recorded_at))
        known.sources[body["id"]] = source["id"]
        yield source
    for standing in export.facts():
        found = list(fact_objects(export, standing, known, _time(standing.recorded_at)))
        rests.put(standing.dated.report.id, _items(dict.fromkeys(value["id"] for value in found)))
        yield from found


def _items(ids: Iterable[str]) -> bytes:
    """Ids as they stand in a list of JSON."""
    return orjson.dumps([*ids])[1:-1]


def _time(recorded_at: int) -> str:
    return instant(recorded_at)[:23] + "Z"


def _ours() -> Iterator[Record]:
    yield stix_object("identity", AUTHOR, EPOCH, name="Stanceline", identity_class="system")
    yield stix_object(
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
    return stix_object(type, stix_id(type, "actor", body["id"]), when, **said)


def _source(body: Record, when: str) -> Record:
    id = stix_id("identity", "source", body["id"])
    said = {"name": body["name"], "identity_class": "organization"}
    return stix_object("identity", id, when, **said, extensions=extended(source=body))


def _report(body: Record, rests: Iterable[bytes], when: str) -> Iterator[bytes]:
    """The report, part by part: a whole dataset may rest on one."""
    publisher = stix_id("identity", "source", body["publisher"])
    before = stix_object(
        "report",
        stix_id("report", "report", body["id"]),
        when,
        created_by_ref=publisher,
        name=body["title"],
        report_types=["threat-report"],
        published=f"{body['published']}T00:00:00Z",
    )
    yield orjson.dumps(before)[:-1] + b',"object_refs":[' + _items([publisher])
    for items in rests:
        yield b"," + items
    yield b"]," + orjson.dumps({**_urls(body), "extensions": extended(report=body)})[1:]


def _urls(body: Record) -> Record:
    if "url" not in body:
        return {}
    return {"external_references": [{"source_name": body["publisher"], "url": body["url"]}]}
