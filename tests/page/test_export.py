"""Point 8: print and export of what is on screen."""

import csv
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Page, expect

from tests.page.asking import post
from tests.page.conftest import SEEN, Open


def _saved(page: Page, button: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path())


def test_the_board_is_saved_as_csv_without_formulas(own_server: str, visit: Open) -> None:
    fact = {
        "type": "intent_assessed",
        "report": "heart-of-asia-2020-07-01",
        "actor": "taliban",
        "intent": '=HYPERLINK("http://evil.example","x")',
        "level": "stated",
        "occurred": "2020-03-01/..",
        "quote": {"exact": "Taliban"},
    }
    post(own_server, "v1/events", fact)
    page = visit(f"{own_server}{SEEN}")
    with _saved(page, "Save CSV").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == page.locator(".card").count()
    assert {row["as_of"] for row in rows} == {"2020-05-25"}
    (hostile,) = [row for row in rows if "HYPERLINK" in row["subject"]]
    assert hostile["subject"].startswith("'=")
    assert not any(cell[:1] in "=+@-" for row in rows for cell in row.values() if cell)


def test_the_timeline_is_saved_as_svg_and_png(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    root = ElementTree.parse(_saved(page, "Save SVG")).getroot()
    words = " ".join(root.itertext())
    assert "violence" in words
    assert "known by 2020-08-01" in words
    assert _saved(page, "Save PNG").read_bytes().startswith(b"\x89PNG")


def test_print_swaps_the_canvas_for_svg(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".print-only svg")).to_be_visible()
    expect(page.locator(".canvas-box")).to_be_hidden()
    expect(page.locator(".card").last).to_be_visible()
    assert len(page.pdf()) > 20_000
