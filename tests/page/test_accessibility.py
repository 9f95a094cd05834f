"""WCAG 2.2 AA by axe-core: every view, both themes, three widths; and what axe cannot see."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page import counted
from tests.page.conftest import ROOT, SEEN, Open, seeded, serving
from tests.page.tools import node_modules

AGREEMENT = "&slot=%5B%22agreement%22,%22united-states%22,%22us-taliban-agreement%22%5D"
VIEWS = {
    "posture": SEEN,
    "evidence": SEEN + AGREEMENT,
    "left out": f"{SEEN}&exclude_source=us-dod",
    "contested": "?actor=taliban&as_of=2020-02-25",
    "changes": f"{SEEN}&view=changes&from_as_of=2020-02-25",
    "matrix": "?view=matrix&as_of=2020-05-25",
    "by counterpart": "?view=matrix&as_of=2020-05-25&aspect=violence",
    "relations": "?view=relations&as_of=2020-05-25",
    "nothing known": "?actor=taliban&as_of=2001-01-01",
    "nobody": "?actor=no-such-actor",
    "add": "?view=add",
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return Path(node_modules(), "axe-core", "axe.min.js").read_text()


def _violations(page: Page, axe: str) -> list[Any]:
    page.evaluate(axe)
    page.wait_for_timeout(100)
    return list(page.evaluate(_VIOLATIONS, TAGS))


# What axe tells of the rules that are kept is megabytes, and takes longer than to look.
_VIOLATIONS = """(tags) => axe.run({ runOnly: tags, resultTypes: ["violations"] }).then(
  ({ violations }) => violations.map(({ id, nodes }) =>
    [id, nodes.map(({ html }) => html.slice(0, 160))]))"""


def _settled(page: Page) -> None:
    """Until nothing is on its way any more, so that what is judged is the whole view."""
    expect(page.locator(".loading")).to_have_count(0)
    expect(page.locator("[data-checked='']")).to_have_count(0)
    expect(page.get_by_text("Looking it up…")).to_have_count(0)
    if "view=changes" in page.url:
        expect(page.locator(".changes [role=status]")).not_to_be_empty()


def _open_up(page: Page, name: str) -> None:
    """What a view hides until it is asked for: tables, the record axis, errors of a form."""
    if name == "posture":
        summaries = page.locator("main summary")
        # What was counted arrives last, between the others: until then places are not final.
        expect(summaries).to_have_count(3)
        for summary in summaries.all():
            # By the keyboard: what opens moves what lies below it away from the pointer.
            summary.press("Enter")
        expect(page.locator(".counts tbody tr").first).to_be_visible()
        expect(page.locator(".facts-table tbody tr").first).to_be_visible()
    if name == "add":
        page.get_by_label("Report", exact=True).select_option("heart-of-asia-2020-07-01")
        page.get_by_label("What it says").select_option("incident_recorded")
        page.get_by_role("button", name="Record the fact").click()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the seeds and with counted incidents."""
    for base in serving(seeded(tmp_path_factory.mktemp("counting"))):
        counted.load(base)
        yield base


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_no_view_violates_wcag(
    visit: Open, counting: str, axe: str, width: int, scheme: str
) -> None:
    found = {}
    for name, address in VIEWS.items():
        page = visit(
            f"{counting}{address}", viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        _settled(page)
        _open_up(page, name)
        found[name] = _violations(page, axe), page.evaluate("document.body.scrollWidth")
        page.context.close()
    assert found == {name: ([], width) for name in VIEWS}


def test_everything_is_reached_by_keyboard(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.wait_for_selector("[data-checked=same]")
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(_WHO))
    assert {"actor", "as-of", "known-by", "as-of-date", "canvas-box", "card"} <= reached
    page.locator(".card h4 button").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".evidence")).to_have_count(0)


_WHO = """(() => { const at = document.activeElement;
  return at.closest('.card') ? 'card' : at.id || at.className; })()"""


def test_reduced_motion_and_forced_colours_are_heeded(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}", reduced_motion="reduce", forced_colors="active")
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    assert page.locator(".masthead nav a").first.evaluate(
        "(node) => getComputedStyle(node).transitionDuration"
    ) in ("0s", "")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(700)
    expect(page.locator("h1 .mark-as-of")).to_have_text("25 May 2020")
    inked = page.evaluate(
        """(() => { const canvas = document.querySelector('canvas.bars');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let k = 0; k < data.length; k += 4)
          seen.add(data[k] * 65536 + data[k + 1] * 256 + data[k + 2]);
        return seen.size; })()"""
    )
    assert inked > 2


def test_the_licences_are_on_file() -> None:
    vendor = ROOT / "api/page/static/vendor"
    texts = (vendor / "LICENSES.txt").read_text()
    for name in ("preact", "htm", "d3-scale", "d3-force", "swagger-ui-dist", "source-serif-4"):
        assert name in texts
