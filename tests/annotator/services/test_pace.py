"""How long decisions take, from the active time of each action."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.models import Annotation, AnnotationSet
from annotator.services import decide, journal
from annotator.services.decide import Change, Seen
from annotator.services.pace import Pace, pace_of
from annotator.services.queue import finish
from articles.models import Article, Project
from tests.annotator.services.test_unaided import quote
from tests.factories import new_id, workset


def quotes_of(article: Article) -> list[Annotation]:
    rows = Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote")
    return list(rows.order_by("start"))


class Reader:
    """Somebody whose page measures how long each action takes."""

    def __init__(self, article: Article, user: Any) -> None:
        self.article, self.user = article, user

    def own(self, seconds: int | None) -> AnnotationSet:
        found = workset(self.article, self.user)
        found.active_seconds = seconds
        return found

    def accept(self, row: Annotation, seconds: int | None) -> None:
        seen = Seen(str(row.pk), 0)
        decide.accept(self.own(seconds), user=self.user, action_id=new_id(), seen=seen)

    def reject(self, row: Annotation, seconds: int, version: int = 0) -> None:
        seen = Seen(str(row.pk), version)
        decide.reject(self.own(seconds), user=self.user, action_id=new_id(), seen=seen)

    def undo(self, seconds: int) -> None:
        journal.undo(self.own(seconds), user=self.user, action_id=new_id())

    def finish(self) -> None:
        finish(workset(self.article, self.user), user=self.user)


@pytest.fixture
def reader(article: Article, annotator: Any) -> Reader:
    return Reader(article, annotator)


def test_all_that_was_done_to_a_quote_is_the_time_of_its_decision(reader: Reader, project: Project) -> None:
    first, second, third = quotes_of(reader.article)
    reader.accept(first, 60)  # the article was read meanwhile
    reader.accept(second, 3)
    reader.undo(2)
    seen, wanted = Seen(str(second.pk), 0), Change(quote_type="mixed")
    decide.change_frame(reader.own(9), user=reader.user, action_id=new_id(), seen=seen, wanted=wanted)
    reader.reject(third, 5)
    frame = quote("Ferry pier closed")
    decide.add(reader.own(21), user=reader.user, action_id=new_id(), frame=frame)
    reader.finish()
    found = pace_of(project)
    assert found["accepted"] == Pace(0.0, 0)
    assert (found["corrected"].decisions, found["rejected"], found["added"]) == (1, Pace(5.0, 1), Pace(21.0, 1))
    assert found["corrected"].seconds >= 9


def test_an_action_on_many_is_shared_among_them(reader: Reader, project: Project) -> None:
    first, *others = quotes_of(reader.article)
    reader.reject(first, 7)
    cards = [str(row.pk) for row in others]
    decide.accept_many(reader.own(8), user=reader.user, action_id=new_id(), cards=cards)
    reader.finish()
    assert pace_of(project)["accepted"] == Pace(4.0, 2)


def test_what_was_not_measured_is_no_time(reader: Reader, project: Project) -> None:
    for row in quotes_of(reader.article):
        reader.accept(row, None)
    reader.finish()
    assert pace_of(project)["accepted"] == Pace(0.0, 0)


def test_unfinished_work_has_no_pace_yet(reader: Reader, project: Project) -> None:
    for row in quotes_of(reader.article):
        reader.accept(row, 4)
    assert pace_of(project)["accepted"].decisions == 0
    reader.finish()
    assert pace_of(project)["accepted"] == Pace(4.0, 2)


def test_few_decisions_are_no_pace() -> None:
    assert not Pace(3.0, 9).is_known
    assert Pace(3.0, 10).is_known


def test_it_takes_three_queries(reader: Reader, project: Project, django_assert_num_queries: Any) -> None:
    for row in quotes_of(reader.article):
        reader.accept(row, 4)
    reader.finish()
    with django_assert_num_queries(3):
        pace_of(project)
