"""GeoJSON out (RFC 7946): incidents that have coordinates, as points.

Facts without coordinates have no place on a map: ``left_out`` counts them.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from api.exchange.outgoing import Export, origin
from domain.days import iso


def write(export: Export) -> Iterator[bytes]:
    """The collection, feature by feature; the count of what is left out comes last."""
    yield b'{"type":"FeatureCollection","features":[\n'
    left, first = 0, True
    for standing in export.facts():
        feature = _feature(export, standing)
        if feature is None:
            left += 1
            continue
        yield (b"" if first else b",\n") + orjson.dumps(feature)
        first = False
    yield b'\n],"left_out":%d}\n' % left


def _feature(export: Export, standing: Any) -> dict[str, Any] | None:
    body, days = standing.body, standing.dated.dates
    if "latitude" not in body or "longitude" not in body:
        return None
    kept = {k: v for k, v in body.items() if k not in ("content_id", "imported")}
    return {
        "type": "Feature",
        "id": body["id"],
        "geometry": {"type": "Point", "coordinates": [body["longitude"], body["latitude"]]},
        "properties": {
            **kept,
            "headline": export.headline(standing.dated.fact),
            "origin": origin(standing),
            "published": iso(standing.dated.report.published),
            "start": [iso(days.start_lo), iso(days.start_hi)],
            "end": [iso(days.end_lo), iso(days.end_hi)],
        },
    }
