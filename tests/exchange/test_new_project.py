"""A new project in the browser: a name is enough, and whoever may not is told why."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Project
from suggesters.profiles import PRESETS
from tests.exchange.runs.helpers import signed_in

ADDRESS = "/projects/new/"


def filled(client: Client, /, **values: Any) -> dict[str, Any]:
    """What a browser sends: the fields of the page as they stand, and what was typed."""
    form = client.get(ADDRESS).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**fields, **values}.items() if value not in (None, False)}


def make(client: Client, /, **values: Any) -> Any:
    return client.post(ADDRESS, filled(client, **values))


def test_a_name_makes_a_project_and_leads_to_the_import(manager: Any) -> None:
    client = signed_in(manager)
    answer = make(client, name="Harbour press")
    assert answer["Location"] == "/projects/harbour-press/import/"
    made = Project.objects.get(slug="harbour-press")
    assert (made.name, made.overlap, made.judged, made.chosen_profile) == (
        "Harbour press",
        1,
        {},
        PRESETS["newsroom"],
    )
    assert (made.accept_threshold, made.remote_images, made.suggester, made.language) == (0.9, False, "", "")
    assert "“Harbour press” is made, and you manage it." in client.get(answer["Location"]).content.decode()


def test_everything_that_is_asked_is_kept(manager: Any) -> None:
    make(
        signed_in(manager), name="Harbour", slug="pier", language="de", guidelines="Mark *all*.", readers="number",
        readers_number="4", suggester="quotemark", preset="polnear", accept_threshold="0.75", remote_images="on",
        kind_entity="asked", kind_repair="off", type_DATE="off",
    )  # fmt: skip
    made = Project.objects.get(slug="pier")
    assert (made.language, made.guidelines, made.overlap, made.suggester) == ("de", "Mark *all*.", 4, "quotemark")
    assert (made.chosen_profile, made.accept_threshold, made.remote_images) == (PRESETS["polnear"], 0.75, True)
    assert made.judged == {"entity": "asked", "entity:DATE": "off", "repair": "off"}
    assert list(made.guideline_versions.values_list("number", "text")) == [(1, "Mark *all*.")]


def test_the_same_request_makes_one_project_and_the_same_name_another(manager: Any) -> None:
    client = signed_in(manager)
    body = filled(client, name="Pier")
    assert [client.post(ADDRESS, body)["Location"] for _ in range(2)] == ["/projects/pier/import/"] * 2
    assert make(client, name="Pier")["Location"] == "/projects/pier-2/import/"
    assert Project.objects.filter(name="Pier").count() == 2


def test_who_may_not_is_told_who_may(annotator: Any, stranger: Any) -> None:
    for user in (annotator, stranger):
        for answer in (signed_in(user).get(ADDRESS), signed_in(user).post(ADDRESS, {"name": "x"})):
            assert answer.status_code == 403
            assert "whoever manages a project already" in answer.content.decode()
        assert f'href="{ADDRESS}"' not in signed_in(user).get("/").content.decode()
    assert Client().get(ADDRESS)["Location"].startswith("/login/")
    assert Project.objects.count() == 1


def test_the_first_page_of_a_manager_leads_here(manager: Any) -> None:
    assert f'href="{ADDRESS}"' in signed_in(manager).get("/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"name": "x" * 201}, {"slug": "two words"}, {"slug": "new"}, {"readers": "0"},
        {"readers": "number"}, {"readers": "number", "readers_number": "101"}, {"accept_threshold": "2"},
        {"preset": "times"}, {"suggester": "nobody"}, {"kind_quote": "perhaps"}, {"type_DATE": "x"}, {"client": "1"},
        {"language": "x" * 21}, {"accept_threshold": "nan"}, {"guidelines": "a\0b"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_made(manager: Any, wrong: dict[str, str]) -> None:
    answer = make(signed_in(manager), **{"name": "Pier", **wrong})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() <= {*wrong, "readers_number"}
    assert "errorlist" in answer.content.decode() or "client" in wrong
    assert Project.objects.count() == 1


def shown_slug(client: Client, **values: str) -> str:
    page = client.get(f"{ADDRESS}slug/", values).content.decode()
    return re.search(r'name="slug"[^>]*value="([^"]*)"', page)[1]  # type: ignore[index]


def test_the_slug_follows_the_name_until_somebody_types_another(project: Project, manager: Any) -> None:
    client = signed_in(manager)
    assert shown_slug(client, name="Harbour") == "harbour-2"
    assert shown_slug(client, name="Harbour press", slug="harbour-2", proposed="harbour-2") == "harbour-press"
    assert shown_slug(client, name="Harbour press", slug="mine", proposed="harbour-2") == "mine"
    assert shown_slug(client, name="x" * 300) == ""


def test_guidelines_are_shown_as_they_will_read_and_nothing_is_stored(stranger: Any) -> None:
    client = signed_in(stranger)
    answer = client.post("/guidelines/preview/", {"guidelines": "# Quotes\n<script>x</script>"}).content.decode()
    assert "<h1>Quotes</h1>" in answer
    assert "<script>" not in answer
    assert "There is nothing to show yet" in client.post("/guidelines/preview/", {"text": ""}).content.decode()
    assert client.get("/guidelines/preview/").status_code == 405
