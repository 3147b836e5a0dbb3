"""A user changes the password and revokes tokens; a new password ends what the old one opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from knox.models import AuthToken

from annotator.forms.account import field_name
from annotator.keys import COMMAND_KEYS, FIXED
from annotator.models import UserSettings
from annotator.services.preferences import own_keys
from articles.models import Membership
from tests.factories import make_project, make_suggested, make_user

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


def test_the_own_name_is_shown_instead_of_the_user_name(browser: Client, user: Any) -> None:
    page = browser.post("/account/name/", {"name": "  Ines \u202e Calder "}, follow=True)
    user.refresh_from_db()
    assert user.get_full_name() == "Ines Calder"
    assert '<p class="menu-name">Ines Calder</p>' in page.content.decode()
    assert browser.post("/account/name/", {"name": "n" * 151}).status_code == 422
    browser.post("/account/name/", {"name": ""})
    assert '<p class="menu-name">ines</p>' in browser.get("/").content.decode()


def test_the_language_goes_along_to_another_machine(browser: Client, user: Any) -> None:
    browser.post("/language/", {"language": "es", "next": "/"})
    browser.post("/language/", {"language": "xx", "next": "/"})
    elsewhere = Client()
    elsewhere.post("/login/", {"username": "ines", "password": OLD})
    assert '<html lang="es"' in elsewhere.get("/").content.decode()


def test_who_is_signed_out_keeps_no_language(client: Client, db: None) -> None:
    client.post("/language/", {"language": "es", "next": "/"})
    assert not UserSettings.objects.exists()


def keys_form(**changed: str) -> dict[str, str]:
    keys = {field_name(command): key for command, (key, _words) in COMMAND_KEYS.items()}
    return keys | {f"key-{name}": key for name, key in changed.items()}


def test_two_commands_exchange_their_keys(browser: Client, user: Any) -> None:
    browser.post("/account/keys/", keys_form(accept="x", reject="a"))
    assert own_keys(user) == {"accept": "x", "reject": "a"}
    assert browser.get("/account/").context["keys_form"]["key-accept"].value() == "x"
    browser.post("/account/keys/", keys_form(accept="x", reject="a") | {"reset": "yes"})
    assert own_keys(user) == {}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"accept": "x"}, "key-reject", "This key is taken: accept the suggestion."),
        ({"accept": "1"}, "key-accept", "This key stands for something that cannot be changed."),
        ({"accept": "?"}, "key-accept", "This key stands for something that cannot be changed."),
        ({"accept": "\u202e"}, "key-accept", "This key stands for something that cannot be changed."),
        ({"accept": ""}, "key-accept", "This field is required."),
        ({"accept": "ab"}, "key-accept", "Ensure this value has at most 1 character (it has 2)."),
    ],
)
def test_a_key_that_cannot_be_is_refused_by_name(
    browser: Client, user: Any, changed: dict[str, str], field: str, words: str
) -> None:
    page = browser.post("/account/keys/", keys_form(**changed))
    assert page.status_code == 422
    assert page.context["keys_form"].errors == {field: [words]}
    assert words in page.content.decode()
    assert own_keys(user) == {}


def test_every_key_that_can_be_changed_is_one_of_the_workbench() -> None:
    script = (Path(settings.BASE_DIR) / "static/js/keys.js").read_text(encoding="utf-8")
    bound = dict(re.findall(r'^  "?(\S)"?: "([^"]+)",$', script, re.MULTILINE))
    assert {command: key for key, command in bound.items() if COMMAND_KEYS.get(command, ("",))[0] == key} == {
        command: key for command, (key, _words) in COMMAND_KEYS.items()
    }
    assert {key for key, command in bound.items() if command not in COMMAND_KEYS} <= FIXED


def test_the_workbench_has_the_own_keys(browser: Client, user: Any) -> None:
    article = make_suggested(make_project())
    Membership.objects.create(project=article.project, user=user)
    address = f"/articles/{article.pk}/"
    assert 'data-keys="[]"' in browser.get(address).content.decode()
    browser.post("/account/keys/", keys_form(accept="w"))
    assert "[[&quot;accept&quot;, &quot;a&quot;, &quot;w&quot;]]" in browser.get(address).content.decode()
