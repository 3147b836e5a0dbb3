"""What a page says when it cannot be shown, and what to do then, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import path

from articles.models import Project
from config.urls import handler500
from config.urls import urlpatterns as of_the_site
from tests.factories import make_user


def broken(request: Any) -> Any:
    raise RuntimeError("of a program")


urlpatterns = [*of_the_site, path("broken/", broken)]
__all__ = ["handler500", "urlpatterns"]


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def in_spanish(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


def test_a_role_that_is_too_low_is_named_with_who_can_change_it(
    client: Client, project: Project, annotator: Any
) -> None:
    client.force_login(annotator)
    address = f"/projects/{project.slug}/import/"
    refused = client.get(address)
    assert refused.status_code == 403
    assert f"This needs the role reviewer in the project “{project.name}”." in words_of(refused)
    assert "A manager of the project can change your role." in words_of(refused)
    assert f"Para esto hace falta el papel de revisor/a en el proyecto «{project.name}»." in words_of(
        in_spanish(client).get(address)
    )


def test_a_page_that_is_not_there_says_who_is_signed_in(client: Client, project: Project) -> None:
    client.force_login(make_user("noor"))
    missing = client.get(f"/projects/{project.slug}/")
    assert missing.status_code == 404
    assert "add the user <b><bdi>noor</bdi></b>" in words_of(missing)
    assert "añada al usuario <b><bdi>noor</bdi></b>" in words_of(in_spanish(client).get("/nowhere/"))


@pytest.mark.django_db
def test_a_visitor_is_offered_to_sign_in_where_nothing_is(client: Client) -> None:
    assert 'class="button" href="/login/"' in words_of(client.get("/nowhere/"))


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.annotator.views.test_error_pages")
def test_a_fault_of_the_program_says_what_to_tell_whom_and_when() -> None:
    client = Client(raise_request_exception=False)
    page = client.get("/broken/")
    assert page.status_code == 500
    assert "what you did and the time" in words_of(page)
    assert "qué hiciste y la hora" in words_of(in_spanish(client).get("/broken/"))


@pytest.mark.django_db
def test_a_form_from_another_session_asks_to_be_sent_again() -> None:
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/login/", {"username": "noor", "password": "x"})
    assert refused.status_code == 403
    assert "Go back, reload the page, and send it again." in words_of(refused)
    assert "recarga la página y envíalo otra vez" in words_of(in_spanish(client).post("/login/"))


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["quotes.example.org"])
def test_a_host_name_that_is_not_allowed_names_the_setting(client: Client) -> None:
    refused = client.get("/login/", headers={"Host": "192.168.7.7:8000"})
    assert refused.status_code == 400
    assert "<code>ALLOWED_HOSTS</code>" in words_of(refused)
