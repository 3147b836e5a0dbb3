"""A real Chromium on the live server, signed in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser import at_rest
from tests.browser.complaints import Complaints
from tests.browser.lent import PATIENCE, PHONE, Lend, Lent, made

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
SignIn = Callable[..., None]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {"executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session", autouse=True)
def answers_counted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases.QuietWSGIRequestHandler", at_rest.Handler)
        yield


@pytest.fixture(autouse=True)
def ends_at_rest(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages are closed by now, and the database is still there."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    at_rest.wait_for(request.getfixturevalue("live_server"))


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> dict[str, Lent]:
    return {}


@pytest.fixture
def lend(browser: Browser, contexts: dict[str, Lent], request: pytest.FixtureRequest) -> Iterator[Lend]:
    """Contexts by name, each a browser of its own for whoever visits; that of a “phone” has a touch screen."""
    lent: dict[str, Lent] = {}
    site = request.getfixturevalue("live_server").url if "live_server" in request.fixturenames else ""

    def lend(name: str) -> BrowserContext:
        if name not in contexts:
            contexts[name] = Lent(browser, **(PHONE if name == "phone" else {}))
        lent[name] = contexts[name]
        return lent[name].context

    yield lend
    for one in lent.values():
        one.clear(site)


@pytest.fixture
def context(browser: Browser, lend: Lend, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """That of all tests; a new one for a test that changes what belongs to a context, as its clock or its network."""
    if not request.node.get_closest_marker("own_context"):
        yield lend("one")
        return
    own = made(browser)
    yield own
    own.close()


@pytest.fixture
def complaints(page: Page) -> Iterator[Complaints]:
    """Console errors, script errors and refused requests of the page; the test fails where there is one."""
    heard = Complaints(page)

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"console {message.type}: {message.text} ({message.location['url']})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> SignIn:
    """Sign a user in by the session's cookie."""

    def sign_in(user: Any, into: BrowserContext = context) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = django_settings.SESSION_COOKIE_NAME
        into.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def open_page(page: Page, live_server: Any, sign_in: SignIn, complaints: Complaints) -> Callable[[Any, str], Page]:
    """Open an address as this user."""

    def open_page(user: Any, address: str) -> Page:
        sign_in(user)
        page.goto(live_server.url + address)
        return page

    return open_page
