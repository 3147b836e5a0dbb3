"""Pauses of a person at the keyboard, without waiting for them."""

from __future__ import annotations

from playwright.sync_api import Page


def at_one_moment(page: Page) -> None:
    """The page's own clock stands still: what is pressed from now on is pressed at once, on a busy machine too."""
    page.evaluate("() => { const now = performance.now(); performance.now = () => now; }")


def later(page: Page, milliseconds: int = 600) -> None:
    """For the page's own clock. Enter is an answer again: no longer the second half of a double press."""
    page.evaluate(
        "more => { const now = performance.now.bind(performance); performance.now = () => now() + more; }", milliseconds
    )
