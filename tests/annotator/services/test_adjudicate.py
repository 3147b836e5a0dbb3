"""Adjudication as a service: cases are found, decided, taken back, saved as gold, and found again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from annotator.errors import Refused, Stale
from annotator.models import Adjudication, Annotation, AnnotationSet, Case, Event, Lease
from annotator.services import adjudicate, decide
from annotator.services.adjudicate import Decision, save_gold, settle
from annotator.services.decide import Change, Seen
from annotator.services.merge import current, refresh
from annotator.services.people import person_named
from annotator.services.queue import finish
from annotator.services.registry import merge_people
from annotator.services.review import make_gold
from articles.models import Article, Project
from tests.annotator.adjudicating import (
    CONTENT,
    COSTLY,
    HOPE,
    SHORTER,
    WAIT,
    cases_of,
    entity,
    finished_by,
    gold_frames,
    gold_words,
    quote,
    take,
    two_readers,
)
from tests.factories import make_article, make_member, make_suggested, new_id, span, workset


@pytest.fixture
def article(project: Project) -> Article:
    return make_article(project)


@pytest.fixture
def disputed(article: Article) -> Article:
    """Ann and Bob agree on one quote; they differ in the edges of a second, and Ann alone has a third."""
    two_readers(article, [quote(CONTENT), quote(COSTLY), quote(WAIT, HOPE)], [quote(SHORTER), quote(COSTLY)])
    return article


def row(article: Article) -> Adjudication:
    return Adjudication.objects.get(article=article)


def test_the_second_reader_who_finishes_makes_the_cases(disputed: Article) -> None:
    assert [(case.state, case.rule, case.difference) for case in cases_of(disputed)] == [
        ("open", "", ["start"]),
        ("decided", "identical", []),
        ("open", "", ["absent"]),
    ]
    assert (row(disputed).state, row(disputed).open, row(disputed).agreed) == ("open", 2, 1)


def test_one_reader_makes_no_case(article: Article, annotator: Any) -> None:
    finished_by(article, annotator, [quote(CONTENT)])
    assert cases_of(article) == []
    assert (row(article).state, row(article).readers) == ("waiting", 1)


def test_left_right_both_and_neither_put_what_they_say_into_gold(disputed: Article, reviewer: Any) -> None:
    first, _, third = cases_of(disputed)
    take(disputed, first, reviewer, 1)
    assert gold_words(disputed) == [[SHORTER]]
    take(disputed, first, reviewer, 0)
    assert gold_words(disputed) == [[CONTENT]]
    take(disputed, first, reviewer, choice="both")
    assert sorted(gold_words(disputed)) == sorted([[SHORTER], [CONTENT]])
    take(disputed, first, reviewer, choice="neither")
    take(disputed, third, reviewer, 0)
    assert gold_words(disputed) == [[WAIT, HOPE]]
    assert [case.choice for case in cases_of(disputed)] == ["neither", "", "take"]


def test_adjudicating_needs_no_place_among_the_readers(disputed: Article, reviewer: Any) -> None:
    Project.objects.update(overlap=2)
    first, _, third = cases_of(disputed)
    article = Article.objects.select_related("project").get(pk=disputed.pk)
    for case in (first, third):
        take(article, case, reviewer, 0)
    save_gold(article, user=reviewer)
    assert row(article).state == "gold"
    assert not Lease.objects.exists()


def test_gold_counts_only_once_it_is_saved(disputed: Article, reviewer: Any) -> None:
    first, _, third = cases_of(disputed)
    take(disputed, first, reviewer, 0)
    assert not AnnotationSet.objects.gold().exists()
    with pytest.raises(Refused, match="1 case is still open"):
        save_gold(disputed, user=reviewer)
    take(disputed, third, reviewer, 1)
    gold = save_gold(disputed, user=reviewer)
    assert gold.state == "finished"
    assert gold_words(disputed) == [[CONTENT], [COSTLY]]
    assert row(disputed).state == "gold"
    events = Event.objects.count()
    save_gold(disputed, user=reviewer)
    assert Event.objects.count() == events
    assert Event.objects.get(verb="save gold").after == {"annotations": 2, "cases": 3, "by_hand": 2}


def test_gold_says_who_said_the_same_and_who_decided(disputed: Article, reviewer: Any) -> None:
    first, _, third = cases_of(disputed)
    take(disputed, first, reviewer, 1)
    take(disputed, third, reviewer, 1)
    save_gold(disputed, user=reviewer)
    shorter, costly = gold_frames(disputed)
    bob, ann = ({"annotator": name, "verdict": "added"} for name in ("bob", "ann"))
    assert shorter.extra == {"from": [bob], "rule": "hand", "decided_by": "rev"}
    assert costly.extra == {"from": [ann, bob], "rule": "identical"}


def test_an_edited_reading_goes_into_gold(disputed: Article, reviewer: Any) -> None:
    first = cases_of(disputed)[0]
    wanted = quote("is closed until May", name="Tom Okafor", quote_type="direct")
    take(disputed, first, reviewer, choice="edit", frames=(wanted,))
    [frame] = gold_frames(disputed)
    assert (frame.quote_type, frame.name, frame.verdict) == ("direct", "Tom Okafor", "added")
    assert frame.person == person_named(disputed.project, "Tom Okafor", user=reviewer).pk
    assert frame.extra["from"] == []
    with pytest.raises(Refused, match="one kind"):
        take(disputed, first, reviewer, choice="edit", frames=(entity("Ines Calder"),))
    with pytest.raises(Refused, match="Neither"):
        take(disputed, first, reviewer, choice="edit")


def test_the_same_request_again_has_one_effect(disputed: Article, reviewer: Any) -> None:
    first = cases_of(disputed)[0]
    asked: dict[str, Any] = {
        "action_id": new_id(),
        "key": first.key,
        "version": first.version,
        "decision": Decision("take", 0),
    }
    assert not settle(disputed, user=reviewer, **asked).repeated
    assert settle(disputed, user=reviewer, **asked).repeated
    assert len(gold_frames(disputed)) == 1


def test_of_two_adjudicators_the_later_one_is_told(disputed: Article, reviewer: Any, manager: Any) -> None:
    first = cases_of(disputed)[0]
    seen = first.version
    take(disputed, first, reviewer, 0)
    late: dict[str, Any] = {"action_id": new_id(), "key": first.key, "version": seen, "decision": Decision("take", 1)}
    with pytest.raises(Stale, match="changed since"):
        settle(disputed, user=manager, **late)
    assert gold_words(disputed) == [[CONTENT]]


def test_undo_and_redo_take_the_case_and_gold_along(disputed: Article, reviewer: Any) -> None:
    first, _, third = cases_of(disputed)
    take(disputed, first, reviewer, 0)
    take(disputed, third, reviewer, choice="neither")
    assert row(disputed).open == 0
    adjudicate.undo(disputed, user=reviewer, action_id=new_id())
    assert cases_of(disputed)[2].is_open
    adjudicate.undo(disputed, user=reviewer, action_id=new_id())
    assert cases_of(disputed)[0].is_open
    assert gold_frames(disputed) == []
    assert row(disputed).open == 2
    adjudicate.redo(disputed, user=reviewer, action_id=new_id())
    first = cases_of(disputed)[0]
    assert (first.state, first.choice, first.decided_by) == ("decided", "take", reviewer)
    assert gold_words(disputed) == [[CONTENT]]
    with pytest.raises(Stale, match="More was done"):
        adjudicate.undo(disputed, user=reviewer, action_id=new_id(), seen=1)


def test_only_reviewers_adjudicate_and_nobody_who_still_reads(disputed: Article, annotator: Any, reviewer: Any) -> None:
    first = cases_of(disputed)[0]
    with pytest.raises(PermissionDenied):
        take(disputed, first, annotator)
    decide.add(workset(disputed, reviewer), user=reviewer, action_id=new_id(), frame=quote(CONTENT))
    with pytest.raises(Refused, match="begun this article yourself"):
        take(disputed, first, reviewer)


def test_where_a_third_person_breaks_ties_no_reader_decides(disputed: Article) -> None:
    bob = AnnotationSet.objects.get(user__username="bob").user
    disputed.project.memberships.filter(user=bob).update(role="reviewer")
    Project.objects.update(tie_break=True)
    disputed.project.refresh_from_db()
    with pytest.raises(Refused, match="somebody else decides"):
        take(disputed, cases_of(disputed)[0], bob)


@pytest.fixture
def annotator(project: Project) -> Any:
    return make_member(project, name="cy")


def test_a_changed_reading_opens_its_case_and_no_other(disputed: Article, reviewer: Any) -> None:
    first, _, third = cases_of(disputed)
    take(disputed, first, reviewer, 0)
    take(disputed, third, reviewer, 0)
    save_gold(disputed, user=reviewer)
    before = {frame.id for frame in gold_frames(disputed)}
    theirs = AnnotationSet.objects.get(user__username="ann")
    moved = Annotation.objects.get(set=theirs, start=span(disputed.text, CONTENT)[0])
    wanted = Change(spans=(("content", *span(disputed.text, "pier “is closed until May”")),))
    seen = Seen(str(moved.pk), moved.version)
    decide.change_frame(theirs, user=theirs.user, action_id=new_id(), seen=seen, wanted=wanted)
    assert (row(disputed).state, row(disputed).open) == ("open", None)
    refresh(disputed)
    first, _, third = cases_of(disputed)
    assert first.is_open
    assert (first.earlier or {})["choice"] == "take"
    assert third.state == "decided"
    assert {frame.id for frame in gold_frames(disputed)} == before, "gold stands until somebody decides anew"
    take(disputed, first, reviewer, choice="keep")
    save_gold(disputed, user=reviewer)
    assert {frame.id for frame in gold_frames(disputed)} == before
    assert row(disputed).state == "gold"


def test_a_third_reader_who_says_nothing_new_opens_nothing(disputed: Article, reviewer: Any, annotator: Any) -> None:
    first, _, third = cases_of(disputed)
    take(disputed, first, reviewer, 0)
    take(disputed, third, reviewer, 0)
    finished_by(disputed, annotator, [quote(CONTENT), quote(COSTLY)])
    assert [case.state for case in cases_of(disputed)] == ["decided", "decided", "decided"]
    assert len(cases_of(disputed)[0].readings) == 3


def test_a_third_reader_who_says_something_new_opens_the_case(disputed: Article, reviewer: Any, annotator: Any) -> None:
    take(disputed, cases_of(disputed)[0], reviewer, 0)
    finished_by(disputed, annotator, [quote("is closed until May"), quote(COSTLY)])
    first, agreed, third = cases_of(disputed)
    assert first.is_open
    assert (first.earlier or {})["choice"] == "take"
    assert agreed.rule == "identical"
    assert third.is_open


def test_who_changes_to_what_was_decided_opens_nothing(disputed: Article, reviewer: Any) -> None:
    first = cases_of(disputed)[0]
    take(disputed, first, reviewer, 0)
    theirs = AnnotationSet.objects.get(user__username="bob")
    moved = Annotation.objects.get(set=theirs, start=span(disputed.text, SHORTER)[0])
    wanted = Change(spans=(("content", *span(disputed.text, CONTENT)),), quote_type="indirect")
    seen = Seen(str(moved.pk), moved.version)
    decide.change_frame(theirs, user=theirs.user, action_id=new_id(), seen=seen, wanted=wanted)
    refresh(disputed)
    first = cases_of(disputed)[0]
    assert (first.state, first.rule, first.in_gold) == ("decided", "identical", True)


def test_people_merged_in_the_registry_open_nothing(disputed: Article, reviewer: Any) -> None:
    take(disputed, cases_of(disputed)[0], reviewer, 0)
    keep = person_named(disputed.project, "Inés Calder", user=reviewer)
    merge_people(keep, person_named(disputed.project, "Ines Calder", user=reviewer), user=reviewer)
    refresh(disputed)
    first, _, third = cases_of(disputed)
    assert first.state == "decided"
    take(disputed, third, reviewer, 0)
    assert {frame.person for frame in gold_frames(disputed)} == {keep.pk}


def test_the_rules_of_the_project_take_what_they_say(article: Article, reviewer: Any) -> None:
    Project.objects.update(agree_rule="overlap", agree_overlap=0.6)
    article.project.refresh_from_db()
    two_readers(article, [quote(CONTENT)], [quote(SHORTER)])
    [case] = cases_of(article)
    assert (case.state, case.rule) == ("decided", "overlap")
    save_gold(article, user=reviewer)
    assert gold_words(article) == [[CONTENT]]


def test_the_third_person_breaks_the_tie(article: Article, annotator: Any, reviewer: Any) -> None:
    Project.objects.update(tie_break=True, overlap=2)
    article.project.refresh_from_db()
    two_readers(article, [quote(CONTENT), quote(WAIT)], [quote(SHORTER)])
    assert row(article).state == "disputed"
    finished_by(article, annotator, [quote(SHORTER)])
    assert [case.rule for case in cases_of(article)] == ["majority", "majority"]
    assert (row(article).state, row(article).open) == ("open", 0)
    save_gold(article, user=reviewer)
    assert gold_words(article) == [[SHORTER]]


def test_kinds_that_are_not_asked_for_are_no_cases(article: Article, reviewer: Any) -> None:
    two_readers(
        article, [entity("Ines Calder"), entity("Tom Okafor")], [entity("Ines Calder"), entity("closed", "DATE")]
    )
    assert [case.rule for case in cases_of(article)] == ["unasked", "identical", "unasked"]
    save_gold(article, user=reviewer)
    assert gold_words(article) == [["Ines Calder"]]
    Project.objects.update(judged={"entity": "asked"})
    article.project.refresh_from_db()
    refresh(article)
    assert [case.state for case in cases_of(article)] == ["open", "decided", "open"]


def test_gold_that_was_made_before_stands_until_somebody_decides(article: Article, reviewer: Any) -> None:
    ann, _ = two_readers(article, [quote(CONTENT), quote(COSTLY)], [quote(SHORTER)])
    make_gold(AnnotationSet.objects.get(user=ann), reviewer)
    assert [(case.rule, case.in_gold) for case in cases_of(article)] == [("kept", True), ("kept", True)]
    assert row(article).state == "gold"
    take(article, cases_of(article)[0], reviewer, 1)
    assert gold_words(article) == [[SHORTER], [COSTLY]]


def test_gold_made_of_one_set_after_cases_were_decided_wins(disputed: Article, reviewer: Any) -> None:
    take(disputed, cases_of(disputed)[0], reviewer, 0)
    make_gold(AnnotationSet.objects.get(user__username="bob"), reviewer)
    assert gold_words(disputed) == [[SHORTER], [COSTLY]]
    first, agreed, third = cases_of(disputed)
    assert (first.rule, agreed.rule) == ("kept", "identical")
    assert third.is_open


def test_one_suggestion_is_the_origin_of_one_gold_annotation(project: Project, reviewer: Any) -> None:
    article = make_suggested(project)
    ann, bob = make_member(project, name="ann"), make_member(project, name="bob")
    proposal = Annotation.objects.filter(set__article=article, kind="quote").order_by("start")[0]
    for user, words in ((ann, CONTENT), (bob, SHORTER)):
        mine = workset(article, user)
        wanted = Change(spans=(("content", *span(article.text, words)),))
        decide.change_frame(mine, user=user, action_id=new_id(), seen=Seen(str(proposal.pk), 0), wanted=wanted)
        finish(mine, user=user)
    [case] = cases_of(article)
    take(article, case, reviewer, choice="both")
    assert [frame.origin for frame in gold_frames(article)] == [str(proposal.pk), None]
    take(article, case, reviewer, 1)
    take(article, case, reviewer, 0)
    for _ in range(3):
        adjudicate.undo(article, user=reviewer, action_id=new_id())
    assert gold_frames(article) == []


def test_projects_of_before_are_compared_without_writing(disputed: Article) -> None:
    Case.objects.all().delete()
    Adjudication.objects.all().delete()
    found = current(disputed)
    assert [case.state for case in found.cases] == ["open", "decided", "open"]
    assert not Case.objects.exists()
    refresh(disputed)
    assert [case.key for case in cases_of(disputed)] == [case.key for case in found.cases]


def test_a_decision_costs_the_same_in_a_long_article(
    project: Project, reviewer: Any, django_assert_max_num_queries: Any
) -> None:
    sentence = "He said that all was well there. "
    article = make_article(project, text=sentence * 60)
    places = [(number * len(sentence) + 8, number * len(sentence) + 31) for number in range(60)]
    frames = [quote(CONTENT) for _ in places]
    for frame, place in zip(frames, places, strict=True):
        frame.spans = (("content", *place),)
    shorter = [quote(CONTENT) for _ in places]
    for frame, (start, end) in zip(shorter, places, strict=True):
        frame.spans = (("content", start, end - 6),)
    two_readers(article, frames, shorter)
    case = cases_of(article)[30]
    with django_assert_max_num_queries(60):
        take(article, case, reviewer, 0)


def test_imported_work_counts_as_a_reader(article: Article) -> None:
    ann, bob = two_readers(article, [quote(CONTENT)], [quote(SHORTER)])
    AnnotationSet.objects.filter(user=bob).update(imported_at=timezone.now())
    assert len(current(article).sets) == 2
    assert ann.pk
