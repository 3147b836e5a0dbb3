"""Wrong passwords lock out whoever types them, and nobody else."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_user

PASSWORD = "pier-and-harbour"
TRIES = 10


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Any, db: None) -> None:
    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # many are tried


@pytest.fixture
def editor(db: None) -> Any:
    return make_user("editor", password=PASSWORD)


def sign_in(address: str, *, password: str = PASSWORD, name: str = "editor") -> Any:
    values = {"username": name, "password": password}
    return Client().post("/login/", values, headers={"X-Forwarded-For": address})


def test_a_stranger_elsewhere_does_not_lock_the_editor_out(editor: Any) -> None:
    answers = [sign_in("198.51.100.1", password="wrong").status_code for _ in range(TRIES)]
    assert answers == [200] * (TRIES - 1) + [429]
    assert sign_in("198.51.100.1").status_code == 429
    assert sign_in("203.0.113.7").status_code == 302


def test_a_forged_address_does_not_lock_out_the_one_who_has_it(editor: Any) -> None:
    for _ in range(TRIES):
        sign_in("203.0.113.7, 198.51.100.1", password="wrong")
    assert sign_in("203.0.113.7").status_code == 302
    assert sign_in("203.0.113.99, 198.51.100.1").status_code == 429


def test_the_page_says_what_to_do(editor: Any) -> None:
    for _ in range(TRIES):
        response = sign_in("198.51.100.1", password="wrong")
    assert "Wait an hour, or ask an administrator" in response.content.decode()
    assert response["Retry-After"] == "3600"
    assert '<form method="post"' in response.content.decode()


def test_one_address_may_not_try_every_name(editor: Any, settings: Any) -> None:
    settings.ADDRESS_FAILURE_LIMIT = 15
    answers = [sign_in("198.51.100.1", password="wrong", name=f"name{place}").status_code for place in range(15)]
    assert answers == [200] * 14 + [429]
    assert sign_in("198.51.100.1").status_code == 429
    assert sign_in("203.0.113.7").status_code == 302


def test_trying_on_does_not_make_the_wait_longer(editor: Any) -> None:
    from axes.models import AccessAttempt

    for _ in range(TRIES):
        sign_in("198.51.100.1", password="wrong")
    [(before, counted)] = AccessAttempt.objects.values_list("attempt_time", "failures_since_start")
    sign_in("198.51.100.1", password="wrong")
    assert AccessAttempt.objects.values_list("attempt_time", "failures_since_start").get() == (before, counted)


def test_a_right_password_frees_its_own_name_and_no_other(editor: Any) -> None:
    make_user("mallory", password=PASSWORD)
    for _ in range(TRIES - 1):
        sign_in("198.51.100.1", password="wrong")
    assert sign_in("198.51.100.1", name="mallory").status_code == 302
    assert sign_in("198.51.100.1", password="wrong").status_code == 429
    for _ in range(TRIES - 1):
        sign_in("203.0.113.7", password="wrong")
    assert sign_in("203.0.113.7").status_code == 302
    assert sign_in("203.0.113.7", password="wrong").status_code == 200
