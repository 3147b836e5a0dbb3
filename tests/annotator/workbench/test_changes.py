"""What of a page an action made out of date: worked out from its events alone."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.models import Event
from annotator.workbench.changes import looks_different, made_out_of_date


def state(verdict: str, *spans: tuple[str, int, int], origin: str | None = None, id: str = "own") -> dict[str, Any]:
    return {
        "id": id, "origin": origin, "verdict": verdict, "spans": [list(span) for span in spans],
        "replacement": "", "entity_type": "",
    }  # fmt: skip


ADDED = state("added", ("content", 3, 9))


def test_an_added_annotation_is_a_card_and_moves_marks() -> None:
    stale = made_out_of_date([Event(before=None, after=ADDED)])
    assert (stale.cards, stale.removed, stale.moved) == ({"own"}, set(), [(3, 9)])


def test_what_was_removed_and_put_back_is_a_card_again() -> None:
    stale = made_out_of_date([Event(before=ADDED, after=None), Event(before=None, after=ADDED)])
    assert (stale.cards, stale.removed) == ({"own"}, set())


def test_what_was_put_back_and_removed_is_gone() -> None:
    stale = made_out_of_date([Event(before=None, after=ADDED), Event(before=ADDED, after=None)])
    assert (stale.cards, stale.removed) == (set(), {"own"})


def test_a_suggestion_accepted_as_it_is_keeps_its_marks() -> None:
    origin = "a0000000-0000-4000-8000-000000000000"
    stale = made_out_of_date([Event(before=None, after=state("accepted", ("content", 3, 9), origin=origin))])
    assert (stale.cards, stale.moved) == ({origin}, [])


def test_a_decision_that_is_undone_leaves_the_suggestions_card() -> None:
    origin = "a0000000-0000-4000-8000-000000000000"
    stale = made_out_of_date([Event(before=state("accepted", ("content", 3, 9), origin=origin), after=None)])
    assert (stale.cards, stale.removed) == ({origin}, set())


@pytest.mark.parametrize(
    ("before", "after", "different"),
    [
        (None, state("rejected", ("content", 3, 9)), False),
        (None, state("corrected", ("content", 3, 9)), True),
        (state("accepted", ("content", 3, 9)), state("corrected", ("content", 3, 8)), True),
        (state("accepted", ("content", 3, 9)), state("rejected", ("content", 3, 9)), False),
        (None, None, False),
    ],
)
def test_marks_look_different_where_words_or_types_are(before: Any, after: Any, different: bool) -> None:
    assert looks_different(before, after) == different
