"""Point 6: add a fact with the report beside it; retract and correct from the evidence."""

from playwright.sync_api import Page, expect

from tests.page.asking import get, post
from tests.page.conftest import Open
from tests.page.waiting import until

WORDS = "routinely supports and works with low-level Taliban members"
SELECT = """(words) => {
  const box = document.querySelector('.report-text');
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    box.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    return true;
  }
  return false;
}"""


def _choose(page: Page, report: str, kind: str) -> None:
    page.get_by_label("Report", exact=True).select_option(report)
    expect(page.locator(".report-text")).to_be_visible()
    page.get_by_label("What it says").select_option(kind)


def test_selected_words_become_the_quote_with_its_offset(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=add")
    _choose(page, "heart-of-asia-2020-07-01", "support_provided")
    assert page.evaluate(SELECT, WORDS)
    expect(page.get_by_label("Exact words")).to_have_value(WORDS)
    text = get(server, "v1/reports/heart-of-asia-2020-07-01")["text"]
    expect(page.locator("#field-quote-hint")).to_have_text(
        f"Offset {text.index(WORDS)} in the report's text."
    )
    expect(page.locator(".report-text mark")).to_have_text(WORDS)


def test_offsets_count_characters_beyond_the_basic_plane(own_server: str, visit: Open) -> None:
    post(own_server, "v1/reports", _report("astral", "𝔘𝔫𝔡 🕊 the truce held. طالبان گفت."))
    page = visit(f"{own_server}?view=add")
    _choose(page, "astral", "violence_ceased")
    assert page.evaluate(SELECT, "the truce held")
    expect(page.locator("#field-quote-hint")).to_contain_text("Offset 6")


def test_dates_explain_themselves(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=add")
    _choose(page, "heart-of-asia-2020-07-01", "violence_reduced")
    when = page.get_by_label("when, as the source writes it")
    when.fill("2020-02~/..")
    meaning = page.locator(".meaning").first
    expect(meaning).to_contain_text("from 1 February 2020 to 29 February 2020")
    expect(meaning).to_contain_text("approximate")
    when.fill("2020-02-30")
    expect(meaning).to_contain_text("not a day of the calendar")


def test_errors_stand_at_their_field_and_the_fact_is_recorded(own_server: str, visit: Open) -> None:
    page = visit(f"{own_server}?view=add")
    _choose(page, "heart-of-asia-2020-07-01", "support_provided")
    page.get_by_role("button", name="Record the fact").click()
    expect(page.locator("#field-actor-wrong")).not_to_be_empty()
    expect(page.locator("#field-occurred-wrong")).not_to_be_empty()
    expect(page.locator("#field-quote-wrong")).not_to_be_empty()
    expect(page.locator("#field-actor-wrong")).to_have_text("This is required.")
    expect(page.get_by_role("alert")).to_contain_text("fields need another look")
    page.get_by_label("actor", exact=True).select_option("haqqani-network")
    expect(page.locator("#field-actor-wrong")).to_have_count(0)
    expect(page.locator("#field-occurred-wrong")).not_to_be_empty()
    page.locator("#field-toward").select_option("taliban")
    page.get_by_label("frequency").select_option("routine")
    page.get_by_label("when, as the source writes it").fill("2019-12-01/..")
    page.evaluate(SELECT, WORDS)
    page.get_by_role("button", name="Record the fact").click()
    page.get_by_role("form", name="Add a fact").get_by_role("button", name="Show it").click()
    expect(page.locator(".evidence mark").first).to_have_text(WORDS)
    posture = get(own_server, "v1/actors/haqqani-network/posture?as_of=2020-05-01&aspect=support")
    assert posture["stances"][0]["evidence"][0]["quote"]["exact"] == WORDS


def test_a_form_that_cannot_be_sent_says_what_is_missing(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=add")
    expect(page.get_by_role("button", name="Record the fact")).to_be_disabled()
    expect(page.locator(".add")).to_contain_text("Choose a report and what it says")
    _choose(page, "heart-of-asia-2020-07-01", "violence_reduced")
    expect(page.get_by_role("button", name="Record the fact")).to_be_enabled()
    expect(page.locator(".add")).not_to_contain_text("Choose a report and what it says")


def test_a_report_is_registered_from_the_page(own_server: str, visit: Open) -> None:
    page = visit(f"{own_server}?view=add")
    page.locator("summary", has_text="not registered yet").click()
    form = page.get_by_role("form", name="Register")
    form.get_by_label("id", exact=True).fill("new-paper-1")
    form.get_by_label("title").fill("A new paper")
    form.get_by_label("publisher").select_option("dawn")
    form.get_by_label("published").fill("2021-13-01")
    form.get_by_role("button", name="Register").click()
    expect(form.locator("#field-new-published-wrong")).not_to_be_empty()
    form.get_by_label("published").fill("2021-01-01")
    form.get_by_role("button", name="Register").click()
    expect(page.get_by_label("Report", exact=True)).to_have_value("new-paper-1")


def test_a_fact_is_retracted_and_restored(own_server: str, visit: Open) -> None:
    page = visit(f"{own_server}?actor=taliban&as_of=2020-02-25")
    page.locator(".card.contested h4 button").first.click()
    fact = page.locator(".evidence .fact").first
    fact.get_by_role("button", name="Retract").click()
    form = page.get_by_role("form", name="Retract this fact")
    form.get_by_role("button", name="Retract").click()
    expect(form.locator(".wrong").first).to_have_text("This is required.")
    expect(form.get_by_role("alert")).to_have_text("Not done: a field above says why.")
    form.get_by_label("Reason").fill("Read in the wrong quarter.")
    form.get_by_role("button", name="Retract").click()
    expect(page.locator(".evidence .why", has_text="Retracted")).to_be_visible()
    expect(page.locator(".card.contested")).to_have_count(0)
    page.locator(".evidence").get_by_role("button", name="Restore").click()
    form = page.get_by_role("form", name="Restore this fact")
    form.get_by_label("Reason").fill("It was right.")
    form.get_by_role("button", name="Restore").click()
    expect(page.locator(".card.contested")).to_have_count(1)


def test_a_fact_is_corrected(own_server: str, visit: Open) -> None:
    page = visit(f"{own_server}?actor=taliban&as_of=2020-02-25")
    page.locator(".card.contested h4 button").first.click()
    page.locator(".evidence .fact").first.get_by_role("button", name="Correct").click()
    expect(page.get_by_label("What it says")).to_have_value("violence_high")
    until(page, "document.querySelector('#field-occurred').value === '2020-02-22/2020-02-28'")
    page.get_by_label("What it says").select_option("violence_sustained")
    page.get_by_label("Reason").fill("Continued, not high.")
    page.get_by_role("button", name="Record the correction").click()
    page.get_by_role("form", name="Add a fact").get_by_role("button", name="Show it").click()
    expect(page.locator(".evidence h4").first).to_contain_text("violence sustained")


def _report(id: str, text: str) -> dict[str, str]:
    return {
        "id": id,
        "title": "A report",
        "publisher": "us-dod",
        "published": "2020-06-01",
        "text": text,
    }
