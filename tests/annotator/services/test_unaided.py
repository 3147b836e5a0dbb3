"""What is found with suggestions and without, on work whose figures are counted by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.frame import Frame
from annotator.models import Action, AnnotationSet
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.frames import write_frames
from annotator.services.queue import finish
from annotator.services.suggested import store_machine_set
from annotator.services.unaided import Figure, compared
from articles.models import Article, Project
from suggesters.suggestions import Quote, Suggestions
from tests.factories import TEXT, make_article, new_id, span, workset

RIGHT, WRONG, MISSED = "that repairs would be costly", "Mayor Ines Calder", "“We will wait,”"


def quote(words: str, verdict: str = "added") -> Frame:
    return Frame(
        id=str(new_id()), kind="quote", verdict=verdict, spans=(("content", *span(TEXT, words)),),
        quote_type="direct", speaker_kind="none",
    )  # fmt: skip


def with_gold(project: Project) -> Article:
    """Gold says two quotes; the machine says the first and a wrong one."""
    article = make_article(project)
    gold = AnnotationSet.objects.create(article=article, source="gold", state="finished", finished_at=timezone.now())
    write_frames(gold, [quote(RIGHT), quote(MISSED)], version=1)
    found = tuple(Quote("indirect", (span(TEXT, words),), score=0.9) for words in (RIGHT, WRONG))
    assert store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions(found))
    return article


def add(article: Article, user: Any, words: str) -> None:
    decide.add(workset(article, user), user=user, action_id=new_id(), frame=quote(words))


def read_without(article: Article, user: Any) -> None:
    """Finds the one quote by themselves."""
    add(article, user, RIGHT)
    finish(workset(article, user), user=user)


def read_with(article: Article, user: Any) -> None:
    """Accepts all that is suggested, and finds the other quote as well."""
    for row in article.annotation_sets.get(source="suggester").annotations.all():
        decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(row.pk), 0))
    add(article, user, MISSED)
    finish(workset(article, user), user=user)


@pytest.fixture
def work(project: Project, annotator: Any) -> Project:
    for share, read in ((100, read_without), (0, read_with)):
        Project.objects.filter(pk=project.pk).update(blind_share=share)
        project.refresh_from_db()
        for _ in range(5):
            read(with_gold(project), annotator)
    return project


def figures(project: Project) -> dict[str, list[Figure]]:
    return {name: [Figure(*values) for values in rest] for name, *rest in compared(project)}


def test_it_is_counted_what_is_found_and_which_errors_are_kept(work: Project) -> None:
    found = figures(work)
    assert found["recall"] == [Figure(0.5, 0.5, 0.5, 5), Figure(1.0, 1.0, 1.0, 5)]
    assert found["kept"] == [Figure(0.0, 0.0, 0.0, 5), Figure(1.0, 1.0, 1.0, 5)]


def test_pauses_of_more_than_a_minute_are_no_time(project: Project, annotator: Any) -> None:
    Project.objects.filter(pk=project.pk).update(blind_share=100)
    project.refresh_from_db()
    article = with_gold(project)
    add(article, annotator, RIGHT)
    add(article, annotator, MISSED)
    finish(workset(article, annotator), user=annotator)
    start = timezone.now()
    for action, seconds in zip(Action.objects.order_by("order"), (0, 40), strict=True):
        Action.objects.filter(pk=action.pk).update(at=start + datetime.timedelta(seconds=seconds))
    AnnotationSet.objects.filter(user=annotator).update(finished_at=start + datetime.timedelta(seconds=200))
    [without, _] = figures(project)["seconds"]
    assert without.value == pytest.approx(40 / 60 / (article.words / 1000))
    assert without.low is None


def test_what_is_corrected_after_the_suggestions_were_seen_does_not_count(work: Project, annotator: Any) -> None:
    blind = AnnotationSet.objects.filter(user=annotator, blind=True).select_related("article__project")[0]
    for row in blind.article.annotation_sets.get(source="suggester").annotations.all():
        decide.accept(blind, user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0))
    assert figures(work)["kept"][0].value == 0.0


def test_without_gold_another_persons_work_is_the_reference(project: Project, annotator: Any, reviewer: Any) -> None:
    Project.objects.filter(pk=project.pk).update(blind_share=100)
    project.refresh_from_db()
    article = make_article(project)
    for words, user in (((RIGHT, MISSED), reviewer), ((RIGHT,), annotator)):
        for found in words:
            add(article, user, found)
        finish(workset(article, user), user=user)
    [without, with_them] = figures(project)["recall"]
    assert without.articles == 2
    assert without.value == pytest.approx(2 / 3)  # one of two, and one of one
    assert (with_them.value, with_them.articles) == (None, 0)


def test_without_any_there_is_nothing_to_compare(project: Project, annotator: Any) -> None:
    read_with(with_gold(project), annotator)
    assert compared(project) == []


def test_reviewers_see_it_on_the_quality_page_and_annotators_do_not(
    client: Client, work: Project, annotator: Any, reviewer: Any
) -> None:
    page = f"/projects/{work.slug}/quality/"
    client.force_login(annotator)
    assert "With and without suggestions" not in client.get(page).text
    client.force_login(reviewer)
    shown = client.get(page).text
    assert "With and without suggestions" in shown
    assert "too few" not in shown


def test_the_quality_page_says_that_nobody_has_read_without_them_yet(
    client: Client, project: Project, reviewer: Any
) -> None:
    client.force_login(reviewer)
    page = f"/projects/{project.slug}/quality/"
    assert "With and without suggestions" not in client.get(page).text
    Project.objects.filter(pk=project.pk).update(blind_share=20)
    assert "Nobody has finished an article without suggestions yet" in client.get(page).text
