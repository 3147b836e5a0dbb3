"""A project's settings over the interface: members read them, managers change what they name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from annotator.models import Event
from annotator.services.projects import SETTINGS
from articles.models import Project
from exchange.models import Run
from tests.exchange.api.conftest import caller
from tests.factories import make_suggested

ADDRESS = "/api/v1/projects/harbour/"


def patch(client: Client, **values: Any) -> Any:
    return client.patch(ADDRESS, data=json.dumps(values), content_type="application/json")


def test_every_member_reads_every_setting(as_annotator: Client, project: Project) -> None:
    found = as_annotator.get(ADDRESS).json()
    assert {name: found[name] for name in SETTINGS} == {name: getattr(project, name) for name in SETTINGS}
    assert (found["guideline_version"], found["archived_at"]) == (1, None)


CHANGES: dict[str, Any] = {
    **{"name": "Pier", "description": "News.", "language": "de", "remote_images": True, "accept_threshold": 0.8},
    **{"suggester": "rules", "judged": {"entity": "asked", "entity:DATE": "off"}, "overlap": 2},
    **{"queue_policy": "fewest", "lease_minutes": 60, "blind_share": 10, "check_share": 5, "count_time": False},
    **{"agree_rule": "overlap", "agree_overlap": 0.8, "agree_majority": True, "tie_break": True},
}


def test_a_manager_changes_all_of_them_at_once_or_one(project: Project, manager: Any) -> None:
    make_suggested(project)
    assert CHANGES.keys() == {*SETTINGS}
    answer = patch(caller(manager), **CHANGES)
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in CHANGES} == CHANGES
    assert Event.objects.get(verb="change settings").after == CHANGES
    assert patch(caller(manager), overlap=None).json()["overlap"] is None
    assert Project.objects.get().name == "Pier"


def test_changed_guidelines_are_a_version_with_its_note(project: Project, manager: Any) -> None:
    answer = patch(caller(manager), guidelines="Mark all.\n", guidelines_note="begun")
    assert (answer.json()["guidelines"], answer.json()["guideline_version"]) == ("Mark all.\n", 2)
    assert project.guideline_versions.get(number=2).note == "begun"
    assert patch(caller(manager), guidelines="Mark all.\n").json()["guideline_version"] == 2


def test_another_suggester_is_asked_to_run(project: Project, manager: Any) -> None:
    make_suggested(project)
    patch(caller(manager), suggester="quotemark")
    assert Run.objects.get(kind="suggest").options["suggester"] == "quotemark"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "  "}, {"overlap": 0}, {"overlap": 101}, {"overlap": "many"}, {"overlap": 2**63},
        {"judged": {"thought": "asked"}}, {"judged": {"quote": "perhaps"}}, {"judged": []}, {"judged": {"quote": 1}},
        {"judged": None}, {"suggester": "nobody"}, {"queue_policy": "newest"}, {"lease_minutes": 0},
        {"blind_share": 101}, {"check_share": 51}, {"agree_overlap": 0.4}, {"accept_threshold": 1.1},
        {"guidelines_note": "x"}, {"guidelines": "x" * 200_001}, {"count_time": "perhaps"}, {"language": "x" * 21},
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_and_nothing_of_the_rest_is_kept(
    project: Project, manager: Any, wrong: dict[str, Any]
) -> None:
    answer = patch(caller(manager), **{**({} if "guidelines_note" in wrong else {"tie_break": True}), **wrong})
    assert answer.status_code == 400
    assert Project.objects.get().tie_break is False
    assert not Event.objects.exists()


def test_nobody_else_changes_them(as_annotator: Client, as_reviewer: Client, as_stranger: Client) -> None:
    assert [patch(client, tie_break=True).status_code for client in (as_annotator, as_reviewer, as_stranger)] == [
        403,
        403,
        404,
    ]
    assert Project.objects.get().tie_break is False
