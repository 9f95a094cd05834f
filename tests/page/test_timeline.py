"""Point 3: the timeline draws what is known of dates, and can be walked and zoomed."""

from playwright.sync_api import Page, expect

from tests.page.conftest import SEEN, Open
from tests.page.waiting import until

INK = """(() => { const canvas = document.querySelector('canvas.bars');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = new Map();
  for (let k = 0; k < data.length; k += 4) {
    const colour = data[k] + ',' + data[k + 1] + ',' + data[k + 2];
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  return Object.fromEntries(seen); })()"""


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[k : k + 2], 16)) for k in (1, 3, 5))


def test_bars_are_drawn_in_the_colours_of_either_theme(visit: Open, server: str) -> None:
    for scheme, paper, high in (("light", "#fbf9f4", "#a33b16"), ("dark", "#15181b", "#f0976d")):
        page = visit(f"{server}{SEEN}", color_scheme=scheme)
        page.wait_for_selector("canvas.bars[data-frames]", state="attached")
        pixels = page.evaluate(INK)
        assert pixels.get(_rgb(paper), 0) > 50_000
        assert pixels.get(_rgb(high), 0) > 1_000


def test_keys_walk_from_entry_to_entry_and_open_evidence(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    box = page.get_by_role("application", name="Timeline of facts")
    box.focus()
    box.press("ArrowDown")
    said = page.locator(".timeline .status-line")
    expect(said).to_contain_text("violence: high, from 1 October 2019, to 31 December 2019")
    box.press("ArrowDown")
    expect(said).to_contain_text("violence: sustained")
    expect(said).to_contain_text("published 1 July 2020")
    box.press("Enter")
    expect(page.locator(".evidence mark").first).to_be_visible()
    assert "fact=" in page.url


def test_zoom_and_pan_move_the_window_and_the_address(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    page.get_by_role("button", name="Zoom in").click()
    until(page, "location.search.includes('from=')")
    first = page.url
    page.get_by_role("button", name="Later", exact=True).click()
    until(page, f"location.href !== {first!r}")
    box = page.locator(".canvas-box").bounding_box()
    assert box
    page.mouse.move(box["x"] + 600, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 800, box["y"] + 200, steps=4)
    page.mouse.up()
    until(page, "document.querySelector('.evidence') === null")


def test_the_list_tells_the_same_facts(visit: Open, server: str) -> None:
    page = visit(f"{server}?actor=taliban&as_of=2020-05-25&known_by=2020-06-01")
    page.locator("summary", has_text="The same as a list").click()
    rows = page.locator(".listing tbody tr")
    expect(rows.first).to_be_visible()
    states = set(page.locator(".listing tbody td:last-child").all_inner_texts())
    assert {"standing", "not yet known"} <= states


def test_uncertain_starts_are_wedges_and_unprinted_facts_are_dashed(
    visit: Open, server: str
) -> None:
    page = visit(f"{server}?actor=taliban&as_of=2020-05-25&known_by=2020-03-01")
    shapes = _svg(page)
    assert shapes["polygon"] > 0
    assert shapes["dashed"] > 10
    everything = _svg(visit(f"{server}?actor=taliban&as_of=2020-05-25"))
    assert everything["dashed"] < shapes["dashed"]


def test_the_names_of_lanes_are_whole_and_days_come_before_months(visit: Open, server: str) -> None:
    zoomed = "&from=2020-02-10&to=2020-03-20"
    page = visit(f"{server}{SEEN}{zoomed}", viewport={"width": 1280, "height": 900})
    _svg(page)
    words = page.locator(".print-only svg text").all_text_contents()
    assert "toward Government of the Islamic Republic of Afghanistan" in " ".join(words)
    assert not [word for word in words if "…" in word]
    assert {"16 Feb", "Mar", "8 Mar"} <= set(words)


def test_a_narrow_timeline_names_its_lanes_above_their_bars(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}", viewport={"width": 390, "height": 900})
    box = page.locator(".canvas-box")
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    box.focus()
    box.press("ArrowDown")
    expect(page.locator(".timeline .status-line")).to_contain_text("violence: high")
    for _ in range(12):
        box.press("ArrowDown")
    until(page, "document.querySelector('.canvas-box').scrollTop > 100")
    box.press("Enter")
    expect(page.locator(".evidence mark").first).to_be_visible()


def _svg(page: Page) -> dict[str, int]:
    """What the timeline becomes on paper."""
    page.wait_for_selector("canvas.bars[data-frames]", state="attached")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    found: dict[str, int] = page.evaluate(
        """(() => { const svg = document.querySelector('.print-only svg');
        const count = (what) => svg.querySelectorAll(what).length;
        return { polygon: count('polygon'), dashed: count("[stroke-dasharray='3 2']") }; })()"""
    )
    return found
