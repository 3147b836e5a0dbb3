"""The guideline profile of a project over the interface."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from articles.models import Project
from exchange.models import Run
from suggesters.profiles import PRESETS
from tests.exchange.api.conftest import caller
from tests.exchange.helpers import article, bring_in

ADDRESS = "/api/v1/projects/harbour/"


def patch(client: Client, **values: Any) -> Any:
    return client.patch(ADDRESS, data=json.dumps(values), content_type="application/json")


def test_every_member_reads_it(as_annotator: Client, as_stranger: Client) -> None:
    assert as_annotator.get(ADDRESS).json()["profile"] == PRESETS["newsroom"].as_json()
    assert as_stranger.get(ADDRESS).status_code == 404


def test_a_manager_changes_it_by_name_or_as_an_object(project: Project, manager: Any) -> None:
    bring_in(project, article())
    client = caller(manager)
    answer = patch(client, profile="polnear")
    assert (answer.status_code, answer.json()["profile"]) == (200, PRESETS["polnear"].as_json())
    assert Run.objects.get(kind="suggest").state == "waiting"
    own = {**PRESETS["ggt"].as_json(), "name": "our desk", "kinds": ["objects"]}
    assert patch(client, profile=own).json()["profile"] == own
    project.refresh_from_db()
    assert project.chosen_profile.kinds == {"objects"}


def test_nobody_else_changes_it(
    as_annotator: Client, as_reviewer: Client, as_stranger: Client, project: Project
) -> None:
    assert [patch(client, profile="wide").status_code for client in (as_annotator, as_reviewer)] == [403, 403]
    assert patch(as_stranger, profile="wide").status_code == 404
    assert patch(Client(), profile="wide").status_code == 401
    project.refresh_from_db()
    assert project.chosen_profile == PRESETS["newsroom"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("times", "profile: There is no profile “times”; there are: newsroom, polnear"),
        ({"edges": {"comma": "in"}}, "profile: edges is an object with full_stop, that, marks"),
        ({"nmae": "x"}, "profile: A profile has no “nmae”"),
        (3, "profile: A profile is a JSON object"),
        (None, "profile: This field may not be null."),
    ],
)
def test_what_is_no_profile_is_refused_with_the_way_out(project: Project, manager: Any, value: Any, words: str) -> None:
    answer = patch(caller(manager), profile=value)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert patch(caller(manager)).json()["fields"] == {"profile": ["This field is required."]}
