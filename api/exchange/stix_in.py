"""STIX 2.1 in: reports, actors, relationships and opinions of a bundle; our own come back whole.

Two passes over the file: who is who, then what is said. What has no place here is counted by
type and named in the summary.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import stix2
from stix2.exceptions import STIXError

from api.exchange.incoming import File, Found, json_items, today
from api.exchange.stix import AUTHOR, EXTENSION, confidence_word
from domain.batches import Aside, Row, Unread, slug
from domain.errors import StancelineError
from domain.registrations import Actor, Registration, Report, Source
from domain.validation import validate, validate_fact

Thing = dict[str, Any]
ACTORS = frozenset({"threat-actor", "intrusion-set", "identity"})
READ = ACTORS | {"report", "relationship", "opinion", "note", "extension-definition"}
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
NOBODY = Source(id="stix-author-not-told", name="Author not told (STIX)")


def opened(file: File) -> tuple[Report, tuple[Registration, ...], Found]:
    """The bundle as a report, and what it says."""
    id = f"stix-{slug(file.dataset)}-{file.digest[:12]}"
    release = file.report_named(id) or Report(
        id=id,
        title=f"STIX bundle {file.name}",
        publisher=NOBODY.id,
        published=file.published or today(),
    )
    return release, (NOBODY, release), _Bundle(file, release).rows()


class _Bundle:
    """Who is who in a bundle, and its rows."""

    def __init__(self, file: File, release: Report) -> None:
        self.file, self.release = file, release
        self.aside: Counter[str] = Counter()
        self.actors: dict[str, Actor] = {}
        self.sources: dict[str, Source] = {}
        self.reports: dict[str, Report] = {}
        self.report_of: dict[str, str] = {}
        self.relations: dict[str, Thing] = {}
        self.opined: set[str] = set()

    def rows(self) -> Found:
        """Registrations first, then facts, then what was left aside."""
        yield from self._who()
        for thing in json_items(self.file, "objects.item"):
            id = str(thing.get("id"))
            try:
                found = self._said(thing)
            except StancelineError as error:
                yield Unread(id, error.detail)
                continue
            except (KeyError, TypeError, ValueError, STIXError) as error:
                yield Unread(id, f"cannot be read: {error}")
                continue
            if found is not None:
                yield found
        for what, number in sorted(self.aside.items()):
            yield Aside(self.file.name, f"{number} left out: {what}")

    def _who(self) -> Found:
        things = [t for t in json_items(self.file, "objects.item") if t.get("type") in READ]
        authors = {t.get("created_by_ref") for t in things}
        for thing in things:
            if thing["type"] in ACTORS and thing["id"] != AUTHOR:
                yield from self._somebody(thing, thing["id"] in authors)
            if thing["type"] == "opinion":
                self.opined.update(thing.get("object_refs", ()))
        for thing in things:
            if thing["type"] == "report":
                yield from self._report(thing)
        for thing in things:
            if thing["type"] == "relationship" and thing["id"] in self.opined:
                self.relations[thing["id"]] = thing

    def _somebody(self, thing: Thing, author: bool) -> Found:
        ours, id = _ours(thing), thing["id"]
        try:
            stix2.parse(thing, allow_custom=True)
            if "source" in ours:
                self.sources[id] = validate(Source, ours["source"])
                yield Row(id, f"source:{self.sources[id].id}", None, (self.sources[id],))
                return
            self.actors[id] = self._actor(thing, ours)
        except (StancelineError, STIXError, KeyError) as error:
            yield Unread(id, f"cannot be read: {error}")
            return
        yield Row(id, f"actor:{self.actors[id].id}", None, (self.actors[id],))
        if author:
            self.sources[id] = Source(id=_named(thing), name=thing["name"])
            yield Row(f"{id} as author", f"source:{_named(thing)}", None, (self.sources[id],))

    def _actor(self, thing: Thing, ours: Thing) -> Actor:
        if "actor" in ours:
            return validate(Actor, ours["actor"])
        for field in ("description", "goals", "roles", "sophistication", "resource_level"):
            if field in thing:
                self.aside[f"{field} of {thing['type']}"] += 1
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

    def _report(self, thing: Thing) -> Found:
        ours, id = _ours(thing), thing["id"]
        try:
            stix2.parse(thing, allow_custom=True)
            if "report" in ours:
                report = validate(Report, ours["report"])
            else:
                report = self._foreign_report(thing)
        except (StancelineError, STIXError, KeyError) as error:
            yield Unread(id, f"cannot be read: {error}")
            return
        self.reports[id] = report
        self.report_of.update(dict.fromkeys(thing.get("object_refs", ()), id))
        if report.publisher == NOBODY.id:
            yield Row(f"{id} author", f"source:{NOBODY.id}", None, (NOBODY,))
        yield Row(id, f"report:{report.id}", None, (report,))

    def _foreign_report(self, thing: Thing) -> Report:
        if "description" in thing:
            self.aside["description of report"] += 1
        source = self.sources.get(thing.get("created_by_ref", ""), NOBODY)
        urls = [r["url"] for r in thing.get("external_references", ()) if "url" in r]
        fields = {
            "id": _named(thing),
            "title": thing["name"],
            "publisher": source.id,
            "published": thing["published"][:10],
            **({"url": urls[0]} if urls else {}),
        }
        return validate(Report, fields)

    def _said(self, thing: Thing) -> Row | None:
        """The fact that an object says, or None."""
        type, ours = thing.get("type"), _ours(thing)
        if "fact" in ours:
            fact = validate_fact(ours["fact"])
            return Row(thing["id"], thing["id"], fact)
        if type not in READ:
            self.aside[f"objects of type {type}"] += 1
        elif ours or type in ACTORS or type in ("report", "extension-definition"):
            return None
        elif type == "relationship":
            stix2.parse(thing, allow_custom=True)
            return self._relation(thing, thing, {}, thing.get("created_by_ref"))
        elif type == "opinion":
            return self._opinion(thing)
        else:
            self.aside[f"objects of type {type}"] += 1
        return None

    def _opinion(self, thing: Thing) -> Row | None:
        stix2.parse(thing, allow_custom=True)
        about = [self.relations[r] for r in thing["object_refs"] if r in self.relations]
        if not about or _ours(about[0]):
            if not about:
                self.aside["opinions on what is no relationship"] += 1
            return None
        if len(thing["object_refs"]) > 1:
            self.aside["further objects of an opinion"] += len(thing["object_refs"]) - 1
        said = OPINIONS[thing["opinion"]]
        return self._relation(thing, about[0], said, thing.get("created_by_ref"))

    def _relation(
        self, thing: Thing, relation: Thing, said: Thing, author: str | None
    ) -> Row | None:
        one, other = (self.actors.get(relation[f"{end}_ref"]) for end in ("source", "target"))
        named = relation["relationship_type"]
        if one is None or other is None or named not in RELATIONS:
            ends = [relation[f"{end}_ref"].split("--")[0] for end in ("source", "target")]
            self.aside[f"relationships {ends[0]} {named} {ends[1]}"] += 1
            return None
        report = self.reports.get(self.report_of.get(thing["id"], ""), self.release)
        origin = self.sources.get(author or "")
        words = thing.get("explanation") or thing.get("description")
        told = confidence_word(thing.get("confidence", 0))
        fields = {
            **RELATIONS[named],
            **said,
            "report": report.id,
            "attribution": [origin.id] if origin and origin.id != report.publisher else [],
            "actor": one.id,
            "toward": [other.id],
            "occurred": _occurred(relation, report),
            "quote": {"exact": words or f"{one.name} {named} {other.name}"},
            "mode": "paraphrase" if words else "implicit",
            **({"confidence": told} if told else {}),
        }
        needs = (NOBODY, self.release) if report is self.release else ()
        return Row(thing["id"], thing["id"], validate_fact(fields), needs)


def _ours(thing: Thing) -> Thing:
    """What our own extension says."""
    found = (thing.get("extensions") or {}).get(EXTENSION)
    return found if isinstance(found, dict) else {}


def _named(thing: Thing) -> str:
    """A readable id that no other object has."""
    return f"{slug(thing['name'], 'stix')[:80].strip('-')}-{thing['id'].split('--')[1][:8]}"


def _occurred(relation: Thing, report: Report) -> str:
    """EDTF of the times; ``stop_time`` is the first moment after, so the day before ends it."""
    start, stop = relation.get("start_time"), relation.get("stop_time")
    end = None
    if stop:
        last = date.fromisoformat(stop[:10])
        end = last - timedelta(days=1) if stop[11:19] == "00:00:00" else last
    if start:
        first = date.fromisoformat(start[:10])
        return f"{first}/{max(first, end) if end else '..'}"
    return f"/{end}" if end else f"{report.published}/"
