"""What was counted stands beside what was said, as far as was in print and recorded."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page import counted
from tests.page.asking import get
from tests.page.conftest import Open, seeded, serving
from tests.page.waiting import until

TALIBAN = "?actor=taliban&as_of=2020-05-25"


@pytest.fixture(scope="module")
def tally(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the seeds and some incidents, for tests that only read."""
    for base in serving(seeded(tmp_path_factory.mktemp("tally"))):
        counted.load(base)
        yield base


READ = """(table) => {
  const words = (row) => [...row.querySelectorAll('th, td')].map((cell) => cell.innerText);
  return [...table.rows].map(words);
}"""


def _rows(page: Page) -> list[dict[str, str]]:
    """The table as it stood at one moment: it is drawn when it is opened, and may be drawn anew."""
    page.locator("summary", has_text="The counts as a table").click()
    table = page.locator(".counts", has=page.locator("tbody tr"))
    expect(table).to_be_visible()
    heads, *rows = table.evaluate(READ)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def _whom(base: str, part: dict[str, str]) -> str:
    names = {actor["id"]: actor["name"] for actor in get(base, "v1/actors?limit=100")["items"]}
    return f"{'by' if part['role'] == 'target' else 'toward'} {names[part['counterpart']]}"


def test_the_table_is_what_the_server_counted(visit: Open, tally: str) -> None:
    page = visit(f"{tally}{TALIBAN}")
    rows = {(row["When"], row["With whom"]): row for row in _rows(page)}
    january = get(tally, "v1/actors/taliban/tempo?from=2020-01-01&to=2020-01-31")["items"][0]
    for part in january["counterparts"]:
        row = rows["January 2020", _whom(tally, part)]
        assert row["Incidents"].split()[0] == str(part["incidents"])
        told = [row["Dead: low"], row["best"], row["high"]]
        assert told == [str(part["fatalities"][name]) for name in ("low", "best", "high")]
    coalition = rows["January 2020", "toward Coalition forces in Afghanistan"]
    assert "1 perhaps later" in coalition["Incidents"]
    assert coalition["Violence, as said"] == "limited (single)"


def test_a_withheld_metric_is_a_gap_and_no_zero(visit: Open, tally: str) -> None:
    page = visit(f"{tally}{TALIBAN}")
    rows = [row for row in _rows(page) if row["When"] == "April 2020"]
    assert rows
    assert {row["Withheld"] for row in rows} == {"enemy-initiated attacks"}
    assert {row["best"] for row in rows} == {"\u2013"}
    expect(page.locator(".counted")).to_contain_text("Withheld: enemy-initiated attacks.")


def test_what_was_not_yet_in_print_is_not_counted(visit: Open, tally: str) -> None:
    page = visit(f"{tally}{TALIBAN}&known_by=2020-08-01")
    summary = page.locator(".counted > p").first
    expect(summary).to_contain_text("22 incidents, 175 dead by the best count, 156 to 229")
    page.get_by_label("Known by, date").fill("2020-10-01")
    page.get_by_label("Known by, date").press("Enter")
    expect(summary).to_contain_text("23 incidents, 225 dead by the best count, 196 to 289")
    page.get_by_label("Known by, date").fill("2020-06-01")
    page.get_by_label("Known by, date").press("Enter")
    expect(summary).not_to_contain_text("dead by the best count")


def test_what_was_not_yet_recorded_is_not_counted(visit: Open, tally: str) -> None:
    seeds = get(tally, "v1/events?limit=1")["position"] - 25
    page = visit(f"{tally}{TALIBAN}&recorded_by={seeds}")
    expect(page.locator(".counted > p").first).to_contain_text("1 incident, no number of dead")


def test_the_strip_lies_under_the_violence_toward_the_same(visit: Open, tally: str) -> None:
    page = visit(f"{tally}{TALIBAN}")
    until(page, "document.querySelector('.counted .listing') !== null")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    words = page.locator(".print-only svg text").all_text_contents()
    at = words.index("toward Coalition forces in Afghanistan")
    assert words[at - 1] == "violence"
    assert words[at + 1 :].index("counted") < words[at + 1 :].index("violence")
    assert "withheld" in words
    assert "?" in words


def test_keys_reach_a_count_and_it_is_said(visit: Open, tally: str) -> None:
    page = visit(f"{tally}{TALIBAN}")
    until(page, "document.querySelector('.counted .listing') !== null")
    box = page.get_by_role("application", name="Timeline of facts")
    box.focus()
    said = page.locator(".timeline .status-line")
    for key in ["ArrowDown"] * 12 + ["ArrowLeft"] * 3:
        words = said.text_content() or ""
        if "Counted" in words and "toward Coalition" in words and key == "ArrowDown":
            continue
        box.press(key)
        page.wait_for_timeout(50)
    expect(said).to_contain_text("3 incidents; 1 of them perhaps later; 4 dead by the best count")
    expect(said).to_contain_text("1 without a number")
    box.press("Enter")
    expect(page.locator(".evidence")).to_have_count(0)


def test_buckets_are_chosen_kept_in_the_address_and_saved(visit: Open, tally: str) -> None:
    page = visit(f"{tally}{TALIBAN}")
    page.locator(".counted select").select_option("quarter")
    page.wait_for_url("**bucket=quarter*")
    until(page, "document.querySelector('.counted .listing') !== null")
    again = visit(page.url)
    expect(again.locator(".counted select")).to_have_value("quarter")
    page.wait_for_timeout(600)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save counts").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    (giroa,) = [r for r in rows if r["counterpart"] == "giroa" and r["from"] == "2020-01-01"]
    assert (giroa["to"], giroa["best"]) == ("2020-03-31", "221")


def test_nothing_counted_is_said(visit: Open, tally: str) -> None:
    page = visit(f"{tally}?actor=al-qaeda&as_of=2020-05-25")
    expect(page.locator(".counted")).to_contain_text("not the same as nothing happening")
