"""Undo and redo, on the server."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotator.models import Annotation, AnnotationSet, Event
from annotator.services import decide
from annotator.services import journal as actions
from annotator.services.decide import Change, Seen
from annotator.services.frames import frame_of
from articles.models import Article
from tests.examples import examples
from tests.factories import new_id, workset


@pytest.fixture
def mine(article: Article, annotator: Any) -> AnnotationSet:
    return workset(article, annotator)


def quotes(article: Article) -> list[Annotation]:
    return list(
        Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote").order_by("start")
    )


def state(mine: AnnotationSet) -> list[Any]:
    return sorted((str(row.origin_id), row.verdict, frame_of(row).spans) for row in mine.annotations.with_spans())


def test_undo_takes_one_action_back_and_redo_does_it_again(
    mine: AnnotationSet, article: Article, annotator: Any
) -> None:
    first, second, _ = quotes(article)
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(first.pk), 0))
    before = state(mine)
    decide.reject(mine, user=annotator, action_id=new_id(), seen=Seen(str(second.pk), 0))
    after = state(mine)
    actions.undo(mine, user=annotator, action_id=new_id())
    assert state(mine) == before
    actions.redo(mine, user=annotator, action_id=new_id())
    assert state(mine) == after


def test_undo_of_a_correction_restores_every_span(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    quote = quotes(article)[2]
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    before = state(mine)
    spans = tuple(span for span in frame_of(quote).spans if span[0] != "cue")[1:]
    decide.change_frame(
        mine, user=annotator, action_id=new_id(), seen=Seen(str(quote.pk), 1), wanted=Change(spans=spans)
    )
    actions.undo(mine, user=annotator, action_id=new_id())
    assert state(mine) == before


def test_a_new_action_ends_what_could_be_redone(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    first, second, _ = quotes(article)
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(first.pk), 0))
    actions.undo(mine, user=annotator, action_id=new_id())
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(second.pk), 0))
    assert actions.redo(mine, user=annotator, action_id=new_id()) is None


def test_undo_with_nothing_to_undo_changes_nothing(mine: AnnotationSet, annotator: Any) -> None:
    assert actions.undo(mine, user=annotator, action_id=new_id()) is None
    assert not Event.objects.filter(verb="undo").exists()


def test_a_repeated_undo_takes_back_one_action(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    for quote in quotes(article)[:2]:
        decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    undo_id = new_id()
    actions.undo(mine, user=annotator, action_id=undo_id)
    actions.undo(mine, user=annotator, action_id=undo_id)
    assert mine.annotations.count() == 1


def test_undo_is_history_too(mine: AnnotationSet, article: Article, annotator: Any) -> None:
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quotes(article)[0].pk), 0))
    actions.undo(mine, user=annotator, action_id=new_id())
    event = Event.objects.get(verb="undo")
    assert event.after is None
    assert event.before is not None
    assert event.before["verdict"] == "accepted"


def test_undo_works_from_another_browser(client: Client, mine: AnnotationSet, article: Article, annotator: Any) -> None:
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quotes(article)[0].pk), 0))
    client.force_login(annotator)
    client.post(f"/articles/{article.pk}/actions/", {"action": str(new_id()), "verb": "undo"})
    assert not mine.annotations.exists()


STEPS = st.tuples(st.sampled_from(["accept", "reject", "cut", "undo", "redo"]), st.integers(min_value=0, max_value=2))


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=8))
def test_undoing_everything_leaves_the_set_as_it_began(
    mine: AnnotationSet, article: Article, annotator: Any, steps: list[tuple[str, int]]
) -> None:
    rows = quotes(article)
    assert state(mine) == []
    for step, place in steps:
        take(step, mine, rows[place], annotator)
    while actions.undo(mine, user=annotator, action_id=new_id()):
        pass
    assert state(mine) == []


def take(step: str, mine: AnnotationSet, row: Annotation, user: Any) -> None:
    if step == "undo":
        actions.undo(mine, user=user, action_id=new_id())
        return
    if step == "redo":
        actions.redo(mine, user=user, action_id=new_id())
        return
    seen = Seen(str(row.pk), decide.standing(mine, str(row.pk)).version)
    if step == "accept":
        decide.accept(mine, user=user, action_id=new_id(), seen=seen)
    elif step == "reject":
        decide.reject(mine, user=user, action_id=new_id(), seen=seen)
    else:
        spans = tuple((role, start, end - 1 if role == "content" else end) for role, start, end in frame_of(row).spans)
        decide.change_frame(mine, user=user, action_id=new_id(), seen=seen, wanted=Change(spans=spans))
