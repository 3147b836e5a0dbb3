"""Staff for the tests of the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from articles.models import Project, Role
from tests.factories import make_member


def make_staff(project: Project, *, role: str = Role.REVIEWER, name: str = "") -> Any:
    """A member who may use the admin, with every permission on the models of the two rooms."""
    user = make_member(project, role=role, name=name)
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["annotator", "articles"]))
    return user


@pytest.fixture
def staff(project: Project) -> Any:
    return make_staff(project, name="rita")


@pytest.fixture
def desk(staff: Any, client: Client) -> Client:
    """The browser of a reviewer on the staff."""
    client.force_login(staff)
    return client
