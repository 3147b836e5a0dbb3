"""Which profile fits what people have checked: measured when enough articles are, offered, taken or put aside."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.services import fits
from annotator.services.checked import newest_sets
from annotator.services.decide import accept_many
from annotator.services.fits import (
    checked_articles,
    is_due,
    measure,
    measure_due,
    offer_of,
    put_aside,
    step_reached,
)
from annotator.services.queue import finish
from articles.models import Article, Project
from suggesters import fitting, pipeline
from suggesters.evaluation.fits import Fit, KindFit
from suggesters.fitting import Checked, Fits
from suggesters.profiles import PRESETS
from tests.factories import make_suggested, new_id, workset

FOUND = Fits(
    articles=3,
    quotes=9,
    rows=(Fit("polnear", 0.81, 0.9, 0.85), Fit("newsroom", 0.55, 0.45, 0.8)),
    parts="joined",
    kinds=(KindFit("objects", 3, 4),),
    best="polnear",
)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[list[Checked]]:
    """The articles that were compared, a list for each time; the rules are not run."""
    times: list[list[Checked]] = []

    def compare(articles: Any, **options: Any) -> Fits:
        times.append(list(articles))
        return FOUND

    monkeypatch.setattr(fitting, "fits", compare)
    monkeypatch.setattr(fits, "suggester_for", lambda project: object.__new__(pipeline.Suggester))
    return times


def check_articles(project: Project, user: Any, number: int) -> list[Article]:
    """Articles that this user has finished, with every quote accepted."""
    articles = [make_suggested(project) for _ in range(number)]
    for article in articles:
        found = workset(article, user)
        quotes = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote")
        accept_many(found, user=user, action_id=new_id(), cards=[str(quote.pk) for quote in quotes])
        finish(found, user=user)
    return articles


def test_it_is_due_at_the_third_checked_article_and_again_at_the_fifth(
    project: Project, annotator: Any, measured: list[list[Checked]]
) -> None:
    check_articles(project, annotator, 2)
    assert not is_due(project)
    check_articles(project, annotator, 1)
    assert (step_reached(project), is_due(project)) == (3, True)
    measure(project)
    project.refresh_from_db()
    assert not is_due(project)
    check_articles(project, annotator, 2)
    assert is_due(project)
    assert [len(quotes.quotes) for quotes in measured[0]] == [3, 3, 3]


def test_what_is_compared_is_what_stands_in_finished_sets(project: Project, annotator: Any, reviewer: Any) -> None:
    first, second, third = check_articles(project, annotator, 3)
    begun = workset(second, reviewer)
    sets = newest_sets(project, most=40)
    assert begun not in sets
    assert [item.article for item in sets] == [third, second, first]
    (first_article, *_) = checked_articles(sets)
    (split,) = [quote for quote in first_article.quotes if len(quote.content) == 2]
    assert (split.type, len(split.cue), len(split.speaker)) == ("direct", 1, 1)


def test_checked_articles_are_read_by_the_same_queries_for_one_and_for_many(
    project: Project, annotator: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    check_articles(project, annotator, 4)
    sets = newest_sets(project, most=4)
    for some in (sets[:1], sets):
        with django_assert_num_queries(3):
            assert [len(article.quotes) for article in checked_articles(some)] == [3] * len(some)


def test_the_worker_compares_where_articles_were_checked_since(
    project: Project, annotator: Any, measured: list[list[Checked]], caplog: pytest.LogCaptureFixture
) -> None:
    seen = measure_due(since=0)
    check_articles(project, annotator, 3)
    assert measure_due(since=seen) > seen
    assert len(measured) == 1
    assert measure_due(since=0)
    assert len(measured) == 1


def test_a_comparison_that_fails_is_logged_and_ends_nothing(
    project: Project, annotator: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    check_articles(project, annotator, 3)
    monkeypatch.setattr(fits, "measure", lambda project: 1 / 0)
    assert measure_due(since=0)
    assert "Comparing the profiles of the project “harbour” failed" in caplog.text


def test_the_offer_names_both_with_their_figures(
    project: Project, annotator: Any, measured: list[list[Checked]]
) -> None:
    assert offer_of(project) is None
    check_articles(project, annotator, 3)
    measure(project)
    project.refresh_from_db()
    offer = offer_of(project)
    assert offer is not None
    assert (offer.best.title, offer.best.all, offer.now.title, offer.now.all) == ("PolNeAR", 81, "Newsroom", 55)
    assert [(str(row.label), row.right, row.proposed) for row in offer.kinds] == [("What somebody judges", 3, 4)]


def test_what_is_taken_or_put_aside_is_not_offered_again(
    project: Project, annotator: Any, measured: list[list[Checked]]
) -> None:
    check_articles(project, annotator, 3)
    measure(project)
    project.refresh_from_db()
    put_aside(project)
    assert offer_of(project) is None
    measure(project)
    project.refresh_from_db()
    assert offer_of(project) is not None
    project.profile = PRESETS["polnear"].as_json()
    assert offer_of(project) is None
