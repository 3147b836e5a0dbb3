"""Whose words a document gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from suggesters.suggestions import Quote

if TYPE_CHECKING:
    pass

Last = Callable[[str], Quote]
WATCH = "The aid group Marlow Watch said that its director was killed."


def test_her_statement_gives_the_words_of_the_person_spoken_of(last: Last) -> None:
    text = "Ann Lowe left the board in May. Her statement said that the talks had failed."
    quote = last(text)
    assert (quote.speaker_name, quote.speaker_kind) == ("Ann Lowe", "document")
    assert quote.reason.endswith("→ Ann Lowe (whose words it gives)")
    assert last(f"{text} “I tried my best,” the statement said.").speaker_name == "Ann Lowe"


def test_a_statement_right_after_the_words_of_a_body_is_that_bodys(last: Last) -> None:
    assert last(f"{WATCH} A statement said that he was loved.").speaker_name == "aid group Marlow Watch"
    assert last(f"{WATCH}\n\nA statement said that he was loved.").speaker_name is None


def test_a_statement_with_no_author_in_the_text_has_no_name(last: Last) -> None:
    quote = last("Ann Lowe left the board in May. The statement said that the talks had failed.")
    assert (quote.speaker_name, quote.speaker_kind) == (None, "document")


def test_a_report_from_a_body_gives_its_words(last: Last) -> None:
    text = "The Northern Rivers Trust closed the weir. A report by the Northern Rivers Trust said that the dam was old."
    assert last(text).speaker_name == "Northern Rivers Trust"
    released = "The Northern Rivers Trust met. “It is old,” said a statement released by the Northern Rivers Trust."
    assert last(released).speaker_name == "Northern Rivers Trust"
    assert last(f"{text} The report said that water was rising.").speaker_name == "Northern Rivers Trust"


def test_who_saw_a_document_is_neither_its_author_nor_part_of_what_it_says(last: Last) -> None:
    text = (
        "The Northern Rivers Trust met. According to a memo obtained by the Northern Rivers Trust, the weir is cracked."
    )
    quote = last(text)
    assert (quote.speaker_name, quote.speaker_kind) == (None, "document")
    assert [text[start:end] for start, end in quote.content] == ["the weir is cracked"]


def test_the_first_word_of_a_bodys_name_stands_for_it(last: Last) -> None:
    text = "Police searched the offices of Fairmont Shipping Company on Monday. "
    assert (
        last(f"{text}According to the Fairmont report, the ship was old.").speaker_name == "Fairmont Shipping Company"
    )


def test_the_city_is_the_only_town_named_before(last: Last) -> None:
    said = "The city said that the pier was needed."
    assert last(f"Toronto plans a new pier in Canada. {said}").speaker_name == "Toronto"
    assert last(f"Toronto and Chicago plan new piers. {said}").speaker_name is None
    assert last(f"{said} Toronto plans a new pier.").speaker_name is None


def test_initials_stand_for_the_capitalised_words_before_them(last: Last) -> None:
    text = "The Parliamentary Harbour Officer priced the pier on Monday. The PHO said that the pier was old."
    quote = last(text)
    assert (quote.speaker_name, quote.speaker_kind) == ("Parliamentary Harbour Officer", "collective")
