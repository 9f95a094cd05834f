"""STIX 2.1 in: reports, actors, relationships and opinions of a bundle; our own come back whole.

A bundle is one JSON document whose objects refer to one another in any order, so what is read
of it is spooled first (``api.exchange.stix_bundle``): then who is who, then what is said. What
has no place here is counted by type and named in the summary.
"""

from collections import Counter
from contextlib import closing
from typing import Any

import stix2
from stix2.exceptions import STIXError

from api.exchange.incoming import File, Found, today
from api.exchange.spool import Spool
from api.exchange.stix import EXTENSION, confidence_word
from api.exchange.stix_bundle import SAYING, WHO, check_bundle, spooled
from api.exchange.stix_time import edtf
from domain.batches import Aside, Row, Unread, slug
from domain.errors import Refused, StancelineError
from domain.registrations import Actor, Registration, Report, Source
from domain.validation import validate, validate_fact

Thing = dict[str, Any]
RELATIONS: dict[str, dict[str, str]] = {
    "attributed-to": {"type": "ties_assessed", "level": "integrated"},
    "cooperates-with": {"type": "ties_assessed", "level": "cordial"},
    "allied-with": {"type": "ties_assessed", "level": "close"},
    "supports": {"type": "support_provided", "frequency": "occasional"},
    "targets": {"type": "intent_assessed", "intent": "attack", "level": "persistent"},
}
"""What a relation between two actors comes to; others have no value on our scales."""
OPINIONS: dict[str, Thing] = {
    "strongly-agree": {"likelihood": "almost_certain"},
    "agree": {"likelihood": "likely"},
    "neutral": {"likelihood": "roughly_even"},
    "disagree": {"likelihood": "unlikely"},
    "strongly-disagree": {"denied": True},
}
_GROUP = ("description", "goals", "resource_level", "first_seen", "last_seen")
_MOVED = ("primary_motivation", "secondary_motivations", "personal_motivations")
UNSAID = {
    "threat-actor": (*_GROUP, *_MOVED, "roles", "sophistication"),
    "intrusion-set": (*_GROUP, *_MOVED),
    "identity": ("description", "roles", "sectors", "contact_information"),
    "report": ("description", "report_types"),
}
"""Properties that have no place here, by type; each is counted."""
NOBODY = Source(id="stix-author-not-told", name="Author not told (STIX)")
FAULTS = (STIXError, KeyError, IndexError, TypeError, ValueError, AttributeError)
"""What an object that is not of the standard's shape makes of the code below."""


def opened(file: File) -> tuple[Report, tuple[Registration, ...], Found]:
    """The bundle as a report, and what it says; raises Refused, Malformed where it is none."""
    check_bundle(file)
    id = f"stix-{slug(file.dataset)}-{file.digest[:12]}"
    release = file.report_named(id) or Report(
        id=id,
        title=f"STIX bundle {file.name}",
        publisher=NOBODY.id,
        published=file.published or today(),
    )
    return release, (NOBODY, release), _rows(file, release)


def _rows(file: File, release: Report) -> Found:
    with closing(Spool()) as spool:
        yield from _Bundle(file, release, spool).rows()


class _Bundle:
    """Who is who in a bundle, and its rows."""

    def __init__(self, file: File, release: Report, spool: Spool) -> None:
        self.file, self.release, self.spool = file, release, spool
        self.aside: Counter[str] = Counter()

    def rows(self) -> Found:
        """Registrations first, then facts, then what was left aside."""
        yield from spooled(self.file, self.spool, self.aside)
        for id, thing in self.spool.each(WHO):
            yield from self._read(id, thing, self._somebody)
        for id, thing in self.spool.each("report"):
            yield from self._read(id, thing, self._report)
        for id, thing in self.spool.each(SAYING):
            yield from self._read(id, thing, self._said)
        for what, number in sorted(self.aside.items()):
            yield Aside(self.file.name, f"{number} left out: {what}")

    def _read(self, id: str, thing: Thing, read: Any) -> Found:
        """The rows of one object, or why it cannot be read."""
        try:
            yield from read(thing)
        except StancelineError as error:
            yield Unread(id, error.detail, id)
        except FAULTS as error:
            yield Unread(id, f"cannot be read: {error}", id)

    def _somebody(self, thing: Thing) -> Found:
        ours, id = _ours(thing), thing["id"]
        stix2.parse(thing, allow_custom=True)
        if "source" in ours:
            source = validate(Source, ours["source"])
            self.spool.put("source", id, source.id)
            yield Row(id, f"source:{source.id}", None, (source,))
            return
        actor = self._actor(thing, ours)
        self.spool.put("actor", id, [actor.id, actor.name])
        yield Row(id, f"actor:{actor.id}", None, (actor,))
        if self.spool.has("author", id):
            source = Source(id=_named(thing), name=thing["name"])
            self.spool.put("source", id, source.id)
            yield Row(f"{id} as author", f"source:{source.id}", None, (source,))

    def _actor(self, thing: Thing, ours: Thing) -> Actor:
        if "actor" in ours:
            return validate(Actor, ours["actor"])
        self._unsaid(thing)
        kind = "organisation" if thing["type"] == "identity" else "armed_group"
        known = self.file.actor_of("stix", thing["id"])
        fields = {
            "id": known or _named(thing),
            "name": thing["name"],
            "kind": "person" if thing.get("identity_class") == "individual" else kind,
            "aliases": thing.get("aliases", []),
            "external_ids": {"stix": thing["id"]},
        }
        return validate(Actor, fields)

    def _unsaid(self, thing: Thing) -> None:
        for name in UNSAID[thing["type"]]:
            if name in thing:
                self.aside[f"{name} of {thing['type']}"] += 1

    def _report(self, thing: Thing) -> Found:
        ours, id = _ours(thing), thing["id"]
        stix2.parse(thing, allow_custom=True)
        report = validate(Report, ours["report"]) if "report" in ours else self._foreign(thing)
        self.spool.put("filed", id, [report.id, report.publisher, report.published])
        for ref in thing.get("object_refs", ()):
            self.spool.first("report of", ref, id)
        if report.publisher == NOBODY.id:
            yield Row(f"{id} author", f"source:{NOBODY.id}", None, (NOBODY,))
        yield Row(id, f"report:{report.id}", None, (report,))

    def _foreign(self, thing: Thing) -> Report:
        self._unsaid(thing)
        source = self.spool.get("source", thing.get("created_by_ref", ""))
        urls = [r["url"] for r in thing.get("external_references", ()) if "url" in r]
        fields = {
            "id": _named(thing),
            "title": thing["name"],
            "publisher": source or NOBODY.id,
            "published": thing["published"][:10],
            **({"url": urls[0]} if urls else {}),
        }
        return validate(Report, fields)

    def _said(self, thing: Thing) -> Found:
        """The fact that an object says, if it says one."""
        ours = _ours(thing)
        if "fact" in ours:
            yield Row(thing["id"], thing["id"], validate_fact(ours["fact"]))
        elif thing["type"] == "note":
            self.aside["objects of type note"] += 1
        elif not ours:
            stix2.parse(thing, allow_custom=True)
            if thing["type"] == "relationship":
                yield from self._relation(thing, thing, {})
            else:
                yield from self._opinion(thing)

    def _opinion(self, thing: Thing) -> Found:
        about = [self._relationship(ref) for ref in thing["object_refs"]]
        relations = [relation for relation in about if relation]
        if not relations:
            self.aside["opinions on what is no relationship"] += 1
        elif not _ours(relations[0]):
            if len(about) > 1:
                self.aside["further objects of an opinion"] += len(about) - 1
            yield from self._relation(thing, relations[0], OPINIONS[thing["opinion"]])

    def _relationship(self, ref: str) -> Thing | None:
        found: Thing | None = self.spool.get(SAYING, ref)
        return found if found and found["type"] == "relationship" else None

    def _relation(self, thing: Thing, relation: Thing, said: Thing) -> Found:
        one, other = (self.spool.get("actor", relation[f"{end}_ref"]) for end in ENDS)
        named = relation["relationship_type"]
        if one is None or other is None or named not in RELATIONS:
            ends = [relation[f"{end}_ref"].split("--")[0] for end in ENDS]
            self.aside[f"relationships {ends[0]} {named} {ends[1]}"] += 1
            return
        report, publisher, published = self._report_of(thing)
        origin = self.spool.get("source", thing.get("created_by_ref") or "")
        words = thing.get("explanation") or thing.get("description")
        told = confidence_word(thing.get("confidence", 0))
        fields = {
            **RELATIONS[named],
            **said,
            "report": report,
            "attribution": [origin] if origin and origin != publisher else [],
            "actor": one[0],
            "toward": [other[0]],
            "occurred": edtf(relation.get("start_time"), relation.get("stop_time"), published),
            "quote": {"exact": words or f"{one[1]} {named} {other[1]}"},
            "mode": "paraphrase" if words else "implicit",
            **({"confidence": told} if told else {}),
        }
        needs = (NOBODY, self.release) if report == self.release.id else ()
        yield Row(thing["id"], thing["id"], validate_fact(fields), needs)

    def _report_of(self, thing: Thing) -> tuple[str, str, str]:
        """(id, publisher, day) of the report that an object stands in, the bundle otherwise."""
        found = self.spool.get("filed", self.spool.get("report of", thing["id"]) or "")
        release = self.release
        return tuple(found) if found else (release.id, release.publisher, release.published)


ENDS = ("source", "target")


def _ours(thing: Thing) -> Thing:
    """What our own extension says."""
    found = (thing.get("extensions") or {}).get(EXTENSION)
    return found if isinstance(found, dict) else {}


def _named(thing: Thing) -> str:
    """A readable id that no other object has."""
    if not isinstance(thing["name"], str):
        raise Refused.at("/name", "is not a text")
    return f"{slug(thing['name'], 'stix')[:80].strip('-')}-{thing['id'].split('--')[1][:8]}"
