"""A project that is made or changed in the admin goes through the same services as on its own pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.models import Event
from articles.models import Membership, Project, Role
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_user

MEMBERS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.fixture
def root(db: None) -> Client:
    return signed_in(make_user("root", is_superuser=True, is_staff=True))


def save(root: Client, address: str, **values: str) -> Any:
    page = root.get(address)
    form = page.context["adminform"].form
    fields = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in {**fields, **MEMBERS, **values}.items() if value not in (None, False)}
    answer = root.post(address, sent)
    assert answer.status_code == 302, answer.context["errors"]
    return answer


def test_a_changed_text_is_a_version_and_a_changed_setting_an_event(project: Project, root: Client) -> None:
    address = f"/admin/articles/project/{project.pk}/change/"
    save(root, address, guidelines="Mark all.", accept_threshold="0.8", remote_images="on")
    stored = Project.objects.get(pk=project.pk)
    assert (stored.guidelines, stored.guideline_version) == ("Mark all.", 2)
    assert (stored.accept_threshold, stored.remote_images) == (0.8, True)
    assert list(project.guideline_versions.order_by("number").values_list("number", "text")) == [
        (1, ""),
        (2, "Mark all."),
    ]
    assert set(Event.objects.values_list("verb", flat=True)) == {"change settings", "change guidelines"}
    save(root, address)
    assert (Event.objects.count(), Project.objects.get().guideline_version) == (2, 2)


def test_a_new_project_begins_with_its_first_version_and_its_maker(root: Client) -> None:
    save(root, "/admin/articles/project/add/", slug="pier", name="Pier", guidelines="Mark all.")
    made = Project.objects.get(slug="pier")
    assert made.guideline_versions.get().text == "Mark all."
    assert Membership.objects.get(project=made).role == Role.MANAGER
    assert Event.objects.get().verb == "make project"
