"""Tests for certificates: begun, what they draw, how they end, and what they issue."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from annotator.errors import Refused
from annotator.models import Annotation, CertificateTest, Draw, Event
from annotator.services.certificate_tests import Terms, begin_test, is_right, state_of, stop_test
from annotator.services.certificates import Subject
from annotator.services.checks import answer, next_check
from annotator.vocabulary import CertifiedPart, CheckAnswer, Kind
from articles.models import Project
from suggesters.evaluation.certificate import Promise
from tests.annotator.certifying import DIRECT, LOOSE, all_right, begun, carried_out, make_quoted
from tests.factories import make_suggested, new_id


def test_a_test_draws_from_the_suggestions_that_the_project_shows(project: Project, manager: Any) -> None:
    articles = make_quoted(project, 30)
    make_quoted(project, 3, first=30, version="0")
    make_suggested(project)  # by another suggester
    make_quoted(project, 2, first=40)
    test = begun(project, manager)
    assert (test.suggester, test.version, test.population) == ("quotemark", "1", 32)
    assert test.sources == {"The Courier": 32}
    assert test.profile == project.chosen_profile.as_json()
    shown = set(Annotation.objects.filter(set__version="1", set__suggester="quotemark").values_list("pk", flat=True))
    assert set(test.draws.values_list("annotation", flat=True)) <= shown
    assert len(articles) == 30


def test_withdrawn_articles_and_kinds_that_are_off_are_not_drawn(project: Project, manager: Any) -> None:
    from annotator.services.withdraw import withdraw

    articles = make_quoted(project, 12)
    withdraw(articles[0], user=manager, reason="Twice")
    assert begun(project, manager).population == 11
    project.judged = {"quote": "off"}
    with pytest.raises(Refused, match="no suggestions"):
        begin_test(project, Terms(Subject("quote", "mixed")), user=manager, test_id=new_id())


def test_a_repeated_request_finds_the_test_and_a_second_one_is_refused(project: Project, manager: Any) -> None:
    make_quoted(project, 12)
    key = new_id()
    first = begin_test(project, Terms(DIRECT, LOOSE), user=manager, test_id=key)
    assert begin_test(project, Terms(DIRECT, LOOSE), user=manager, test_id=key) == first
    with pytest.raises(Refused, match="direct quotes goes on already"):
        begun(project, manager)
    assert CertificateTest.objects.count() == 1
    assert Event.objects.filter(verb="begin checks").count() == 1


def test_only_managers_begin_and_end_tests(project: Project, manager: Any, reviewer: Any) -> None:
    make_quoted(project, 12)
    with pytest.raises(PermissionDenied):
        begun(project, reviewer)
    test = begun(project, manager)
    with pytest.raises(PermissionDenied):
        stop_test(test, user=reviewer)


def test_a_test_without_suggestions_is_refused(project: Project, manager: Any) -> None:
    with pytest.raises(Refused, match="no suggestions of captions"):
        begin_test(project, Terms(Subject(Kind.CAPTION)), user=manager, test_id=new_id())


def test_all_parts_pass_where_all_is_right(project: Project, manager: Any, annotator: Any) -> None:
    make_quoted(project, 40)
    test = begun(project, manager)
    certificates = carried_out(test, annotator)
    assert [one.part for one in certificates] == ["content", "person", "speaker"]
    assert {one.number for one in certificates} == {40}
    assert all(one.line == pytest.approx(0.96) and one.wrong == 0 for one in certificates)
    test.refresh_from_db()
    assert (test.end, test.is_open) == ("finished", False)
    assert len(state_of(test).answers) < 20  # the same checks serve all three


def test_no_certificate_where_too_much_is_wrong(project: Project, manager: Any, annotator: Any) -> None:
    make_quoted(project, 40)
    test = begun(project, manager)
    assert carried_out(test, annotator, lambda draw: CheckAnswer.WRONG) == []
    test.refresh_from_db()
    assert test.end == "finished"
    assert state_of(test).checks < 12


def test_wrong_speakers_leave_the_words_certified(project: Project, manager: Any, annotator: Any) -> None:
    make_quoted(project, 40)
    certificates = carried_out(begun(project, manager), annotator, lambda draw: CheckAnswer.SPEAKER)
    assert [one.part for one in certificates] == ["content"]


@pytest.mark.parametrize(
    ("given", "exact", "parts"),
    [
        (CheckAnswer.RIGHT, True, [True, True, True]),
        (CheckAnswer.EDGES, False, [True, True, True]),
        (CheckAnswer.EDGES, True, [False, False, False]),
        (CheckAnswer.PERSON, False, [True, True, False]),
        (CheckAnswer.SPEAKER, False, [True, False, False]),
        (CheckAnswer.WRONG, False, [False, False, False]),
        (CheckAnswer.UNSURE, False, [False, False, False]),
    ],
)
def test_what_an_answer_says_of_each_part(given: CheckAnswer, *, exact: bool, parts: list[bool]) -> None:
    assert [is_right(given, part, exact=exact) for part in CertifiedPart] == parts


def test_ended_early_the_lines_that_passed_are_certified(project: Project, manager: Any, annotator: Any) -> None:
    make_quoted(project, 150)
    test = begun(project, manager, Promise(most_wrong=0.1, confidence=0.8, most_checks=60))
    while state_of(test).parts[CertifiedPart.CONTENT].certified is None:
        _state, asked = next_check(project, annotator)
        assert asked is not None
        answer(asked.draw, CheckAnswer.PERSON, user=annotator, client_id=new_id())
    stopped = stop_test(test, user=manager)
    assert (stopped.end, stopped.ended_by) == ("stopped", manager)
    assert {one.part for one in test.certificates.all()} == {"content", "speaker"}
    assert stop_test(test, user=manager).ended_at == stopped.ended_at
    assert Event.objects.filter(verb="end checks").count() == 1


def test_a_newer_certificate_takes_the_place_of_an_older(project: Project, manager: Any, annotator: Any) -> None:
    make_quoted(project, 40)
    first = carried_out(begun(project, manager), annotator)
    second = carried_out(begun(project, manager), annotator)
    lapsed = {one.pk: one.lapse for one in project.certificates.all()}
    assert {lapsed[one.pk] for one in first} == {"replaced"}
    assert {lapsed[one.pk] for one in second} == {""}


def test_a_large_project_costs_a_test_few_queries(
    project: Project, manager: Any, annotator: Any, django_assert_max_num_queries: Any
) -> None:
    make_quoted(project, 60)
    with django_assert_max_num_queries(25):
        test = begun(project, manager)
    with django_assert_max_num_queries(9):
        _state, asked = next_check(project, annotator)
    assert asked is not None
    assert Draw.objects.filter(test=test).count() <= 60
    with django_assert_max_num_queries(30):
        answer(asked.draw, all_right(asked.draw), user=annotator, client_id=new_id())
