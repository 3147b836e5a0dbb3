"""Certificates and blind checks over the interface."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Check
from annotator.services.certified import let_through
from articles.models import Project
from tests.annotator.certifying import begun, earned, make_quoted
from tests.factories import new_id


@pytest.fixture
def caller(annotator: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(annotator)
    return client


def next_check(caller: APIClient, project: Project) -> dict[str, Any]:
    return dict(caller.get(f"/api/v1/projects/{project.slug}/checks/next/").json())


def answer(caller: APIClient, project: Project, draw: int, given: str, key: Any = None) -> Any:
    body = {"id": str(key or new_id()), "draw": draw, "answer": given}
    return caller.post(f"/api/v1/projects/{project.slug}/checks/", body, format="json")


def test_certificates_are_listed_with_what_they_promise(
    project: Project, caller: APIClient, manager: Any, annotator: Any
) -> None:
    certificate = earned(project, manager, annotator)
    let_through(certificate, user=manager)
    rows = caller.get(f"/api/v1/projects/{project.slug}/certificates/").json()
    assert {row["part"] for row in rows} == {"content", "speaker", "person"}
    row = caller.get(f"/api/v1/projects/{project.slug}/certificates/{certificate.pk}/").json()
    assert (row["kind"], row["quote_type"], row["part"]) == ("quote", "direct", "content")
    assert (row["most_wrong"], row["confidence"], row["holds"], row["accepts"]) == (0.2, 0.8, True, True)
    assert (row["accepted"], row["number"], row["sources"]) == (24, 24, {"The Courier": 24})
    make_quoted(project, 1, version="2")
    row = caller.get(f"/api/v1/projects/{project.slug}/certificates/{certificate.pk}/").json()
    assert (row["holds"], row["lapse"]) == (False, "version")


def test_an_unknown_certificate_is_not_found(project: Project, caller: APIClient) -> None:
    assert caller.get(f"/api/v1/projects/{project.slug}/certificates/{new_id()}/").status_code == 404


def test_a_check_comes_without_score_version_and_decisions(project: Project, caller: APIClient, manager: Any) -> None:
    make_quoted(project, 20, version="7.7.7")
    begun(project, manager)
    found = next_check(caller, project)
    check = found["check"]
    assert (found["kind"], found["checks"], found["most_checks"]) == ("quote", 0, 40)
    assert check["answers"] == ["right", "edges", "person", "speaker", "wrong", "unsure"]
    assert {span["role"] for span in check["spans"]} == {"content", "speaker", "cue"}
    assert all(span["text"] in check["passage"] for span in check["spans"])
    assert not {"score", "version", "annotation", "verdict"} & check.keys()
    assert "7.7.7" not in str(found)


def test_an_answer_brings_the_next_and_is_counted_once(project: Project, caller: APIClient, manager: Any) -> None:
    make_quoted(project, 20)
    begun(project, manager)
    draw, key = next_check(caller, project)["check"]["draw"], new_id()
    for _ in range(2):
        told = answer(caller, project, draw, "right", key).json()
        assert (told["checks"], told["check"]["draw"] != draw) == (1, True)
    late = answer(caller, project, draw, "wrong")
    assert late.status_code == 409
    assert late.json()["next"]["check"]["draw"] == told["check"]["draw"]
    assert Check.objects.count() == 1


def test_nothing_to_check_says_so(project: Project, caller: APIClient) -> None:
    assert next_check(caller, project)["check"] is None
    assert answer(caller, project, 1, "right").status_code == 404


@pytest.mark.parametrize("given", ["taken back", "", "perhaps"])
def test_other_answers_are_refused(project: Project, caller: APIClient, manager: Any, given: str) -> None:
    make_quoted(project, 20)
    begun(project, manager)
    draw = next_check(caller, project)["check"]["draw"]
    assert answer(caller, project, draw, given).status_code == 400
