"""The people of a project: roles, who leaves, what stays of them, and who sees whom."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotator.models import AnnotationSet, Event
from annotator.services.members import add_member
from annotator.services.queue import finish
from articles.models import Article, Membership, Project, Role
from tests import factories
from tests.exchange.runs.helpers import signed_in

TEAM = "/projects/harbour/team/"


def row_of(page: Any, user: Any) -> Any:
    return next(row for row in page.context["members"] if row.user == user)


def test_a_manager_sees_everybody_with_what_they_have_done(manager: Any, annotator: Any, article: Article) -> None:
    finish(factories.workset(article, annotator), user=annotator)
    page = signed_in(manager).get(TEAM)
    assert [row.user for row in page.context["members"]] == [manager, annotator]
    row = row_of(page, annotator)
    assert (row.begun, row.finished) == (1, 1)
    assert row.active_at is not None
    assert row_of(page, manager).active_at is None


def test_work_that_somebody_else_imported_is_not_finished_yet(manager: Any, annotator: Any, article: Article) -> None:
    workset = factories.workset(article, annotator)
    then = workset.created_at
    AnnotationSet.objects.filter(pk=workset.pk).update(state="finished", finished_at=then, imported_at=then)
    row = row_of(signed_in(manager).get(TEAM), annotator)
    assert (row.begun, row.finished) == (1, 0)


def test_who_works_blind_sees_the_own_row_and_whom_to_ask(manager: Any, annotator: Any, project: Project) -> None:
    other = factories.make_member(project, name="otto")
    page = signed_in(annotator).get(TEAM)
    assert [row.user for row in page.context["members"]] == [annotator]
    words = page.content.decode()
    assert other.username not in words
    assert manager.username in words


def test_a_reviewer_sees_everybody_and_changes_nobody(reviewer: Any, annotator: Any) -> None:
    browser = signed_in(reviewer)
    page = browser.get(TEAM)
    assert len(page.context["members"]) == 2
    assert "<select" not in page.content.decode()
    assert browser.post(f"{TEAM}{annotator.pk}/role/", {"role": "manager"}).status_code == 403


def test_a_role_is_changed_with_one_line_of_history(manager: Any, annotator: Any, project: Project) -> None:
    browser = signed_in(manager)
    for _ in range(2):
        page = browser.post(f"{TEAM}{annotator.pk}/role/", {"role": "reviewer"}, follow=True)
    assert "ann now has the role reviewer." in page.content.decode()
    assert Membership.objects.get(user=annotator).role == Role.REVIEWER
    assert [event.after for event in Event.objects.filter(verb="change role")] == [
        {"name": "ann", "role": "reviewer", "was": "annotator"}
    ]
    assert browser.post(f"{TEAM}{annotator.pk}/role/", {"role": "king"}, follow=True).status_code == 200
    assert Membership.objects.get(user=annotator).role == Role.REVIEWER


def test_who_is_taken_out_sees_nothing_more_and_the_work_stays(
    manager: Any, annotator: Any, article: Article, project: Project
) -> None:
    finish(factories.workset(article, annotator), user=annotator)
    browser = signed_in(manager)
    assert "All annotations stay" in browser.get(f"{TEAM}{annotator.pk}/out/").content.decode()
    assert browser.post(f"{TEAM}{annotator.pk}/out/").status_code == 302
    assert signed_in(annotator).get(f"/articles/{article.pk}/").status_code == 404
    [former] = browser.get(TEAM).context["former"]
    assert (former.user, former.finished) == (annotator, 1)
    assert AnnotationSet.objects.filter(user=annotator).exists()
    assert Event.objects.filter(verb="remove member", actor=manager, after__name="ann").count() == 1
    assert browser.post(f"{TEAM}{annotator.pk}/out/").status_code == 404


def test_a_member_leaves(annotator: Any, manager: Any, project: Project) -> None:
    browser = signed_in(annotator)
    assert "under your name" in browser.get(f"{TEAM}leave/").content.decode()
    assert browser.post(f"{TEAM}leave/")["Location"] == "/"
    assert not Membership.objects.filter(user=annotator).exists()
    assert browser.get("/projects/harbour/").status_code == 404
    assert Event.objects.filter(verb="leave", actor=annotator).count() == 1


@pytest.mark.parametrize("address", ["leave/", "{key}/out/", "{key}/role/"])
def test_the_last_manager_stays(manager: Any, annotator: Any, address: str) -> None:
    browser = signed_in(manager)
    address = TEAM + address.format(key=manager.pk)
    page = browser.post(address, {"role": "viewer"}, follow=True)
    assert "max is the only manager" in page.content.decode()
    assert Membership.objects.get(user=manager).role == Role.MANAGER
    Membership.objects.filter(user=annotator).update(role=Role.MANAGER)
    browser.post(address, {"role": "viewer"})
    assert not Membership.objects.filter(user=manager, role=Role.MANAGER).exists()


def test_who_is_added_twice_keeps_the_role(manager: Any, project: Project) -> None:
    user = factories.make_user("tom")
    for role in (Role.REVIEWER, Role.VIEWER):
        add_member(project, user, role=role, by=manager)
    assert Membership.objects.get(user=user).role == Role.REVIEWER
    assert Event.objects.filter(verb="add member").count() == 1


def test_a_large_team_costs_no_more_queries(
    manager: Any, project: Project, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        factories.workset(article, factories.make_member(project, name=f"member{number}"))
    browser = signed_in(manager)
    with django_assert_max_num_queries(20):
        assert len(browser.get(TEAM).context["members"]) == 13


def test_the_link_is_shown_once(manager: Any, client: Client) -> None:
    browser = signed_in(manager)
    form = {"client_id": str(uuid4()), "role": "reviewer", "days": "1", "note": "Ines"}
    page = browser.post(f"{TEAM}invitations/", form)
    link = page.context["link"]
    assert link.startswith("http://testserver/invitations/")
    assert browser.post(f"{TEAM}invitations/", form).context["link"] == link
    later = browser.get(TEAM)
    assert link not in later.content.decode()
    [waiting] = later.context["invitations"]
    assert (waiting.note, waiting.role) == ("Ines", "reviewer")
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("wrong", [{"days": "365"}, {"role": "king"}, {"client_id": "x"}, {"note": "n" * 201}])
def test_an_invitation_with_a_wrong_value_is_not_made(manager: Any, project: Project, wrong: dict[str, str]) -> None:
    form = {"client_id": str(uuid4()), "role": "viewer", "days": "7", "note": "", **wrong}
    assert signed_in(manager).post(f"{TEAM}invitations/", form).status_code == 400
    assert not project.invitations.exists()
