"""A prepared query answers as the queryset that it is built from."""

from __future__ import annotations

import datetime
import random
import threading
import uuid
from collections.abc import Callable, Collection
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import get_language

from annotator.models import Annotation
from annotator.services.frames import frame_of, gathered
from annotator.workbench.cards import rows_of_sets
from articles.models import Article, Project
from config.database import prepared as module
from config.database.prepared import PreparationError, prepared
from tests.factories import make_article, make_project, make_suggested


@prepared
def projects(*, pk: int) -> QuerySet[Project]:
    return Project.objects.filter(pk=pk)


@prepared
def articles(*, keys: Collection[int]) -> QuerySet[Article]:
    return Article.objects.filter(pk__in=keys).order_by("id")


def test_other_values_give_other_rows_and_the_query_is_not_built_again(project: Project) -> None:
    first, second = make_article(project), make_article(project, external_id="100 %s")
    built: list[int] = []

    @prepared
    def find(*, name: str, pk: int, project: int) -> QuerySet[Article]:
        built.append(1)
        wanted = Q(external_id=name, withdrawn_at__isnull=True) | Q(pk=pk)
        return Article.objects.filter(wanted, project=project).order_by("-id")

    assert find(name=first.external_id, pk=second.pk, project=project.pk) == [second, first]
    once = len(built)
    assert find(name="100 %s", pk=0, project=project.pk) == [second]
    assert find(name="100 %s", pk=0, project=make_project().pk) == []
    assert find(name="", pk=0, project=project.pk) == []
    assert len(built) == once


def test_rows_are_whole_and_as_django_reads_them(project: Project) -> None:
    article = make_article(project, extra={"a": [1, "ü"]})
    [found] = articles(keys=[article.pk])
    stored = Article.objects.get(pk=article.pk)
    assert {name: value for name, value in vars(found).items() if name != "_state"} == {
        name: value for name, value in vars(stored).items() if name != "_state"
    }
    assert (found._state.adding, found._state.db) == (False, "default")


def test_a_list_of_values_may_have_any_length_and_nothing_is_asked_for_none(project: Project) -> None:
    made = [make_article(project) for _ in range(3)]
    assert articles(keys=[made[2].pk, made[0].pk]) == [made[0], made[2]]
    assert articles(keys={made[1].pk}) == [made[1]]
    with CaptureQueriesContext(connection) as asked:
        assert articles(keys=[]) == []
    assert len(asked) == 0


def test_ids_may_be_given_as_text(article: Article) -> None:
    @prepared
    def find(*, keys: Collection[uuid.UUID | str]) -> QuerySet[Annotation]:
        return Annotation.objects.filter(pk__in=keys, set__article=article.pk).order_by("pk")

    keys = [row.pk for row in Annotation.objects.order_by("pk")[:2]]
    assert [row.pk for row in find(keys=[str(key) for key in keys])] == keys
    assert [row.pk for row in find(keys=keys)] == keys


def test_what_is_empty_or_none_means_what_django_means_by_it(project: Project) -> None:
    article = make_article(project)

    @prepared
    def find(*, keys: Collection[int], day: datetime.datetime | None) -> QuerySet[Article]:
        return Article.objects.filter(Q(pk__in=keys) | Q(withdrawn_at=day)).order_by("pk")

    now = timezone.now()
    assert find(keys=[article.pk], day=now) == [article]
    assert find(keys=[], day=None) == [article]  # IS NULL
    assert find(keys=[], day=now) == []
    Article.objects.update(withdrawn_at=now, withdrawn_reason="Wrong.")
    assert find(keys=[], day=now) == [article]
    assert find(keys=[], day=None) == []


def test_a_list_that_is_too_long_for_one_query_is_asked_for_in_parts(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested = make_suggested(project)
    rows = list(Annotation.objects.filter(set__article=suggested))
    keys = [str(row.pk) for row in rows]

    @prepared
    def find(*, keys: Collection[uuid.UUID | str]) -> QuerySet[Annotation]:
        return Annotation.objects.filter(Q(pk__in=keys) | Q(pk__in=keys)).with_joined_spans()

    whole = {row.pk: frame_of(row) for row in gathered(find.joined(keys=keys))}
    monkeypatch.setattr(module, "MOST_VALUES", 2)
    with CaptureQueriesContext(connection) as asked:
        parts = [(row.pk, frame_of(row)) for row in gathered(find.joined(keys=[*keys, *keys[:1]]))]
    assert len(asked) == (len(keys) + 2) // 2
    assert sorted(parts) == sorted(whole.items())


def test_a_whole_article_is_accepted_by_a_query_with_very_many_ids(project: Project) -> None:
    """PostgreSQL refuses more than 65,535 values in one query; two places make twice as many of these."""

    @prepared
    def find(*, keys: Collection[uuid.UUID | str]) -> QuerySet[Annotation]:
        return Annotation.objects.filter(Q(pk__in=keys) | Q(origin__in=keys))

    assert find(keys=[str(uuid.uuid4()) for _ in range(40_000)]) == []


def test_a_row_of_a_join_comes_once_with_all_that_was_joined(project: Project) -> None:
    make_article(project, external_id="b")
    make_article(project, external_id="a")
    empty = make_project()

    @prepared
    def find(*, keys: Collection[int]) -> QuerySet[Project]:
        return Project.objects.filter(pk__in=keys).order_by("pk").annotate(name_of=F("articles__external_id"))

    found = find.joined(keys=[project.pk, empty.pk])
    assert [(row, {name for (name,) in names}) for row, names in found] == [(project, {"a", "b"}), (empty, {None})]


def test_gathered_annotations_say_what_prefetched_ones_say(project: Project) -> None:
    article = make_suggested(project)
    sets = [row.pk for row in article.annotation_sets.all()]
    with CaptureQueriesContext(connection) as asked:
        rows = gathered(rows_of_sets.joined(sets=sets))
        frames = {row.pk: frame_of(row) for row in rows}
    assert len(asked) == 1
    assert frames == {row.pk: frame_of(row) for row in Annotation.objects.with_spans()}
    assert {row.person_name for row in rows} == {""}


@pytest.mark.django_db(transaction=True)
def test_threads_share_what_was_compiled() -> None:
    project = make_project()
    found: list[Any] = []

    def ask() -> None:
        found.append(projects(pk=project.pk))
        connection.close()

    for _ in range(2):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert found == [[project], [project]]


def refusal_of(body: Callable[..., QuerySet[Any]]) -> str:
    """Why a query of one number cannot be prepared."""

    def build(*, pk: int) -> QuerySet[Article]:
        return body(pk)

    with pytest.raises(PreparationError) as refused:
        prepared(build)(pk=1)
    return str(refused.value)


def by_chance(pk: int) -> QuerySet[Article]:
    return Article.objects.filter(pk=pk, words=random.getrandbits(30))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda pk: Article.objects.filter(pk=pk, created_at__lt=timezone.now()), id="now"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk, published=datetime.date.today()), id="today"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk, published=timezone.localdate()), id="today here"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk, external_id=str(uuid.uuid4())), id="a new id"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk, language=get_language()), id="the reader's language"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk, created_at__date="2026-03-01"), id="a day somewhere"),
        pytest.param(by_chance, id="chance"),
    ],
)
def test_what_would_stand_still_is_refused(body: Callable[..., QuerySet[Any]]) -> None:
    assert "neither a place nor a constant" in refusal_of(body)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "_name"), settings.LANGUAGES)
def test_the_language_of_the_first_reader_does_not_stand_still(language: str, _name: str) -> None:
    with translation.override(language):
        refusal = refusal_of(lambda pk: Article.objects.filter(pk=pk, language=get_language()))
    assert "neither a place nor a constant" in refusal


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda pk: Article.objects.filter(pk=pk + 1), id="arithmetic"),
        pytest.param(lambda pk: Article.objects.filter(pk=-pk), id="its opposite"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk % 7), id="a remainder"),
        pytest.param(lambda pk: Article.objects.filter(external_id=f"a{pk}"), id="in a text"),
        pytest.param(lambda pk: Article.objects.filter(external_id="a" + str(pk)), id="as a text"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk) if pk else Article.objects.none(), id="a condition"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk) if pk == 1 else Article.objects.all(), id="a comparison"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk, words=pk in (1, 2)), id="whether it is one of some"),
    ],
)
def test_a_value_that_python_reads_is_refused(body: Callable[..., QuerySet[Any]]) -> None:
    assert "Python reads the value of “pk”" in refusal_of(body)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(lambda _: Article.objects.all(), "no use for pk", id="a place without use"),
        pytest.param(lambda _: Article.objects.none(), "no use for pk", id="nothing at all"),
        pytest.param(
            lambda pk: Article.objects.filter(pk=pk)[: random.getrandbits(60)], "SQL differs", id="another limit"
        ),
        pytest.param(lambda pk: Article.objects.filter(pk=pk).values("pk"), "whole rows", id="no rows of a model"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk).select_related("project"), "whole rows", id="two models"),
        pytest.param(lambda pk: Article.objects.filter(pk=pk).prefetch_related("figures"), "whole rows", id="prefetch"),
    ],
)
def test_a_query_that_cannot_be_asked_with_other_values_is_refused(
    body: Callable[..., QuerySet[Any]], reason: str
) -> None:
    assert reason in refusal_of(body)


@pytest.mark.django_db
def test_the_key_must_be_the_first_column(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = Article._meta.concrete_fields
    monkeypatch.setattr(Article._meta, "concrete_fields", (*columns[1:], columns[0]))
    assert "The key must be the first column" in refusal_of(lambda pk: Article.objects.filter(pk=pk))


@pytest.mark.django_db
def test_a_long_list_is_not_limited_to_its_first_rows() -> None:
    @prepared
    def find(*, keys: Collection[int]) -> QuerySet[Article]:
        return Article.objects.filter(pk__in=keys)[:2]

    with pytest.raises(PreparationError, match="cannot be limited"):
        find(keys=[1])


def without_annotation(*, pk: Any) -> QuerySet[Article]:
    return Article.objects.filter(pk=pk)


def by_position(pk: int) -> QuerySet[Article]:
    return Article.objects.filter(pk=pk)


def with_default(*, pk: int = 1) -> QuerySet[Article]:
    return Article.objects.filter(pk=pk)


@pytest.mark.parametrize("build", [without_annotation, by_position, with_default])
def test_places_come_from_keyword_only_parameters_with_a_type(build: Callable[..., QuerySet[Article]]) -> None:
    with pytest.raises(PreparationError, match="pk"):
        prepared(build)


@pytest.mark.django_db
def test_values_are_given_by_the_names_of_the_places() -> None:
    ask: Any = projects
    for wrong in ({}, {"pk": 1, "slug": "x"}, {"key": 1}):
        with pytest.raises(TypeError, match="projects"):
            ask(**wrong)


def test_who_listens_to_new_instances_is_told_of_each(project: Project) -> None:
    told: list[Any] = []

    def listen(instance: Any, **_: Any) -> None:
        told.append(instance)

    post_init.connect(listen, sender=Project)
    try:

        @prepared
        def heard(*, pk: int) -> QuerySet[Project]:
            return Project.objects.filter(pk=pk)

        [found] = heard(pk=project.pk)
    finally:
        post_init.disconnect(listen, sender=Project)
    assert told == [found]
    assert heard.compiled.popitem()[1].is_told  # type: ignore[union-attr]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans no query for later")
def test_a_list_of_any_length_is_the_same_query_on_postgresql(project: Project) -> None:
    made = [make_article(project).pk for _ in range(3)]
    with CaptureQueriesContext(connection) as asked:
        for number in (1, 2, 3):
            assert [article.pk for article in articles(keys=made[:number])] == made[:number]
    assert len({one["sql"].split("ANY")[0] for one in asked}) == 1
    assert all("ANY" in one["sql"] for one in asked)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite gets a place for each value")
def test_a_list_is_refused_where_postgresql_cannot_compare_with_it() -> None:
    @prepared
    def find(*, keys: Collection[int]) -> QuerySet[Article]:
        return Article.objects.annotate(known=Q(pk__in=keys)).exclude(known=Q(pk__in=keys))

    with pytest.raises(PreparationError):
        find(keys=[1])
