"""The page of a project's guidelines: what is in force, every version, and what changed between two."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.services.guidelines import change_guidelines
from articles.models import Project, Role
from tests.factories import make_member

ADDRESS = "/projects/harbour/guidelines/"


@pytest.fixture
def changed(project: Project, manager: Any) -> Project:
    change_guidelines(project, "# Quotes\n\nMark all.", user=manager, note="the beginning")
    change_guidelines(project, "# Quotes\n\nMark some.", user=manager, note="fewer")
    return project


def words(client: Client, user: Any, query: str = "") -> str:
    client.force_login(user)
    return " ".join(client.get(ADDRESS + query).content.decode().split())


def test_the_text_in_force_comes_with_the_list_of_versions(client: Client, changed: Project, annotator: Any) -> None:
    page = words(client, annotator)
    assert "<p>Mark some.</p>" in page
    assert [f"{ADDRESS}?version={number}" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "fewer" in page
    assert "an earlier version" not in page
    assert "#section-guidelines" not in page


def test_an_earlier_version_says_that_it_is_one(client: Client, changed: Project, annotator: Any) -> None:
    page = words(client, annotator, "?version=2")
    assert "<p>Mark all.</p>" in page
    assert "This is an earlier version. Version 3 is in force." in page


def test_two_versions_are_compared_word_by_word(client: Client, changed: Project, annotator: Any) -> None:
    page = words(client, annotator, "?version=3&against=2")
    assert "What changed from version 2 to 3" in page
    assert "<span>Mark </span><del>all.</del><ins>some.</ins>" in page


def test_a_version_that_is_not_there_is_not_found(client: Client, changed: Project, annotator: Any) -> None:
    client.force_login(annotator)
    for query in ("?version=9", "?version=3&against=9", "?version=x", "?version=-1", f"?version={'9' * 5000}"):
        assert client.get(ADDRESS + query).status_code == 404


def test_a_manager_is_led_to_the_change_and_a_viewer_reads(client: Client, changed: Project, manager: Any) -> None:
    assert f"/projects/{changed.slug}/settings/#section-guidelines" in words(client, manager)
    assert "<p>Mark some.</p>" in words(client, make_member(changed, role=Role.VIEWER))


def test_what_is_written_in_the_guidelines_is_never_run(client: Client, project: Project, manager: Any) -> None:
    change_guidelines(project, "<script>alert(1)</script>", user=manager)
    assert "<script>alert" not in words(client, manager, "?version=2&against=1")
    assert "<script>alert" not in words(client, manager)


def test_the_windows_fragment_is_the_text_alone(client: Client, changed: Project, annotator: Any) -> None:
    client.force_login(annotator)
    page = client.get(ADDRESS, headers={"HX-Request": "true"}).content.decode()
    assert "Mark some." in page
    assert "<main" not in page
