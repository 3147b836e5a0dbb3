"""Machines that watch: which of them may, and how they ask."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_user

INSIDE = (ip_network("10.0.0.0/8"),)


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Both addresses read it."""


@pytest.mark.parametrize("address", ["/healthz", "/metrics"])
def test_a_watcher_may_ask_for_the_head_alone(client: Client, address: str) -> None:
    response = client.head(address)
    assert response.status_code == 200
    assert response.content == b""
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(("peer", "status"), [("10.0.0.7", 200), ("203.0.113.7", 404), ("127.0.0.1", 404), ("", 404)])
def test_metrics_are_for_the_addresses_of_the_setting(client: Client, settings: Any, peer: str, status: int) -> None:
    settings.METRICS_FROM = INSIDE
    assert client.get("/metrics", REMOTE_ADDR=peer).status_code == status


def test_metrics_stay_closed_where_a_proxy_sends_no_address(client: Client, settings: Any) -> None:
    settings.METRICS_FROM = (ip_network("127.0.0.1"),)
    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


def test_a_forged_address_opens_no_metrics(client: Client, settings: Any) -> None:
    settings.METRICS_FROM = INSIDE
    forged = {"X-Forwarded-For": "10.0.0.7"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers=forged).status_code == 404
    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7, 203.0.113.7"}).status_code == 404


def test_a_watcher_may_bring_the_token(client: Client, settings: Any) -> None:
    settings.METRICS_FROM, settings.METRICS_TOKEN = (), "watching-and-waiting"
    assert client.get("/metrics", headers={"Authorization": "Bearer watching-and-waiting"}).status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_are_for_staff_anywhere(client: Client, settings: Any) -> None:
    settings.METRICS_FROM = ()
    client.force_login(make_user("ann"))
    assert client.get("/metrics").status_code == 404
    client.force_login(make_user("rita", is_staff=True))
    assert client.get("/metrics").status_code == 200
