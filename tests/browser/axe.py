"""What axe-core finds on a page."""

from __future__ import annotations

from importlib import resources
from typing import Any, Literal

from playwright.sync_api import Page

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer another scheme can change: the elements of the page are the same in both."""

RUN = """async ([scheme, ...chosen]) => {
  const report = await axe.run(document, { runOnly: chosen, resultTypes: ["violations"] });
  const line = (id, { html }) => `${scheme} ${id}: ${html.slice(0, 160)}`;
  return report.violations.flatMap(({ id, nodes }) => nodes.map((node) => line(id, node)));
}"""


def findings(page: Page) -> list[str]:
    """A line each: the scheme, the rule and the element. All rules in light, and those of colours in dark as well."""
    if page.evaluate("!('axe' in window)"):
        page.evaluate(AXE)
    return [*found_in(page, "dark", OF_COLOURS), *found_in(page, "light", TAGS)]


def found_in(page: Page, scheme: Literal["light", "dark"], chosen: list[str]) -> Any:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # at rest, or colours are on their way
    return page.evaluate(RUN, [scheme, *chosen])
