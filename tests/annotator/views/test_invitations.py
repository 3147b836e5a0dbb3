"""A link lets one person in, once, until a day; nothing keeps what is in it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from annotator.models import Event
from annotator.services import invitations
from annotator.services.invitations import NotOpen, hash_of, invite, join
from articles.models import Invitation, Membership, Project, Role
from config.logs import WithoutInvitations
from tests import factories
from tests.exchange.runs.helpers import signed_in

ACCOUNT = {
    "username": "nora",
    "name": "Nora Quill",
    "password1": "lantern-and-quay",
    "password2": "lantern-and-quay",
}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def token(project: Project, manager: Any) -> str:
    return invite(project, by=manager, client_id=uuid4(), role=Role.REVIEWER, days=7)[1]


@pytest.fixture
def link(token: str) -> str:
    return f"/invitations/{token}/"


def test_the_page_says_what_to_join_and_who_invites(client: Client, link: str) -> None:
    words = client.get(link).content.decode()
    assert "Join “Harbour”" in words
    assert "max invites you as <b>reviewer</b>" in words


def test_who_is_signed_in_joins(stranger: Any, link: str, project: Project) -> None:
    response = signed_in(stranger).post(link)
    assert response["Location"] == "/projects/harbour/"
    assert Membership.objects.get(user=stranger).role == Role.REVIEWER
    assert Invitation.objects.get().used_by == stranger
    assert Event.objects.filter(verb="join", actor=stranger).count() == 1


def test_who_has_no_account_makes_one_and_joins(client: Client, link: str) -> None:
    page = client.post(link, ACCOUNT, follow=True)
    assert page.redirect_chain == [("/projects/harbour/", 302)]
    assert "Welcome to “Harbour”." in page.content.decode()
    user = get_user_model().objects.get(username="nora")
    assert (user.get_full_name(), user.is_staff) == ("Nora Quill", False)
    assert user.check_password("lantern-and-quay")
    assert Membership.objects.get(user=user).role == Role.REVIEWER


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "MAX"}, "username"),
        ({"username": "no spaces"}, "username"),
        ({"username": "n" * 151}, "username"),
        ({"username": ""}, "username"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "password1", "password2": "password1"}, "password1"),
        ({"password2": "another-one"}, "password2"),
        ({"password1": "n" * 1001, "password2": "n" * 1001}, "password1"),
        ({"name": "n" * 151}, "name"),
    ],
)
def test_an_account_that_cannot_be_is_not_made(client: Client, link: str, change: dict[str, str], field: str) -> None:
    page = client.post(link, ACCOUNT | change)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not get_user_model().objects.exclude(username="max").exists()
    assert Invitation.objects.get().used_at is None


def test_without_a_place_no_account_is_made(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else was quicker, after this one’s form was read."""
    found = invitations.invitation_of(token)
    assert found is not None
    join(found, user=factories.make_user("quick"))
    monkeypatch.setattr("annotator.views.invitations.state_of", lambda _: invitations.InvitationState.OPEN)
    client.post(f"/invitations/{token}/", ACCOUNT)
    assert not get_user_model().objects.filter(username="nora").exists()


def test_a_link_lets_one_person_in(stranger: Any, link: str) -> None:
    assert signed_in(stranger).post(link).status_code == 302
    page = signed_in(factories.make_user("late")).post(link)
    assert "This invitation was used" in page.content.decode()
    assert "Ask max for another one" in page.content.decode()
    assert not Membership.objects.filter(user__username="late").exists()


def test_of_two_who_read_it_open_one_gets_in(token: str, stranger: Any) -> None:
    found = invitations.invitation_of(token)
    again = invitations.invitation_of(token)
    assert found is not None
    assert again is not None
    assert join(found, user=stranger)
    with pytest.raises(NotOpen, match="used"):
        join(again, user=factories.make_user("late"))


def test_the_one_who_joined_opens_the_link_again(stranger: Any, link: str) -> None:
    browser = signed_in(stranger)
    browser.post(link)
    assert "You are a member of the project." in browser.get(link).content.decode()
    assert Membership.objects.filter(user=stranger).count() == 1


def test_a_member_keeps_the_role_and_the_link_stays_open(annotator: Any, link: str) -> None:
    browser = signed_in(annotator)
    assert "You are a member already, as annotator." in browser.get(link).content.decode()
    assert "You are a member of “Harbour” already." in browser.post(link, follow=True).content.decode()
    assert Membership.objects.get(user=annotator).role == Role.ANNOTATOR
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "This invitation has expired"),
        ({"revoked_at": timezone.now()}, "This invitation was revoked"),
    ],
)
def test_what_is_over_says_so_and_lets_nobody_in(stranger: Any, link: str, change: dict[str, Any], words: str) -> None:
    Invitation.objects.update(**change)
    for page in (signed_in(stranger).get(link), signed_in(stranger).post(link), Client().post(link, ACCOUNT)):
        assert words in page.content.decode()
        assert "Ask max for another one" in page.content.decode()
    assert not Membership.objects.filter(user=stranger).exists()


def test_a_deleted_project_lets_nobody_in(stranger: Any, link: str) -> None:
    Project.objects.update(deleted_at=timezone.now())
    assert "was deleted" in signed_in(stranger).post(link).content.decode()
    assert not Membership.objects.filter(user=stranger).exists()


def test_an_unknown_link_says_what_to_do(client: Client, db: None) -> None:
    page = client.get("/invitations/nonsense/")
    assert page.status_code == 404
    assert "cut off" in page.content.decode()


def test_a_manager_revokes_it(manager: Any, link: str, client: Client) -> None:
    browser = signed_in(manager)
    address = f"/projects/harbour/team/invitations/{Invitation.objects.get().pk}/"
    for _ in range(2):
        assert browser.post(address).status_code == 302
    assert "was revoked" in client.get(link).content.decode()
    assert Event.objects.filter(verb="revoke invitation").count() == 1


def test_the_token_is_stored_nowhere(token: str, stranger: Any, client: Client) -> None:
    assert Invitation.objects.get().token_hash == hash_of(token)
    signed_in(stranger).post(f"/invitations/{token}/")
    assert token not in str(list(Event.objects.values()))
    client.post("/login/", {"username": "max", "password": "wrong", "next": f"/invitations/{token}/"})
    assert token not in str(list(AccessAttempt.objects.values()))


def test_the_link_leaks_neither_as_referrer_nor_from_a_cache(client: Client, link: str) -> None:
    for address in (link, "/invitations/nonsense/"):
        response = client.get(address)
        assert response["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response["Cache-Control"]


def test_a_log_leaves_the_token_out() -> None:
    line = '"GET %s HTTP/1.1" 200'
    record = logging.LogRecord("x", logging.INFO, __file__, 1, line, ("/invitations/abc-DEF_1/?a=b",), None)
    assert WithoutInvitations().filter(record)
    assert record.getMessage() == '"GET /invitations/…/?a=b HTTP/1.1" 200'


def test_accounts_are_not_made_by_the_hundred(client: Client, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.lockout.TRIES_A_MINUTE", 2)
    answers = [client.post(link, {"username": ""}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert "Wait a minute" in answers[-1].content.decode()


def test_signing_in_leads_back_to_the_link(client: Client, link: str) -> None:
    factories.make_user("ines", password="pier-and-harbour")
    assert f'href="/login/?next={link}"' in client.get(link).content.decode()
    response = client.post("/login/", {"username": "ines", "password": "pier-and-harbour", "next": link})
    assert response["Location"] == link
