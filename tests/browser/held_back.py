"""Requests of a page that a test holds back until it lets them go or ends them."""

from __future__ import annotations

from playwright.sync_api import Page, Route

from tests.browser.acts import told


class HeldBack:
    """Requests to addresses like ``address`` (Playwright's glob), at most ``times`` of them, wait from now on."""

    def __init__(self, page: Page, address: str, times: int | None = None) -> None:
        self._page, self._routes = page, list[Route]()
        page.route(address, lambda route: self._routes.append(route), times=times)

    def only(self) -> Route:
        """The one that waits."""
        told(self._page, lambda: self._routes)
        [route] = self._routes
        return route
