"""Time on a page, for people and machines of any speed: no test waits for it, and none is late for it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

GOES = "toast.remove()"
"""How the product writes that a notice goes away by itself, after seconds."""
NOTICES = Path(__file__).resolve().parents[2] / "static" / "js" / "notices.js"
assert f"setTimeout(() => {GOES}" in NOTICES.read_text(encoding="utf-8")

NOTICES_STAY = f"""{{
  const after = window.setTimeout;
  window.setTimeout = (run, ...more) => (String(run).includes("{GOES}") ? 0 : after(run, ...more));
}}"""
"""For a context's ``add_init_script``: a notice is there however late a test looks for it, until the next one comes."""


def at_one_moment(page: Page) -> None:
    """The page's own clock stands still: what is pressed from now on is pressed at once, on a busy machine too."""
    page.evaluate("() => { const now = performance.now(); performance.now = () => now; }")


def later(page: Page, milliseconds: int = 600) -> None:
    """For the page's own clock. Enter is an answer again: no longer the second half of a double press."""
    page.evaluate(
        "more => { const now = performance.now.bind(performance); performance.now = () => now() + more; }", milliseconds
    )
