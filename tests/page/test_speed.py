"""How fast a slider is on a long log. Timings are told, never judged; the answers are judged.

`STANCELINE_PAGE_FACTS` sets the number of facts: 20,000 in CI and 10,000 elsewhere by default. The
goal is set for 100,000.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.page import many
from tests.page.conftest import STRICT, Open, serving
from tests.page.waiting import until

FACTS = int(os.environ.get("STANCELINE_PAGE_FACTS", "20000" if STRICT else "10000"))
MEASURE = Path(__file__).with_name("measure.js").read_text()


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with one actor of very many facts."""
    for base in serving(tmp_path_factory.mktemp("many") / "many.db"):
        many.load(base, FACTS)
        yield base


def test_a_slider_repaints_the_board_at_once(
    visit: Open,
    busy: str,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = visit(f"{busy}?actor=busy&as_of=2015-06-01&known_by=2018-01-01", ".card")
    found = page.evaluate(f"({MEASURE})('as-of', 40)")
    until(page, "document.querySelector('[data-checked]')?.dataset.checked === 'same'", 60)
    known = page.evaluate(f"({MEASURE})('known-by', 40)")
    until(page, "document.querySelector('[data-checked]')?.dataset.checked === 'same'", 60)
    frames = page.evaluate(f"({MEASURE})('timeline', 12)")
    expect(page.locator(".card")).not_to_have_count(0)
    told = {"facts": FACTS, "as_of": found, "known_by": known, "timeline": frames}
    record_property("slider", json.dumps(told))
    with capsys.disabled():
        print(f"\nslider to painted board, ms: {json.dumps(told)}")
    assert found["changed"] > 0
