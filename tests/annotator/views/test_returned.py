"""Each annotator sees where the editor changed their work, by article; what is new is marked until it is looked at."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import AnnotationSet, SeenGold
from annotator.services.adjudicate import save_gold
from annotator.services.merge import refresh
from annotator.services.review import make_gold
from annotator.services.withdraw import withdraw
from articles.models import Article, Project
from tests.annotator.adjudicating import (
    CONTENT,
    COSTLY,
    HOPE,
    SHORTER,
    WAIT,
    cases_of,
    entity,
    finished_by,
    quote,
    take,
    two_readers,
)
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_article, make_member


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project, title="Ferry pier closed")


@pytest.fixture
def readers(article: Article) -> tuple[Any, Any]:
    """Ann marks three quotes; Bob has one of them, another with other edges, and one of his own."""
    left = [quote(CONTENT), quote(COSTLY), quote(WAIT, quote_type="direct")]
    right = [quote(SHORTER), quote(COSTLY), quote(HOPE, quote_type="direct")]
    return two_readers(article, left, right)


@pytest.fixture
def ann(readers: tuple[Any, Any]) -> Client:
    return signed_in(readers[0])


def adjudicated(article: Article, editor: Any) -> AnnotationSet:
    """Bob is right everywhere."""
    refresh(article)
    for case in cases_of(article):
        if case.is_open:
            take(article, case, editor, option=1)
    return save_gold(article, user=editor)


def fates(page: Any) -> dict[str, int]:
    return {name: number for name, _, number in page.context["became"].parts}


def place(article: Article) -> str:
    return f"/articles/{article.pk}/mine/"


def test_mine_and_gold_stand_side_by_side_where_they_differ(ann: Client, article: Article, reviewer: Any) -> None:
    adjudicated(article, reviewer)
    page = ann.get(place(article))
    assert fates(page) == {"kept": 1, "changed": 1, "left_out": 1, "added": 1}
    assert [shown.heading for shown in page.context["became"].shown] == ["Start of the quote", "Left out", "Added"]
    words = page.content.decode()
    assert '<span class="differs" data-annotation="" data-verdict="accepted">the pier </span>' in words
    assert "What the editor made of your 3 annotations" in words
    assert "1 annotation that the editor kept" in words


def test_nobody_elses_name_or_work_is_shown(ann: Client, article: Article, reviewer: Any) -> None:
    adjudicated(article, reviewer)
    for address in (place(article), "/projects/harbour/mine/", "/"):
        words = ann.get(address).content.decode()
        assert "bob" not in words
        assert ">rev" not in words
        assert "rev<" not in words


def test_gold_made_of_one_persons_work_comes_back_as_well(
    article: Article, readers: tuple[Any, Any], ann: Client, reviewer: Any
) -> None:
    sets = AnnotationSet.objects.filter(article=article, source="annotator")
    make_gold(sets.get(user=readers[0]), reviewer)
    page = ann.get(place(article))
    assert fates(page) == {"kept": 3, "changed": 0, "left_out": 0, "added": 0}
    assert "The editor kept all of your work as it was" in page.content.decode()


def test_what_i_had_rejected_and_gold_holds_says_so(project: Project, annotator: Any, reviewer: Any) -> None:
    article = make_article(project)
    refused = quote(COSTLY)
    refused.verdict = "rejected"
    finished_by(article, annotator, [refused])
    made = finished_by(article, make_member(project, name="bob"), [quote(COSTLY)])
    make_gold(made, reviewer)
    [shown] = signed_in(annotator).get(place(article)).context["became"].shown
    assert (shown.heading, shown.detail) == ("Added", "you had rejected it")


def test_what_the_project_does_not_ask_for_was_not_left_out(project: Project, annotator: Any, reviewer: Any) -> None:
    article = make_article(project)
    finished_by(article, annotator, [quote(COSTLY), entity("Ines Calder")])
    made = finished_by(article, make_member(project, name="bob"), [quote(COSTLY)])
    make_gold(made, reviewer)
    assert fates(signed_in(annotator).get(place(article)))["left_out"] == 0


def test_the_first_page_says_what_came_back_until_it_was_looked_at(
    ann: Client, article: Article, reviewer: Any
) -> None:
    assert "came back" not in ann.get("/").content.decode()
    adjudicated(article, reviewer)
    assert "1 article of Harbour came back from the editor" in ann.get("/").content.decode()
    page = ann.get(place(article))
    assert not SeenGold.objects.exists()
    answer = ann.post(place(article) + "seen/", {"at": page.context["at"]}, headers={"hx-request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert "came back" not in ann.get("/").content.decode()
    assert "Mark as looked at" not in ann.get(place(article)).content.decode()


def test_what_the_editor_changes_later_is_new_again(ann: Client, article: Article, reviewer: Any) -> None:
    adjudicated(article, reviewer)
    at = ann.get(place(article)).context["at"]
    gold = AnnotationSet.objects.get(source="gold")
    AnnotationSet.objects.filter(pk=gold.pk).update(finished_at=timezone.now())
    ann.post(place(article) + "seen/", {"at": at})
    assert ann.get("/projects/harbour/mine/").context["unseen"] == 1
    future = timezone.now() + datetime.timedelta(days=365)
    ann.post(place(article) + "seen/", {"at": future.isoformat()})
    assert ann.get("/projects/harbour/mine/").context["unseen"] == 0
    assert SeenGold.objects.get(article=article, at__lte=timezone.now())


def test_the_list_marks_what_is_new_and_all_can_be_marked_at_once(ann: Client, article: Article, reviewer: Any) -> None:
    adjudicated(article, reviewer)
    page = ann.get("/projects/harbour/mine/")
    [(row, became)] = page.context["rows"]
    assert (row.article, became.own) == (article, 3)
    assert "data-new" in page.content.decode()
    assert ann.post("/projects/harbour/mine/seen/").status_code == 302
    assert ann.post("/projects/harbour/mine/seen/").status_code == 302
    assert "data-new" not in ann.get("/projects/harbour/mine/").content.decode()


def test_gold_shows_only_to_who_has_finished(article: Article, readers: tuple[Any, Any], reviewer: Any) -> None:
    adjudicated(article, reviewer)
    tom = signed_in(make_member(article.project, name="tom"))
    words = tom.get(place(article)).content.decode()
    assert "Nothing has come back of this article" in words
    assert "closed until May" not in words
    assert tom.post(place(article) + "seen/", {"at": timezone.now().isoformat()}).status_code == 302
    assert not SeenGold.objects.filter(user__username="tom").exists()


def test_gold_that_is_being_adjudicated_is_not_shown(ann: Client, article: Article, reviewer: Any) -> None:
    refresh(article)
    take(article, cases_of(article)[0], reviewer)
    assert "Nothing has come back" in ann.get(place(article)).content.decode()


def test_withdrawn_articles_do_not_come_back(ann: Client, article: Article, reviewer: Any, manager: Any) -> None:
    adjudicated(article, reviewer)
    withdraw(article, user=manager, reason="Not ours")
    assert ann.get("/projects/harbour/mine/").context["rows"] == []


def test_who_decided_it_is_told_nothing(project: Project, reviewer: Any) -> None:
    article = make_article(project)
    made = finished_by(article, reviewer, [quote(COSTLY)])
    make_gold(made, reviewer)
    desk = signed_in(reviewer)
    assert "came back" not in desk.get("/").content.decode()
    assert len(desk.get("/projects/harbour/mine/").context["rows"]) == 1


def test_an_empty_list_says_when_something_comes(annotator: Any) -> None:
    assert "Nothing has come back yet" in signed_in(annotator).get("/projects/harbour/mine/").content.decode()


@pytest.mark.parametrize("at", ["", "yesterday", "9" * 50])
def test_when_it_was_looked_at_is_checked(ann: Client, article: Article, reviewer: Any, at: str) -> None:
    adjudicated(article, reviewer)
    assert ann.post(place(article) + "seen/", {"at": at}).status_code == 400


def test_the_list_costs_the_same_for_many_articles(
    project: Project, annotator: Any, reviewer: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        made = finished_by(make_article(project, title=f"Story {number}"), annotator, [quote(COSTLY)])
        make_gold(made, reviewer)
    browser = signed_in(annotator)
    with django_assert_max_num_queries(14):
        page = browser.get("/projects/harbour/mine/")
    assert len(page.context["rows"]) == 6
    assert page.context["rows"][0][0].article.label == "Story 5"
