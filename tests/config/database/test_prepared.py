"""A prepared query answers as the queryset that it is built from."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from annotator.models import Annotation
from annotator.services.frames import frame_of, gathered
from annotator.workbench.bench import OF_SETS
from articles.models import Article, Project
from config.database import prepared
from config.database.prepared import Prepared, ids, number, numbers, words
from tests.factories import make_article, make_project, make_suggested


def test_other_values_give_other_rows_and_the_query_is_built_once(project: Project) -> None:
    first, second = make_article(project), make_article(project, external_id="100 %s")
    built: list[int] = []

    def build() -> QuerySet[Article]:
        built.append(1)
        wanted = Q(external_id=words("name"), withdrawn_at__isnull=True) | Q(pk=number("pk"))
        return Article.objects.filter(wanted, project=number("project")).order_by("-id")

    find = Prepared(build)
    assert find(name=first.external_id, pk=second.pk, project=project.pk) == [second, first]
    assert find(name="100 %s", pk=0, project=project.pk) == [second]
    assert find(name="100 %s", pk=0, project=make_project().pk) == []
    assert find(name="", pk=None, project=project.pk) == []
    assert len(built) == 1


def test_rows_are_whole_and_as_django_reads_them(project: Project) -> None:
    article = make_article(project, extra={"a": [1, "ü"]})
    [found] = Prepared(lambda: Article.objects.filter(pk=number("pk")))(pk=article.pk)
    stored = Article.objects.get(pk=article.pk)
    assert {name: value for name, value in vars(found).items() if name != "_state"} == {
        name: value for name, value in vars(stored).items() if name != "_state"
    }
    assert (found._state.adding, found._state.db) == (False, "default")


def test_a_list_of_values_may_have_any_length_and_nothing_is_asked_for_none(project: Project) -> None:
    articles = [make_article(project) for _ in range(3)]
    find = Prepared(lambda: Article.objects.filter(pk__in=numbers("keys")).order_by("id"))
    assert find(keys=[articles[2].pk, articles[0].pk]) == [articles[0], articles[2]]
    assert find(keys={articles[1].pk}) == [articles[1]]
    with CaptureQueriesContext(connection) as asked:
        assert find(keys=[]) == []
    assert len(asked) == 0
    make_suggested(project)
    keys = [str(row.pk) for row in Annotation.objects.order_by("pk")[:2]]
    rows = Prepared(lambda: Annotation.objects.filter(pk__in=ids("keys")).order_by("pk"))(keys=keys)
    assert [str(row.pk) for row in rows] == keys


def test_a_list_that_is_too_long_for_one_query_is_asked_for_in_parts(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested = make_suggested(project)
    rows = list(Annotation.objects.filter(set__article=suggested))
    keys = [str(row.pk) for row in rows]
    find = Prepared(
        lambda: Annotation.objects.filter(Q(pk__in=ids("keys")) | Q(pk__in=ids("keys"))).with_joined_spans()
    )
    whole = {row.pk: frame_of(row) for row in gathered(find.joined(keys=keys))}
    monkeypatch.setattr(prepared, "MOST_VALUES", 2)
    with CaptureQueriesContext(connection) as asked:
        parts = [(row.pk, frame_of(row)) for row in gathered(find.joined(keys=[*keys, *keys[:1]]))]
    assert len(asked) == (len(keys) + 2) // 2
    assert sorted(parts) == sorted(whole.items())


def test_a_whole_article_is_accepted_by_a_query_with_very_many_ids(project: Project) -> None:
    """PostgreSQL refuses more than 65,535 values in one query; two places make twice as many of these."""
    find = Prepared(lambda: Annotation.objects.filter(Q(pk__in=ids("keys")) | Q(origin__in=ids("keys"))))
    assert find(keys=[str(uuid.uuid4()) for _ in range(40_000)]) == []


def test_a_row_of_a_join_comes_once_with_all_that_was_joined(project: Project) -> None:
    make_article(project, external_id="b")
    make_article(project, external_id="a")
    empty = make_project()
    find = Prepared(
        lambda: (
            Project.objects.filter(pk__in=numbers("keys")).order_by("pk").annotate(name_of=F("articles__external_id"))
        )
    )
    found = find.joined(keys=[project.pk, empty.pk])
    assert [(row, {name for (name,) in names}) for row, names in found] == [(project, {"a", "b"}), (empty, {None})]


def test_gathered_annotations_say_what_prefetched_ones_say(project: Project) -> None:
    article = make_suggested(project)
    sets = [row.pk for row in article.annotation_sets.all()]
    with CaptureQueriesContext(connection) as asked:
        rows = gathered(OF_SETS.joined(sets=sets))
        frames = {row.pk: frame_of(row) for row in rows}
    assert len(asked) == 1
    assert frames == {row.pk: frame_of(row) for row in Annotation.objects.with_spans()}
    assert {row.person_name for row in rows} == {""}


@pytest.mark.django_db(transaction=True)
def test_threads_share_what_was_compiled() -> None:
    project = make_project()
    find = Prepared(lambda: Project.objects.filter(pk=number("pk")))
    found: list[Any] = []

    def ask() -> None:
        found.append(find(pk=project.pk))
        connection.close()

    for _ in range(2):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert found == [[project], [project]]
