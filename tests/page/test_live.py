"""Point 7: what is recorded meanwhile is said, and nothing jumps until it is asked for."""

from playwright.sync_api import expect

from tests.page.asking import post
from tests.page.conftest import SEEN, Open

FACT = {
    "type": "ties_assessed",
    "report": "heart-of-asia-2020-07-01",
    "actor": "taliban",
    "toward": ["haqqani-network"],
    "level": "integrated",
    "occurred": "2020-03-01/..",
    "quote": {"exact": "Taliban"},
}


def test_new_events_are_told_and_shown_when_asked_for(own_server: str, visit: Open) -> None:
    page = visit(f"{own_server}{SEEN}")
    page.wait_for_selector("[data-checked=same]")
    cards = page.locator(".card").count()
    top = page.locator(".board").bounding_box()
    post(own_server, "v1/events", FACT)
    news = page.locator(".updates")
    expect(news).to_contain_text("1 new event recorded, 1 about this actor")
    expect(page.locator(".card")).to_have_count(cards)
    assert page.locator(".board").bounding_box() == top
    news.get_by_role("button", name="Show it").click()
    expect(page.locator(".card")).to_have_count(cards + 1)
    expect(page.locator(".board")).to_contain_text("Haqqani Network")
    expect(news).to_be_empty()
