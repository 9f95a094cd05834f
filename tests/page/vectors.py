"""Test vectors that bind the page's fold to the domain's: `python -m tests.page.vectors` writes.

Histories are small and crowded on purpose: few origins, values and days, so that ties,
relays, denials, forecasts and withdrawals meet in every combination.
"""

import json
import random
from pathlib import Path
from typing import Any

from domain.claims import Claim, Slot
from domain.days import OPEN, UNBOUNDED, day_of, iso
from domain.posture import Verdict, judge
from domain.vocabulary import ASPECTS, Value
from projections.columns import STANDING, encoded
from projections.values import value_fields

PATH = Path(__file__).with_name("vectors.json")
HISTORIES, QUESTIONS = 200, 6
SOURCES = ["dod", "sigar", "paper", "un"]
BASE = day_of("2020-01-01")
SLOTS = [
    Slot("violence", "giroa", None),
    Slot("violence", None, None),
    Slot("ties", "al-qaeda", None),
    Slot("commitment", "united-states", "counter-terrorism"),
    Slot("force_level", None, "afghanistan"),
]
NUMBERS: list[Value] = [
    ("=", 8600),
    ("<=", 8600),
    ("<", 8600),
    ("~", 9000),
    ("~", 12000),
    ("=", 13000),
]


def _shown(slot: Slot, verdict: Verdict, day: int) -> dict[str, Any]:
    """What the domain says of a slot, in the shape of answers and without facts."""
    headline = verdict.headline
    return {
        **slot._asdict(),
        **value_fields(headline.value),
        "status": verdict.status,
        "certainty": "certain" if verdict.certain else "possible",
        "alternatives": verdict.alternatives,
        "since": {"earliest": iso(headline.start_lo), "latest": iso(headline.start_hi)},
        "vouched_through": iso(headline.vouched),
        "stale_days": max(0, day - headline.vouched),
        "origins": verdict.origins,
        "mentions": verdict.mentions,
        "displaced": [
            {**value_fields(value), "origins": origins} for value, origins in verdict.displaced
        ],
    }


def _claim(draw: random.Random, slots: list[Slot], index: int) -> Claim:
    slot = draw.choice(slots)
    values = list(ASPECTS[slot.aspect].values)[:5] or NUMBERS
    path = tuple(draw.sample(SOURCES, draw.choice([1, 1, 2])))
    published = BASE + draw.choice([draw.randrange(60), 30, 45])
    start_lo = (
        UNBOUNDED if draw.random() < 0.08 else BASE + draw.choice([draw.randrange(70), 20, 30])
    )
    start_hi = max(start_lo, BASE) + draw.choice([0, 0, 5, 15])
    change = draw.random() < 0.4
    end_lo = OPEN if change or draw.random() < 0.3 else start_hi + draw.randrange(30)
    end_hi = OPEN if end_lo == OPEN or draw.random() < 0.2 else end_lo + draw.choice([0, 10])
    vouched = start_hi if change else min(end_hi, start_hi + draw.randrange(30))
    projection = start_lo > published
    return Claim(
        id=f"{draw.getrandbits(32):08x}-{index}",
        position=index + 1,
        report=f"r{draw.randrange(6)}",
        slot=slot,
        value=draw.choice(values),
        origin=path[-1],
        path=path,
        reliability=draw.choice([0, 3, 4]),
        published=published,
        start_lo=start_lo,
        start_hi=start_hi,
        end_lo=end_lo,
        end_hi=end_hi,
        vouched=vouched,
        speaks=start_lo if change else vouched,
        relayed=len(path) > 1,
        against=draw.random() < 0.15,
        even=draw.random() < 0.1,
        projection=projection,
    )


def _denial(draw: random.Random, claim: Claim, index: int) -> Claim:
    """The same origin thinks better of its word, now and then about days to come."""
    published = claim.published + draw.randrange(1, 20)
    start = published + draw.randrange(-20, 10)
    return claim._replace(
        id=f"{draw.getrandbits(32):08x}-{index}",
        position=index + 1,
        published=published,
        start_lo=start,
        start_hi=start,
        end_lo=OPEN,
        end_hi=OPEN,
        vouched=start,
        speaks=start,
        against=True,
        projection=start > published,
    )


def _asked(
    claims: list[Claim], gone: dict[int, int], day: int, known_by: int
) -> list[dict[str, Any]]:
    found = []
    for slot in sorted({claim.slot for claim in claims}, key=Slot.order):
        visible = [
            claim
            for claim in claims
            if claim.slot == slot
            and claim.published <= known_by < gone.get(claim.position, STANDING)
        ]
        if verdict := judge(visible, day):
            found.append(_shown(slot, verdict, day))
    return found


def _history(draw: random.Random) -> dict[str, Any]:
    slots = draw.sample(SLOTS, 2)
    claims = [_claim(draw, slots, index) for index in range(draw.randrange(2, 26))]
    denied = draw.sample(claims, min(len(claims), draw.randrange(4)))
    claims += [_denial(draw, claim, 100 + k) for k, claim in enumerate(denied)]
    claims.sort(key=lambda claim: claim.id)
    gone = {
        claim.position: draw.choice([UNBOUNDED, claim.published + draw.randrange(20)])
        for claim in claims
        if draw.random() < 0.1
    }
    questions = []
    for number in range(QUESTIONS):
        exclude = SOURCES[number - 2] if number > 1 and number % 2 else None
        day = BASE + draw.randrange(-5, 110)
        known_by = draw.choice([OPEN, BASE + draw.randrange(80)])
        read = [claim for claim in claims if exclude not in claim.path]
        stances = _asked(read, gone, day, known_by)
        questions.append({"day": day, "known_by": known_by, "exclude": exclude, "stances": stances})
    return {"columns": encoded(claims, gone), "questions": questions}


def generate() -> str:
    """The whole file; the same every time."""
    draw = random.Random(20200229)
    aspects = [
        {"name": a.name, "values": a.values, "sides": [a.low, a.high]} for a in ASPECTS.values()
    ]
    histories = [_history(draw) for _ in range(HISTORIES)]
    return json.dumps({"aspects": aspects, "histories": histories}, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    PATH.write_text(generate())
