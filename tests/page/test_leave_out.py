"""A source left out: the fold and the server agree, the address holds it, the words say it."""

from playwright.sync_api import expect

from tests.page.asking import get
from tests.page.conftest import SEEN, Open
from tests.page.waiting import until

POSTURE = f"v1/actors/taliban/posture{SEEN.replace('actor=taliban&', '')}"


def test_what_passed_through_the_source_is_gone(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.wait_for_selector("[data-checked=same]")
    page.get_by_label("Leave out").select_option("us-dod")
    page.wait_for_url("**exclude_source=us-dod*")
    page.wait_for_selector("[data-checked=same]", state="attached")
    stances = get(server, f"{POSTURE}&exclude_source=us-dod")["stances"]
    assert len(stances) < len(get(server, POSTURE)["stances"])
    expect(page.locator(".card")).to_have_count(len(stances))
    expect(page.locator("h1")).to_contain_text("leaving out US Department of Defense")
    again = visit(page.url)
    expect(again.locator(".card")).to_have_count(len(stances))


def test_every_source_can_be_left_out(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    choice = page.get_by_label("Leave out")
    sources = choice.locator("option").evaluate_all("(all) => all.map((o) => o.value)")
    assert len(sources) > 4
    for source in sources[1:]:
        choice.select_option(source)
        until(page, f"location.search.includes('exclude_source={source}')")
        page.wait_for_selector("[data-checked=same]", state="attached")
        assert page.locator(".wrong[role=status]").count() == 0


def test_evidence_and_timeline_leave_it_out_too(visit: Open, server: str) -> None:
    def bars(query: str) -> int:
        page = visit(f"{server}{SEEN}{query}")
        page.wait_for_selector("canvas.bars[data-frames]", state="attached")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        return page.locator(".print-only svg :is(rect, polygon)").count()

    assert bars("&exclude_source=us-dod") < bars("")
    page = visit(f"{server}{SEEN}&exclude_source=us-dod")
    for card in page.locator(".card h4 button").all():
        card.click()
        expect(page.locator(".evidence .chain").first).to_be_visible()
        chains = " ".join(page.locator(".evidence .chain").all_inner_texts())
        assert "US Department of Defense" not in chains


def test_a_source_that_is_not_there_is_said(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}&exclude_source=nobody-at-all")
    expect(page.get_by_role("alert")).to_contain_text("nobody-at-all")


def test_views_that_count_every_source_say_so(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=matrix&as_of=2020-05-25&exclude_source=us-dod")
    expect(page.locator(".every-source")).to_contain_text("count every source")
    page = visit(f"{server}{SEEN}&view=changes&exclude_source=us-dod")
    expect(page.locator(".every-source")).to_contain_text("Changes count every source")
