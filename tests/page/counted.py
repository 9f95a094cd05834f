"""Incidents and a withheld metric for the Taliban: what the tempo is tested on."""

from datetime import date, timedelta

from tests.page.asking import post

REPORT = {
    "id": "tally",
    "title": "Tally of incidents",
    "publisher": "us-dod",
    "published": "2020-06-15",
}
LATE = {**REPORT, "id": "late-tally", "title": "Second tally", "published": "2020-09-01"}


def incident(day: str, toward: str, dead: tuple[int, int, int] | None, **more: object) -> object:
    """One incident of the Taliban, of the kind that datasets list."""
    low_best_high = dict(zip(("low", "best", "high"), dead, strict=True)) if dead else None
    return {
        "type": "incident_recorded",
        "report": "tally",
        "actor": "taliban",
        "toward": [toward],
        "kind": "attack",
        "occurred": day,
        "quote": {"exact": f"{day} {toward}"},
        **({"fatalities": low_best_high} if low_best_high else {}),
        **more,
    }


def load(base: str) -> None:
    """Two months toward the government, one toward the coalition, and a gap."""
    post(base, "v1/reports", REPORT)
    post(base, "v1/reports", LATE)
    start = date(2020, 1, 3)
    events = [
        incident((start + timedelta(days=3 * k)).isoformat(), "giroa", (k, k + 1, k + 4))
        for k in range(18)
    ]
    events += [
        incident("2020-01-09", "coalition", (2, 3, 3)),
        incident("2020-01-20", "coalition", None),
        incident("[2020-01-28..2020-02-04]", "coalition", (1, 1, 1)),
        incident("2020-03-05", "giroa", (40, 50, 60), report="late-tally"),
        {
            "type": "metric_withheld",
            "report": "tally",
            "actor": "taliban",
            "metric": "enemy-initiated attacks",
            "occurred": "2020-03-01/2020-05-31",
            "quote": {"exact": "no longer reported"},
        },
    ]
    post(base, "v1/events", events)
