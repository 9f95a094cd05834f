"""Point 4: pick two points and read the diff with its causes."""

from playwright.sync_api import expect

from tests.page.asking import get
from tests.page.conftest import Open
from tests.page.waiting import until

POINTS = "from_as_of=2020-02-25&from_known_by=2020-03-01&to_as_of=2020-02-25&to_known_by=2020-08-01"
PAGE = (
    "?actor=taliban&view=changes&as_of=2020-02-25&known_by=2020-08-01"
    "&from_as_of=2020-02-25&from_known_by=2020-03-01"
)


def test_changes_are_those_of_the_api_with_cause_and_words(visit: Open, server: str) -> None:
    page = visit(f"{server}{PAGE}")
    answer = get(server, f"v1/actors/taliban/diff?{POINTS}")["items"]
    expect(page.locator(".change")).to_have_count(len(answer))
    assert page.locator(".change .cause b").all_inner_texts() == ["Learned"] * len(answer)
    expect(page.locator(".changes")).to_contain_text("Taliban violence continued at high levels")
    expect(page.locator(".change").last).to_contain_text("→")


def test_the_day_is_a_cause_of_its_own(visit: Open, server: str) -> None:
    page = visit(f"{server}?actor=taliban&view=changes&as_of=2020-05-25&from_as_of=2020-02-25")
    expect(page.locator(".change .cause b").first).to_have_text("The world moved")
    page.get_by_role("button", name="Take the clocks' point").click()
    expect(page.locator(".changes")).to_contain_text("nothing changed")


def test_another_start_is_typed_and_cited(visit: Open, server: str) -> None:
    page = visit(f"{server}{PAGE}")
    field = page.get_by_label("From, as of")
    field.fill("2020-01-15")
    field.press("Enter")
    until(page, "location.search.includes('from_as_of=2020-01-15')")
    expect(page.locator(".changes")).to_contain_text("From 15 January 2020")


def test_dates_never_break_inside_a_day(visit: Open, server: str) -> None:
    page = visit(f"{server}{PAGE}", viewport={"width": 390, "height": 900})
    expect(page.locator(".because .written").first).to_be_visible()
    rows = "nodes => nodes.map((node) => node.getClientRects().length)"
    assert set(page.locator(".because .written span").evaluate_all(rows)) == {1}
    expect(page.locator(".because").first).to_contain_text("published 1 July 2020")


def test_a_change_opens_its_evidence(visit: Open, server: str) -> None:
    page = visit(f"{server}{PAGE}")
    page.locator(".change h3 button").first.click()
    expect(page.locator(".evidence mark").first).to_be_visible()
