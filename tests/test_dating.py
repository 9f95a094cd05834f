"""SEMANTICS section 2: projections, capping, episodes, and how long a source vouches."""

from typing import Any

import pytest

from domain.dating import Dates, check_vouched, dates, horizon
from domain.days import UNBOUNDED, day_of, iso
from domain.errors import Refused

PUBLISHED = "2020-07-01"


def dated(occurred: str, published: str = PUBLISHED, **report: Any) -> Dates:
    """The days of a fact in a report with these ``covers`` and ``data_cutoff``."""
    fact = {key: report.pop(key) for key in ("episode", "vouched_through") if key in report}
    limit = horizon(published, report.get("covers"), report.get("data_cutoff"))
    return dates(occurred, day_of(published), limit, **fact)


def vouched(occurred: str, published: str = PUBLISHED, **report: Any) -> str | None:
    return iso(dated(occurred, published, **report).vouched)


def test_the_horizon_is_the_earlier_of_publication_and_cut_off() -> None:
    assert vouched("2019-12-01/..") == "2020-07-01"
    assert vouched("2019-12-01/..", data_cutoff="2020-04-30") == "2020-04-30"
    assert vouched("2019-12-01/..", data_cutoff="2020-08-31") == "2020-07-01"


def test_the_end_of_covers_counts_where_there_is_no_cut_off() -> None:
    covers = "2019-12-01/2020-05-31"
    assert vouched("2019-12-01/..", covers=covers) == "2020-05-31"
    assert vouched("2019-12-01/..", covers="2019-12/2020-05") == "2020-05-31"
    assert vouched("2019-12-01/..", covers="2019-12-01/..") == "2020-07-01"
    assert vouched("2019-12-01/..", covers=covers, data_cutoff="2020-04-30") == "2020-04-30"
    assert vouched("2019-12-01/..", covers=covers, data_cutoff="2020-06-15") == "2020-06-15"


def test_a_change_is_vouched_for_to_its_last_possible_day() -> None:
    assert vouched("2020-02-29") == "2020-02-29"
    assert vouched("2020-02", data_cutoff="2020-02-10") == "2020-02-29"
    assert vouched("[2020-02-22..2020-02-28]") == "2020-02-28"


@pytest.mark.parametrize(
    ("occurred", "expected"),
    [
        ("2020-02-22/2020-02-28", "2020-02-28"),
        ("2020-02/2020-05", "2020-04-30"),
        ("../2020-03-01", "2020-03-01"),
        ("/2020-06", "2020-06-30"),  # start_hi is 30 June, and never earlier than that
        ("2020-05-15/..", "2020-05-15"),  # it begins after the cut-off
        ("2020-02-29/", "2020-04-30"),
    ],
)
def test_otherwise_the_earlier_of_its_end_and_the_horizon(occurred: str, expected: str) -> None:
    assert vouched(occurred, data_cutoff="2020-04-30") == expected


def test_the_poster_can_say_it() -> None:
    assert vouched("2019-12-01/..", vouched_through="2020-03-03") == "2020-03-03"


def test_only_a_plain_change_speaks_of_its_start() -> None:
    plain = dated("2020-02")
    assert (iso(plain.speaks), iso(plain.vouched)) == ("2020-02-01", "2020-02-29")
    said = dated("2020-02", vouched_through="2020-03-31")
    assert iso(said.speaks) == iso(said.vouched) == "2020-03-31"
    period = dated("2020-02/..")
    assert period.speaks == period.vouched


@pytest.mark.parametrize(
    ("occurred", "projection", "start_hi"),
    [
        ("2020-07-01", False, "2020-07-01"),
        ("2020-07-02", True, "2020-07-02"),
        ("2020-08", True, "2020-08-31"),
        ("2020-07", False, "2020-07-01"),  # begun by publication, or it would not be seen
        ("2020", False, "2020-07-01"),
        ("[2020-06-20..2020-07-20]", False, "2020-07-01"),
        ("2020-07-02/..", True, "2020-07-02"),
        ("/2020-09-01", False, "2020-07-01"),
    ],
)
def test_projections_are_about_the_future_and_all_else_began_by_publication(
    occurred: str, projection: bool, start_hi: str
) -> None:
    found = dated(occurred)
    assert (found.projection, iso(found.start_hi)) == (projection, start_hi)


def test_an_episode_ends_where_it_starts() -> None:
    found = dated("2020-05-14", episode=True)
    assert (iso(found.end_lo), iso(found.end_hi)) == ("2020-05-14", "2020-05-14")
    month = dated("2020-07", episode=True)
    assert [iso(day) for day in month[:4]] == ["2020-07-01"] * 4
    until = dated("/2020-09-01", published="2020-07-01", episode=True)
    assert (until.end_lo, until.end_hi) == (UNBOUNDED, day_of("2020-07-01"))
    always = dated("../2020-06-01", episode=True)
    assert (always.end_lo, always.end_hi, always.vouched) == (UNBOUNDED, UNBOUNDED, UNBOUNDED)
    week = dated("2020-05", episode=True)
    assert [iso(day) for day in week[2:4]] == ["2020-05-01", "2020-05-31"]


@pytest.mark.parametrize(
    ("occurred", "day", "why"),
    [
        ("2020-02", "2020-02-28", "is before 2020-02-29"),
        ("2020-02-22/2020-02-28", "2020-02-29", "is after 2020-02-28"),
        ("2020-02-29/..", "2020-07-02", "when the report was published"),
        ("2020-02-29", "2020-02-28", "is before 2020-02-29"),
        ("2020-08-01/2020-08-31", "2020-07-31", "is before 2020-08-01"),
        ("2020-08-01/2020-08-31", "2020-09-01", "is after 2020-08-31"),
    ],
)
def test_a_vouched_through_outside_its_bounds_is_refused(occurred: str, day: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        check_vouched(dated(occurred, vouched_through=day), day_of(PUBLISHED))
    assert caught.value.findings[0].pointer == "/vouched_through"


def test_nothing_is_vouched_for_through_a_day_that_there_is_not() -> None:
    found = dated("../2020-06-01", episode=True, vouched_through="2020-06-01")
    with pytest.raises(Refused, match="no day at all"):
        check_vouched(found, day_of(PUBLISHED))


@pytest.mark.parametrize(
    ("occurred", "day"),
    [
        ("2020-02-29", "2020-02-29"),
        ("2020-02-29", "2020-07-01"),
        ("2020-02-22/2020-02-28", "2020-02-22"),
        ("2020-02-22/2020-02-28", "2020-02-28"),
        ("2020-08-01/2020-08-31", "2020-08-31"),  # a projection may vouch beyond publication
    ],
)
def test_the_bounds_themselves_are_inside(occurred: str, day: str) -> None:
    check_vouched(dated(occurred, vouched_through=day), day_of(PUBLISHED))
