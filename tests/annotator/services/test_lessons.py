"""What a training learns from: quotes with their persons, and captions where people have looked at them."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.models import Annotation, AnnotationSet
from annotator.services.checked import captions_checked_in, newest_sets
from annotator.services.decide import accept_many
from annotator.services.lessons import lessons_of
from annotator.services.queue import finish
from annotator.services.review import make_gold
from articles.models import Article, Project
from suggesters.suggestions import Span
from tests.exchange.helpers import article as record
from tests.exchange.helpers import bring_in, quote
from tests.factories import TEXT, make_suggested, new_id, span, workset

CAPTION = span(TEXT, "Ferry pier closed")


def check(article: Article, user: Any, *, kinds: tuple[str, ...] = ("quote", "caption")) -> AnnotationSet:
    """Accept what was suggested of these kinds, and finish."""
    found = workset(article, user)
    rows = Annotation.objects.filter(set__article=article, set__source="suggester", kind__in=kinds)
    accept_many(found, user=user, action_id=new_id(), cards=[str(row.pk) for row in rows])
    finish(found, user=user)
    return AnnotationSet.objects.get(pk=found.pk)


def captions_in(project: Project) -> list[tuple[Span, ...] | None]:
    return [lesson.captions for lesson in lessons_of(Project.objects.get(pk=project.pk)).articles]


def test_captions_that_were_decided_are_learned_from(article: Article, annotator: Any) -> None:
    check(article, annotator)
    assert captions_in(article.project) == [(CAPTION,)]


def test_captions_that_were_left_undecided_teach_nothing(article: Article, annotator: Any) -> None:
    check(article, annotator, kinds=("quote",))
    assert captions_in(article.project) == [None]


def test_captions_that_a_project_does_not_ask_for_teach_nothing(article: Article, annotator: Any) -> None:
    check(article, annotator)
    Project.objects.update(judged={"caption": "shown"})
    assert captions_in(article.project) == [None]


def test_a_rejected_caption_was_looked_at_and_is_none(article: Article, annotator: Any) -> None:
    check(article, annotator)
    Annotation.objects.filter(set__source="annotator", kind="caption").update(verdict="rejected")
    assert captions_in(article.project) == [()]


def test_gold_teaches_captions_where_its_reader_decided_them(
    project: Project, article: Article, annotator: Any, reviewer: Any
) -> None:
    other = make_suggested(project)
    make_gold(check(article, annotator), reviewer)
    make_gold(check(other, annotator, kinds=("quote",)), reviewer)
    assert captions_in(project) == [(CAPTION,), None]


def test_work_without_suggestions_teaches_captions(article: Article, annotator: Any) -> None:
    AnnotationSet.objects.create(article=article, source="annotator", user=annotator, blind=True)
    finish(workset(article, annotator), user=annotator)
    assert captions_in(article.project) == [()]


@pytest.mark.parametrize("brings_captions", [True, False])
def test_what_an_import_brings_teaches_captions_where_it_has_some(project: Project, *, brings_captions: bool) -> None:
    sets = [{"annotator": "ines", "state": "finished"}]
    bring_in(project, record(quotes=[quote(annotator="ines")], sets=sets))
    if brings_captions:
        own = AnnotationSet.objects.get(article__project=project)
        Annotation.objects.create(
            id=new_id(), set=own, kind="caption", verdict="added", start=0, end=5, first=0, last=5
        )
    assert captions_in(project) == [((0, 5),) if brings_captions else None]


def test_the_person_of_a_quote_is_learned_from_by_the_name_in_the_registry(article: Article, annotator: Any) -> None:
    check(article, annotator)
    person = article.project.people.create(name="Ines M. Calder")
    rows = Annotation.objects.filter(set__source="annotator", kind="quote").order_by("start")
    assert rows.filter(pk=rows[0].pk).update(person=person)
    rows.filter(pk=rows[1].pk).update(person=None, name="")
    rows.filter(pk=rows[2].pk).update(person=None, name="Tom Okafor")
    (lesson,) = lessons_of(article.project).articles
    assert [one.speaker_name for one in lesson.quotes] == ["Ines M. Calder", "", "Tom Okafor"]


def test_another_person_or_caption_is_other_data(article: Article, annotator: Any) -> None:
    check(article, annotator)
    hashes = {lessons_of(article.project).data_hash}
    rows = Annotation.objects.filter(set__source="annotator")
    rows.filter(kind="quote").update(person=None, name="Tom Okafor")
    hashes.add(lessons_of(article.project).data_hash)
    rows.filter(kind="caption").update(verdict="rejected")
    hashes.add(lessons_of(article.project).data_hash)
    assert len(hashes) == 3


def test_many_articles_are_asked_about_their_captions_in_one_query(
    project: Project, annotator: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        check(make_suggested(project), annotator)
    sets = newest_sets(project, most=5)
    with django_assert_num_queries(1):
        assert captions_checked_in(project, sets) == {item.pk for item in sets}
