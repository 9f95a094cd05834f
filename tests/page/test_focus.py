"""Panels take the focus, give it back to whoever opened them, and close on Escape."""

import re

import pytest
from playwright.sync_api import expect

from tests.page.conftest import SEEN, Open

CHANGES = f"{SEEN}&view=changes&from_as_of=2020-02-25"
LIST = "summary:has-text('The same as a list')"


@pytest.mark.parametrize(
    ("address", "before", "opener"),
    [
        (SEEN, None, ".card h4 button >> nth=2"),
        (SEEN, LIST, ".facts-table button >> nth=1"),
        (CHANGES, None, ".change h3 button >> nth=1"),
        (CHANGES, None, ".because button >> nth=2"),
    ],
    ids=["card", "list", "change", "cause"],
)
def test_the_focus_returns_to_what_opened_the_evidence(
    visit: Open, server: str, address: str, before: str | None, opener: str
) -> None:
    page = visit(f"{server}{address}")
    if before:
        page.locator(before).click()
    page.locator(opener).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-title")).to_be_focused()
    expect(page.locator(".evidence .fact").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".evidence")).to_have_count(0)
    expect(page.locator(opener)).to_be_focused()


def test_evidence_that_the_address_opened_leaves_the_focus_on_its_card(
    visit: Open, server: str
) -> None:
    page = visit(f'{server}?actor=taliban&as_of=2020-02-25&slot=["violence",null,null]')
    expect(page.locator(".card.open")).to_have_count(1)
    page.get_by_role("button", name="Close the evidence").click()
    expect(page.locator(".card.contested h4 button")).to_be_focused()


def test_escape_closes_the_form_before_the_panel(visit: Open, server: str) -> None:
    page = visit(f"{server}?actor=taliban&as_of=2020-02-25")
    page.locator(".card.contested h4 button").click()
    retract = page.locator(".evidence .fact").first.get_by_role("button", name="Retract").first
    retract.click()
    reason = page.get_by_role("form", name="Retract this fact").get_by_label("Reason")
    reason.fill("A reason not to be lost with the whole panel")
    reason.press("Escape")
    expect(page.get_by_role("form", name="Retract this fact")).to_have_count(0)
    expect(retract).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".evidence")).to_have_count(0)


def test_the_keys_of_a_slider_are_told(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    for name in ("as-of", "known-by"):
        slider = page.locator(f"#{name}")
        expect(slider).to_have_accessible_description(re.compile("day, with Shift by a week"))
