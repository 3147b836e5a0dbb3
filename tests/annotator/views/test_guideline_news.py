"""The notice that guidelines changed, on the queue page and in the workbench."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.models import AnnotationSet, SeenGuidelines
from annotator.services.news import guideline_news, mark_seen
from articles.models import Article, GuidelineVersion, Project, Role
from tests.factories import make_member, make_project, make_suggested, make_user, workset

pytestmark = pytest.mark.django_db
CHANGED = "The guidelines changed (version 2,"


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def annotator(project: Project) -> Any:
    return make_member(project)


@pytest.fixture
def article(project: Project, annotator: Any) -> Article:
    """An article that the annotator has begun."""
    article = make_suggested(project)
    workset(article, annotator)
    AnnotationSet.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    return article


def write_version(project: Project, number: int, *, note: str = "Captions count.", by: Any = None) -> None:
    GuidelineVersion.objects.create(project=project, number=number, text=f"Text {number}", note=note, by=by)
    project.guideline_version = number
    project.save()


def addresses(article: Article) -> list[str]:
    return [reverse("home"), article.get_absolute_url()]


def test_nothing_is_said_of_the_first_version(client: Client, article: Article, annotator: Any) -> None:
    client.force_login(annotator)
    for address in addresses(article):
        assert "guideline-news" not in client.get(address).content.decode()


def test_both_pages_say_what_changed_until_the_person_has_seen_it(
    client: Client, project: Project, article: Article, annotator: Any
) -> None:
    write_version(project, 2)
    client.force_login(annotator)
    for address in addresses(article):
        page = client.get(address).content.decode()
        assert CHANGED in page
        assert "Captions count." in page
        assert f'href="{reverse("guidelines", args=[project.slug])}?against=1&amp;version=2"' in page
    seen = reverse("guidelines-seen", args=[project.slug])
    assert client.post(seen, {"number": 2, "article": article.pk}).url == article.get_absolute_url()  # type: ignore[attr-defined]
    assert client.post(seen, {"number": 2}).url == reverse("home")  # type: ignore[attr-defined]
    assert SeenGuidelines.objects.get().number == 2
    for address in addresses(article):
        assert CHANGED not in client.get(address).content.decode()
    write_version(project, 4)
    assert f"{seen[:-5]}?against=2&amp;version=4" in client.get(article.get_absolute_url()).content.decode()


def test_who_wrote_the_version_and_who_is_new_hear_nothing(project: Project, article: Article, annotator: Any) -> None:
    author = make_member(project, role=Role.MANAGER)
    workset(article, author)
    AnnotationSet.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    write_version(project, 2, by=author)
    newcomer = make_member(project)
    assert [len(guideline_news(user, [project])) for user in (annotator, author, newcomer)] == [1, 0, 0]
    workset(article, newcomer)  # begun under the version that holds now
    assert guideline_news(newcomer, [project]) == []


def test_an_older_answer_takes_nothing_back_and_no_version_is_seen_before_it_exists(
    project: Project, annotator: Any
) -> None:
    write_version(project, 3)
    for number in (3, 2, 99):
        mark_seen(project, user=annotator, number=number)
    assert SeenGuidelines.objects.get().number == 3


def test_the_answer_needs_a_member_and_a_number(client: Client, project: Project, annotator: Any) -> None:
    seen = reverse("guidelines-seen", args=[project.slug])
    assert client.post(seen, {"number": 1}).status_code == 302  # to sign in
    client.force_login(make_user())
    assert client.post(seen, {"number": 1}).status_code == 404
    client.force_login(make_member(project, role=Role.VIEWER))
    assert client.post(seen, {"number": 1}).status_code == 302
    assert client.post(seen, {"number": "x"}).status_code == 400
    assert client.post(seen, {"number": 1, "article": 10**30}).status_code == 400
    assert client.get(seen).status_code == 405
    assert not SeenGuidelines.objects.filter(user=annotator).exists()


def test_news_cost_two_queries_for_any_number_of_projects_and_none_without_a_change(
    annotator: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    projects = [make_project() for _ in range(5)]
    with django_assert_num_queries(0):
        assert guideline_news(annotator, projects) == []
    for project in projects:
        write_version(project, 2)
        SeenGuidelines.objects.create(user=annotator, project=project, number=1)
    with django_assert_num_queries(2):
        assert len(guideline_news(annotator, projects)) == 5


def test_the_window_of_the_guidelines_says_which_version_it_shows(
    client: Client, project: Project, annotator: Any
) -> None:
    write_version(project, 2)
    client.force_login(annotator)
    page = client.get(reverse("guidelines", args=[project.slug]), headers={"HX-Request": "true"}).content.decode()
    assert "Version 2," in page
