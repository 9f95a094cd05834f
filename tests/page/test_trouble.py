"""What the page says where there is no answer: in the address, on the way, or at the server."""

from playwright.sync_api import Page, expect

from tests.page.asking import post
from tests.page.conftest import SEEN, Open


def _choose(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Actor").fill(name)
    page.get_by_role("option", name=name).first.click()


def test_an_unknown_actor_is_told_with_a_way_on(visit: Open, server: str) -> None:
    page = visit(f"{server}?actor=no-such-actor")
    expect(page.locator("h1")).to_have_text("Nobody of that name")
    expect(page.get_by_role("alert")).to_contain_text("no-such-actor")
    page.get_by_role("link", name="everybody at one moment").click()
    expect(page.locator(".matrix tbody tr")).not_to_have_count(0)


def test_an_unknown_actor_hides_no_view_of_everybody(visit: Open, server: str) -> None:
    page = visit(f"{server}?actor=no-such-actor&view=matrix&as_of=2020-05-25")
    expect(page.locator(".matrix tbody tr")).not_to_have_count(0)


def test_a_broken_slot_in_the_address_is_left_out(visit: Open, server: str) -> None:
    for slot in ("[oops", "7", '["violence"]', "[1,2,3]", "null"):
        page = visit(f"{server}{SEEN}&slot={slot}", ready="[data-checked=same]")
        expect(page.locator(".card")).not_to_have_count(0)
        expect(page.locator(".evidence")).to_have_count(0)


def test_a_slot_is_known_however_it_is_spaced(visit: Open, server: str) -> None:
    page = visit(f'{server}?actor=taliban&as_of=2020-02-25&slot=["violence", null, null]')
    expect(page.locator(".card.open.contested")).to_have_count(1)
    expect(page.locator(".evidence .fact")).to_have_count(2)


def test_a_server_that_is_gone_is_asked_again(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.route("**/claims?*", lambda route: route.abort())
    _choose(page, "Haqqani")
    expect(page.locator("h1")).to_have_text("No answer")
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    page.unroute("**/claims?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("h1")).to_contain_text("Haqqani Network on")
    expect(page.locator(".card")).not_to_have_count(0)


def test_an_answer_that_is_no_json_is_told_in_words(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.route("**/claims?*", lambda route: route.fulfill(status=408, body="<h1>Timed out</h1>"))
    _choose(page, "Haqqani")
    expect(page.get_by_role("alert")).to_have_text("The server's answer cannot be read (HTTP 408).")


def test_refusals_are_sentences(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}&fact=no-such-fact")
    said = page.locator(".evidence [role=alert]")
    expect(said).to_have_text("There is no event 'no-such-fact'.")


def test_an_actor_without_facts_has_a_timeline_that_says_so(own_server: str, visit: Open) -> None:
    post(own_server, "v1/actors", {"id": "front", "name": "A front", "kind": "armed_group"})
    page = visit(f"{own_server}?actor=front")
    expect(page.locator(".timeline .status-line")).to_contain_text("No fact about this actor")
    expect(page.locator(".timeline .legend")).to_have_count(0)
