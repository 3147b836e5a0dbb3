"""When training anew is proposed: after five checked articles, and after half as many again each time."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.models import Annotation, CheckedWork
from annotator.services.retraining import (
    count_due,
    note_training,
    offer_in,
    offers_for,
    put_training_aside,
)
from articles.models import Project
from tests.exchange.runs.learner import check_articles
from tests.factories import make_member, make_project, make_version, new_id


def work(articles: int, **values: int) -> CheckedWork:
    return CheckedWork(articles=articles, **values)


@pytest.mark.parametrize(("trained", "due"), [(0, 5), (3, 5), (5, 8), (8, 12), (12, 18), (18, 27)])
def test_it_is_due_when_the_checked_articles_have_grown_by_half(trained: int, due: int) -> None:
    assert not work(due - 1, trained=trained).is_due
    assert work(due, trained=trained).is_due


def test_it_is_due_when_a_third_of_what_was_learned_from_has_changed() -> None:
    assert not work(9, trained=9, changed=2).is_due
    assert work(9, trained=9, changed=3).is_due


def test_the_worker_counts_where_articles_were_checked_since(project: Project, annotator: Any) -> None:
    seen = count_due(since=0)
    check_articles(project, annotator, 5)
    assert offer_in(project) is None
    assert count_due(since=seen) > seen
    offer = offer_in(project)
    assert offer is not None
    assert offer.articles == 5


def test_what_was_trained_or_put_aside_is_not_proposed_before_new_work(
    project: Project, annotator: Any, manager: Any
) -> None:
    check_articles(project, annotator, 5)
    count_due(since=0)
    put_training_aside(project, user=manager)
    assert offer_in(project) is None
    check_articles(project, annotator, 3)
    count_due(since=0)
    assert offer_in(project) is not None
    note_training(project, articles=8)
    count_due(since=0)
    assert offer_in(project) is None


def test_articles_that_were_changed_since_the_training_are_counted(project: Project, annotator: Any) -> None:
    articles = check_articles(project, annotator, 3)
    make_version(project, articles=[article.pk for article in articles], run=new_id())
    note_training(project, articles=3)
    later = timezone.now() + datetime.timedelta(minutes=1)
    own = Annotation.objects.filter(set__article=articles[0], set__source="annotator", kind="quote")
    own.update(updated_at=later)
    count_due(since=0)
    work = CheckedWork.objects.get(project=project)
    assert (work.changed, work.is_due) == (1, True)


def test_a_count_that_fails_is_logged_and_ends_nothing(
    project: Project, annotator: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("annotator.services.retraining.count_work", lambda project: 1 / 0)
    check_articles(project, annotator, 1)
    assert count_due(since=0)
    assert "Counting the checked articles of the project “harbour” failed" in caplog.text


def test_managers_find_all_their_offers_by_one_query(
    manager: Any, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        other = make_project()
        make_member(other, role="manager")
        CheckedWork.objects.create(project=other, articles=9)
    CheckedWork.objects.create(project=project, articles=9)
    with django_assert_num_queries(1):
        assert [row.project.slug for row in offers_for(manager)] == ["harbour"]


def test_an_archived_project_proposes_nothing(manager: Any, project: Project) -> None:
    CheckedWork.objects.create(project=project, articles=9)
    project.archived_at = timezone.now()
    project.save()
    assert (offer_in(project), offers_for(manager)) == (None, [])
