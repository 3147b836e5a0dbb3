"""The admin's link to an object's page shows an address only to those who may see the object."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from annotator.models import AnnotationSet, Person
from articles.models import Article, Project
from tests.factories import make_user


def link(found: Any) -> str:
    return f"/admin/r/{ContentType.objects.get_for_model(found).pk}/{found.pk}/"


@pytest.fixture
def objects(article: Article) -> list[Any]:
    machine = AnnotationSet.objects.get(article=article)
    return [article.project, article, machine, Person.objects.create(project=article.project, name="Ines Calder")]


def test_staff_of_another_project_learn_no_slug(client: Client, objects: list[Any]) -> None:
    client.force_login(make_user("rita", is_staff=True))
    for found in objects:
        response = client.get(link(found))
        assert response.status_code == 404
        assert b"harbour" not in response.content


def test_members_on_the_staff_are_led_to_the_page(client: Client, objects: list[Any], reviewer: Any) -> None:
    reviewer.is_staff = True
    reviewer.save()
    client.force_login(reviewer)
    for found in objects:
        assert client.get(link(found))["Location"] == found.get_absolute_url()


def test_who_is_not_staff_is_asked_to_sign_in(client: Client, project: Project, annotator: Any) -> None:
    client.force_login(annotator)
    assert client.get(link(project))["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("key", ["999999", "x", "9" * 40])
def test_what_does_not_exist_is_not_found(admin_client: Client, project: Project, key: str) -> None:
    kind = ContentType.objects.get_for_model(project).pk
    assert admin_client.get(f"/admin/r/{kind}/{key}/").status_code == 404
    assert admin_client.get(f"/admin/r/{key}/1/").status_code == 404
    user = ContentType.objects.get(app_label="auth", model="user").pk
    assert admin_client.get(f"/admin/r/{user}/1/").status_code == 404
