"""The theme: the system's, or the reader's, kept in the browser; the canvas follows."""

from playwright.sync_api import Page, expect

from tests.page.conftest import SEEN, Open
from tests.page.waiting import until

PAPER = {"light": [251, 249, 244], "dark": [21, 24, 27]}
CORNER = """(() => { const bars = document.querySelector('canvas.bars');
  const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  copy.drawImage(bars, 0, 0);
  return [...copy.getImageData(2, 24, 1, 1).data].slice(0, 3); })()"""


def _wears(page: Page, theme: str) -> None:
    paper = ", ".join(map(str, PAPER[theme]))
    expect(page.locator("html")).to_have_css("background-color", f"rgb({paper})")
    until(page, f"JSON.stringify({CORNER}) === JSON.stringify({PAPER[theme]})")


def test_the_reader_chooses_and_the_canvas_follows(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}", color_scheme="light")
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    _wears(page, "light")
    choice = page.get_by_label("Colours")
    choice.select_option("dark")
    _wears(page, "dark")
    page.reload()
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    expect(page.get_by_label("Colours")).to_have_value("dark")
    _wears(page, "dark")
    page.get_by_label("Colours").select_option("")
    _wears(page, "light")


def test_the_system_rules_until_the_reader_does(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}", color_scheme="dark")
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    _wears(page, "dark")
    page.emulate_media(color_scheme="light")
    _wears(page, "light")
    page.emulate_media(color_scheme="dark")
    _wears(page, "dark")
    page.get_by_label("Colours").select_option("light")
    _wears(page, "light")


def test_the_first_paint_is_in_the_kept_theme(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}", color_scheme="light")
    page.get_by_label("Colours").select_option("dark")
    page.route("**/static/js/main.js", lambda route: route.fulfill(content_type="text/javascript"))
    page.goto(server)
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(21, 24, 27)"


def test_paper_is_white_in_either_theme(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}", color_scheme="dark")
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    sheet = page.locator(".print-only svg > rect").first
    assert sheet.evaluate("(node) => getComputedStyle(node).fill") == "rgb(255, 255, 255)"
