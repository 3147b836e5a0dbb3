"""Who is signed in, found with prepared queries: the same as Django finds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore as Earlier
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from config.signed_in import EARLIER, SessionStore

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.fixture
def user() -> Any:
    return User.objects.create_user("ann", password="a long password")


@pytest.fixture
def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_session_of_an_earlier_version_goes_on(signed_in: Client) -> None:
    session = Earlier(signed_in.cookies["sessionid"].value)
    session[BACKEND_SESSION_KEY] = EARLIER
    session.save()
    assert is_in(signed_in)


def test_an_earlier_version_reads_what_this_one_stores() -> None:
    session = SessionStore()
    session["word"] = "kept"
    session.create()
    assert Earlier(session.session_key)["word"] == "kept"


def test_a_session_ends_when_it_expires(signed_in: Client) -> None:
    assert is_in(signed_in)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(signed_in)


def test_a_session_ends_with_its_password(signed_in: Client, user: Any) -> None:
    user.set_password("another long password")
    user.save()
    assert not is_in(signed_in)


@pytest.mark.parametrize("is_gone", [False, True])
def test_who_is_no_longer_active_or_there_is_signed_out(signed_in: Client, user: Any, is_gone: bool) -> None:
    assert is_in(signed_in)
    if is_gone:
        user.delete()
    else:
        User.objects.update(is_active=False)
    assert not is_in(signed_in)


@pytest.mark.parametrize("key", ["", "made up", "a" * 32, "é"])
def test_a_made_up_session_is_nobodys(key: str) -> None:
    client = Client()
    client.cookies["sessionid"] = key
    assert not is_in(client)
