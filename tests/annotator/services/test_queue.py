"""The next article, by each policy; skipping; and why nothing is left."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.errors import Refused
from annotator.models import Event, Lease, Skip
from annotator.services.asking import askings
from annotator.services.assign import assign
from annotator.services.nothing_left import Why, why_nothing
from annotator.services.places import take_place
from annotator.services.plain_queue import first_plain, is_plain, number_plain
from annotator.services.queue import (
    finish,
    listed,
    next_article,
    point_of,
    queue_for,
    sources,
    take_next,
    waiting,
    waiting_in,
)
from annotator.services.skips import reasons_in, skip, skipped_by, unskip
from annotator.services.suggested import store_machine_set
from articles.models import Article, Membership, Project, QueuePolicy, Role
from suggesters.suggestions import Entity, Quote, Suggestions
from tests.factories import TEXT, make_article, make_member, make_project, span, workset


def set_up(project: Project, articles: int = 3, **values: Any) -> list[Article]:
    Project.objects.filter(pk=project.pk).update(**values)
    project.refresh_from_db()
    return [make_article(project) for _ in range(articles)]


def done(article: Article, user: Any) -> None:
    finish(workset(article, user), user=user)


def in_order(user: Any, project: Project) -> list[Article]:
    [asking] = askings(user, project=project)
    return listed(asking, most=100)


def test_oldest_first_goes_on_after_the_article_that_one_leaves(project: Project, annotator: Any) -> None:
    first, second, third = set_up(project, overlap=2)
    assert next_article(annotator, after=second) == third
    assert next_article(annotator, after=third) == first


def test_what_one_has_taken_comes_first(project: Project, annotator: Any) -> None:
    first, second, third = set_up(project, overlap=2)
    take_place(third, annotator)
    assert in_order(annotator, project) == [third, first, second]


def test_at_random_is_another_order_for_each_person_and_the_same_when_asked_again(
    project: Project, annotator: Any
) -> None:
    set_up(project, 0, queue_policy=QueuePolicy.RANDOM)
    for number in range(30):
        make_article(project, text=f"{TEXT} {number}")
    mine = in_order(annotator, project)
    others = [in_order(make_member(project), project) for _ in range(6)]  # two begin at one article once in 16 times
    assert mine == in_order(annotator, project)
    assert any(mine != other for other in others)
    assert all(set(one) == set(Article.objects.all()) for one in [mine, *others])
    assert mine != sorted(mine, key=lambda article: article.pk)


def test_at_random_is_drawn_anew_after_each_finished_article(project: Project, annotator: Any) -> None:
    set_up(project, 2, queue_policy=QueuePolicy.RANDOM)
    points = set()
    for _ in range(2):
        points.add(point_of(askings(annotator)[0]))
        article = take_next(annotator)
        assert article is not None
        done(article, annotator)
    points.add(point_of(askings(annotator)[0]))
    assert len(points) == 3


def test_fewest_readers_first_counts_who_reads_now(project: Project, annotator: Any) -> None:
    first, second, third = set_up(project, overlap=3, queue_policy=QueuePolicy.FEWEST)
    done(first, make_member(project))
    take_place(second, make_member(project))
    done(first, make_member(project))
    assert in_order(annotator, project) == [third, second, first]


def test_fewest_readers_first_also_where_everybody_reads(project: Project, annotator: Any) -> None:
    first, second, third = set_up(project, queue_policy=QueuePolicy.FEWEST)
    done(first, make_member(project))
    assert in_order(annotator, project) == [second, third, first]


def test_most_uncertain_first_reads_the_scores_of_what_is_asked_for(project: Project, annotator: Any) -> None:
    sure, unsure, unread = set_up(project, queue_policy=QueuePolicy.UNCERTAIN)
    suggest(sure, 0.9)
    suggest(unsure, 0.5)
    for article, doubt in ((sure, 0.1), (unsure, 0.5), (unread, 0.0)):
        article.refresh_from_db()
        assert article.uncertainty == pytest.approx(doubt)
    assert in_order(annotator, project) == [unsure, sure, unread]


def suggest(article: Article, score: float) -> None:
    quote = Quote("indirect", (span(TEXT, "that repairs would be costly"),), score=score)
    entity = Entity(*span(TEXT, "Ines Calder"), "PERSON", "Ines Calder", 0.01)  # shown, and not asked for
    assert store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions((quote,), (entity,)))


def test_what_is_assigned_comes_first_under_every_policy(project: Project, annotator: Any, manager: Any) -> None:
    for policy in QueuePolicy.values:
        first, second, third = set_up(project, queue_policy=policy)
        assign([third], to=annotator, user=manager)
        assert next_article(annotator) == third
        for article in (first, second, third):
            article.delete()


def test_only_what_is_assigned_waits_where_the_project_says_so(project: Project, annotator: Any, manager: Any) -> None:
    first, _, third = set_up(project, queue_policy=QueuePolicy.ASSIGNED)
    assert take_next(annotator) is None
    assert why_nothing(annotator, project).why == Why.UNASSIGNED
    assign([first, third], to=annotator, user=manager)
    assert in_order(annotator, project) == [first, third]
    assert next_article(annotator, after=first) == third


def test_a_skipped_article_is_left_to_others_and_can_be_put_back(project: Project, annotator: Any) -> None:
    first, second, third = set_up(project, overlap=1)
    take_place(first, annotator)
    skip(first, user=annotator, reason="  My own\n interview ")
    assert in_order(annotator, project) == [second, third]
    assert next_article(make_member(project)) == first
    assert [row.reason for row in reasons_in(project)] == ["My own interview"]
    assert unskip(first, user=annotator)
    assert not unskip(first, user=annotator)
    assert in_order(annotator, project) == [first, second, third]


def test_skipping_twice_is_one_skip(project: Project, annotator: Any) -> None:
    [article] = set_up(project, 1)
    for _ in range(2):
        skip(article, user=annotator, reason="too long")
    assert (Skip.objects.count(), Event.objects.filter(verb="skip").count()) == (1, 1)


def test_skipping_needs_a_reason_and_an_unfinished_article(project: Project, annotator: Any) -> None:
    [article] = set_up(project, 1)
    with pytest.raises(Refused, match="Say why"):
        skip(article, user=annotator, reason=" ")
    with pytest.raises(Refused, match="too long"):
        skip(article, user=annotator, reason="x" * 501)
    done(article, annotator)
    with pytest.raises(Refused, match="nothing to skip"):
        skip(article, user=annotator, reason="too long")


def test_acting_in_a_skipped_article_takes_it_up_again(project: Project, annotator: Any) -> None:
    [article] = set_up(project, 1, overlap=1)
    skip(article, user=annotator, reason="too long")
    take_place(article, annotator)
    assert not skipped_by(annotator, project).exists()


@pytest.mark.parametrize("policy", QueuePolicy.values)
@pytest.mark.parametrize("overlap", [None, 2])
def test_the_number_that_waits_is_that_of_the_list(
    project: Project, annotator: Any, manager: Any, policy: str, overlap: int | None
) -> None:
    articles = set_up(project, 8, queue_policy=policy, overlap=overlap)
    others = [make_member(project) for _ in range(2)]
    for user in others:
        done(articles[0], user)
    done(articles[1], annotator)
    take_place(articles[2], others[0])
    take_place(articles[3], annotator)
    for user in others:
        take_place(articles[6], user)
    assign(articles[4:6], to=annotator, user=manager)
    skip(articles[5], user=annotator, reason="too long")
    shown = in_order(annotator, project)
    full = {articles[0], articles[6]} if overlap else set()
    expected = {articles[4]} if policy == QueuePolicy.ASSIGNED else set(articles) - {articles[1], articles[5]} - full
    if policy == QueuePolicy.ASSIGNED and overlap:
        expected.add(articles[3])
    assert set(shown) == expected
    assert len(shown) == len(expected)
    assert waiting(annotator, most=100) == waiting_in(askings(annotator)[0], most=100) == len(shown)
    [asking] = askings(annotator)
    assert [row for start in range(0, 8, 3) for row in listed(asking, most=3, start=start)] == shown


def test_a_viewer_and_an_archived_project_have_no_queue(project: Project, annotator: Any) -> None:
    set_up(project, 1)
    viewer = make_member(project, role=Role.VIEWER)
    assert queue_for(viewer) == []
    assert why_nothing(viewer, project).why == Why.VIEWER
    set_up(project, 0, archived_at=timezone.now())
    assert queue_for(annotator) == []
    assert why_nothing(annotator, project).why == Why.ARCHIVED


def test_it_is_said_why_nothing_is_left(project: Project, annotator: Any) -> None:
    assert why_nothing(annotator, project).why == Why.NO_ARTICLES
    [article] = set_up(project, 1, overlap=1, lease_minutes=30)
    other = make_member(project)
    take_place(article, other)
    told = why_nothing(annotator, project)
    assert (told.why, told.free_at) == (Why.TAKEN, Lease.objects.get().expires_at)
    done(article, other)
    assert why_nothing(annotator, project).free_at is None
    assert why_nothing(other, project).why == Why.FINISHED


def test_it_is_said_that_only_skipped_ones_are_left(project: Project, annotator: Any) -> None:
    [article] = set_up(project, 1)
    skip(article, user=annotator, reason="too long")
    told = why_nothing(annotator, project)
    assert (told.why, told.skipped) == (Why.SKIPPED, 1)


def test_a_lease_that_ends_is_no_place_that_comes_free_where_others_have_finished(
    project: Project, annotator: Any
) -> None:
    [article] = set_up(project, 1, overlap=2)
    for _ in range(2):
        done(article, make_member(project))
    Lease.objects.create(
        article=article, user=make_member(project), taken_at=timezone.now(),
        expires_at=timezone.now() + datetime.timedelta(hours=1),
    )  # fmt: skip
    assert why_nothing(annotator, project).free_at is None


def test_the_queue_asks_no_more_with_more_articles(
    project: Project, annotator: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for policy in QueuePolicy.values:
        set_up(project, 20, queue_policy=policy, overlap=3)
        with django_assert_max_num_queries(18):
            take_next(annotator)


def test_finishing_moves_the_beginning_of_the_queue_past_nothing_skipped(project: Project, annotator: Any) -> None:
    first, second, third = set_up(project)
    skip(first, user=annotator, reason="too long")
    done(second, annotator)
    assert Membership.objects.get(user=annotator).queue_start == first.pk
    unskip(first, user=annotator)
    assert in_order(annotator, project) == [first, third]


def test_each_project_has_its_own_policy(project: Project, annotator: Any) -> None:
    first, second = set_up(project, 2)
    other = make_project(queue_policy=QueuePolicy.FEWEST, overlap=1)
    Membership.objects.create(project=other, user=annotator)
    third, fourth = make_article(other), make_article(other)
    take_place(third, make_member(other))
    assert queue_for(annotator) == [first, second, fourth]
    assert next_article(annotator, project=other) == fourth


def test_a_plain_queue_is_what_its_sources_yield(
    project: Project, annotator: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Finished, skipped, withdrawn, and more than are asked for at once."""
    articles = set_up(project, 12)
    done(articles[0], annotator)
    skip(articles[2], user=annotator, reason="too long")
    Article.objects.filter(pk=articles[3].pk).update(withdrawn_at=timezone.now(), withdrawn_reason="twice")
    done(articles[5], make_member(project))
    [asking] = askings(annotator)
    [source] = sources(asking)
    assert is_plain(asking)
    assert first_plain(asking) == list(source[:6]) == [articles[1], *articles[4:9]]
    assert number_plain(asking) == source.count() == 9
    with django_assert_num_queries(1):
        assert {article.project for article in first_plain(asking)} == {project}
    assert next_article(annotator, after=articles[1]) == articles[4]
    assert next_article(annotator, after=articles[11]) == articles[1]


@pytest.mark.parametrize("values", [{"overlap": 2}, {"queue_policy": QueuePolicy.RANDOM}])
def test_a_queue_with_places_or_another_order_is_not_plain(
    project: Project, annotator: Any, values: dict[str, Any]
) -> None:
    set_up(project, 1, **values)
    assert not is_plain(askings(annotator)[0])


def test_a_queue_with_assigned_articles_is_not_plain(project: Project, annotator: Any, manager: Any) -> None:
    [article] = set_up(project, 1)
    assign([article], to=annotator, user=manager)
    assert not is_plain(askings(annotator)[0])
