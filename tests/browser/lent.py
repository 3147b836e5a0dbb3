"""Contexts of the browser that the tests of a process use one after another.

What pages load once, scripts and styles, stays in a context's cache: opening a page costs half. What a test keeps in it
(pages, cookies, the browser's store) is cleared behind the test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession

from tests.browser.pauses import NOTICES_STAY

PATIENCE = 60_000  # milliseconds: what a test waits for comes at once, but for a machine that is very busy
STORES = "local_storage,indexeddb,cache_storage,service_workers"
PHONE: dict[str, Any] = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 800}}
Lend = Callable[[str], BrowserContext]


def made(browser: Browser, **options: Any) -> BrowserContext:
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(NOTICES_STAY)
    return context


class Lent:
    """A context with one page of its own, through which the store of the others is cleared once they are closed."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context = made(browser, **options)
        self._own = self.context.new_page()
        self._session: CDPSession = self.context.new_cdp_session(self._own)

    def clear(self, site: str) -> None:
        """Close what is open, and clear what that and the site have kept."""
        pages = [page for page in self.context.pages if page is not self._own]
        places = [urlsplit(url) for url in {site, *(page.url for page in pages)}]
        for page in pages:
            page.close()
        self.context.clear_cookies()
        for place in places:
            if place.scheme == "http":
                kept = {"origin": f"http://{place.netloc}", "storageTypes": STORES}
                self._session.send("Storage.clearDataForOrigin", kept)
