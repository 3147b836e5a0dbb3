"""The settings page: the guideline profile, chosen by a preset, by switches or from a file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotator.services.queue import finish
from articles.models import Project
from exchange.models import Run
from suggesters.profiles import PRESETS, profile_from
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_suggested, make_version, workset

ADDRESS = "/projects/harbour/settings/"
NEWSROOM = {"preset": "newsroom", "shown": "newsroom", "base": "", "parts": "apart", "kinds": ["scare_quotes"]}
EDGES = {"full_stop": "out", "that": "in", "marks": "in", "phrases": "out"}


def save(client: Client, **values: Any) -> Any:
    return client.post(ADDRESS, {**NEWSROOM, **EDGES, **values}, follow=True)


def profile_of(project: Project) -> Any:
    return Project.objects.get(pk=project.pk).chosen_profile


def test_members_read_the_guideline_and_managers_change_it(
    project: Project, annotator: Any, reviewer: Any, manager: Any, stranger: Any
) -> None:
    assert signed_in(stranger).get(ADDRESS).status_code == 404
    assert Client().get(ADDRESS)["Location"].startswith("/login/")
    for member in (annotator, reviewer):
        page = signed_in(member).get(ADDRESS).content.decode()
        assert "A manager of the project changes it." in page
        assert "save-guideline" not in page
        assert save(signed_in(member), preset="wide").status_code == 403
    assert save(signed_in(stranger), preset="wide").status_code == 404
    assert profile_of(project) == PRESETS["newsroom"]
    assert "save-guideline" in signed_in(manager).get(ADDRESS).content.decode()


def test_the_projects_page_leads_to_it(project: Project, annotator: Any) -> None:
    page = signed_in(annotator).get("/projects/harbour/").content.decode()
    assert f'<a href="{ADDRESS}">Guideline profile: Newsroom</a>' in page


def test_another_profile_says_that_what_was_learned_goes_out_of_use(project: Project, manager: Any) -> None:
    make_version(project, in_use=True)
    client = signed_in(manager)
    assert "goes out of use" not in client.get(ADDRESS, {**NEWSROOM, **EDGES}).content.decode()
    page = client.get(ADDRESS, {**NEWSROOM, **EDGES, "preset": "polnear"}).content.decode()
    assert "What was learned (version 1) goes out of use, until it is put back or trained anew." in page


def test_a_preset_is_taken_as_it_is_whatever_the_switches_show(project: Project, manager: Any) -> None:
    make_suggested(project)
    page = save(signed_in(manager), preset="polnear")
    assert profile_of(project) == PRESETS["polnear"]
    assert "Suggestions follow the guideline “PolNeAR”. 1 article is being suggested anew." in page.content.decode()
    assert f'href="{Run.objects.get(kind="suggest").get_absolute_url()}"' in page.content.decode()


def test_a_switch_makes_a_profile_of_its_own_with_the_name_of_where_it_came_from(
    project: Project, manager: Any
) -> None:
    save(signed_in(manager), kinds=["scare_quotes", "objects"])
    found = profile_of(project)
    assert (found.name, found.kinds, found.parts) == ("custom (from newsroom)", {"scare_quotes", "objects"}, "apart")
    page = signed_in(manager).get(ADDRESS).content.decode()
    assert "<b>custom (from newsroom)</b>" in page
    again = {"preset": "custom", "shown": "custom", "base": found.name}
    save(signed_in(manager), **again, kinds=["objects"], full_stop="in")
    found = profile_of(project)
    assert (found.name, found.kinds, found.full_stop) == ("custom (from newsroom)", {"objects"}, True)


def test_switches_that_make_a_preset_are_that_preset(project: Project, manager: Any) -> None:
    save(signed_in(manager), kinds=[])
    assert profile_of(project) == PRESETS["ggt"]


def test_what_is_chosen_is_shown_before_it_is_saved_with_what_it_touches(project: Project, manager: Any) -> None:
    make_suggested(project)
    decided = make_suggested(project)
    finish(workset(decided, manager), user=manager)
    asked = {**NEWSROOM, **EDGES, "preset": "wide"}
    page = signed_in(manager).get(ADDRESS, asked, headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<section class="panel guideline" id="guideline"')
    assert "You chose <b>Wide</b>. It is not saved yet." in page
    assert "1 undecided article will be suggested anew. 1 article with decisions stays as it is." in page
    assert 'id="kind-beliefs" type="checkbox" name="kinds" value="beliefs" checked' in page
    assert profile_of(project) == PRESETS["newsroom"]


@pytest.mark.parametrize("wrong", [{"kinds": ["thoughts"]}, {"preset": "times"}, {"parts": "both"}, {"marks": ""}])
def test_what_the_page_does_not_offer_is_refused(project: Project, manager: Any, wrong: dict[str, Any]) -> None:
    assert save(signed_in(manager), **wrong).status_code == 400
    assert signed_in(manager).get(ADDRESS, {**NEWSROOM, **EDGES, **wrong}).status_code == 400
    assert profile_of(project) == PRESETS["newsroom"]


def upload(client: Client, data: bytes) -> Any:
    return client.post(f"{ADDRESS}profile/", {"file": SimpleUploadedFile("profile.json", data)}, follow=True)


def test_a_profile_goes_from_one_project_to_another_as_a_file(
    project: Project, annotator: Any, manager: Any, stranger: Any
) -> None:
    own = profile_from({"name": "Übersee", "parts": "joined", "kinds": ["nouns"], "edges": {"marks": "out"}})
    assert upload(signed_in(manager), json.dumps(own.as_json()).encode()).status_code == 200
    assert profile_of(project) == own
    answer = signed_in(annotator).get("/projects/harbour/profile.json")
    assert answer["Content-Disposition"] == 'attachment; filename="harbour-profile.json"'
    assert profile_from(answer.json()) == own
    assert "Übersee" in answer.content.decode()
    assert signed_in(stranger).get("/projects/harbour/profile.json").status_code == 404
    assert upload(signed_in(annotator), b"{}").status_code == 403
    assert upload(signed_in(stranger), b"{}").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{nothing", "The file is not JSON"),
        (b"\xff\xfe", "The file is not JSON"),
        (b"[" * 5000, "The file is not JSON"),
        (b" " * 10_001, "The file is too long for a profile: 10,000 bytes at most."),
        (b'{"kinds": ["thoughts"]}', "There is no kind “thoughts”"),
        (b'{"name": "a\\u0000b"}', "name holds a NUL character"),
        (b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_profile_is_refused_beside_the_field(
    project: Project, manager: Any, data: bytes, words: str
) -> None:
    page = upload(signed_in(manager), data)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert profile_of(project) == PRESETS["newsroom"]


FIT = {
    **{"articles": 3, "quotes": 9, "parts": "joined", "best": "polnear", "step": 3, "ids": [1, 2, 3]},
    "rows": [
        {"name": "polnear", "all": 0.81, "direct": 0.9, "parts": 0.85},
        {"name": "newsroom", "all": 0.55, "direct": 0.45, "parts": 0.8},
    ],
    "kinds": [{"kind": "objects", "right": 3, "proposed": 4}],
}
OFFERED = "Your work fits <b>PolNeAR</b> best: 81 of 100 against 55 for Newsroom (3 articles)."


@pytest.fixture
def offered(project: Project) -> Project:
    project.profile_fit = FIT
    project.save()
    return project


def answer(client: Client, words: str, preset: str = "polnear") -> Any:
    return client.post(f"{ADDRESS}offer/", {"preset": preset, "answer": words}, follow=True)


def test_reviewers_are_told_what_fits_better_and_managers_take_it(
    offered: Project, annotator: Any, reviewer: Any, manager: Any
) -> None:
    for address in ("/projects/harbour/", ADDRESS):
        pages = [signed_in(user).get(address).content.decode() for user in (annotator, reviewer, manager)]
        assert [OFFERED in page for page in pages] == [False, True, True]
        assert ["Use it" in page for page in pages] == [False, False, True]


def test_the_offer_is_taken_by_one_click(offered: Project, manager: Any) -> None:
    make_suggested(offered)
    page = answer(signed_in(manager), "take").content.decode()
    assert profile_of(offered) == PRESETS["polnear"]
    assert OFFERED not in page
    assert Run.objects.get(kind="suggest").user == manager


def test_the_offer_is_put_aside(offered: Project, manager: Any) -> None:
    assert OFFERED not in answer(signed_in(manager), "put aside").content.decode()
    assert profile_of(offered) == PRESETS["newsroom"]


def test_only_a_manager_answers_and_only_what_there_is(
    offered: Project, annotator: Any, reviewer: Any, manager: Any, stranger: Any
) -> None:
    assert [answer(signed_in(user), "take").status_code for user in (annotator, reviewer, stranger)] == [403, 403, 404]
    assert answer(signed_in(manager), "take", preset="times").status_code == 400
    assert answer(signed_in(manager), "perhaps").status_code == 400
    assert profile_of(offered) == PRESETS["newsroom"]
