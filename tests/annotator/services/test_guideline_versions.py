"""Each decision carries the version of the guidelines under which it was made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.frame import Frame
from annotator.models import Action, Annotation, Event
from annotator.services import decide, journal
from annotator.services.decide import Change, Seen
from annotator.services.queue import finish
from annotator.services.review import make_gold
from annotator.vocabulary import Verdict
from articles.models import Article, Project, Role
from tests.annotator.workbench.completing import completed_page
from tests.exchange.helpers import article as article_record
from tests.exchange.helpers import bring_in, quote, without_ids_and_times
from tests.exchange.strategies import exported_as, fresh_project
from tests.factories import TEXT, make_member, make_project, make_suggested, new_id, span, workset

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def annotator(project: Project) -> Any:
    return make_member(project, name="mara")


@pytest.fixture
def article(project: Project) -> Article:
    return make_suggested(project)


def under(project: Project, version: int) -> None:
    Project.objects.filter(pk=project.pk).update(guideline_version=version)


def quotes() -> list[Annotation]:
    return list(Annotation.objects.filter(kind="quote", set__source="suggester").order_by("start"))


def accept(article: Article, user: Any, row: Annotation, *, version: int = 0) -> None:
    mine = workset(Article.objects.get(pk=article.pk), user)
    decide.accept(mine, user=user, action_id=new_id(), seen=Seen(str(row.pk), version))


def versions_of(user: Any) -> list[int | None]:
    return list(Annotation.objects.filter(set__user=user).order_by("start").values_list("guidelines", flat=True))


def test_decisions_of_every_kind_carry_the_version_that_held(article: Article, annotator: Any) -> None:
    under(article.project, 2)
    first, second, third = quotes()
    mine = workset(Article.objects.get(pk=article.pk), annotator)
    who = {"user": annotator}
    decide.accept(mine, action_id=new_id(), seen=Seen(str(first.pk), 0), **who)
    decide.reject(mine, action_id=new_id(), seen=Seen(str(second.pk), 0), **who)
    changed = Change(quote_type="mixed")
    decide.change_frame(mine, action_id=new_id(), seen=Seen(str(third.pk), 0), wanted=changed, **who)
    spans = (("mention", *span(TEXT, "Tom Okafor")),)
    frame = Frame(id=str(new_id()), kind="entity", verdict=Verdict.ADDED, spans=spans, entity_type="PERSON")
    decide.add(mine, action_id=new_id(), frame=frame, **who)
    rest = [str(pk) for pk in Annotation.objects.filter(set__source="suggester").values_list("pk", flat=True)]
    decide.accept_many(mine, action_id=new_id(), cards=rest, **who)
    assert versions_of(annotator) == [2] * 7
    assert set(Action.objects.values_list("guidelines", flat=True)) == {2}
    assert not Annotation.objects.filter(set__source="suggester", guidelines__isnull=False).exists()


def test_a_change_under_newer_guidelines_carries_them_and_its_undo_the_older_ones(
    article: Article, annotator: Any
) -> None:
    accept(article, annotator, quotes()[0])
    assert versions_of(annotator) == [1]
    under(article.project, 2)
    mine = workset(Article.objects.get(pk=article.pk), annotator)
    row = mine.annotations.get()
    wanted = Change(quote_type="direct")
    seen = Seen(str(row.origin_id), row.version)
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen, wanted=wanted)
    assert versions_of(annotator) == [2]
    journal.undo(mine, user=annotator, action_id=new_id())
    assert versions_of(annotator) == [1]
    journal.redo(mine, user=annotator, action_id=new_id())
    assert versions_of(annotator) == [2]
    assert list(Action.objects.order_by("order").values_list("guidelines", flat=True)) == [1, 2, 2, 2]


def test_the_same_decision_once_more_changes_nothing(article: Article, annotator: Any) -> None:
    row = quotes()[0]
    accept(article, annotator, row)
    under(article.project, 2)
    accept(article, annotator, row, version=1)
    assert versions_of(annotator) == [1]
    assert Event.objects.filter(verb="accept").count() == 1


def test_gold_keeps_the_version_under_which_each_statement_was_decided(article: Article, annotator: Any) -> None:
    first, second, _ = quotes()
    accept(article, annotator, first)
    under(article.project, 2)
    accept(article, annotator, second)
    mine = workset(Article.objects.get(pk=article.pk), annotator)
    finish(mine, user=annotator)
    mine.refresh_from_db()
    gold = make_gold(mine, make_member(article.project, role=Role.REVIEWER))
    assert list(gold.annotations.order_by("start").values_list("guidelines", flat=True)) == [1, 2]


@pytest.mark.parametrize("format_name", ["jsonl", "parquet", "docbin", "w3c", "brat", "labelstudio"])
def test_the_version_goes_out_and_comes_in_again(project: Project, format_name: str) -> None:
    bring_in(project, article_record("a", quotes=[quote(annotator="mara", guidelines=3), quote(gold=True)]))
    assert Annotation.objects.get(set__source="annotator").guidelines == 3
    data, report = exported_as(project, format_name, chosen="mara" if format_name != "jsonl" else "all")
    assert b"guidelines" in data or format_name in ("parquet", "docbin", "brat")
    assert not [reason for _, reason in report.losses if "guidelines" in reason]
    if format_name != "jsonl":
        return
    again = fresh_project()
    bring_in(again, json.loads(data))
    assert without_ids_and_times(exported_as(again, "jsonl", chosen="all")[0]) == without_ids_and_times(data)
    assert Annotation.objects.get(set__article__project=again, set__source="annotator").guidelines == 3


def test_a_table_says_that_it_has_no_column_for_the_version(project: Project) -> None:
    bring_in(project, article_record("a", quotes=[quote(annotator="mara", guidelines=3)]))
    _, report = exported_as(project, "csv", chosen="mara")
    assert report.losses["details of quotes", "CSV has no column for the version of the guidelines"].count == 1


@pytest.mark.parametrize("told", ["draft of May", 0, -1, 2**40, True, 1.5, {"a": 1}])
def test_what_other_files_keep_under_this_key_is_kept_as_it_is(project: Project, told: Any) -> None:
    bring_in(project, article_record("a", quotes=[quote(annotator="mara", guidelines=told)]))
    row = Annotation.objects.get()
    assert (row.guidelines, row.extra) == (None, {"guidelines": told})
    data, _ = exported_as(project, "jsonl", chosen="mara")
    assert json.loads(data)["quotes"][0]["guidelines"] == told


def test_a_suggestion_has_no_version_of_guidelines(project: Project) -> None:
    bring_in(project, article_record("a", quotes=[quote(suggester="rules", version="1", guidelines=2)]))
    row = Annotation.objects.get()
    assert (row.guidelines, row.extra) == (None, {"guidelines": 2})


def test_the_interface_tells_the_version(client: Client, article: Article, annotator: Any) -> None:
    under(article.project, 2)
    first = quotes()[0]
    accept(article, annotator, first)
    client.force_login(annotator)
    told = client.get(reverse("api:annotation-detail", args=[first.pk])).json()
    decided = client.get(reverse("api:annotation-detail", args=[told["decision"]["id"]])).json()
    assert (told["guidelines"], decided["guidelines"]) == (None, 2)


def test_the_page_says_what_was_decided_under_older_guidelines(
    client: Client, article: Article, annotator: Any
) -> None:
    first, second, third = quotes()
    for row in (first, second):
        accept(article, annotator, row)
    mine = Annotation.objects.filter(set__user=annotator)
    mine.filter(origin=second).update(guidelines=None)
    client.force_login(annotator)
    page, steps = article.get_absolute_url(), reverse("history", args=[article.pk])
    assert "made-under" not in client.get(page).content.decode() + client.get(steps).content.decode()
    under(article.project, 2)
    accept(article, annotator, third)
    shown = completed_page(client.get(page).content.decode(), article.text)
    assert shown.count('class="made-under"') == 2
    assert "guidelines version 1" in shown
    assert "earlier guidelines" in shown
    assert client.get(steps).content.decode().count("guidelines version 1") == 2
