"""On paper every view keeps its names: what can only be pressed goes, what is read stays."""

import pytest
from playwright.sync_api import expect

from tests.page.conftest import SEEN, Open

A4 = {"width": 718, "height": 1000}


@pytest.mark.parametrize(
    ("address", "names", "gone"),
    [
        ("?view=matrix&as_of=2020-05-25", ".matrix th button", ".matrix select"),
        ("?view=relations&as_of=2020-05-25", ".relation-list a", ".clocks"),
        (f"{SEEN}&view=changes&from_as_of=2020-02-25", ".change h3 button", ".because button"),
    ],
    ids=["everybody", "relations", "changes"],
)
def test_names_are_printed(visit: Open, server: str, address: str, names: str, gone: str) -> None:
    page = visit(f"{server}{address}", viewport=A4)
    expect(page.locator(names).first).to_be_visible()
    page.emulate_media(media="print")
    for name in page.locator(names).all():
        expect(name).to_be_visible()
    expect(page.locator(gone).first).to_be_hidden()
