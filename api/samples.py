"""Sample answers that the documentation shows."""

from typing import Any

POSTURE: dict[str, Any] = {
    "actor": "taliban",
    "as_of": "2020-03-15",
    "known_by": "2020-07-01",
    "recorded_by": None,
    "position": 57,
    "stances": [
        {
            "aspect": "violence",
            "toward": "giroa",
            "subject": None,
            "value": "calibrated",
            "status": "single",
            "certainty": "certain",
            "alternatives": [],
            "since": {"earliest": "2020-02-29", "latest": "2020-02-29"},
            "vouched_through": "2020-04-30",
            "stale_days": 0,
            "origins": 1,
            "mentions": 1,
            "displaced": [],
            "against": [],
            "evidence": [],
        }
    ],
}
