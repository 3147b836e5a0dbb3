"""Accepting, rejecting, changing, adding: what a person's set holds afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from annotator.errors import Refused, Stale
from annotator.frame import Frame
from annotator.models import Annotation, AnnotationSet, Event, Person
from annotator.services import decide
from annotator.services import journal as actions
from annotator.services.decide import Change, Seen
from annotator.services.frames import frame_of
from annotator.services.suggested import store_machine_set
from articles.models import Article
from tests.factories import make_member, make_project, new_id, span, suggestions_for, workset


@pytest.fixture
def mine(article: Article, annotator: Any) -> AnnotationSet:
    return workset(article, annotator)


def proposals(article: Article, kind: str = "quote") -> list[Annotation]:
    return list(Annotation.objects.filter(set__article=article, set__source="suggester", kind=kind).order_by("start"))


def seen(row: Annotation, version: int = 0) -> Seen:
    return Seen(str(row.pk), version)


def only(mine: AnnotationSet) -> Annotation:
    return mine.annotations.with_spans().get()


def test_accepting_copies_the_whole_frame_with_its_origin(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    quote = proposals(article)[0]
    decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(quote))
    decision = only(mine)
    assert decision.verdict == "accepted"
    assert decision.origin == quote
    assert sorted(frame_of(decision).spans) == sorted(frame_of(quote).spans)
    assert decision.score == quote.score


def test_accepting_enters_the_speaker_in_the_registry_once(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    assert not Person.objects.exists()
    for quote in proposals(article)[:2]:
        decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(quote))
    assert [person.name for person in Person.objects.all()] == ["Ines Calder"]
    assert {row.person.name for row in mine.annotations.all() if row.person} == {"Ines Calder"}


def test_rejecting_records_a_verdict_and_enters_nobody(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    decide.reject(mine, user=annotator, action_id=new_id(), seen=seen(proposals(article)[0]))
    assert only(mine).verdict == "rejected"
    assert not mine.annotations.standing().exists()
    assert not Person.objects.exists()


def test_a_moved_edge_is_a_correction_and_back_again_an_acceptance(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    quote = proposals(article)[1]
    spans = frame_of(quote).spans
    moved = tuple((role, start + 5 if role == "content" else start, end) for role, start, end in spans)
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote), wanted=Change(spans=moved))
    assert only(mine).verdict == "corrected"
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote, 1), wanted=Change(spans=spans))
    assert only(mine).verdict == "accepted"


def test_choosing_another_person_does_not_enter_the_machines_guess(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    quote = proposals(article)[0]
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote), wanted=Change(name="Bea Lund"))
    assert [person.name for person in Person.objects.all()] == ["Bea Lund"]
    assert only(mine).verdict == "corrected"


def test_no_speaker_is_a_value(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    quote = proposals(article)[0]
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote), wanted=Change(speaker_kind="none"))
    frame = frame_of(only(mine))
    assert frame.speaker_kind == "none"
    assert frame.by_role("speaker") == []
    assert frame.person is None


def test_newly_marked_speaker_words_bring_their_person(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    quote = proposals(article)[1]
    okafor = span(article.text, "Tom Okafor")
    spans = (*(s for s in frame_of(quote).spans if s[0] != "speaker"), ("speaker", *okafor))
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote), wanted=Change(spans=spans))
    decision = only(mine)
    assert decision.person is not None
    assert decision.person.name == "Tom Okafor"


def test_the_type_follows_the_marks_when_the_content_changes(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    quote = proposals(article)[0]
    inside = span(article.text, "“is closed until May”")
    spans = (*(s for s in frame_of(quote).spans if s[0] != "content"), ("content", *inside))
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote), wanted=Change(spans=spans))
    assert only(mine).quote_type == "direct"


def test_a_quote_that_loses_its_last_content_is_rejected(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    quote = proposals(article)[0]
    spans = tuple(s for s in frame_of(quote).spans if s[0] != "content")
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote), wanted=Change(spans=spans))
    assert only(mine).verdict == "rejected"


def test_adding_keeps_the_clients_id_and_computes_type_and_kind(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    frame = Frame(str(new_id()), "quote", "added", (("content", *span(article.text, "“We will wait,”")),))
    decide.add(mine, user=annotator, action_id=new_id(), frame=frame)
    added = only(mine)
    assert (str(added.pk), added.verdict, added.quote_type, added.speaker_kind) == (frame.id, "added", "direct", "none")


def test_rejecting_an_added_annotation_removes_it(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    frame = Frame(str(new_id()), "entity", "added", (("mention", 0, 5),), entity_type="ORG")
    decide.add(mine, user=annotator, action_id=new_id(), frame=frame)
    decide.reject(mine, user=annotator, action_id=new_id(), seen=Seen(frame.id, 1))
    assert not mine.annotations.exists()


def test_the_same_action_twice_has_one_effect(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    quote, action_id = proposals(article)[0], new_id()
    first = decide.accept(mine, user=annotator, action_id=action_id, seen=seen(quote))
    again = decide.accept(mine, user=annotator, action_id=action_id, seen=seen(quote))
    assert (first.repeated, again.repeated) == (False, True)
    assert first.touched == again.touched
    assert mine.annotations.count() == 1
    assert Event.objects.filter(verb="accept").count() == 1


def test_a_decision_on_something_that_changed_meanwhile_is_stale(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    quote = proposals(article)[0]
    decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(quote))
    with pytest.raises(Stale) as stale:
        decide.reject(mine, user=annotator, action_id=new_id(), seen=seen(quote, 0))
    assert stale.value.frame.verdict == "accepted"
    assert only(mine).verdict == "accepted"


def test_accepting_many_leaves_decided_ones_alone_and_is_one_step(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    rows = proposals(article)
    decide.reject(mine, user=annotator, action_id=new_id(), seen=seen(rows[0]))
    decide.accept_many(mine, user=annotator, action_id=new_id(), cards=[str(row.pk) for row in rows])
    assert sorted(mine.annotations.values_list("verdict", flat=True)) == ["accepted", "accepted", "rejected"]
    actions.undo(mine, user=annotator, action_id=new_id())
    assert list(mine.annotations.values_list("verdict", flat=True)) == ["rejected"]


def test_a_newer_run_does_not_disturb_what_was_decided(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(proposals(article)[0]))
    before = frame_of(only(mine))
    store_machine_set(article, suggester="rules", version="2", suggestions=suggestions_for(article.text))
    assert frame_of(only(mine)) == before


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ((("content", 0, 10_000),), "does not lie within the text"),
        ((("content", 5, 5),), "does not lie within the text"),
        ((("content", 0, 5), ("content", 3, 8)), "overlap"),
        ((("mention", 0, 5), ("content", 0, 5)), "no span of the role"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused_with_the_place(
    mine: AnnotationSet, annotator: Any, spans: Any, words: str
) -> None:
    frame = Frame(str(new_id()), "quote", "added", spans, quote_type="direct")
    with pytest.raises(Refused, match=words):
        decide.add(mine, user=annotator, action_id=new_id(), frame=frame)
    assert not mine.annotations.exists()
    assert not Event.objects.filter(verb="add").exists()


def test_a_repair_that_changes_nothing_is_refused(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    frame = Frame(str(new_id()), "repair", "added", (("damaged", 0, 5),), replacement=article.text[0:5])
    with pytest.raises(Refused, match="stands there already"):
        decide.add(mine, user=annotator, action_id=new_id(), frame=frame)


def test_adding_what_an_undecided_suggestion_says_is_refused(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    quote = frame_of(proposals(article)[2])
    spans = tuple(("content", start, end) for start, end in quote.by_role("content"))
    with pytest.raises(Refused, match="already"):
        decide.add(mine, user=annotator, action_id=new_id(), frame=Frame(str(new_id()), "quote", "added", spans))


def test_accepting_again_keeps_a_correction(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    quote = proposals(article)[0]
    decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(quote), wanted=Change(quote_type="direct"))
    decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(quote, 1))
    assert (only(mine).verdict, only(mine).quote_type) == ("corrected", "direct")


def test_a_change_that_changes_nothing_leaves_no_action(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    quote = proposals(article)[0]
    decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(quote))
    decide.change_frame(
        mine, user=annotator, action_id=new_id(), seen=seen(quote, 1), wanted=Change(quote_type="mixed")
    )
    assert mine.actions.count() == 1


def test_nobody_changes_the_set_of_another(mine: AnnotationSet, article: Article, reviewer: Any) -> None:
    with pytest.raises(Refused, match="own set"):
        decide.accept(mine, user=reviewer, action_id=new_id(), seen=seen(proposals(article)[0]))


def test_who_left_the_project_changes_nothing(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    annotator.memberships.all().delete()
    with pytest.raises(PermissionDenied):
        decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(proposals(article)[0]))


def test_an_annotation_of_another_article_is_refused(article: Article, annotator: Any) -> None:
    other_project = make_project()
    other = make_member(other_project)
    from tests.factories import make_suggested

    elsewhere = make_suggested(other_project)
    with pytest.raises(Refused, match="no longer exists"):
        decide.accept(workset(elsewhere, other), user=other, action_id=new_id(), seen=seen(proposals(article)[0]))


def test_a_machine_annotation_cannot_be_saved_again(article: Article) -> None:
    quote = proposals(article)[0]
    quote.name = "Somebody"
    with pytest.raises(ValidationError):
        quote.save()


def test_the_text_of_an_article_cannot_change(article: Article) -> None:
    article.text += "!"
    with pytest.raises(ValidationError, match="never changes"):
        article.save()


def test_history_is_only_added_to(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    decide.accept(mine, user=annotator, action_id=new_id(), seen=seen(proposals(article)[0]))
    event = Event.objects.get(verb="accept")
    event.verb = "reject"
    with pytest.raises(ValidationError):
        event.save()
    with pytest.raises(ValidationError):
        event.delete()


def test_the_same_version_of_a_suggester_writes_one_set(article: Article) -> None:
    assert store_machine_set(article, suggester="rules", version="1", suggestions=suggestions_for(article.text)) is None
    assert AnnotationSet.objects.filter(article=article, source="suggester").count() == 1
