"""The first page of somebody who is new here: what to do next, and whom to ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client

from articles.models import Article, Project, Role
from tests.factories import make_member, make_user


def home(client: Client, user: Any) -> str:
    client.force_login(user)
    return " ".join(client.get("/").content.decode().split())


@pytest.mark.django_db
def test_without_a_project_it_says_whom_to_ask_and_for_which_user(client: Client) -> None:
    page = home(client, make_user("noor"))
    assert "You are not in a project yet" in page
    assert "add the user <b><bdi>noor</bdi></b> to a project" in page
    assert "Make a project" not in page


@pytest.mark.django_db
def test_staff_without_a_project_are_led_to_making_one(client: Client) -> None:
    boss = make_user("boss", is_staff=True)
    boss.user_permissions.set(Permission.objects.filter(codename="add_project"))
    assert 'href="/projects/new/"' in home(client, boss)


def test_in_a_project_without_articles_nobody_is_said_to_have_finished(client: Client, project: Project) -> None:
    page = home(client, make_member(project))
    assert "A reviewer of your project imports them." in page
    assert "You have finished" not in page
    assert f"/projects/{project.slug}/import/" not in page


def test_a_reviewer_of_an_empty_project_is_led_to_the_import(client: Client, project: Project) -> None:
    assert f'href="/projects/{project.slug}/import/"' in home(client, make_member(project, role=Role.REVIEWER))


def test_the_first_article_comes_with_the_keys_and_the_guidelines_until_something_is_done(
    client: Client, article: Article, annotator: Any
) -> None:
    Project.objects.filter(pk=article.project_id).update(guidelines="Mark every quote.")
    page = home(client, annotator)
    assert 'id="begin"' in page
    assert "New here?" in page
    assert f'href="/projects/{article.project.slug}/guidelines/"' in page
    client.post(f"/articles/{article.pk}/finish/")
    assert "New here?" not in home(client, annotator)


def test_it_is_said_in_spanish_as_well(client: Client, article: Article, annotator: Any) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert "¿Es tu primera vez?" in home(client, annotator)
    assert "añada al usuario <b><bdi>noor</bdi></b> a un proyecto" in home(client, make_user("noor"))


def test_a_set_of_annotations_is_a_noun_in_spanish(client: Client, article: Article, annotator: Any) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    client.force_login(annotator)
    page = client.get(f"/projects/{article.project.slug}/export/").content.decode()
    assert "Conjunto" in page
    assert "Poner" not in page
