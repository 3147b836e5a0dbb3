"""Requests of a page that a test holds back until it lets them go or ends them."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Route

PATIENCE = 30  # seconds: as long as the page's own waiting


class HeldBack:
    """Requests to addresses like ``address`` (Playwright's glob), at most ``times`` of them, wait from now on."""

    def __init__(self, page: Page, address: str, times: int | None = None) -> None:
        self._page, self._routes = page, list[Route]()
        page.route(address, lambda route: self._routes.append(route), times=times)

    def only(self) -> Route:
        """The one that waits. What the page shows may be seen before its request is told to the test: wait for it."""
        end = time.monotonic() + PATIENCE
        while not self._routes:
            assert time.monotonic() < end, "no request came"
            self._page.evaluate("0")  # the page's turn, in which its requests are told
        [route] = self._routes
        return route
