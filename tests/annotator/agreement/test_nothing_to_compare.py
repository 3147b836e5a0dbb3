"""The agreement page where nobody can be compared yet, or marked nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.models import Project
from tests.annotator.agreement.readers import read
from tests.factories import make_article, make_member, make_suggested

PAGE = "/projects/harbour/agreement/"


@pytest.fixture
def desk(client: Client, reviewer: Any) -> Client:
    client.force_login(reviewer)
    return client


def test_the_page_opens_before_anybody_can_be_compared(desk: Client, project: Project, annotator: Any) -> None:
    assert "No two people have finished the same article yet." in desk.get(PAGE).content.decode()
    read(make_article(project), annotator, [])
    assert "No two people have finished the same article yet." in desk.get(PAGE).content.decode()


def test_sets_in_which_nobody_marked_anything_have_no_figures(desk: Client, project: Project, annotator: Any) -> None:
    article = make_suggested(project)
    for user in (annotator, make_member(project, name="bea")):
        read(article, user, [])
    response = desk.get(PAGE)
    assert response.status_code == 200
    assert response.context["value"]["pooled"]["spans"] == []
    assert desk.get(f"{PAGE}?machines=on").context["value"]["machine_against_people"] != []
