"""The policy is strict, and what a report says stays text."""

from urllib.request import urlopen

from playwright.sync_api import expect

from tests.page.asking import post
from tests.page.conftest import SEEN, Open

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    "</blockquote> قالت طالبان إنها <b>ستقاتل</b>. {{constructor}} &amp; javascript:alert(1)"
)


def test_the_policy_allows_our_own_files_and_nothing_inline(server: str) -> None:
    with urlopen(server) as response:
        policy = response.headers["Content-Security-Policy"]
        document = response.read().decode()
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "<style" not in document
    assert " style=" not in document
    assert "http://" not in document.replace("http://www.w3.org", "")
    assert "https://" not in document


def test_nothing_is_asked_of_anybody_else(visit: Open, server: str) -> None:
    page = visit(f"{server}{SEEN}")
    addresses = page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
    assert len(addresses) > 20
    assert all(address.startswith(server) for address in addresses)


def test_a_hostile_report_stays_text(own_server: str, visit: Open) -> None:
    report = {
        "id": "hostile",
        "title": "<svg onload=document.title='owned'>",
        "publisher": "us-dod",
        "published": "2020-06-01",
        "url": "javascript:document.title='owned'",
        "text": HOSTILE,
    }
    fact = {
        "type": "intent_assessed",
        "report": "hostile",
        "actor": "taliban",
        "intent": "<img src=x onerror=alert(1)>",
        "level": "stated",
        "occurred": "2020-05-01/..",
        "quote": {"exact": HOSTILE},
        "note": "<script>alert(1)</script>",
    }
    post(own_server, "v1/actors", {"id": "evil", "name": "<b>Evil</b>", "kind": "state"})
    post(own_server, "v1/reports", report)
    id = post(own_server, "v1/events", fact)["id"]
    page = visit(f"{own_server}{SEEN}&fact={id}")
    expect(page.locator(".evidence mark")).to_have_text(HOSTILE)
    expect(page.locator(".evidence blockquote")).to_have_attribute("dir", "auto")
    assert page.locator(".evidence img, .evidence script, .board img").count() == 0
    assert page.locator(".evidence a[href^=javascript]").count() == 0
    assert "Stanceline" in page.title()


def test_right_to_left_quotes_read_right_to_left(own_server: str, visit: Open) -> None:
    words = "قالت طالبان إنها ستخفض العنف"
    report = {
        "id": "arabic",
        "title": "بيان",
        "publisher": "us-dod",
        "published": "2020-06-01",
        "text": f"{words} في البلاد.",
    }
    fact = {
        "type": "violence_reduced",
        "report": "arabic",
        "actor": "taliban",
        "occurred": "2020-05-01/..",
        "quote": {"exact": words},
    }
    post(own_server, "v1/reports", report)
    id = post(own_server, "v1/events", fact)["id"]
    page = visit(f"{own_server}{SEEN}&fact={id}")
    expect(page.locator(".evidence mark")).to_have_text(words)
    quote = page.locator(".evidence blockquote")
    assert quote.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
