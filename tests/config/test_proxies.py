"""The client's address behind proxies, and what a client writes into the headers itself."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config import environment
from config.proxies import ClientAddressMiddleware, client_address, counted_address

INSIDE = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"))


def seen(peer: str, **headers: str) -> HttpRequest:
    """The request as a view sees it."""
    found: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    ClientAddressMiddleware(view)(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))
    return found[0]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "client"),
    [
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "203.0.113.7"),
        (INSIDE, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (INSIDE, "10.1.1.1, 203.0.113.7", "203.0.113.7"),
        (INSIDE, "10.0.0.9, 10.0.0.2", "10.0.0.9"),
        (INSIDE, "203.0.113.7:50412", "203.0.113.7"),
        (INSIDE, "[2001:db8::7]:50412", "2001:db8::7"),
        (INSIDE, "::ffff:203.0.113.7", "203.0.113.7"),
        (INSIDE, "203.0.113.7, unknown", ""),
        (INSIDE, "", ""),
    ],
)
def test_the_client_is_whom_the_last_trusted_proxy_names(trusted: Any, forwarded: str, client: str) -> None:
    assert client_address(forwarded, trusted) == client


def test_nobody_is_believed_without_a_setting() -> None:
    request = seen("203.0.113.7", **{"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"})
    assert request.META["REMOTE_ADDR"] == "203.0.113.7"
    assert "X-Forwarded-Proto" not in request.headers


def test_only_a_trusted_proxy_is_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = INSIDE
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    forwarded = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    request = seen("10.0.0.2", **forwarded)
    assert request.META["REMOTE_ADDR"] == "203.0.113.7"
    assert request.is_secure()
    request = seen("198.51.100.1", **forwarded)
    assert request.META["REMOTE_ADDR"] == "198.51.100.1"
    assert not request.is_secure()


def test_a_unix_socket_has_a_proxy_at_its_other_end(settings: Any) -> None:
    settings.TRUSTED_PROXIES = INSIDE
    assert seen("", **{"X-Forwarded-For": "203.0.113.7"}).META["REMOTE_ADDR"] == "203.0.113.7"


def test_an_ipv6_client_is_counted_with_its_whole_network() -> None:
    def counted(address: str) -> str | None:
        return counted_address(RequestFactory().get("/", REMOTE_ADDR=address))

    assert counted("2001:db8:1:2:3::4") == counted("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert counted("203.0.113.7") == "203.0.113.7"
    assert counted("") is None


def test_proxies_are_a_number_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.proxies("TRUSTED_PROXIES", 1) == 1
    monkeypatch.setenv("TRUSTED_PROXIES", "2")
    assert environment.proxies("TRUSTED_PROXIES", 0) == 2
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")
    assert environment.proxies("TRUSTED_PROXIES", 0) == INSIDE
    monkeypatch.setenv("TRUSTED_PROXIES", "nginx")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES: 'nginx'"):
        environment.proxies("TRUSTED_PROXIES", 0)
