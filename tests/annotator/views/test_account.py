"""A user changes the password and revokes tokens; a new password ends what the old one opened."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from knox.models import AuthToken

from tests.factories import make_user

OLD, NEW = "pier-and-harbour", "lantern-and-quay"
FORM = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def user(db: None, settings: Any) -> Any:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]  # quick
    return make_user("ines", password=OLD)


@pytest.fixture
def browser(user: Any, client: Client) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def program(user: Any) -> Client:
    """One that holds a token of the user."""
    _, token = AuthToken.objects.create(user)
    return Client(headers={"authorization": f"Token {token}"})


def test_the_page_is_for_the_signed_in(client: Client, db: None) -> None:
    assert client.get("/account/")["Location"] == "/login/?next=/account/"


def test_the_menu_leads_to_the_account_and_to_the_rest_interface(browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert 'href="/account/"' in page
    assert 'href="/api/v1/docs/"' in page


def test_who_is_not_staff_changes_the_password(browser: Client, user: Any) -> None:
    elsewhere = Client()
    elsewhere.force_login(user)
    response = browser.post("/account/", FORM, follow=True)
    assert "Your password is new" in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert browser.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"old_password": "wrong"}, "Your old password was entered incorrectly"),
        ({"new_password2": "another-one"}, "didn’t match"),
        ({"new_password1": "ines", "new_password2": "ines"}, "too similar to the username"),
        ({"new_password1": "x" * 1001, "new_password2": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_a_change_that_will_not_do_is_refused_in_words(
    browser: Client, user: Any, change: dict[str, str], words: str
) -> None:
    response = browser.post("/account/", {**FORM, **change})
    assert response.status_code == 422
    assert words in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(OLD)


def test_guessing_the_old_password_is_counted_as_at_the_sign_in(browser: Client) -> None:
    answers = [browser.post("/account/", {**FORM, "old_password": "wrong"}).status_code for _ in range(10)]
    assert answers == [422] * 9 + [429]


def test_a_new_password_on_the_page_ends_the_tokens(browser: Client, program: Client) -> None:
    assert program.get("/api/v1/tokens/").status_code == 200
    browser.post("/account/", FORM)
    assert program.get("/api/v1/tokens/").status_code == 401


def test_a_new_password_in_the_admin_ends_the_tokens(user: Any, program: Client, admin_client: Client) -> None:
    values = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert admin_client.post(f"/admin/auth/user/{user.pk}/password/", values).status_code == 302
    assert program.get("/api/v1/tokens/").status_code == 401


def test_a_new_password_by_command_ends_the_tokens(user: Any, program: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", "ines", verbosity=0)
    assert program.get("/api/v1/tokens/").status_code == 401


def test_the_tokens_of_others_stay(browser: Client, program: Client) -> None:
    _, token = AuthToken.objects.create(make_user("tom"))
    browser.post("/account/", FORM)
    assert Client(headers={"authorization": f"Token {token}"}).get("/api/v1/tokens/").status_code == 200


def test_a_hash_that_is_only_made_stronger_ends_nothing(
    user: Any, program: Client, client: Client, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[::-1]
    client.post("/login/", {"username": "ines", "password": OLD})
    user.refresh_from_db()
    assert user.password.startswith("pbkdf2")
    assert program.get("/api/v1/tokens/").status_code == 200


def test_a_token_is_shown_with_its_end_and_revoked(browser: Client, user: Any, program: Client) -> None:
    AuthToken.objects.create(user, expiry=None)
    own = AuthToken.objects.filter(expiry__isnull=False).get()
    page = browser.get("/account/").content.decode()
    assert f"<code>{own.token_key}</code>" in page
    assert "never" in page
    assert browser.post(f"/account/tokens/{own.token_key}/revoke/").status_code == 302
    assert program.get("/api/v1/tokens/").status_code == 401


def test_nobody_revokes_anothers_token_by_the_page(browser: Client) -> None:
    row, _ = AuthToken.objects.create(make_user("tom"))
    browser.post(f"/account/tokens/{row.token_key}/revoke/")
    assert AuthToken.objects.filter(pk=row.pk).exists()


def test_a_password_too_long_to_hash_is_refused_at_the_sign_in(client: Client, user: Any) -> None:
    response = client.post("/login/", {"username": "ines", "password": "x" * 1001})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
