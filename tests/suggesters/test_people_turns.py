"""Who “he” and a bare name are: the person to whom the text has turned, double surnames, offices after a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from suggesters.suggestions import Quote

if TYPE_CHECKING:
    from suggesters.pipeline import Suggester

Last = Callable[[str], Quote]
FIRST = "“The ferry was late again,” Martin Hale said."


def test_he_is_the_person_of_the_main_clause_since_the_last_speech(last: Last) -> None:
    text = f"{FIRST}\n\nPeter Wood, director of the harbour, agreed with Hale's view.\n\n“Nobody told us why,” he said."
    assert last(text).speaker_name == "Peter Wood"


def test_he_stays_the_last_speaker_where_the_text_turned_to_a_woman(last: Last) -> None:
    text = f"{FIRST}\n\nSusan Wood waited on the pier.\n\n“Nobody told us why,” he said."
    assert last(text).speaker_name == "Martin Hale"


def test_he_said_between_commas_is_not_the_person_of_the_words_reported(last: Last) -> None:
    text = f"{FIRST} “I ran to the boathouse,” Peter Wood said."
    told = f"{text}\n\nWood hid in the boathouse, he said, but two others ran to the pier."
    assert last(told).speaker_name != "Peter Wood"
    assert last(f"{text}\n\nAs Wood hid in the boathouse, he said that two others ran.").speaker_name == "Peter Wood"


def test_a_double_surname_alone_is_the_person_of_the_full_name(last: Last) -> None:
    text = "Maria Hart-Lowe runs the ferry.\n\n“It was late again,” Hart-Lowe said on Monday."
    assert last(text).speaker_name == "Maria Hart-Lowe"


def test_an_office_after_a_comma_introduces_a_person(last: Last) -> None:
    text = "Oluwadara Benkov, Minister of Fisheries and Ports, said that the ferry was late."
    quote = last(text)
    assert (quote.speaker_name, quote.speaker_kind) == ("Oluwadara Benkov", "named")


def test_a_son_named_in_the_clause_before_is_nobodys_description(suggester: Suggester) -> None:
    text = (
        "Linnet Marsh opened the shop. After they had their son Joshua in 1979, Marsh moved to the coast. "
        "“The shop was small,” she said."
    )
    assert suggester.suggest(text, language="en").quotes[-1].speaker_name == "Linnet Marsh"


@pytest.mark.parametrize("marks", ["“”", '""', "‘’"])
def test_a_nickname_keeps_its_marks_in_one_form(last: Last, marks: str) -> None:
    name = f"Denise {marks[0]}Dee{marks[1]} Corwin"
    quote = last(f"{name} runs the mill.\n\nCorwin said that the mill was old.")
    assert quote.speaker_name == "Denise “Dee” Corwin"


def test_a_rank_is_not_somebody_whom_the_text_calls_otherwise(last: Last) -> None:
    quote = last("“I am tired,” said Mr. Tilbury. “So are my men,” said the Colonel.")
    assert (quote.speaker_name, quote.candidates) == (None, ())


def test_the_first_of_two_names_alone_is_the_person(last: Last) -> None:
    text = "Foreign ministry spokeswoman Hong Meilin spoke on Tuesday.\n\nHong told reporters that the ferry was late."
    assert last(text).speaker_name == "Hong Meilin"


def test_a_name_after_a_comma_is_whose_office_the_phrase_says(last: Last) -> None:
    text = "Keeper of the Harbour's Books, Martin Hale, said that the ferry was late."
    assert last(text).speaker_name == "Martin Hale"


def test_who_was_he_is_not_she_afterwards(last: Last) -> None:
    text = (
        "Iolo Parry, a farm vet, said: “The barn was empty by ten.\n\n“If no hay comes by Sunday we shall sell,” he "
        "added.\n\nOn Monday Nerys Tal, a Green councillor, said she was worried. “What they did was to leave a valley "
        "without a road,” she said."
    )
    assert last(text).speaker_name == "Nerys Tal"
