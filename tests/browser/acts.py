"""What a page does later than it was told to: the test waits until it has done it, and until it is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

PATIENCE = 60  # seconds
COUNT = """() => {
  if (!("acts" in window)) document.addEventListener("quotemark:action", () => window.acts++);
  window.acts = 0;
}"""


@contextmanager
def acts(page: Page, number: int = 1) -> Iterator[None]:
    """
    What is done inside makes the page send so many actions, and all are saved at the end.

    “Saved” alone may be seen before the act: of a finger the page hears later than the test that moved it.
    """
    page.evaluate(COUNT)
    yield
    until(page, f"window.acts >= {number}")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def told(page: Page, is_so: Callable[[], object]) -> None:
    """Wait until what the page did is told to the test. What the page shows may be seen before its request is told."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it was never told"
        page.evaluate("0")  # the page's turn, in which events are told


def until(page: Page, so: str) -> None:
    """Wait until it is so on the page. Playwright's ``wait_for_function`` looks only once under our security policy."""
    told(page, lambda: page.evaluate(so))


def in_time(is_so: Callable[[], object]) -> None:
    """Wait until it is so in the database, or among processes."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
