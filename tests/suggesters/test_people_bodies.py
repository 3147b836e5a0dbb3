"""Organisations by their sort, persons whose description names a body, and “they” of one person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from suggesters.suggestions import Quote

if TYPE_CHECKING:
    pass

Last = Callable[[str], Quote]


UNION = "The Harbour Workers' Union called a strike on Monday."
AGENCY = "The Coastal Environment Agency closed the beach."


@pytest.mark.parametrize(
    ("noun", "name"), [("union", "Harbour Workers' Union"), ("agency", "Coastal Environment Agency")]
)
def test_the_union_is_the_body_of_its_sort_named_before(last: Last, noun: str, name: str) -> None:
    quote = last(f"{UNION} {AGENCY}\n\nThe {noun} said that the talks had failed.")
    assert (quote.speaker_name, quote.speaker_kind) == (name, "collective")
    assert quote.reason.endswith(f"→ {name} (the body of its sort named before)")
    assert quote.candidates[0].score >= 0.6


@pytest.mark.parametrize(
    "speaker", ["The company", "Her union", "The board of the union", "The city's union", "A union"]
)
def test_a_body_of_another_sort_or_of_somebody_is_left_open(last: Last, speaker: str) -> None:
    quote = last(f"{UNION}\n\n{speaker} said that the talks had failed.")
    assert (quote.speaker_name, quote.speaker_kind) == (None, "collective")


def test_two_bodies_of_one_sort_are_candidates_and_neither_is_chosen(last: Last) -> None:
    quote = last(f"{UNION} The Dock Pilots' Union joined it.\n\nThe union said that the talks had failed.")
    assert quote.speaker_name is None
    assert {one.name for one in quote.candidates} == {"Harbour Workers' Union", "Dock Pilots' Union"}


def test_it_after_a_report_is_the_report(last: Last) -> None:
    quote = last(f"{AGENCY} The agency said it was foul. The report said that oil had leaked. It said that fish died.")
    assert (quote.speaker_name, quote.speaker_kind) == (None, "document")


@pytest.mark.parametrize(
    "described", ["a family doctor", "a party treasurer", "a union organiser", "a committee chairman"]
)
def test_a_body_in_a_persons_description_leaves_a_person(last: Last, described: str) -> None:
    text = f"Emrys Pugh, {described}, said that the fridge was empty. "
    assert (last(text).speaker_name, last(text).speaker_kind) == ("Emrys Pugh", "named")
    assert last(text + "“We shall close on Friday,” he added.").speaker_name == "Emrys Pugh"


def test_they_is_one_person_who_uses_they(last: Last) -> None:
    quote = last("Robin Vale, who is non-binary, said that the pipes were old. “I told the head in March,” they said.")
    assert (quote.speaker_name, quote.speaker_kind) == ("Robin Vale", "named")
    assert quote.reason.endswith("→ Robin Vale (who uses they)")


def test_they_is_one_person_of_unknown_gender_while_no_group_is_in_reach(last: Last) -> None:
    quote = last("Robin Vale said that the pipes were old. “I told the head in March,” they said.")
    assert quote.speaker_name == "Robin Vale"
    assert quote.candidates[0].score < 0.9


@pytest.mark.parametrize(
    "between",
    ["The parents of the pupils were angry.", "The committee met on Monday.", "Greta Lindqvist and Paul Carter came."],
)
def test_they_stays_plural_where_a_group_was_named_since(last: Last, between: str) -> None:
    quote = last(f"Robin Vale said that the pipes were old. {between} “Somebody should have known,” they said.")
    assert (quote.speaker_name, quote.speaker_kind) == (None, "collective")


def test_they_after_somebody_known_as_she_stays_plural(last: Last) -> None:
    quote = last("Greta Lindqvist said that the pipes were old. “I told the head in March,” they said.")
    assert (quote.speaker_name, quote.speaker_kind) == (None, "collective")
    assert [one.name for one in quote.candidates] == ["Greta Lindqvist"]


@pytest.mark.parametrize("speaker", ["The 51-year-old", "The 51-year-old right winger"])
def test_somebody_by_age_is_the_person_spoken_of(last: Last, speaker: str) -> None:
    quote = last(f"Henrik Dahl joined the club in May. Dahl scored twice. {speaker} said that the goals were easy.")
    assert (quote.speaker_name, quote.speaker_kind) == ("Henrik Dahl", "named")


def test_somebody_by_age_is_left_open_between_two(last: Last) -> None:
    quote = last("Henrik Dahl and Paul Carter joined in May.\n\nThe 51-year-old said that the goals were easy.")
    assert quote.speaker_name is None
