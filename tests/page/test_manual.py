"""`/docs`: the API manual from our own files, under a policy."""

from urllib.request import urlopen

from playwright.sync_api import expect

from tests.page.conftest import Open


def test_the_manual_is_served_offline_under_a_policy(visit: Open, server: str) -> None:
    with urlopen(f"{server}docs") as response:
        policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    page = visit(f"{server}docs", "#manual .opblock")
    expect(page.locator("#manual")).to_contain_text("/v1/actors/{id}/posture")
    page.locator(".opblock", has_text="/v1/actors/{id}/claims").click()
    expect(page.locator("#manual")).to_contain_text("published <= K < gone")
    addresses = page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
    assert all(address.startswith(server) for address in addresses)
