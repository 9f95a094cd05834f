"""Waiting for the page without `wait_for_function`, which its policy (rightly) refuses."""

import time

from playwright.sync_api import Page


def until(page: Page, condition: str, seconds: float = 15) -> None:
    """Wait until the expression is true on the page."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if page.evaluate(condition):
            return
        page.wait_for_timeout(40)
    raise AssertionError(f"never so on the page: {condition}")
