"""Quotes with no speaker beside them: decided where the layout says that the speech goes on, else left open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from suggesters.suggestions import Quote

if TYPE_CHECKING:
    from suggesters.pipeline import Suggester

Last = Callable[[str], Quote]
FULL = "“The harbour has been full every night since May,”"
PIER = "“We need another pier by the spring.”"


@pytest.fixture(scope="module")
def last(suggester: Suggester) -> Last:
    """The last quote of a text, which is to have no speaker beside it."""

    def quote(text: str) -> Quote:
        found = suggester.suggest(text, language="en").quotes[-1]
        assert not found.speaker
        return found

    return quote


def test_a_quotation_after_the_attribution_is_the_same_persons(last: Last) -> None:
    quote = last(f"{FULL} Henrik Dahl said. {PIER}")
    assert (quote.speaker_name, quote.speaker_kind) == ("Henrik Dahl", "named")
    assert quote.reason.endswith("→ Henrik Dahl (goes on from the quote before)")
    assert 0.9 < quote.candidates[0].score < 0.97


def test_so_is_a_paragraph_in_marks_after_a_paragraph_in_marks(last: Last) -> None:
    quote = last(f"{FULL} Henrik Dahl said on the quay.\n\n{PIER}")
    assert quote.speaker_name == "Henrik Dahl"
    assert quote.reason.endswith("(goes on from the paragraph before)")


def test_a_name_that_was_hardly_sure_is_less_sure_when_the_speech_goes_on(suggester: Suggester) -> None:
    text = f"Henrik Dahl met Paul Carter at noon. Paul Carter laughed.\n\n{FULL} he said. {PIER}"
    first, second = suggester.suggest(text, language="en").quotes
    assert second.candidates[0].name == first.candidates[0].name
    assert second.candidates[0].score == pytest.approx(0.97 * first.candidates[0].score, abs=0.001)


@pytest.mark.parametrize(
    "text",
    [
        # somebody else is named between
        f"{FULL} Henrik Dahl said. Greta Lindqvist was not so sure of that. {PIER}",
        # somebody else is named after it
        f"{FULL} Henrik Dahl said in Aarhus.\n\n“We need another pier,” so Greta Lindqvist in her letter to the mayor.",
        # two paragraphs lie between
        f"{FULL} Henrik Dahl said.\n\nThe old pier dates from 1911.\n\nIt consists of oak.\n\n{PIER}",
        # two take turns
        f"“It is full,” Henrik Dahl said.\n\n“It is not,” Greta Lindqvist said.\n\n{PIER}",
        # the other one answers
        "“Is the harbour full tonight?” Henrik Dahl asked.\n\n“It was full yesterday and will be tomorrow.”",
    ],
)
def test_it_is_left_open_where_somebody_else_may_speak(last: Last, text: str) -> None:
    quote = last(text)
    assert (quote.speaker_name, quote.speaker_kind) == (None, "none")


def test_a_body_goes_on_speaking_as_a_body(last: Last) -> None:
    quote = last(
        "“The pier will close on Monday for three weeks,” the National Weather Service said. “Nobody may go near it.”"
    )
    assert (quote.speaker_name, quote.speaker_kind) == ("National Weather Service", "collective")


def test_so_is_a_paragraph_in_marks_after_an_indirect_line_however_short(last: Last) -> None:
    quote = last(
        "“It was cold,” Nora Lind said.\n\nHenrik Dahl says he wants the city to build a bigger quay.\n\n"
        "“When my boats come home they have no place to lie and the crews are tired.”"
    )
    assert quote.speaker_name == "Henrik Dahl"
    assert quote.reason.endswith("(a paragraph in marks after theirs)")


def test_so_is_one_after_a_whole_paragraph_of_telling(last: Last) -> None:
    telling = "The quay was built sixty years ago, when ships were shorter."
    quote = last(f"{FULL} Henrik Dahl said on the quay.\n\n{telling}\n\n{PIER}")
    assert quote.speaker_name == "Henrik Dahl"
    elsewhere = last(f"{FULL} Henrik Dahl said on the quay.\n\n{telling}\n\n{telling}\n\n{PIER}")
    assert elsewhere.speaker_name is None
