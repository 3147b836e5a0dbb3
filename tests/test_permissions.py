"""Every address of the site, asked for by everybody and by every method: ``permissions.py`` says what they get.

A new address without a row fails here. Its row is one line of ``tests/permissions.py``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.permissions import METHODS, TABLE, WHO, expected
from tests.world import World, make_world

PLACE = re.compile(r"<(?:\w+:)?\w+>")


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


ROUTES = sorted(set(routes(get_resolver().url_patterns)))


def address(route: str, world: World) -> str:
    """The route with something that exists in each of its places: the word before a place says what is meant."""
    words: list[str] = []
    named = before = ""
    for word in route.split("/"):
        is_place = PLACE.fullmatch(word)
        words.append(world.things.get(f"{before}/{named}") or world.things[named] if is_place else word)
        before, named = named, f"{named}/of" if is_place else word
    return "/" + "/".join(words)


class Visitors:
    """A browser for each user of the world. Whatever a request does is undone after it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {who: Client() for who in WHO}
        for who, user in world.users.items():
            if user is not None:
                self.clients[who].force_login(user)
        self.cookies = {who: client.cookies.output(header="") for who, client in self.clients.items()}

    def status(self, who: str, method: str, path: str) -> int:
        client = self.clients[who]
        with transaction.atomic():
            response: Any = client.generic(method, path)
            if response.streaming:  # a stream that nobody reads would stay open
                list(response.streaming_content)
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(self.cookies[who])
        return int(response.status_code)


def test_every_address_has_its_row() -> None:
    assert [route for route in ROUTES if route not in TABLE] == []
    assert [route for route in TABLE if route not in ROUTES] == []


@pytest.fixture
def visitors(db: None, releases_dir: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitors]:
    """Sessions cost no query here, and no page is drawn: its status is known before."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setattr(Template, "render", lambda *_: "")
    logging.disable(logging.CRITICAL)
    yield Visitors(make_world())
    logging.disable(logging.NOTSET)


def askers(route: str, method: str, wanted: dict[str, int]) -> tuple[str, ...]:
    """A method that an address does not have is refused before anybody looks who asks: two of them stand for all.

    The admin lets in the staff alone, by whatever method: a manager stands for all others with its rarer ones.
    """
    if set(wanted.values()) <= {401, 405}:
        return ("out", "superuser")
    if route.startswith("admin/") and method not in ("GET", "POST"):
        return ("out", "manager", "superuser", "staff", "desk")
    return WHO


PARTS = {
    "pages": [route for route in TABLE if not route.startswith(("admin/", "api/"))],
    "api": [route for route in TABLE if route.startswith("api/")],
    "admin": [route for route in TABLE if route.startswith("admin/")],
}
ASKED = ("GET", "POST")
OTHERS = tuple(method for method in METHODS if method not in ASKED)
"""They are refused before the database is asked, or ask it what GET does: on PostgreSQL they are left out."""
TRIED = [pytest.param(ASKED, id="get and post"), pytest.param(OTHERS, id="others", marks=pytest.mark.left_to_ci)]


@pytest.mark.parametrize("methods", TRIED if connection.vendor == "sqlite" else TRIED[:1])
@pytest.mark.parametrize("part", PARTS)
def test_everybody_gets_what_the_table_says(visitors: Visitors, part: str, methods: tuple[str, ...]) -> None:
    wrong = []
    for route in PARTS[part]:
        path = address(route, visitors.world)
        for method in methods:
            wanted = expected(route, method)
            got = {who: visitors.status(who, method, path) for who in askers(route, method, wanted)}
            wrong += [
                f"{method} {route} {who}: {got[who]}, not {wanted[who]}" for who in got if got[who] != wanted[who]
            ]
    assert not wrong, "\n".join(wrong)
