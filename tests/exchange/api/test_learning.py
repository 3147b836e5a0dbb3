"""Training and learned versions over the interface."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from annotator.services.learning import version_in_use
from articles.models import Project
from exchange.models import Run
from exchange.runs.services import perform
from tests.exchange.api.conftest import caller
from tests.exchange.runs.learner import Learner, check_articles, install
from tests.factories import gate, make_version

ADDRESS = "/api/v1/projects/harbour"


def post(client: Client, path: str, **values: Any) -> Any:
    return client.post(f"{ADDRESS}/{path}", data=json.dumps(values), content_type="application/json")


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Learner:
    return install(monkeypatch)


def test_a_training_is_asked_for_and_read_until_it_has_ended(
    learner: Learner, project: Project, manager: Any, annotator: Any, as_reviewer: Client
) -> None:
    check_articles(project, annotator, 3)
    client, key = caller(manager), str(uuid.uuid4())
    asked = post(client, "train/", client_id=key)
    assert (asked.status_code, asked.json()["id"], asked.json()["state"]) == (202, key, "waiting")
    perform(uuid.UUID(key))
    assert post(client, "train/", client_id=key).json()["report"]["number"] == 1
    read = as_reviewer.get(f"{ADDRESS}/train/").json()
    assert (read["state"], read["report"]["state"], read["per_cent"]) == ("finished", "accepted", 100)
    assert Run.objects.filter(kind="train").count() == 1


def test_too_few_articles_are_refused_in_words(project: Project, manager: Any) -> None:
    answer = post(caller(manager), "train/")
    assert answer.status_code == 400
    assert "3 fully checked articles are needed" in answer.json()["message"]


def test_the_versions_are_read_with_their_figures(project: Project, as_annotator: Client) -> None:
    make_version(project, 1, in_use=True)
    make_version(project, 2, state="imported", report={})
    newest, first = as_annotator.get(f"{ADDRESS}/models/").json()
    assert (newest["number"], newest["state"], newest["in_use"], newest["gate"]) == (2, "imported", False, None)
    assert (first["in_use"], first["gate"]["difference"], first["made_by"]) == (True, 2.3, None)
    assert first["profile"]["name"] == "newsroom"


def test_the_whole_report_is_read_and_examples_by_reviewers_alone(
    project: Project, as_annotator: Client, as_reviewer: Client
) -> None:
    make_version(project, report={"gate": gate(), "curve": [], "changes": {"gained": []}})
    shown = [client.get(f"{ADDRESS}/models/1/").json()["report"] for client in (as_annotator, as_reviewer)]
    assert [sorted(report) for report in shown] == [["curve", "gate"], ["changes", "curve", "gate"]]
    assert as_annotator.get(f"{ADDRESS}/models/2/").status_code == 404


def test_a_version_is_put_into_use_once_and_taken_out_again(project: Project, manager: Any) -> None:
    row = make_version(project)
    client = caller(manager)
    assert [post(client, "models/1/use/").json() for _ in range(2)] == [
        {"number": 1, "changed": True},
        {"number": 1, "changed": False},
    ]
    assert version_in_use(project) == row
    assert post(client, "models/rules/use/").json() == {"number": None, "changed": True}
    assert version_in_use(project) is None


def test_nobody_else_trains_or_chooses(project: Project, as_reviewer: Client, as_stranger: Client) -> None:
    make_version(project)
    paths = ("train/", "models/1/use/", "models/rules/use/")
    assert [post(as_reviewer, path).status_code for path in paths] == [403, 403, 403]
    assert [post(as_stranger, path).status_code for path in paths] == [404, 404, 404]
