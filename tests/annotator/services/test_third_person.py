"""An article on which its readers differ has one more place, for somebody who is neither of them."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.errors import Refused
from annotator.models import Adjudication, AnnotationSet
from annotator.services import decide
from annotator.services.decide import Change, Seen
from annotator.services.places import take_place
from annotator.services.queue import take_next
from articles.models import Article, Project
from tests.annotator.adjudicating import (
    CONTENT,
    SHORTER,
    cases_of,
    finished_by,
    quote,
    take,
    two_readers,
)
from tests.factories import make_article, make_member, make_project, new_id


@pytest.fixture
def project(db: None) -> Project:
    return make_project("harbour", name="Harbour", tie_break=True, overlap=2)


@pytest.fixture
def disputed(project: Project) -> Article:
    article = make_article(project)
    two_readers(article, [quote(CONTENT)], [quote(SHORTER)])
    return article


def test_a_third_person_gets_it_and_no_fourth(disputed: Article, project: Project) -> None:
    third, fourth = make_member(project, name="cy"), make_member(project, name="dee")
    assert take_next(third) == disputed
    assert take_next(fourth) is None
    assert not take_place(disputed, fourth)
    finished_by(disputed, third, [quote(SHORTER)])
    assert Adjudication.objects.get().state == "open"
    assert [case.rule for case in cases_of(disputed)] == ["majority"]
    with pytest.raises(Refused, match="read this article already"):
        finished_by(disputed, fourth, [])


def test_it_comes_before_what_nobody_has_read(disputed: Article, project: Project) -> None:
    make_article(project)
    assert take_next(make_member(project, name="cy")) == disputed


def test_it_stays_so_while_a_reader_goes_on_changing(disputed: Article, project: Project) -> None:
    theirs = AnnotationSet.objects.get(user__username="ann")
    row = theirs.annotations.get()
    seen = Seen(str(row.pk), row.version)
    wanted = Change(quote_type="direct")
    decide.change_frame(theirs, user=theirs.user, action_id=new_id(), seen=seen, wanted=wanted)
    assert take_next(make_member(project, name="cy")) == disputed


def test_without_the_policy_nobody_gets_it(disputed: Article, project: Project) -> None:
    Project.objects.update(tie_break=False)
    assert take_next(make_member(project, name="cy")) is None


def test_once_an_editor_has_decided_it_waits_for_nobody(disputed: Article, project: Project, reviewer: Any) -> None:
    take(disputed, cases_of(disputed)[0], reviewer, 0)
    assert take_next(make_member(project, name="cy")) is None
