"""A database of before: the guidelines of each project are there as their first version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("articles", "0013_teams")
THEN = ("articles", "0014_versions_of_guidelines")
pytestmark = pytest.mark.django_db(transaction=True)


def migrated(*targets: tuple[str, str]) -> Any:
    MigrationExecutor(connection).migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


@pytest.fixture
def before() -> Iterator[Any]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrated(BEFORE)
    migrated(*newest)


def test_the_text_of_each_project_is_its_first_version(before: Any) -> None:
    projects = before.get_model("articles", "Project").objects
    projects.create(slug="harbour", name="Harbour", guidelines="Mark all.")
    projects.create(slug="pier", name="Pier")
    versions = migrated(THEN).get_model("articles", "GuidelineVersion").objects.order_by("project__slug")
    assert list(versions.values_list("project__slug", "number", "text", "by")) == [
        ("harbour", 1, "Mark all.", None),
        ("pier", 1, "", None),
    ]
