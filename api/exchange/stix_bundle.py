"""The objects of a STIX bundle, spooled by what they are read for.

Bound: what is in memory at once is one object; a report's object holds all its references.
"""

import re
from collections import Counter
from typing import Any

from api.exchange.incoming import File, Found
from api.exchange.reading import json_items, json_member
from api.exchange.spool import Spool
from api.exchange.stix import AUTHOR
from domain.batches import Unread
from domain.errors import Refused

WHO, SAYING = "who", "saying"
"""Kinds of spooled objects: actors; relationships, opinions and notes. Reports are ``report``."""
KINDS = {"threat-actor": WHO, "intrusion-set": WHO, "identity": WHO, "report": "report"} | {
    "relationship": SAYING,
    "opinion": SAYING,
    "note": SAYING,
}
_ID = re.compile(r"[a-z0-9-]+--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check_bundle(file: File) -> None:
    """Raise Refused where the file is JSON and no bundle, Malformed where it is no JSON."""
    if json_member(file.path, file.name, "type") != "bundle":
        raise Refused.at("/type", f"{file.name} is no STIX bundle: its type is not 'bundle'")


def spooled(file: File, spool: Spool, aside: Counter[str]) -> Found:
    """Spool what is read; yield what cannot be, count in ``aside`` what has no place here.

    Of several versions of an object the newest counts (STIX 2.1, section 3.6); a revoked one
    is as good as gone.
    """
    for number, thing in enumerate(json_items(file.path, file.name, "objects.item"), 1):
        if (why := _fault(thing)) is not None:
            yield Unread(f"object {number}", why)
        elif (kind := KINDS.get(thing["type"])) is None:
            if thing["type"] != "extension-definition":
                aside[f"objects of type {thing['type']}"] += 1
        elif thing["id"] != AUTHOR:
            _keep(spool, kind, thing, aside)
    for kind in (WHO, "report", SAYING):
        for id, thing in spool.each(kind):
            if thing.get("revoked") is True:
                aside[f"revoked objects of type {thing['type']}"] += 1
                spool.drop(kind, id)
            elif isinstance(author := thing.get("created_by_ref"), str):
                spool.put("author", author)


def _fault(thing: Any) -> str | None:
    """Why something is no STIX object; None for one."""
    if not isinstance(thing, dict) or not isinstance(thing.get("type"), str):
        return "is no object with a type"
    id = thing.get("id")
    if not isinstance(id, str) or not _ID.fullmatch(id) or id.partition("--")[0] != thing["type"]:
        return f"{id!r} is not the id of a {thing['type']}"
    return None


def _keep(spool: Spool, kind: str, thing: dict[str, Any], aside: Counter[str]) -> None:
    if spool.first(kind, thing["id"], thing):
        return
    before = spool.get(kind, thing["id"])
    if before == thing:
        aside["objects that stand twice"] += 1
        return
    aside["older versions of objects"] += 1
    if str(thing.get("modified", "")) >= str(before.get("modified", "")):
        spool.put(kind, thing["id"], thing)
