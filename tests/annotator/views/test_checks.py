"""The page of blind checks: what it shows and hides, answers by form, taking back, and its dead ends."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from annotator.models import Check
from annotator.services.certificate_tests import Terms, begin_test
from annotator.services.certificates import Subject
from annotator.services.decide import accept_many
from annotator.vocabulary import Kind
from annotator.workbench.checks import choices_of
from articles.models import Project
from tests.annotator.certifying import begun, make_quoted
from tests.factories import make_suggested, new_id, workset


@pytest.fixture
def browser(annotator: Any, client: Client) -> Client:
    client.force_login(annotator)
    return client


def page(client: Client, project: Project) -> str:
    return client.get(f"/projects/{project.slug}/checks/").content.decode()


def asked(shown: str) -> dict[str, str]:
    """The hidden fields of the form that answers."""
    form = shown.split('class="check-answers"')[1].split("</form>")[0]
    return dict(re.findall(r'name="(client_id|draw)" value="([^"]+)"', form))


def test_a_check_shows_the_words_and_neither_score_nor_version_nor_decision(
    project: Project, browser: Client, manager: Any
) -> None:
    for article in make_quoted(project, 12, version="7.7.7"):
        key = article.annotation_sets.get(source="suggester").annotations.get().pk
        accept_many(workset(article, manager), user=manager, action_id=new_id(), cards=[str(key)])
    begun(project, manager)
    shown = page(browser, project)
    main = shown.split("<main")[1]
    assert "It holds number" in main
    assert "Is this a direct quote, as it is marked?" in main
    assert "Ada Berg" in main
    told = main.split("check-state")[0].replace('data-verdict="accepted"', "")
    assert not re.search(r"0[.,]9|7\.7\.7|\bmax\b|accepted", told)
    assert "/articles/" not in main


def test_an_answer_brings_the_next_one(project: Project, browser: Client, manager: Any) -> None:
    make_quoted(project, 30)
    begun(project, manager)
    form = asked(page(browser, project))
    address = f"/projects/{project.slug}/checks/"
    shown = browser.post(address, {**form, "answer": "right"}, headers={"HX-Request": "true"}).content.decode()
    assert shown.lstrip().startswith('<div class="check-place" id="check"')
    assert asked(shown)["draw"] != form["draw"]
    assert "1 of at most 40 checks" in shown
    assert browser.post(address, {**asked(shown), "answer": "wrong"}).status_code == 302
    assert list(Check.objects.values_list("answer", flat=True)) == ["right", "wrong"]


def test_who_comes_too_late_is_told_and_gets_the_next(project: Project, browser: Client, manager: Any) -> None:
    make_quoted(project, 30)
    begun(project, manager)
    form = asked(page(browser, project))
    browser.post(f"/projects/{project.slug}/checks/", {**form, "answer": "right"})
    again = {**form, "client_id": str(new_id()), "answer": "wrong"}
    shown = browser.post(f"/projects/{project.slug}/checks/", again, follow=True).content.decode()
    assert "A colleague has answered this one meanwhile" in shown
    assert Check.objects.count() == 1


@pytest.mark.parametrize("answer", ["", "taken back", "perhaps"])
def test_other_answers_are_refused(project: Project, browser: Client, manager: Any, answer: str) -> None:
    make_quoted(project, 30)
    begun(project, manager)
    form = asked(page(browser, project))
    assert browser.post(f"/projects/{project.slug}/checks/", {**form, "answer": answer}).status_code == 400


def test_a_draw_of_another_project_is_not_found(project: Project, browser: Client, manager: Any) -> None:
    from tests.factories import make_project

    other = make_project("other")
    manager.memberships.create(project=other, role="manager")
    make_quoted(other, 12)
    draw = begun(other, manager).draws.get(place=0)
    form = {"client_id": str(new_id()), "draw": draw.pk, "answer": "right"}
    assert browser.post(f"/projects/{project.slug}/checks/", form).status_code == 404


def test_the_last_answer_is_taken_back_and_shown_again(project: Project, browser: Client, manager: Any) -> None:
    make_quoted(project, 30)
    test = begun(project, manager)
    form = asked(page(browser, project))
    browser.post(f"/projects/{project.slug}/checks/", {**form, "answer": "right"})
    assert "Take my last answer back" in page(browser, project)
    undo = {"client_id": str(new_id()), "test": str(test.pk)}
    shown = browser.post(f"/projects/{project.slug}/checks/undo/", undo, follow=True).content.decode()
    assert "Your last answer is taken back: here it is again." in shown
    assert asked(shown)["draw"] == form["draw"]
    assert "Take my last answer back" not in shown


def test_without_a_test_the_page_leads_on(project: Project, browser: Client) -> None:
    shown = page(browser, project)
    assert "No test goes on, so there is nothing to check." in shown
    assert f"/projects/{project.slug}/certificates/" in shown


def test_who_decided_all_of_it_is_told_so(project: Project, browser: Client, manager: Any, annotator: Any) -> None:
    for article in make_quoted(project, 12):
        key = article.annotation_sets.get(source="suggester").annotations.get().pk
        accept_many(workset(article, annotator), user=annotator, action_id=new_id(), cards=[str(key)])
    begun(project, manager)
    assert "Nothing is left for you to check now" in page(browser, project)


@pytest.mark.parametrize(
    ("kind", "keys", "fact"),
    [(Kind.ENTITY, "aext", "Type"), (Kind.CAPTION, "aext", "Credit"), (Kind.REPAIR, "axt", "Should be")],
)
def test_other_kinds_ask_for_what_they_are(
    project: Project, browser: Client, manager: Any, kind: Kind, keys: str, fact: str
) -> None:
    make_suggested(project)
    test = begin_test(project, Terms(Subject(kind)), user=manager, test_id=new_id())
    assert "".join(choice.key for choice in choices_of(test)) == keys
    assert f"<dt>{fact}</dt>" in page(browser, project)
