"""Strategies for dense small histories: facts, amendments, and questions about them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.oracle_dates import dated, ordinal
from tests.world import (
    AFTER,
    CHAINS,
    DAYS,
    FIRST,
    MOODS,
    OCCURRED,
    OTHERS,
    REPORTS,
    WORDS,
    Json,
)

ASPECTS = sorted(WORDS, key=lambda aspect: aspect != "violence")


class Theme(NamedTuple):
    """What one history is made of: few of each come again and again, so that facts meet."""

    words: list[Json]
    occurred: list[str]
    reports: list[Json]
    chains: list[list[str]]
    moods: list[str | None]
    """Words of estimate, ``denied``, or nothing."""


def _some(options: Sequence[Any], most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(options), min_size=1, max_size=most)


themes = st.builds(
    Theme,
    words=st.sampled_from(ASPECTS).flatmap(lambda aspect: _some(WORDS[aspect], 3)),
    occurred=_some(OCCURRED, 6),
    reports=_some(REPORTS, 6),
    chains=_some(CHAINS, 5),
    moods=_some(MOODS, 5),
)


@st.composite
def facts(draw: st.DrawFn, theme: Theme, reports: Sequence[Json] = ()) -> Json:
    """A fact on a slot of the theme, now and then one that has none."""
    report = draw(st.sampled_from(reports or theme.reports))
    words = theme.words if draw(st.integers(0, 15)) else OTHERS
    fact: Json = {
        **draw(st.sampled_from(words)),
        "report": report["id"],
        "occurred": draw(st.sampled_from(theme.occurred)),
        "quote": {"exact": "so it was"},
    }
    if chain := draw(st.sampled_from(theme.chains)):
        fact["attribution"] = chain
    match draw(st.sampled_from(theme.moods)):
        case "denied":
            fact["denied"] = True
        case str(likelihood):
            fact["likelihood"] = likelihood
    if draw(st.integers(0, 4)) == 4:
        _vouch(fact, report, draw(st.integers(0, 6)))
    if draw(st.integers(0, 5)) == 5:
        fact["id"] = str(draw(st.uuids(version=4)))
    return fact


def _vouch(fact: Json, report: Json, days: int) -> None:
    """Say how long the source vouches for the fact, as far as the contract lets it."""
    span, published = dated(fact, report), ordinal(report["published"])
    last = span.end_hi if span.start_lo > published else min(span.end_hi, published)
    first = max(span.start_hi, FIRST)
    if first <= last:
        fact["vouched_through"] = date.fromordinal(min(first + days, last)).isoformat()


class Act(NamedTuple):
    """An amendment; ``target`` counts round the facts that are recorded, or the reports."""

    verb: str
    on: str
    target: int
    body: Json


@st.composite
def acts(draw: st.DrawFn, theme: Theme) -> Act:
    """A retraction, correction or restoration of a fact or a report."""
    on = draw(st.sampled_from(["event", "event", "report"]))
    verbs = ["retraction", "retraction", "restoration", "correction"]
    verb = draw(st.sampled_from(verbs if on == "event" else verbs[:3]))
    body: Json = {"reason": draw(st.sampled_from(["a mistake", "a change of mind"]))}
    if verb != "restoration":
        body["basis"] = draw(st.sampled_from(["coding", "source", "source"]))
        if body["basis"] == "source":
            dated_by_report = verb == "correction" or draw(st.booleans())
            options = [report["id"] for report in REPORTS[2:]] if dated_by_report else AFTER
            body["report" if dated_by_report else "published"] = draw(st.sampled_from(options))
        if on == "event" and draw(st.integers(0, 3)) == 3:
            body["with_echoes"] = False
    if verb == "correction":
        replacement = draw(facts(theme))
        del replacement["report"]
        replacement.pop("vouched_through", None)
        body["replacement"] = replacement
    return Act(verb, on, draw(st.integers(0, 20)), body)


class Question(NamedTuple):
    """Where to look from; ``back`` counts positions back from the head."""

    as_of: str
    known_by: str | None = None
    back: int | None = None
    exclude_source: str | None = None


def _rarely(options: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.none(), options)


days = st.sampled_from([*DAYS[3:], *AFTER])
questions = st.builds(
    Question,
    as_of=days,
    known_by=_rarely(st.sampled_from([report["published"] for report in REPORTS])),
    back=_rarely(st.integers(0, 12)),
    exclude_source=_rarely(_rarely(st.sampled_from(["s1", "s2"]))),
)


@st.composite
def batches(draw: st.DrawFn, least: int = 1, most: int = 12) -> list[Json]:
    """Facts that mostly speak of one slot."""
    theme = draw(themes)
    return draw(st.lists(facts(theme), min_size=least, max_size=most))


@st.composite
def histories(draw: st.DrawFn, most: int = 14) -> list[Json | Act]:
    """Facts and amendments in the order in which they are sent."""
    theme = draw(themes)
    step = st.one_of(facts(theme), facts(theme), acts(theme))
    return [draw(facts(theme)), *draw(st.lists(step, min_size=1, max_size=most))]
