"""What OpenAPI says of exchange: files as bodies and as answers, and examples."""

from http import HTTPStatus
from typing import Any

from api.exchange.formats import OUTGOING
from api.exchange.receiving import MEDIA

_FILE = {"schema": {"type": "string", "format": "binary"}}
IMPORT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, of any length.",
        "content": dict.fromkeys(
            dict.fromkeys(
                [*(m for known in MEDIA.values() for m in known), "application/octet-stream"]
            ),
            _FILE,
        ),
    }
}
IMPORTED: dict[str, Any] = {
    "format": "ucdp-ged",
    "dataset": "ged",
    "release": "ucdp-ged-23-1",
    "dry_run": False,
    "note": None,
    "batch": "5d7b8d33-3f0c-5f1e-a2a3-6f5ad8f1c9aa",
    "recorded": 12,
    "unchanged": 985,
    "corrected": 2,
    "retracted": 1,
    "missing": 0,
    "rejected": 0,
    "warnings": 1,
    "findings": [
        {
            "kind": "warning",
            "place": "line 17",
            "detail": "low 3, best 2, high 3 are not in order; kept as they are",
        }
    ],
}
TEMPO: dict[str, Any] = {
    "actor": "taliban",
    "from": "2020-03-01",
    "to": "2020-03-31",
    "bucket": "month",
    "known_by": None,
    "recorded_by": None,
    "position": 57,
    "items": [
        {
            "start": "2020-03-01",
            "end": "2020-03-31",
            "incidents": 3,
            "uncertain": 1,
            "fatalities": {"low": 4, "best": 5, "high": 9},
            "uncounted": 1,
            "withheld": ["enemy-initiated attacks"],
            "counterparts": [
                {
                    "counterpart": "andsf",
                    "role": "actor",
                    "incidents": 3,
                    "uncertain": 1,
                    "fatalities": {"low": 4, "best": 5, "high": 9},
                    "uncounted": 1,
                }
            ],
        }
    ],
    "next": None,
}


def exported(*errors: int) -> dict[int | str, dict[str, Any]]:
    """The documented answers of an export: a file in one of the formats, and the problems."""
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        200: {
            "description": "The file, streamed.",
            "content": {known.media: _FILE for known in OUTGOING.values()},
            "headers": {
                "Content-Disposition": {
                    "description": "A name for the file.",
                    "schema": {"type": "string"},
                }
            },
        },
        **{
            error: {
                "description": HTTPStatus(error).phrase,
                "content": {"application/problem+json": problem},
            }
            for error in errors
        },
    }
