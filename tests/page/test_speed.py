"""How fast a slider is on a long log. The answers are judged; timings are told, and bounded widely.

`STANCELINE_PAGE_FACTS` sets the number of facts; the goal (100 ms to the painted board) is set for
the 100,000 of the default.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.page import many
from tests.page.asking import get
from tests.page.conftest import Open, serving
from tests.page.waiting import until

FACTS = int(os.environ.get("STANCELINE_PAGE_FACTS", "100000"))
BOUND = 1000
"""Milliseconds that no median exceeds, however busy the machine; a rescan of the log would."""
MEASURE = Path(__file__).with_name("measure.js").read_text()
Telling = Callable[[str, object], None]


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with one actor of very many facts."""
    for base in serving(tmp_path_factory.mktemp("many") / "many.db"):
        many.load(base, FACTS)
        yield base


@pytest.mark.parametrize(
    ("slider", "start"),
    [
        ("as-of", "&as_of=2015-06-01&known_by=2018-01-01"),
        ("known-by", "&as_of=2015-06-01&known_by=2015-05-01"),
    ],
)
def test_a_slider_repaints_the_board_at_once(
    visit: Open,
    busy: str,
    slider: str,
    start: str,
    record_property: Telling,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = visit(f"{busy}?actor=busy{start}", ".card")
    _checked(page)
    found = page.evaluate(f"({MEASURE})('{slider}', 40)")
    _checked(page)
    _tell({"facts": FACTS, slider: found}, record_property, capsys)
    assert _values(page) == _served(page, busy)
    assert found["changed"] > 5
    assert found["median"] < BOUND


def test_zooming_the_timeline_redraws_it(
    visit: Open, busy: str, record_property: Telling, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visit(f"{busy}?actor=busy&as_of=2015-06-01&known_by=2018-01-01", ".card")
    _checked(page)
    frames = int(page.locator("canvas.bars").get_attribute("data-frames") or 0)
    found = page.evaluate(f"({MEASURE})('timeline', 8)")
    _tell({"facts": FACTS, "timeline": found}, record_property, capsys)
    assert int(page.locator("canvas.bars").get_attribute("data-frames") or 0) >= frames + 8
    assert found["median"] < BOUND


def _checked(page: Page) -> None:
    """The server has been asked, and says what the fold says."""
    until(page, "document.querySelector('[data-checked]')?.dataset.checked === 'same'", 60)


def _values(page: Page) -> list[str]:
    return sorted(page.locator(".card .value").all_text_contents())


def _served(page: Page, base: str) -> list[str]:
    """What the server says of the days that the headline names."""
    as_of, known_by = (
        page.locator(f"#{clock}-date").input_value() for clock in ("as-of", "known-by")
    )
    where = f"v1/actors/busy/posture?as_of={as_of}&known_by={known_by}&evidence=none"
    return sorted(stance["value"] for stance in get(base, where)["stances"])


def _tell(
    told: dict[str, object], record_property: Telling, capsys: pytest.CaptureFixture[str]
) -> None:
    record_property("slider", json.dumps(told))
    with capsys.disabled():
        print(f"\nto the painted board, ms: {json.dumps(told)}")
