"""The pages of certificates: beginning and ending tests, reading a promise, letting suggestions through."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, CertificateTest
from articles.models import Project, Role
from tests.annotator.certifying import begun, carried_out, earned, make_quoted
from tests.factories import make_member, new_id

ASKED = {"subject": "direct", "most_wrong": "20", "confidence": "80", "most_checks": "40"}


@pytest.fixture
def desk(manager: Any, client: Client) -> Client:
    client.force_login(manager)
    return client


def page(client: Client, project: Project, more: str = "") -> str:
    return client.get(f"/projects/{project.slug}/certificates/{more}").content.decode()


def test_an_empty_page_says_what_to_do(project: Project, desk: Client, annotator: Any) -> None:
    assert "Nothing is certified yet. Begin a test below" in page(desk, project)
    desk.force_login(annotator)
    shown = page(desk, project)
    assert "A manager of the project can begin a test." in shown
    assert "Begin a test</h2>" not in shown


def test_a_manager_begins_a_test_and_is_led_to_the_checks(project: Project, desk: Client) -> None:
    make_quoted(project, 30)
    key = str(new_id())
    for _ in range(2):
        response = desk.post(f"/projects/{project.slug}/certificates/", {"client_id": key, **ASKED})
        assert response.headers["Location"] == f"/projects/{project.slug}/checks/"
    test = CertificateTest.objects.get()
    assert (str(test.pk), test.most_wrong, test.confidence, test.most_checks) == (key, 0.2, 0.8, 40)
    shown = page(desk, project)
    assert "Direct quotes: 0 of at most 40 checks" in shown
    assert "are right, the line is 0.97 (0 wrong of 0 there so far)." in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [("most_wrong", "0"), ("most_wrong", "1e400"), ("confidence", "100"), ("most_checks", "5000"), ("subject", "all")],
)
def test_values_out_of_bounds_are_refused(project: Project, desk: Client, name: str, value: str) -> None:
    make_quoted(project, 12)
    answer = desk.post(f"/projects/{project.slug}/certificates/", {"client_id": new_id(), **ASKED, name: value})
    assert answer.status_code == 400
    assert not CertificateTest.objects.exists()


def test_without_suggestions_the_page_says_so(project: Project, desk: Client) -> None:
    answer = desk.post(
        f"/projects/{project.slug}/certificates/", {"client_id": new_id(), **ASKED, "subject": "caption"}, follow=True
    )
    assert "There are no suggestions of captions to test" in answer.content.decode()


def test_a_test_is_ended_and_says_that_nothing_is_certified(project: Project, desk: Client, manager: Any) -> None:
    make_quoted(project, 30)
    test = begun(project, manager)
    answer = desk.post(f"/projects/{project.slug}/certificates/tests/{test.pk}/end/", follow=True)
    shown = answer.content.decode()
    assert "It had not shown anything yet" in shown
    assert "Ended" in shown
    assert "a manager ended it" in shown


def test_the_certificate_says_what_it_promises_and_what_not(
    project: Project, desk: Client, manager: Any, annotator: Any
) -> None:
    certificate = earned(project, manager, annotator)
    assert "What holds now" in page(desk, project)
    shown = page(desk, project, f"{certificate.pk}/")
    assert "Certified from 0.97 on" in shown
    assert "Of the direct quotes with a score of 0.97 or more, at most 20 % are wrong in their words." in shown
    assert "with 80 % confidence" in shown
    assert "quotemark 1" in shown
    assert "The Courier (24)" in shown
    assert "ann</bdi>" in shown
    assert "It says nothing of what the machine misses" in shown
    assert "Only its words are promised" in shown


def test_a_manager_lets_suggestions_through_and_takes_them_back(
    project: Project, desk: Client, manager: Any, annotator: Any
) -> None:
    certificate = earned(project, manager, annotator)
    place = f"/projects/{project.slug}/certificates/{certificate.pk}/"
    shown = desk.post(f"{place}accept/", {"accepts": "on"}, follow=True).content.decode()
    assert "24 suggestions were accepted, marked as certified." in shown
    assert "Accept nothing more" in shown
    shown = desk.post(f"{place}accept/", {"accepts": "off"}, follow=True).content.decode()
    assert "What was accepted stays." in shown
    shown = desk.post(f"{place}take-back/", follow=True).content.decode()
    assert "24 suggestions are undecided again." in shown
    assert not Annotation.objects.filter(set__source="certified").exists()


def test_a_lapsed_certificate_says_why_and_lets_nothing_through(
    project: Project, desk: Client, manager: Any, annotator: Any
) -> None:
    certificate = earned(project, manager, annotator)
    make_quoted(project, 1, version="2")
    assert "Lapsed : the suggester or its model changed." in page(desk, project).replace("  ", " ")
    place = f"/projects/{project.slug}/certificates/{certificate.pk}/"
    shown = desk.post(f"{place}accept/", {"accepts": "on"}, follow=True).content.decode()
    assert "It has lapsed: the suggester or its model changed." in shown
    assert not Annotation.objects.filter(set__source="certified").exists()


def test_viewers_read_and_cannot_change(project: Project, client: Client, manager: Any, annotator: Any) -> None:
    certificate = earned(project, manager, annotator)
    client.force_login(make_member(project, role=Role.VIEWER))
    shown = page(client, project, f"{certificate.pk}/")
    assert "A manager of the project decides about it." in shown
    assert "<button" not in shown.split("</header>")[-1].split("Accepting without a look")[1]


def test_a_test_that_failed_is_kept(project: Project, desk: Client, manager: Any, annotator: Any) -> None:
    from annotator.vocabulary import CheckAnswer

    make_quoted(project, 40)
    carried_out(begun(project, manager), annotator, lambda draw: CheckAnswer.WRONG)
    shown = page(desk, project)
    assert "Nothing certified: at most 20 % wrong, with 80 % confidence was not shown" in shown


def test_pages_cost_the_same_in_a_long_history(
    project: Project, desk: Client, manager: Any, annotator: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        earned(project, manager, annotator, number=12)
    with django_assert_max_num_queries(40):
        page(desk, project)


def test_the_threshold_says_from_where_on_it_is_certified(
    project: Project, desk: Client, manager: Any, annotator: Any
) -> None:
    words = "ertified from 0.97 on (direct quotes: words)"
    article = make_quoted(project, 24)[0]
    pages = (f"/articles/{article.pk}/", f"/projects/{project.slug}/settings/")
    assert not any(words in desk.get(address).content.decode() for address in pages)
    earned(project, manager, annotator)
    assert all(words in desk.get(address).content.decode() for address in pages)
    make_quoted(project, 1, version="2")
    assert words not in desk.get(pages[1]).content.decode()


def test_checks_and_certificates_are_found_from_the_project(
    project: Project, client: Client, manager: Any, annotator: Any
) -> None:
    client.force_login(annotator)
    link = f'href="/projects/{project.slug}/checks/"'
    assert link not in client.get(f"/projects/{project.slug}/").content.decode()
    make_quoted(project, 12)
    begun(project, manager)
    assert link in client.get(f"/projects/{project.slug}/").content.decode()
    assert (
        f"/projects/{project.slug}/certificates/" in client.get(f"/projects/{project.slug}/quality/").content.decode()
    )
