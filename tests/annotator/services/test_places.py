"""Places in articles: with an overlap of N, never more than N people work in one."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.errors import Refused
from annotator.models import AnnotationSet, Assignment, Event, Lease
from annotator.services import decide
from annotator.services.assign import assign, release_place, unassign
from annotator.services.decide import Seen
from annotator.services.members import change_role, leave, remove_member
from annotator.services.places import give_back, has_room, holders, take_place
from annotator.services.queue import finish, take_next
from annotator.services.skips import skip, unskip
from articles.models import Article, Membership, Project, Role
from tests.factories import make_article, make_member, make_project, make_suggested, make_user, new_id, workset


@pytest.fixture
def once(project: Project) -> Project:
    """A project in which one person reads each article."""
    return with_overlap(project, 1)


def with_overlap(project: Project, overlap: int | None, **values: Any) -> Project:
    Project.objects.filter(pk=project.pk).update(overlap=overlap, **values)
    project.refresh_from_db()
    return project


def article_of(project: Project) -> Article:
    return make_suggested(project)


def accept(article: Article, user: Any) -> None:
    quote = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote").order_by("start")
    mine = workset(article, user)
    left = quote.exclude(decisions__set=mine)[0]
    decide.accept(mine, user=user, action_id=new_id(), seen=Seen(str(left.pk), 0))


def end(lease: Lease) -> None:
    Lease.objects.filter(pk=lease.pk).update(expires_at=timezone.now())


def test_where_everybody_reads_nobody_needs_a_place(project: Project, annotator: Any) -> None:
    article = article_of(project)
    assert take_next(annotator) == article
    accept(article, annotator)
    finish(workset(article, annotator), user=annotator)
    assert not Lease.objects.exists()


def test_a_taken_place_is_nobody_elses(once: Project, annotator: Any) -> None:
    first, second = article_of(once), article_of(once)
    other = make_member(once)
    assert take_next(annotator) == first
    assert take_next(other) == second
    assert not take_place(first, other)
    assert take_next(make_member(once)) is None


def test_asking_again_gives_the_article_that_one_has_taken(once: Project, annotator: Any) -> None:
    first, _ = article_of(once), article_of(once)
    assert take_next(annotator) == first
    assert take_next(annotator) == first
    assert Event.objects.filter(verb="take").count() == 1


def test_acting_in_an_article_takes_a_free_place(once: Project, annotator: Any) -> None:
    article = article_of(once)
    accept(article, annotator)
    assert holders([article.pk]) == {article.pk: {annotator.pk}}


def test_acting_without_a_free_place_is_refused_in_words(once: Project, annotator: Any) -> None:
    article = article_of(once)
    take_place(article, make_member(once))
    with pytest.raises(Refused, match="1 person reads this article already"):
        accept(article, annotator)
    assert not AnnotationSet.objects.get(user=annotator).annotations.exists()


def test_two_may_read_where_two_are_wanted(project: Project, annotator: Any) -> None:
    article = article_of(with_overlap(project, 2))
    for user in (annotator, make_member(project)):
        accept(article, user)
        finish(workset(article, user), user=user)
    article.refresh_from_db()
    assert article.readers == 2
    assert not has_room(article, make_member(project))
    assert has_room(article, annotator)
    accept(article, annotator)  # who has finished may correct


def test_finishing_turns_the_lease_into_the_finished_set(once: Project, annotator: Any) -> None:
    article = article_of(once)
    take_place(article, annotator)
    finish(workset(article, annotator), user=annotator)
    assert not Lease.objects.exists()
    assert not take_place(article, make_member(once))


def test_an_expired_lease_gives_the_place_back(once: Project, annotator: Any) -> None:
    article = article_of(once)
    take_place(article, annotator)
    end(Lease.objects.get())
    assert take_next(make_member(once)) == article


def test_who_comes_back_takes_a_place_that_is_still_free(once: Project, annotator: Any) -> None:
    article = article_of(once)
    accept(article, annotator)
    end(Lease.objects.get())
    accept(article, annotator)
    assert holders([article.pk]) == {article.pk: {annotator.pk}}


def test_who_comes_back_too_late_keeps_the_work_and_cannot_finish(once: Project, annotator: Any, manager: Any) -> None:
    article = article_of(once)
    accept(article, annotator)
    end(Lease.objects.get())
    other = make_member(once)
    take_place(article, other)
    with pytest.raises(Refused, match="What you decided so far is kept"):
        finish(workset(article, annotator), user=annotator)
    assert workset(article, annotator).annotations.count() == 1
    release_place(Lease.objects.get(user=other), user=manager)
    finish(workset(article, annotator), user=annotator)
    assert workset(article, annotator).is_signed


def test_a_higher_number_lets_them_finish_too(once: Project, annotator: Any) -> None:
    article = article_of(once)
    accept(article, annotator)
    end(Lease.objects.get())
    take_place(article, make_member(once))
    article.project = with_overlap(once, 2)
    finish(workset(article, annotator), user=annotator)


def test_work_renews_a_lease_of_which_less_than_half_is_left(
    project: Project, annotator: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = article_of(with_overlap(project, 1, lease_minutes=60))
    accept(article, annotator)
    lease = Lease.objects.get()
    accept(article, annotator)
    assert Lease.objects.get().expires_at == lease.expires_at
    Lease.objects.update(expires_at=timezone.now() + datetime.timedelta(minutes=20))
    accept(article, annotator)
    assert Lease.objects.get().expires_at > timezone.now() + datetime.timedelta(minutes=50)


def test_imported_work_takes_no_place_until_it_is_signed(once: Project, annotator: Any) -> None:
    article = article_of(once)
    now = timezone.now()
    AnnotationSet.objects.create(
        article=article, user=annotator, source="annotator", state="finished", finished_at=now, imported_at=now
    )
    other = make_member(once)
    assert take_next(other) == article
    with pytest.raises(Refused):
        finish(workset(article, annotator), user=annotator)


def test_what_is_given_back_is_free_again(once: Project, annotator: Any) -> None:
    article = article_of(once)
    take_place(article, annotator)
    assert give_back(article, user=annotator)
    assert not give_back(article, user=annotator)
    assert take_next(make_member(once)) == article


def test_only_managers_release_a_place(once: Project, annotator: Any, reviewer: Any, manager: Any) -> None:
    take_place(article_of(once), annotator)
    lease = Lease.objects.get()
    with pytest.raises(PermissionDenied):
        release_place(lease, user=reviewer)
    assert release_place(lease, user=manager)
    assert not release_place(lease, user=manager)
    assert "ann" in str(Event.objects.get(verb="release place").after)


def test_an_assignment_keeps_a_place(once: Project, annotator: Any, manager: Any) -> None:
    article = article_of(once)
    assert assign([article], to=annotator, user=manager).done == 1
    other = make_member(once)
    assert take_next(other) is None
    assert assign([article], to=other, user=manager).full == 1
    assert assign([article], to=annotator, user=manager).known == 1
    assert unassign([article], to=annotator, user=manager) == 1
    assert take_next(other) == article


def test_assigning_needs_a_manager_and_a_member(once: Project, annotator: Any, reviewer: Any, manager: Any) -> None:
    article = article_of(once)
    with pytest.raises(PermissionDenied):
        assign([article], to=annotator, user=reviewer)
    with pytest.raises(Refused, match="Only members who annotate"):
        assign([article], to=make_user("out"), user=manager)


def test_a_skipped_assignment_leaves_its_place_to_others(once: Project, annotator: Any, manager: Any) -> None:
    article = article_of(once)
    assign([article], to=annotator, user=manager)
    skip(article, user=annotator, reason="my own interview")
    other = make_member(once)
    assert take_next(other) == article
    unskip(article, user=annotator)
    assert not Assignment.objects.exists()
    assert take_next(annotator) is None
    assert holders([article.pk]) == {article.pk: {other.pk}}


def test_assigning_a_skipped_article_again_puts_it_back(once: Project, annotator: Any, manager: Any) -> None:
    article = article_of(once)
    assign([article], to=annotator, user=manager)
    skip(article, user=annotator, reason="too long")
    assert take_next(annotator) is None
    assert assign([article], to=annotator, user=manager).done == 1
    assert take_next(annotator) == article


@pytest.mark.parametrize("how", ["removed", "left", "viewer"])
def test_who_no_longer_annotates_gives_all_places_up(once: Project, annotator: Any, manager: Any, how: str) -> None:
    held, assigned = article_of(once), article_of(once)
    take_place(held, annotator)
    assign([assigned], to=annotator, user=manager)
    membership = Membership.objects.get(user=annotator)
    if how == "removed":
        remove_member(membership, by=manager)
    elif how == "left":
        leave(membership)
    else:
        change_role(membership, role=Role.VIEWER, by=manager)
    assert holders([held.pk, assigned.pk]) == {}
    assigned.refresh_from_db()
    assert assigned.readers == 0


def test_many_are_assigned_in_a_few_statements(
    project: Project, annotator: Any, manager: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with_overlap(project, 2)
    articles = list(
        Article.objects.filter(pk__in=[make_article(project).pk for _ in range(40)]).select_related("project")
    )
    with django_assert_max_num_queries(20):
        assert assign(articles, to=annotator, user=manager).done == 40
    assert set(Article.objects.values_list("readers", flat=True)) == {1}


def test_a_place_in_one_project_is_none_in_another(once: Project, annotator: Any) -> None:
    article = article_of(once)
    elsewhere = article_of(make_project(overlap=1))
    take_place(elsewhere, make_member(elsewhere.project))
    assert take_next(annotator) == article
