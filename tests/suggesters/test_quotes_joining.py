"""Quotations without a cue, and those that go on behind a paragraph's end. No parse is needed."""

from __future__ import annotations

from suggesters.quotes import find_marked_quotes
from suggesters.suggestions import LEAST_SURE


def fragments(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in quote.content] for quote in find_marked_quotes(text)]


def test_a_quotation_that_is_a_paragraph_is_proposed() -> None:
    assert fragments("It rained.\n\n“Nobody had told us about the flood.”\n\nIt stopped.") == [
        ["“Nobody had told us about the flood.”"]
    ]


def test_scare_quotes_and_titles_within_a_sentence_come_with_low_scores() -> None:
    text = (
        "The so-called “old” harbour and the film “A Day at the Sea in May” are gone.\n\n“Nobody had told us a word.”"
    )
    old, film, spoken = find_marked_quotes(text)
    assert text[slice(*old.content[0])] == "“old”"
    assert old.score < film.score < LEAST_SURE < spoken.score


def test_words_set_apart_do_not_part_a_quotation_from_what_goes_on_with_it() -> None:
    text = "“We stayed in the house all night.\n\n“Then the so-called ‘boats’ came to fetch us.”"
    assert len(find_marked_quotes(text)) == 1


def test_an_attribute_of_markup_left_in_the_text_is_no_quotation() -> None:
    assert fragments('<tweet author="Weber" id="12">Nobody knows.') == []


def test_an_open_mark_goes_on_in_the_next_paragraph() -> None:
    text = "“We stayed in the house all night.\n\n“Then the boats came to fetch us.”"
    assert fragments(text) == [["“We stayed in the house all night.", "“Then the boats came to fetch us.”"]]


def test_a_closed_mark_does_not_go_on() -> None:
    text = "“We stayed in the house all night.”\n\nIt rained.\n\n“Then the boats came to fetch us.”"
    assert len(fragments(text)) == 2


def test_a_caption_between_two_paragraphs_does_not_part_a_quotation() -> None:
    text = "“We stayed in the house all night.\n\nA house. (Photo: Ana Lee)\n\n“Then the boats came to fetch us.”"
    start = text.index("A house")
    [quote] = find_marked_quotes(text, captions=[(start, text.index("\n", start))])
    assert len(quote.content) == 2


def test_the_reason_says_that_no_cue_was_found() -> None:
    [quote] = find_marked_quotes("“Nobody had told us about the flood.”")
    assert (quote.type, quote.cue, quote.speaker) == ("direct", (), ())
    assert quote.reason == "quotation marks with no cue beside them"
