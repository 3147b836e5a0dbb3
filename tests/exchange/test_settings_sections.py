"""Each section of a project's settings is saved on its own, by managers, and says what a change affects."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotator.models import Event
from annotator.services.queue import finish
from articles.models import Project, Role
from exchange.forms.settings import SECTIONS
from exchange.models import Run
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_article, make_member, make_suggested, workset

ADDRESS = "/projects/harbour/settings/"


def filled(name: str, /, **values: Any) -> dict[str, Any]:
    """The fields of a section as the page shows them, and what was changed."""
    form = SECTIONS[name](project=Project.objects.get(slug="harbour"))
    fields = {field: form[field].value() for field in form.fields}
    return {field: value for field, value in {**fields, **values}.items() if value is not None and value is not False}


def save(client: Client, name: str, /, **values: Any) -> Any:
    return client.post(f"{ADDRESS}{name}/", filled(name, **values), follow=True)


CHANGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("general", {"name": "Pier", "description": "News.", "language": "de", "remote_images": "on"},
     {"name": "Pier", "description": "News.", "language": "de", "remote_images": True}),
    ("judged", {"kind_entity": "asked", "kind_caption": "off", "type_DATE": "shown"},
     {"judged": {"entity": "asked", "caption": "off", "entity:DATE": "shown"}}),
    ("queue", {"readers": "2", "queue_policy": "random", "kept": "3", "unit": "hours", "blind_share": "20",
               "check_share": "5", "count_time": False},
     {"overlap": 2, "queue_policy": "random", "lease_minutes": 180, "blind_share": 20, "check_share": 5,
      "count_time": False}),
    ("adjudication", {"agree_rule": "overlap", "agree_overlap": "0.8", "agree_majority": "on", "tie_break": "on"},
     {"agree_rule": "overlap", "agree_overlap": 0.8, "agree_majority": True, "tie_break": True}),
    ("suggestions", {"suggester": "quotemark", "accept_threshold": "0.8"},
     {"suggester": "quotemark", "accept_threshold": 0.8}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sent", "stored"), CHANGES)
def test_a_manager_saves_a_section_and_the_event_tells_what_changed(
    project: Project, manager: Any, name: str, sent: dict[str, Any], stored: dict[str, Any]
) -> None:
    page = save(signed_in(manager), name, **sent)
    assert page.status_code == 200
    assert "Saved." in page.content.decode()
    now = Project.objects.get(pk=project.pk)
    assert {field: getattr(now, field) for field in stored} == stored
    assert Event.objects.get(verb="change settings").after == stored
    assert "Nothing was changed." in save(signed_in(manager), name).content.decode()
    assert Event.objects.filter(verb="change settings").count() == 1


def test_guidelines_become_a_version_with_what_changed(project: Project, manager: Any) -> None:
    page = save(signed_in(manager), "guidelines", text="Mark all.", note="begun").content.decode()
    assert "Saved as version 2." in page
    assert list(project.guideline_versions.values_list("number", "note")) == [(1, ""), (2, "begun")]
    assert "Nothing was changed." in save(signed_in(manager), "guidelines", note="again").content.decode()


def test_members_read_every_section_and_save_none(project: Project, reviewer: Any, stranger: Any) -> None:
    viewer = make_member(project, role=Role.VIEWER)
    for member in (viewer, make_member(project), reviewer):
        page = signed_in(member).get(ADDRESS).content.decode()
        assert all(f'id="section-{name}"' in page for name in SECTIONS)
        assert page.count('<fieldset class="section-fields" disabled>') == len(SECTIONS)
        assert "section-closing" not in page
        assert f'href="{ADDRESS}"' in page
        for name in SECTIONS:
            assert save(signed_in(member), name).status_code == 403
            assert signed_in(member).get(f"{ADDRESS}{name}/").status_code == 403
    assert [save(signed_in(stranger), name).status_code for name in SECTIONS] == [404] * len(SECTIONS)
    assert signed_in(stranger).get(ADDRESS).status_code == 404
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("general", {"name": " "}), ("general", {"language": "x" * 21}), ("guidelines", {"note": "x" * 501}),
        ("judged", {"kind_quote": "perhaps"}), ("judged", {"type_DATE": "none"}), ("queue", {"readers": "many"}),
        ("queue", {"readers": "number", "readers_number": "0"}), ("queue", {"readers": "number"}),
        ("queue", {"kept": "91", "unit": "days"}), ("queue", {"kept": "0"}), ("queue", {"blind_share": "101"}),
        ("queue", {"check_share": "51"}), ("queue", {"queue_policy": "newest"}), ("queue", {"unit": "years"}),
        ("adjudication", {"agree_overlap": "0.4"}), ("adjudication", {"agree_rule": "any"}),
        ("suggestions", {"suggester": "nobody"}), ("suggestions", {"accept_threshold": "nan"}),
        ("suggestions", {"accept_threshold": "9" * 5000}), ("queue", {"kept": "9" * 5000}),
    ],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused_beside_its_field(
    project: Project, manager: Any, name: str, wrong: dict[str, str]
) -> None:
    page = save(signed_in(manager), name, **wrong)
    assert page.status_code == 422
    assert "errorlist" in page.content.decode()
    assert "<h1>Settings</h1>" in page.content.decode()
    assert not Event.objects.exists()


def test_what_a_choice_affects_is_said_before_it_is_saved(project: Project, manager: Any, annotator: Any) -> None:
    article = make_article(project)
    finish(workset(article, annotator), user=annotator)
    Project.objects.update(overlap=1)

    def said(name: str, **values: Any) -> str:
        answer = signed_in(manager).get(f"{ADDRESS}{name}/", filled(name, **values), headers={"HX-Request": "true"})
        return " ".join(answer.content.decode().split())

    assert "1 article that had enough readers goes back into the queue" in said("queue", readers="2")
    assert "About 0 of 1 articles are shown without suggestions." in said("queue", blind_share="30")
    assert "Nothing decided is lost." in said("judged", kind_entity="off")
    assert "0 of 1 articles have some" in said("suggestions", suggester="quotemark")
    assert "Say how many people read an article." in said("queue", readers="number")
    assert '<p class="note">' not in said("queue")
    assert Project.objects.get().overlap == 1
    assert not Event.objects.filter(verb="change settings").exists()


def test_what_it_affects_is_said_after_saving_as_well(project: Project, manager: Any) -> None:
    Project.objects.update(overlap=2)
    page = save(signed_in(manager), "queue", readers="1").content.decode()
    assert "0 articles have enough readers at once, and are given to nobody else." in page


def test_another_suggester_is_shown_at_once_and_runs_where_it_can(project: Project, manager: Any) -> None:
    article = make_suggested(project)
    save(signed_in(manager), "suggestions", suggester="quotemark")
    assert Run.objects.get(kind="suggest").options["suggester"] == "quotemark"
    assert "data-verdict" not in signed_in(manager).get(article.get_absolute_url()).content.decode()
    save(signed_in(manager), "suggestions", suggester="rules")
    assert Run.objects.count() == 1
    assert 'data-verdict="suggested"' in signed_in(manager).get(article.get_absolute_url()).content.decode()


def test_an_unknown_section_is_not_found_and_a_look_without_a_fragment_leads_to_the_page(
    project: Project, manager: Any
) -> None:
    assert signed_in(manager).get(f"{ADDRESS}other/").status_code == 404
    assert signed_in(manager).get(f"{ADDRESS}queue/")["Location"] == ADDRESS


def test_the_page_costs_the_same_for_many_articles(
    project: Project, manager: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(manager)
    for _ in range(3):
        make_suggested(project)
    with django_assert_max_num_queries(14):
        client.get(ADDRESS)
