"""Members and invitations over the interface: as on the team page, with the same blindness."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from articles.models import Invitation, Membership, Project, Role
from tests import factories
from tests.exchange.api.conftest import caller

MEMBERS = "/api/v1/projects/harbour/members/"
INVITATIONS = "/api/v1/projects/harbour/invitations/"


def send(client: Client, method: str, address: str, **body: Any) -> Any:
    return client.generic(method, address, data=json.dumps(body), content_type="application/json")


@pytest.fixture
def program(manager: Any) -> Client:
    return caller(manager)


def test_reviewers_list_everybody_and_others_themselves(manager: Any, reviewer: Any, annotator: Any) -> None:
    for user, names in (
        (manager, ["max", "rev", "ann"]),
        (reviewer, ["max", "rev", "ann"]),
        (annotator, ["ann"]),
    ):
        assert [row["username"] for row in caller(user).get(MEMBERS).json()] == names


def test_a_member_is_added_changed_and_taken_out(program: Client, project: Project) -> None:
    factories.make_user("tom", first_name="Tom Okafor")
    made = send(program, "POST", MEMBERS, username="tom", role="annotator")
    assert made.status_code == 201
    assert {key: made.json()[key] for key in ("username", "name", "role", "begun", "finished")} == {
        "username": "tom",
        "name": "Tom Okafor",
        "role": "annotator",
        "begun": 0,
        "finished": 0,
    }
    assert send(program, "POST", MEMBERS, username="tom", role="manager").status_code == 200
    assert Membership.objects.get(user__username="tom").role == Role.ANNOTATOR
    assert send(program, "PATCH", f"{MEMBERS}tom/", role="viewer").json()["role"] == "viewer"
    assert send(program, "DELETE", f"{MEMBERS}tom/").status_code == 204
    assert send(program, "DELETE", f"{MEMBERS}tom/").status_code == 404


def test_who_has_no_account_is_invited_instead(program: Client) -> None:
    answer = send(program, "POST", MEMBERS, username="nobody", role="annotator")
    assert answer.status_code == 400
    assert "invite them" in answer.json()["message"]


def test_the_only_manager_stays(program: Client, project: Project) -> None:
    for answer in (send(program, "PATCH", f"{MEMBERS}max/", role="viewer"), send(program, "DELETE", f"{MEMBERS}max/")):
        assert answer.status_code == 400
        assert "only manager" in answer.json()["message"]
    assert Membership.objects.get(user__username="max").role == Role.MANAGER


def test_an_invitation_is_made_listed_and_revoked(program: Client, client: Client) -> None:
    body = {"client_id": str(uuid4()), "role": "annotator", "days": 30, "note": "Ines"}
    made = send(program, "POST", INVITATIONS, **body).json()
    assert send(program, "POST", INVITATIONS, **body).json() == made
    assert client.get(made["link"]).status_code == 200
    [listed] = program.get(INVITATIONS).json()
    assert listed == {key: value for key, value in made.items() if key != "link"}
    assert send(program, "DELETE", f"{INVITATIONS}{made['id']}/").status_code == 204
    assert program.get(INVITATIONS).json() == []
    assert "was revoked" in client.get(made["link"]).content.decode()


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"days": 2}, {"client_id": "x"}, {"note": "n" * 201}])
def test_a_wrong_invitation_is_refused(program: Client, wrong: dict[str, Any]) -> None:
    answer = send(program, "POST", INVITATIONS, **{"role": "viewer", **wrong})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == list(wrong)
    assert not Invitation.objects.exists()
