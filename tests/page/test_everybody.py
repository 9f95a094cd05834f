"""Point 5: all actors at one moment, and the relations between them."""

from playwright.sync_api import expect

from tests.page.asking import get
from tests.page.conftest import Open


def test_the_matrix_has_a_row_for_everybody_with_a_stance(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=matrix&as_of=2020-05-25")
    items = get(server, "v1/postures?as_of=2020-05-25")["items"]
    expect(page.locator(".matrix tbody tr")).to_have_count(len(items))
    expect(page.locator(".cell-button")).to_have_count(sum(len(i["stances"]) for i in items))


def test_one_aspect_is_shown_by_counterpart(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=matrix&as_of=2020-05-25")
    page.get_by_label("Show").select_option("violence")
    page.wait_for_url("**aspect=violence*")
    expect(page.locator(".matrix thead th", has_text="Coalition")).not_to_have_count(0)


def test_one_aspect_leaves_out_who_has_no_stance_on_it(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=matrix&as_of=2020-05-25&aspect=ties")
    items = get(server, "v1/postures?as_of=2020-05-25")["items"]
    tied = [i for i in items if any(stance["aspect"] == "ties" for stance in i["stances"])]
    assert 0 < len(tied) < len(items)
    expect(page.locator(".matrix tbody tr")).to_have_count(len(tied))
    expect(page.locator(".matrix .hint")).to_contain_text("left out")


def test_a_narrow_matrix_needs_no_scrolling_sideways(visit: Open, server: str) -> None:
    narrow = {"width": 390, "height": 900}
    page = visit(f"{server}?view=matrix&as_of=2020-05-25", viewport=narrow)
    expect(page.locator(".cell-button").first).to_be_visible()
    fits = "box => box.scrollWidth <= box.clientWidth"
    assert page.locator(".matrix .scroll").evaluate(fits)
    cell = page.get_by_role("row", name="Al-Qaeda Core").get_by_role("cell", name="limited")
    expect(cell).to_be_visible()
    label = "cell => getComputedStyle(cell, '::before').content"
    assert cell.evaluate(label) == '"capability"'


def test_a_cell_leads_to_its_evidence(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=matrix&as_of=2020-05-25")
    page.locator(".cell-button").first.click()
    expect(page.locator(".evidence mark").first).to_be_visible()
    assert "as_of=2020-05-25" in page.url


def test_relations_are_a_graph_and_a_list(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=relations&as_of=2020-05-25")
    expect(page.locator(".node")).not_to_have_count(0)
    assert page.locator(".relation").count() == page.locator(".relation-list li").count()
    expect(page.locator(".relation-list")).to_contain_text(
        "Taliban and United States: agreement signed"
    )
    before = page.locator(".relation").count()
    earlier = visit(f"{server}?view=relations&as_of=2020-01-15")
    expect(earlier.locator(".relation")).not_to_have_count(before)


def test_a_node_is_reached_by_keyboard(visit: Open, server: str) -> None:
    page = visit(f"{server}?view=relations&as_of=2020-05-25")
    page.get_by_role("link", name="Taliban", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Taliban")


def test_a_matrix_that_goes_on_to_the_right_says_so(visit: Open, server: str) -> None:
    address = f"{server}?view=matrix&as_of=2020-05-25"
    page = visit(address, viewport={"width": 1280, "height": 900})
    expect(page.locator(".matrix .wider")).to_contain_text("goes on to the right")
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator(".cell-button").first).to_be_visible()
    expect(page.locator(".matrix .wider")).to_have_count(0)
