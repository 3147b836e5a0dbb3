"""Blind checks: who gets which, answers and taking them back, and what they leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from annotator.errors import Refused, Stale
from annotator.models import Annotation, Check
from annotator.services.certificate_tests import state_of
from annotator.services.certificates import outdated
from annotator.services.checks import Asked, answer, asked_of, last_of, next_check, people_who_checked, take_back
from annotator.services.decide import accept_many
from annotator.vocabulary import CheckAnswer
from articles.models import Project, Role
from tests.annotator.certifying import begun, make_quoted
from tests.factories import make_member, make_project, new_id, workset
from tests.worlds import shared


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """A project with thirty suggestions."""
    with shared(django_db_blocker):
        project = make_project("harbour", name="Harbour")
        make_quoted(project, 30)
        yield project.pk


@pytest.fixture
def project(db: None, made: int) -> Project:
    return Project.objects.get(pk=made)


def asked(project: Project, user: Any) -> Asked:
    found = next_check(project, user)[1]
    assert found is not None
    return found


def accept_all(project: Project, user: Any) -> None:
    for article in project.articles.all():
        keys = Annotation.objects.filter(set__article=article, set__source="suggester").values_list("pk", flat=True)
        accept_many(workset(article, user), user=user, action_id=new_id(), cards=[str(key) for key in keys])


def test_each_suggestion_is_checked_once(project: Project, manager: Any, annotator: Any) -> None:
    test = begun(project, manager)
    first = asked(project, annotator)
    answer(first.draw, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    with pytest.raises(Stale, match="colleague has answered"):
        answer(first.draw, CheckAnswer.WRONG, user=manager, client_id=new_id())
    assert first.draw.pk not in {one.pk for one in state_of(test).asks}


def test_a_repeated_answer_has_one_effect(project: Project, manager: Any, annotator: Any) -> None:
    begun(project, manager)
    draw, key = asked(project, annotator).draw, new_id()
    for _ in range(2):
        answer(draw, CheckAnswer.RIGHT, user=annotator, client_id=key)
    assert Check.objects.count() == 1


def test_two_people_who_check_at_once_get_different_ones(project: Project, manager: Any, annotator: Any) -> None:
    test = begun(project, manager)
    first = asked(project, annotator).draw
    assert first == state_of(test).asks[0]
    answer(first, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    assert asked(project, annotator).draw == state_of(test).asks[0]
    assert asked(project, manager).draw == state_of(test).asks[1]


def test_nobody_checks_what_they_accepted_while_others_can(project: Project, manager: Any, annotator: Any) -> None:
    accept_all(project, annotator)
    test = begun(project, manager)
    assert asked_of(state_of(test), annotator) is None
    assert asked(project, manager).decided is False


def test_where_everybody_decided_about_it_the_answer_says_so(project: Project, manager: Any) -> None:
    accept_all(project, manager)
    make_member(project, role=Role.VIEWER)
    begun(project, manager)
    found = asked(project, manager)
    assert found.decided
    answer(found.draw, CheckAnswer.RIGHT, user=manager, client_id=new_id())
    assert Check.objects.get().decided_before


def test_nobody_checks_what_they_are_to_read_without_suggestions(
    project: Project, manager: Any, annotator: Any
) -> None:
    project.blind_share = 100
    project.save()
    test = begun(project, manager)
    assert asked_of(state_of(test), annotator) is None


def test_a_check_changes_no_annotation(project: Project, manager: Any, annotator: Any) -> None:
    begun(project, manager)
    before = list(Annotation.objects.order_by("pk").values())
    answer(asked(project, annotator).draw, CheckAnswer.WRONG, user=annotator, client_id=new_id())
    assert list(Annotation.objects.order_by("pk").values()) == before


def test_the_last_answer_is_taken_back_and_the_rows_stay(project: Project, manager: Any, annotator: Any) -> None:
    test = begun(project, manager)
    first = asked(project, annotator).draw
    answer(first, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    second = asked(project, annotator).draw
    answer(second, CheckAnswer.WRONG, user=annotator, client_id=new_id())
    key = new_id()
    assert take_back(test, user=annotator, client_id=key) == second
    assert take_back(test, user=annotator, client_id=key) is None  # the same request again
    assert state_of(test).checks == 1
    assert take_back(test, user=annotator, client_id=new_id()) == first
    assert take_back(test, user=annotator, client_id=new_id()) is None
    assert list(Check.objects.values_list("answer", flat=True)) == ["right", "wrong", "taken back", "taken back"]
    answer(first, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    last = last_of(test, annotator)
    assert last is not None
    assert last.draw == first


def test_nobody_takes_anothers_answer_back(project: Project, manager: Any, annotator: Any) -> None:
    test = begun(project, manager)
    answer(asked(project, annotator).draw, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    assert take_back(test, user=manager, client_id=new_id()) is None
    assert people_who_checked(test) == [(annotator, 1)]


def test_an_ended_test_takes_no_answers_and_gives_none_back(project: Project, manager: Any, annotator: Any) -> None:
    from annotator.services.certificate_tests import stop_test

    test = begun(project, manager)
    draw = asked(project, annotator).draw
    stop_test(test, user=manager)
    with pytest.raises(Stale, match="has ended"):
        answer(draw, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    with pytest.raises(Refused, match="its answers stand"):
        take_back(test, user=annotator, client_id=new_id())


def test_viewers_check_nothing(project: Project, manager: Any) -> None:
    begun(project, manager)
    viewer = make_member(project, role=Role.VIEWER)
    with pytest.raises(PermissionDenied):
        answer(asked(project, manager).draw, CheckAnswer.RIGHT, user=viewer, client_id=new_id())


def test_an_answer_ends_a_test_of_what_is_no_longer_in_use(project: Project, manager: Any, annotator: Any) -> None:
    test = begun(project, manager)
    draw = asked(project, annotator).draw
    make_quoted(project, 1, first=30, version="2")
    assert outdated(test) == "version"
    answer(draw, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    test.refresh_from_db()
    assert test.end == "outdated"
    assert not Check.objects.exists()


def test_checks_are_never_changed(project: Project, manager: Any, annotator: Any) -> None:
    begun(project, manager)
    answer(asked(project, annotator).draw, CheckAnswer.RIGHT, user=annotator, client_id=new_id())
    with pytest.raises(ValidationError):
        Check.objects.get().save()
