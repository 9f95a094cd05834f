"""The fixed world of all histories: who there is, who speaks, what was published, which days.

Few of each and close together, so that facts meet. Lists start with what is plainest, so
that Hypothesis shrinks to it.
"""

from typing import Any

from tests.oracle_dates import iso, ordinal

Json = dict[str, Any]
FIRST = ordinal("2020-01-28")
SPAN = 24
DAYS = [str(iso(FIRST + n)) for n in range(SPAN)]
AFTER = [str(iso(FIRST + n)) for n in range(4, SPAN + 8, 3)]
ACTORS: list[Json] = [{"id": id, "name": id, "kind": "armed_group"} for id in "abc"]
SOURCES: list[Json] = [
    {"id": "s1", "name": "One", "reliability": "A"},
    {"id": "s2", "name": "Two", "reliability": "C"},
    {"id": "s3", "name": "Three", "reliability": "F"},
    {"id": "s4", "name": "Four"},
]


def _report(id: str, publisher: str, published: int, **fields: Any) -> Json:
    return {
        "id": id,
        "title": id,
        "publisher": publisher,
        "published": DAYS[published],
        **fields,
    }


REPORTS: list[Json] = [
    _report("r1", "s1", 6),
    _report("r2", "s2", 8, data_cutoff=DAYS[5]),
    _report("r3", "s1", 11, covers=f"2020-01/{DAYS[9]}"),
    _report("r4", "s3", 11),
    _report("r5", "s2", 14, covers=f"../{DAYS[7]}", data_cutoff=DAYS[13]),
    _report("r6", "s4", 17),
    _report("r7", "s1", 20),
]
REGISTERED = len(ACTORS) + len(SOURCES) + len(REPORTS)
"""Positions before the first fact."""

_ATOMS = [*DAYS, "2020-01", "2020-02", "2020", "2020-02-0X", "2020-02-1X", "202X", "2020-24"]
_PAIRS = [(a, b) for a in DAYS[::3] for b in DAYS[::2] if a <= b]
OCCURRED = [
    *DAYS,
    *(f"{day}/.." for day in _ATOMS),
    *(f"{a}/{b}" for a, b in _PAIRS),
    *(f"{day}/" for day in _ATOMS[::2]),
    *(f"../{day}" for day in _ATOMS[::2]),
    *(f"/{day}" for day in _ATOMS[1::2]),
    *(f"[{a}..{b}]" for a, b in _PAIRS[::4]),
    *(f"[{a}, {b}]" for a, b in _PAIRS[1::4]),
    *_ATOMS[SPAN:],
    f"2020-01/{DAYS[10]}",
    f"{DAYS[2]}/2020-02",
    f"{DAYS[5]}~",
    f"{DAYS[7]}?/..",
]
CHAINS = [[], [], [], ["s1"], ["s2"], ["s3", "s1"], ["s1"], ["s4", "s2"], ["s2", "s3", "s1"]]
MOODS = [None] * 6 + ["likely", "roughly_even", "denied", "unlikely", "very_likely"]
AB: Json = {"actor": "a", "toward": ["b"]}
WORDS: dict[str, list[Json]] = {
    "violence": [
        AB | {"type": "violence_high"},
        AB | {"type": "offensive_operations_decreased"},
        AB | {"type": "violence_calibrated"},
        AB | {"type": "violence_ceased", "toward": ["c", "b"]},
    ],
    "ties": [
        AB | {"type": "ties_assessed", "level": level} for level in ("close", "distant", "cordial")
    ],
    "agreement": [
        {"type": f"agreement_{what}", "parties": ["a", "b"], "agreement": "accord"}
        for what in ("signed", "suspended", "ended")
    ],
    "force_level": [
        {
            "type": "force_level_reported",
            "actor": "a",
            "place": "valley",
            "personnel": number,
            "comparator": comparator,
            "nature": "observed",
        }
        for number, comparator in [(0, "="), (1000, "<"), (1000, "<="), (1000, "="), (1100, "~")]
    ],
    "commitment": [AB | {"type": "commitment_undertaken", "commitment": "talks"}]
    + [
        AB | {"type": "commitment_assessed", "commitment": "talks", "level": level}
        for level in ("met", "not_met")
    ],
    "capability": [
        {"type": "capability_assessed", "actor": "a", "capability": "raids", "level": level}
        for level in ("growing", "lost")
    ],
}
OTHERS: list[Json] = [
    {"type": "incident_recorded", "kind": "attack", "toward": ["a"]},
    {"type": "metric_withheld", "actor": "a", "metric": "attacks"},
]
