"""Tokens: shown once, kept as a digest, throttled, locked out, revoked."""

from __future__ import annotations

import datetime
import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from exchange.api.tokens import SignInThrottle
from tests.factories import make_user

TOKENS = "/api/v1/tokens/"
PASSWORD = "pier-and-harbour"


@pytest.fixture
def user(db: None) -> Any:
    return make_user("ines", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, name: str = "ines") -> Any:
    body = json.dumps({"username": name, "password": password})
    return client.post(TOKENS, data=body, content_type="application/json")


def test_a_token_is_shown_once_and_opens_the_interface(client: Client, user: Any) -> None:
    made = sign_in(client)
    assert made.status_code == 201
    token = made.json()["token"]
    caller = Client(headers={"authorization": f"Token {token}"})
    listed = caller.get(TOKENS).json()
    assert [row["key"] for row in listed] == [made.json()["key"]]
    assert "token" not in listed[0]
    stored = AuthToken.objects.get()
    assert token not in (stored.digest, stored.token_key)


def test_a_revoked_token_opens_nothing(client: Client, user: Any) -> None:
    made = sign_in(client).json()
    caller = Client(headers={"authorization": f"Token {made['token']}"})
    assert caller.delete(f"{TOKENS}{made['key']}/").status_code == 204
    assert caller.get(TOKENS).status_code == 401


def test_nobody_revokes_anothers_token(client: Client, user: Any) -> None:
    theirs = sign_in(client).json()
    _, token = AuthToken.objects.create(make_user("tom"))
    caller = Client(headers={"authorization": f"Token {token}"})
    assert caller.delete(f"{TOKENS}{theirs['key']}/").status_code == 404
    assert AuthToken.objects.count() == 2


def test_a_wrong_password_gives_no_token(client: Client, user: Any) -> None:
    response = sign_in(client, "wrong")
    assert response.status_code == 401
    assert response.json() == {"message": "User name or password is wrong."}
    assert not AuthToken.objects.exists()


def test_after_ten_wrong_passwords_the_right_one_is_locked_out_too(client: Client, user: Any) -> None:
    answers = [sign_in(client, "wrong").status_code for _ in range(10)]
    assert set(answers[:9]) == {401}
    assert answers[9] == 429
    response = sign_in(client)
    assert response.status_code == 429
    assert "wait an hour" in response.json()["message"]
    assert not AuthToken.objects.exists()


def test_tries_from_one_address_are_throttled(client: Client, user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignInThrottle, "rate", "3/min")
    answers = [sign_in(client, name=f"name{number}").status_code for number in range(5)]
    assert answers == [401, 401, 401, 429, 429]


def test_what_is_missing_is_named(client: Client, db: None) -> None:
    response = client.post(TOKENS, data="{}", content_type="application/json")
    assert response.status_code == 400
    assert list(response.json()["fields"]) == ["username", "password"]
    response = client.post(TOKENS, data="{", content_type="application/json")
    assert response.status_code == 400
    assert "JSON" in response.json()["message"]


def test_an_inactive_user_gets_no_token(client: Client, user: Any) -> None:
    user.is_active = False
    user.save()
    assert sign_in(client).status_code == 401


def test_a_token_says_when_it_expires_and_opens_nothing_afterwards(client: Client, user: Any) -> None:
    made = sign_in(client).json()
    ends = datetime.datetime.fromisoformat(made["expires_at"]) - timezone.now()
    assert datetime.timedelta(days=89) < ends <= datetime.timedelta(days=90)
    caller = Client(headers={"authorization": f"Token {made['token']}"})
    assert caller.get(TOKENS).json()[0]["expires_at"] == made["expires_at"]
    AuthToken.objects.update(expiry=timezone.now() - datetime.timedelta(seconds=1))
    assert caller.get(TOKENS).status_code == 401


@pytest.mark.parametrize("token", ["\x00" * 40, "é" * 40, "0" * 5000, "short", "a.b" * 20])
def test_what_cannot_be_a_token_is_refused(client: Client, user: Any, token: str) -> None:
    assert client.get(TOKENS, headers={"authorization": f"Token {token}"}).status_code == 401


def test_tries_are_counted_by_the_address_that_a_trusted_proxy_forwards(
    user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SignInThrottle, "rate", "1/min")
    settings.TRUSTED_PROXIES = 1
    callers = [Client(headers={"X-Forwarded-For": f"{made_up}, 203.0.113.7"}) for made_up in ("10.0.0.1", "10.0.0.2")]
    assert [sign_in(caller).status_code for caller in callers] == [201, 429]
    assert sign_in(Client(headers={"X-Forwarded-For": "198.51.100.1"})).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        '{"username": "ines", "password": "' + "x" * 20_000 + '"}',
        '{"username": "ines", "password": "' + "x" * 1001 + '"}',
        '{"username": ' + "[" * 8_000,
        '{"username": ' + "9" * 10_000 + ', "password": 1}',
    ],
)
def test_a_sign_in_that_is_no_sign_in_is_refused_before_anything_is_hashed(
    client: Client, user: Any, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.hashing.apart", None)
    response = client.post(TOKENS, data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["message"]


def test_a_token_from_before_they_had_an_end_gets_one_at_the_upgrade(user: Any, settings: Any) -> None:
    AuthToken.objects.create(user, expiry=None)
    upgrade = import_module("annotator.migrations.0010_older_tokens_expire").let_them_expire
    settings.REST_KNOX = {"TOKEN_TTL": None}
    upgrade(apps, None)
    assert AuthToken.objects.get().expiry is None
    settings.REST_KNOX = {"TOKEN_TTL": datetime.timedelta(days=90)}
    upgrade(apps, None)
    end = AuthToken.objects.get().expiry
    assert datetime.timedelta(days=89) < end - timezone.now() <= datetime.timedelta(days=90)
    later = datetime.timedelta(days=400)
    settings.REST_KNOX = {"TOKEN_TTL": later}
    upgrade(apps, None)
    assert AuthToken.objects.get().expiry == end
