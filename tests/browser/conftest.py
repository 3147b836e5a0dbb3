"""A real Chromium on the live server, signed in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser import at_rest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


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


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Console errors, script errors and refused requests of the page; the test fails where there is one."""
    heard: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"console {message.type}: {message.text} ({message.location['url']})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    yield heard
    assert heard == []


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> Callable[[Any], None]:
    """Sign a user in by the session's cookie."""

    def sign_in(user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def open_page(
    page: Page, live_server: Any, sign_in: Callable[[Any], None], complaints: list[str]
) -> Callable[[Any, str], Page]:
    """Open an address as this user."""

    def open_page(user: Any, address: str) -> Page:
        sign_in(user)
        page.goto(live_server.url + address)
        return page

    return open_page
