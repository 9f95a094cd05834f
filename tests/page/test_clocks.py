"""Point 1: choose an actor, move both clocks, cite the address."""

from playwright.sync_api import Page, expect

from tests.page.conftest import SEEN, Open
from tests.page.waiting import until


def test_the_first_page_shows_everybody(visit: Open, server: str) -> None:
    page = visit(server)
    expect(page.locator("h1")).to_contain_text("Everybody")
    expect(page.locator(".matrix tbody tr")).not_to_have_count(0)


def test_an_actor_is_found_by_name_and_by_alias(visit: Open, server: str) -> None:
    page = visit(server)
    box = page.get_by_role("combobox", name="Actor")
    box.click()
    box.fill("طالبان")
    expect(page.get_by_role("option").first).to_contain_text("Taliban")
    box.press("Enter")
    expect(page.locator("h1")).to_contain_text("Taliban")
    box.click()
    box.fill("aqc")
    box.press("Enter")
    expect(page.locator("h1")).to_contain_text("Al-Qaeda Core")
    assert "actor=al-qaeda-core" in page.url


def test_the_list_of_actors_fits_a_narrow_screen(visit: Open, server: str) -> None:
    page = visit(server, viewport={"width": 390, "height": 900})
    page.get_by_role("combobox", name="Actor").click()
    expect(page.get_by_role("option").nth(3)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    expect(page.get_by_role("combobox", name="Actor")).to_be_focused()


def test_keys_move_a_clock_by_day_week_and_month(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    slider = page.get_by_role("slider", name="As of")
    slider.focus()
    for key, day in [
        ("ArrowRight", "26 May"),
        ("Shift+ArrowRight", "2 June"),
        ("PageUp", "2 July"),
        ("PageDown", "2 June"),
        ("Shift+ArrowLeft", "26 May"),
        ("ArrowLeft", "25 May"),
    ]:
        slider.press(key)
        expect(page.locator("h1 .mark-as-of")).to_have_text(f"{day} 2020")


def test_a_typed_date_moves_the_clock_and_a_wrong_one_says_why(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    field = page.get_by_label("Known by, date")
    field.fill("2020-02-30")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not a day of the calendar")
    field.fill("2020-07-01")
    field.press("Enter")
    expect(page.locator("h1 .mark-known-by")).to_have_text("1 July 2020")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_marks_lead_to_publications_and_changes(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.get_by_role("button", name="Previous publication").click()
    expect(page.locator("h1 .mark-known-by")).to_have_text("30 July 2020")
    page.get_by_role("button", name="Previous change").click()
    expect(page.locator("h1 .mark-as-of")).not_to_have_text("25 May 2020")


def test_the_address_holds_the_state(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.get_by_role("slider", name="As of").press("PageDown")
    page.wait_for_url("**as_of=2020-04-25*")
    assert "known_by=2020-08-01" in page.url
    page.get_by_label("everything in print").check()
    until(page, "!location.search.includes('known_by')")
    again = visit(page.url)
    assert _board(again) == _board(page)


def test_play_walks_the_clock_and_stops(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.get_by_role("button", name="Play").click()
    until(page, "document.querySelector('h1 .mark-as-of').textContent !== '25 May 2020'")
    page.get_by_role("button", name="Pause").click()
    stood = page.locator("h1").text_content()
    page.wait_for_timeout(400)
    assert page.locator("h1").text_content() == stood


def test_the_record_axis_is_behind_as_recorded(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    now = _board(page)
    page.locator("summary", has_text="As recorded").click()
    field = page.get_by_label("Log position or instant")
    field.fill("99999")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not reached")
    field.fill("60")
    field.press("Enter")
    page.wait_for_url("**recorded_by=60*")
    assert _board(page) != now
    page.get_by_role("button", name="Back to now").click()
    until(page, "!location.search.includes('recorded_by')")


def _board(page: Page) -> list[str]:
    page.wait_for_selector("[data-checked=same]")
    return page.locator(".card h4").all_inner_texts()
