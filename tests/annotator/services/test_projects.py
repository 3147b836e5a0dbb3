"""Projects are made once, and each change of their settings leaves an event."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError

from annotator.errors import Refused
from annotator.models import Event
from annotator.services.effects import effects_of
from annotator.services.projects import change_settings, free_slug, make_project
from annotator.services.queue import finish
from articles.access import may_make_projects
from articles.models import Membership, Project, Role
from tests.factories import make_article, make_member, make_user, workset


def test_who_may_make_projects(project: Project, manager: Any, reviewer: Any, annotator: Any, stranger: Any) -> None:
    allowed = make_user("allowed")
    allowed.user_permissions.set(Permission.objects.filter(codename="add_project"))
    staff, root = make_user("staff", is_staff=True), make_user("root", is_superuser=True)
    assert all(map(may_make_projects, (manager, allowed, staff, root)))
    assert not any(map(may_make_projects, (reviewer, annotator, stranger)))
    with pytest.raises(PermissionDenied, match="You can’t make a project"):
        make_project(user=stranger, client_id=uuid.uuid4(), name="Pier")
    Project.objects.update(deleted_at="2026-01-01T00:00Z")
    assert not may_make_projects(manager)


def test_the_maker_manages_the_project_which_is_made_once(manager: Any) -> None:
    key = uuid.uuid4()
    made, is_new = make_project(user=manager, client_id=key, name="Pier", guidelines="One.\r\nTwo.")
    again, is_new_again = make_project(user=manager, client_id=key, name="Pier", guidelines="")
    assert (made, is_new, is_new_again) == (again, True, False)
    assert Membership.objects.get(project=made).role == Role.MANAGER
    assert list(made.guideline_versions.values_list("number", "text", "by")) == [(1, "One.\nTwo.", manager.pk)]
    assert Event.objects.get(project=made).verb == "make project"
    with pytest.raises(PermissionDenied):
        make_project(user=make_user("other", is_staff=True), client_id=key, name="Pier")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbour", "harbour-2"),
        ("  Über den Häfen! ", "uber-den-hafen"),
        ("新闻", "project"),
        ("New", "new-2"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_slug_is_made_of_the_name_and_is_nobody_elses(project: Project, name: str, slug: str) -> None:
    assert free_slug(name) == slug


def test_long_names_get_different_slugs_that_fit(db: None) -> None:
    slugs = [Project.objects.create(name="p", slug=free_slug("x" * 200)).slug for _ in range(12)]
    assert len(set(slugs)) == 12
    assert max(map(len, slugs)) <= 80


def test_a_change_leaves_what_was_and_what_is(project: Project, manager: Any) -> None:
    assert change_settings(project, {"overlap": 2, "blind_share": 0, "tie_break": True}, user=manager) == [
        "overlap",
        "tie_break",
    ]
    stored = Project.objects.get(pk=project.pk)
    assert (stored.overlap, stored.tie_break, project.overlap) == (2, True, 2)
    event = Event.objects.get(verb="change settings")
    assert (event.actor, event.before, event.after) == (
        manager,
        {"overlap": None, "tie_break": False},
        {"overlap": 2, "tie_break": True},
    )
    assert change_settings(project, {"overlap": 2}, user=manager) == []
    assert Event.objects.filter(verb="change settings").count() == 1


def test_what_the_model_refuses_or_does_not_know_changes_nothing(project: Project, manager: Any, reviewer: Any) -> None:
    with pytest.raises(ValidationError):
        change_settings(project, {"name": "Pier", "blind_share": 101}, user=manager)
    with pytest.raises(Refused):
        change_settings(project, {"slug": "pier"}, user=manager)
    with pytest.raises(PermissionDenied):
        change_settings(project, {"name": "Pier"}, user=reviewer)
    assert Project.objects.get().name == "Harbour"
    assert not Event.objects.exists()


def test_another_number_of_readers_lets_every_queue_begin_anew(project: Project, manager: Any, annotator: Any) -> None:
    finish(workset(make_article(project), annotator), user=annotator)
    assert Membership.objects.get(user=annotator).queue_start > 0
    change_settings(project, {"overlap": 2}, user=manager)
    assert Membership.objects.get(user=annotator).queue_start == 0


def test_what_a_change_affects_is_counted(project: Project, manager: Any) -> None:
    people = [make_member(project) for _ in range(3)]
    for readers in (0, 1, 2, 3):
        article = make_article(project)
        for person in people[:readers]:
            finish(workset(article, person), user=person)
    project.overlap = 1
    assert effects_of(project, {"overlap": 3})[0].startswith("2 articles that had enough readers go back")
    assert effects_of(project, {"overlap": None})[0].startswith("3 articles that had enough readers go back")
    project.overlap = None
    assert effects_of(project, {"overlap": 2})[0].startswith("2 articles have enough readers at once")
    project.overlap = 3
    assert effects_of(project, {"overlap": 2})[0].startswith("1 article has enough readers at once")
    assert effects_of(project, {"blind_share": 50})[0].startswith("About 2 of 4 articles")
    assert effects_of(project, {"language": "de"})[0].startswith("4 articles state no language.")
    assert effects_of(project, {"overlap": 3, "name": "Harbour"}) == []
