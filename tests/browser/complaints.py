"""What a page complains about in its console."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.acts import told


class Complaints(list[str]):
    """All of a page. Those that a test provokes are expected, however late and often they come."""

    def __init__(self, page: Page) -> None:
        self._page, self._expected = page, list[str]()

    def expect(self, words: str) -> None:
        """There is one with these words, or will be."""
        told(self._page, lambda: any(words in complaint for complaint in self))
        self._expected.append(words)

    def unexpected(self) -> list[str]:
        return [complaint for complaint in self if not any(words in complaint for words in self._expected)]
