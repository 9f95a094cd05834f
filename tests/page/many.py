"""A long log for one actor: what the sliders' speed is measured on."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.request import Request, urlopen

from tests.page.asking import post

FIRST = date(2010, 1, 1)
DAYS = 3650
OTHERS, SOURCES, REPORTS = 11, 20, 730
TYPES = {
    "violence_reduced": {},
    "violence_sustained": {},
    "violence_increased": {},
    "threat_assessed": {"level": ("limited", "moderate", "significant")},
    "ties_assessed": {"level": ("distant", "cordial", "close")},
    "support_provided": {"frequency": ("occasional", "routine")},
    "intent_assessed": {"intent": ("attack", "govern"), "level": ("latent", "persistent")},
}


def load(base: str, facts: int) -> None:
    """Register everybody and post the facts as NDJSON."""
    post(base, "v1/actors", {"id": "busy", "name": "The Busy One", "kind": "armed_group"})
    for k in range(OTHERS):
        post(base, "v1/actors", {"id": f"other-{k}", "name": f"Other {k}", "kind": "state"})
    for k in range(SOURCES):
        post(base, "v1/sources", {"id": f"source-{k}", "name": f"Source {k}", "reliability": "B"})
    for k in range(REPORTS):
        post(base, "v1/reports", _report(k))
    request = Request(
        f"{base}v1/events",
        "\n".join(json.dumps(fact) for fact in _facts(facts)).encode(),
        {"Content-Type": "application/x-ndjson"},
    )
    with urlopen(request, timeout=1200) as response:
        wrong = [line for line in response if b'"status":201' not in line]
    assert wrong == [], wrong[:3]


def _report(k: int) -> dict[str, str]:
    published = FIRST + timedelta(days=60 + k * 5)
    return {
        "id": f"report-{k}",
        "title": f"Report {k}",
        "publisher": f"source-{k % SOURCES}",
        "published": published.isoformat(),
    }


def _facts(number: int) -> Iterator[dict[str, object]]:
    draw = random.Random(5)
    for k in range(number):
        report = k % REPORTS
        published = FIRST + timedelta(days=60 + report * 5)
        start = published - timedelta(days=draw.randrange(5, 120))
        form = draw.choice(["{0}", "{0}/{1}", "{0}/.."])
        kind, fields = draw.choice(list(TYPES.items()))
        end = start + timedelta(days=draw.randrange(1, 60))
        others = [f"source-{other}" for other in range(SOURCES) if other != report % SOURCES]
        yield {
            "type": kind,
            "report": f"report-{report}",
            "actor": "busy",
            "toward": [f"other-{draw.randrange(OTHERS)}"],
            "attribution": [draw.choice(others)] if draw.random() < 0.5 else [],
            "occurred": form.format(start, end),
            "quote": {"exact": f"words {k}"},
            **{name: draw.choice(choices) for name, choices in fields.items()},
        }
