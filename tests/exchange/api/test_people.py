"""People over the interface: numbers as on the pages, and changes of the registry by reviewers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, Person, RegistryChange
from annotator.services import decide
from annotator.services.decide import Seen
from articles.models import Article, Project
from tests.exchange.api.conftest import caller
from tests.factories import make_member, make_suggested, new_id, workset


@pytest.fixture
def decided(article: Article, annotator: Any) -> list[Annotation]:
    """Two quotes of Ines Calder and one of Tom Okafor, accepted by the annotator."""
    mine = workset(article, annotator)
    for quote in Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start"):
        decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    return list(Annotation.objects.filter(set=mine).order_by("start"))


def person(name: str) -> Person:
    return Person.objects.get(name=name)


def post(client: Client, address: str, **values: Any) -> Any:
    return client.post(f"/api/v1/{address}/", {**values}, content_type="application/json")


def numbers(client: Client) -> dict[str, tuple[int, int]]:
    return {row["name"]: (row["quotes"], row["articles"]) for row in client.get("/api/v1/people/").json()["results"]}


def test_the_numbers_are_those_of_the_pages_and_blind(
    as_annotator: Client, as_reviewer: Client, decided: list[Annotation], project: Project
) -> None:
    assert numbers(as_reviewer) == numbers(as_annotator) == {"Ines Calder": (2, 1), "Tom Okafor": (1, 1)}
    other = caller(make_member(project))
    assert numbers(other) == {"Ines Calder": (0, 0), "Tom Okafor": (0, 0)}
    assert as_reviewer.get(f"/api/v1/people/{person('Ines Calder').pk}/").json()["quotes"] == 2


def test_the_queries_of_the_list_do_not_grow(
    as_reviewer: Client, decided: list[Annotation], project: Project, django_assert_max_num_queries: Any
) -> None:
    Person.objects.bulk_create(Person(project=project, name=f"P {n}", folded=f"p {n}") for n in range(40))
    with django_assert_max_num_queries(9):
        assert len(as_reviewer.get("/api/v1/people/").json()["results"]) == 42


def test_a_reviewer_merges_and_takes_it_back(as_reviewer: Client, decided: list[Annotation]) -> None:
    calder, okafor = person("Ines Calder"), person("Tom Okafor")
    action = str(new_id())
    first = post(as_reviewer, f"people/{calder.pk}/merge", action=action, other=okafor.pk)
    again = post(as_reviewer, f"people/{calder.pk}/merge", action=action, other=okafor.pk)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["verb"], first.json()["other"]) == ("merge people", "Tom Okafor")
    assert numbers(as_reviewer) == {"Ines Calder": (3, 1)}
    assert as_reviewer.get("/api/v1/registry-changes/?project=harbour&undone=false").json()["results"] == [first.json()]
    undone = post(as_reviewer, f"registry-changes/{action}/undo")
    assert undone.json()["undone_by"] == "rev"
    assert numbers(as_reviewer) == {"Ines Calder": (2, 1), "Tom Okafor": (1, 1)}
    assert person("Tom Okafor").pk == okafor.pk


def test_a_reviewer_moves_and_splits(as_reviewer: Client, decided: list[Annotation], project: Project) -> None:
    calder, okafor = person("Ines Calder"), person("Tom Okafor")
    quotes = [str(row.pk) for row in decided if row.person_id == calder.pk]
    moved = post(as_reviewer, f"people/{calder.pk}/move", action=str(new_id()), annotations=quotes[:1], to=okafor.pk)
    assert moved.json()["moved"] == 1
    body = {"annotations": quotes[1:], "name": "Tom Okafor"}
    taken = post(as_reviewer, f"people/{calder.pk}/split", action=str(new_id()), **body)
    assert (taken.status_code, taken.json()["message"][:33]) == (400, "The registry has “Tom Okafor” alr")
    split = post(as_reviewer, f"people/{calder.pk}/split", action=str(new_id()), distinction="the younger", **body)
    assert split.json()["name"] == "Tom Okafor (the younger)"
    names = sorted(project.people.in_registry().values_list("name", "distinction"))
    assert names == [("Tom Okafor", ""), ("Tom Okafor", "the younger")]  # nothing names Ines Calder any more


def test_a_move_that_something_newer_overtook_is_not_taken_back(as_reviewer: Client, decided: list[Annotation]) -> None:
    calder, okafor = person("Ines Calder"), person("Tom Okafor")
    quotes = [str(row.pk) for row in decided if row.person_id == calder.pk]
    first = post(as_reviewer, f"people/{calder.pk}/move", action=str(new_id()), annotations=quotes[:1], to=okafor.pk)
    post(as_reviewer, f"people/{okafor.pk}/move", action=str(new_id()), annotations=quotes[:1], to=calder.pk)
    refused = post(as_reviewer, f"registry-changes/{first.json()['id']}/undo")
    assert refused.status_code == 400
    assert "moved again" in refused.json()["message"]


@pytest.mark.parametrize(("who", "status"), [("annotator", 403), ("stranger", 404)])
def test_nobody_else_changes_a_registry(
    request: pytest.FixtureRequest, decided: list[Annotation], as_reviewer: Client, who: str, status: int
) -> None:
    client = caller(request.getfixturevalue(who))
    calder, okafor = person("Ines Calder"), person("Tom Okafor")
    done = post(as_reviewer, f"people/{calder.pk}/keep-apart", action=str(new_id()), other=okafor.pk).json()
    quote = str(decided[0].pk)
    bodies: dict[str, dict[str, Any]] = {
        "merge": {"other": okafor.pk},
        "keep-apart": {"other": okafor.pk},
        "move": {"annotations": [quote], "to": okafor.pk},
        "split": {"annotations": [quote], "name": "Vera Lund"},
    }
    for name, body in bodies.items():
        assert post(client, f"people/{calder.pk}/{name}", action=str(new_id()), **body).status_code == status
    assert post(client, f"registry-changes/{done['id']}/undo").status_code == 404  # it is not in their list either
    assert client.get("/api/v1/registry-changes/").json()["results"] == []
    assert RegistryChange.objects.count() == 1


def test_a_person_of_another_project_is_refused_in_words(
    as_reviewer: Client, decided: list[Annotation], project: Project
) -> None:
    elsewhere = Person.objects.create(project=Project.objects.create(slug="far", name="Far"), name="Tom Okafor")
    make_suggested(elsewhere.project)
    answer = post(as_reviewer, f"people/{person('Ines Calder').pk}/merge", action=str(new_id()), other=elsewhere.pk)
    assert (answer.status_code, answer.json()["fields"]) == (
        400, {"other": ["This project has no person of this id."]},
    )  # fmt: skip
