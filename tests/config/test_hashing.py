"""Passwords are hashed apart, one at a time, and those who would wait too long are told so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.test import Client

from config import hashing
from tests.factories import make_user

PASSWORD = "pier-and-harbour"


@pytest.fixture
def full(db: None) -> Iterator[None]:
    """One password is hashed and another waits; a user exists already."""
    make_user("ines", password=PASSWORD)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(hashing.LINE)
        yield


def test_hashes_of_before_are_still_right() -> None:
    assert check_password(PASSWORD, Argon2PasswordHasher().encode(PASSWORD, "salt-and-more-salt"))


@pytest.mark.parametrize("hasher", ["argon2", "pbkdf2_sha256"])
def test_a_password_is_hashed_in_the_one_thread_for_it(hasher: str, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def noted(work: Any, *args: Any) -> Any:
        threads.append(threading.current_thread().name)
        return work(*args)

    thread = hashing.hashing_thread()
    submit = thread.submit
    monkeypatch.setattr(thread, "submit", lambda work, *args: submit(noted, work, *args))
    assert check_password(PASSWORD, make_password(PASSWORD, hasher=hasher))
    assert set(threads) == {"hashing_0"}


@pytest.mark.usefixtures("full")
def test_who_would_wait_too_long_is_asked_to_come_again(client: Client) -> None:
    response = client.post("/login/", {"username": "ines", "password": PASSWORD})
    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert "Try again in a few seconds" in response.content.decode()


@pytest.mark.usefixtures("full")
def test_a_program_is_asked_in_json(client: Client) -> None:
    values = {"username": "ines", "password": PASSWORD}
    response = client.post("/api/v1/tokens/", values, content_type="application/json")
    assert response.status_code == 503
    assert response.json() == {"message": "Too many people are signing in at this moment. Try again in a few seconds."}


def test_the_line_is_free_again_after_a_failure() -> None:
    def fail() -> None:
        raise ValueError("weak")

    for _ in range(3):
        with pytest.raises(ValueError, match="weak"):
            hashing.apart(fail)
    assert hashing.apart(int, "7") == 7
