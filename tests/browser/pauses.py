"""Pauses of a person at the keyboard, without waiting for them."""

from __future__ import annotations

from playwright.sync_api import Page


def later(page: Page, milliseconds: int = 600) -> None:
    """For the page's own clock. Enter is an answer again: no longer the second half of a double press."""
    page.evaluate(
        "more => { const now = performance.now.bind(performance); performance.now = () => now() + more; }", milliseconds
    )
