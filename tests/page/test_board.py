"""Point 2: the board says what the API says, in words; its cells open their evidence."""

from playwright.sync_api import expect

from tests.page.asking import get
from tests.page.conftest import SEEN, Open

FEBRUARY = "?actor=taliban&as_of=2020-02-25"


def test_every_stance_has_a_card_with_its_words(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.wait_for_selector("[data-checked=same]")
    answer = get(server, f"v1/actors/taliban/posture{SEEN.replace('actor=taliban&', '')}")
    expect(page.locator(".card")).to_have_count(len(answer["stances"]))
    text = page.locator(".board").inner_text()
    for stance in answer["stances"]:
        assert stance["value"] in text
        assert stance["status"].capitalize() in text


def test_the_fold_and_the_server_agree_over_the_whole_scale(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    slider = page.get_by_role("slider", name="As of")
    for _ in range(9):
        before = page.locator("h1").inner_text()
        slider.press("PageDown")
        expect(page.locator("h1")).not_to_have_text(before)
        page.wait_for_selector("[data-checked=same]", state="attached")


def test_a_contested_cell_shows_its_sides(visit: Open, server: str) -> None:
    page = visit(f"{server}{FEBRUARY}")
    card = page.locator(".card.contested").first
    expect(card).to_contain_text("Contested")
    expect(card.locator(".sides > div")).to_have_count(2)
    expect(card.locator(".sides")).to_contain_text("US Department of Defense")
    expect(card.locator("svg.scale")).to_have_attribute("role", "img")


def test_trend_certainty_and_staleness_are_words(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    board = page.locator(".board")
    expect(board).to_contain_text("down from limited")
    expect(board).to_contain_text("certain by its dates")
    expect(board).to_contain_text("last vouched for 25 days before")
    expect(board).to_contain_text("vouched for on this day")


def test_hindsight_is_counted(visit: Open, server: str) -> None:
    page = visit(f"{server}{FEBRUARY}")
    expect(page.locator(".hindsight")).to_contain_text("all of it is hindsight")
    page = visit(f"{server}{FEBRUARY}&known_by=2020-06-01")
    expect(page.locator(".hindsight")).to_contain_text("not yet in print would change")


def test_evidence_shows_the_words_where_they_stand(visit: Open, server: str) -> None:
    page = visit(f"{server}{FEBRUARY}")
    page.locator(".card.contested h4 button").first.click()
    panel = page.locator(".evidence")
    expect(panel.locator("mark").first).to_be_visible()
    marks = panel.locator("mark").all_inner_texts()
    assert "Taliban violence continued at high levels" in " ".join(marks)
    expect(panel).to_contain_text("2020-02-22/2020-02-28")
    expect(panel).to_contain_text("It began on 22 February 2020")
    expect(panel).to_contain_text("19 May 2020")
    expect(panel.locator(".chain").first).to_contain_text("DoD OIG")
    expect(panel.locator(".chain abbr").first).to_have_attribute(
        "title", "Reliability A: completely reliable"
    )
    page.wait_for_url("**slot=*")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_likelihood_comes_with_its_band(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.locator(".card", has_text="explosive").first.locator("button").click()
    expect(page.locator(".evidence .band").first).to_contain_text("very likely, 80 to 95 %")


def test_losers_say_why_they_lost(visit: Open, server: str) -> None:
    page = visit(f"{server}?actor=al-qaeda&as_of=2020-05-25")
    reasons = []
    for card in page.locator(".card h4 button").all():
        card.click()
        expect(card).to_have_attribute("aria-expanded", "true")
        page.wait_for_selector(".evidence .verdict")
        reasons += page.locator(".evidence .why").all_inner_texts()
    assert any("Lost." in reason for reason in reasons)


def test_nothing_known_is_said(visit: Open, server: str) -> None:
    page = visit(f"{server}?actor=taliban&as_of=2001-01-01")
    expect(page.locator(".nothing").first).to_contain_text("not the same as nothing happening")
