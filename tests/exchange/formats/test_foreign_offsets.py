"""Offsets of other tools: the unit is found by the words, and told; nothing moves by an emoji or a line end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.types import ReadError
from exchange.formats.foreign.flat import FlatRecord, FlatSpan
from exchange.formats.foreign.offsets import COUNTINGS, Counting, OffsetFinder, Ruler, settled
from exchange.records.article import FilePlace
from tests.exchange.strategies import words

PLACE = FilePlace("in.jsonl", 3)
TEXT = "😀 Zoë: “We wait,” she said.\r\n\r\n👩‍👩‍👧 Élodie left.\n"


def record(text: str, *spans: FlatSpan) -> FlatRecord:
    return FlatRecord(values={"text": text}, place=PLACE, spans=spans)


def told_by(finder: OffsetFinder) -> list[str]:
    return [note.words for note in finder.notes("in.jsonl")]


def told(text: str, word: str, counting: Counting, *, surface: str | None = "") -> FlatSpan:
    """The word’s span as a tool that counts so would write it."""
    start = text.index(word)
    edges = Ruler(text, counting).edges or list(range(len(text) + 1))
    pieces = ((edges[start], edges[start + len(word)]),)
    return FlatSpan(id="T1", label="Cue", pieces=pieces, surface=word if surface == "" else surface)


@pytest.mark.parametrize("counting", COUNTINGS, ids=str)
def test_every_counting_is_found_by_the_words_and_told(counting: Counting) -> None:
    finder = OffsetFinder()
    text = TEXT.replace("\r\n", "\n") if counting.line_ends == "two" else TEXT
    found = finder.in_code_points(record(text, told(text, "said", counting), told(text, "Élodie", counting)))
    assert [text[slice(*span.pieces[0])] for span in found.spans] == ["said", "Élodie"]
    assert told_by(finder) == [f"offsets are {counting}: 2 of 2 surface words fit"]


@given(words, st.sampled_from(COUNTINGS), st.data())
def test_a_ruler_goes_there_and_back(text: str, counting: Counting, data: Any) -> None:
    ruler = Ruler(text, counting)
    place = data.draw(st.integers(0, len(text)))
    offset = sum(counting.width(text, number) for number in range(place))
    back = ruler.code_point(offset)
    assert back is not None
    assert back == place or (counting.line_ends == "one" and text[back:place] == "\r")


def test_units_that_are_the_same_are_said_to_be() -> None:
    finder = OffsetFinder()
    finder.in_code_points(record("She said so.", told("She said so.", "said", Counting())))
    assert told_by(finder) == ["offsets are code points: 1 of 1 surface words fit (all units are the same)"]


def test_offsets_inside_a_character_or_beyond_the_text_are_refused_with_the_words() -> None:
    span = FlatSpan(id="T1", label="Cue", pieces=((3, 99),), surface="said")
    with pytest.raises(ReadError, match=r"\[3, 99\) with the label “Cue”.*is no stretch of the text, which has 12"):
        OffsetFinder().in_code_points(record("She said so.", span))


def test_words_that_fit_nowhere_are_counted_and_the_first_is_named() -> None:
    finder = OffsetFinder()
    text = "She said so."
    finder.in_code_points(record(text, told(text, "said", Counting()), told(text, "so", Counting(), surface="no")))
    assert told_by(finder)[1].startswith("1 of 2 spans do not stand where the words")
    assert told_by(finder)[1].endswith("first: “no” at in.jsonl:3")


def test_words_that_differ_in_white_space_alone_fit() -> None:
    finder = OffsetFinder()
    text = "She said\nso."
    finder.in_code_points(record(text, told(text, "said\nso", Counting(), surface="said so")))
    assert told_by(finder) == ["offsets are code points: 1 of 1 surface words fit"]


def test_white_space_tells_nothing_of_the_unit() -> None:
    """brat writes a line end as a space, which another counting may find too: one that a repair alone stands on."""
    span = FlatSpan(id="T1", label="Repair", pieces=((3, 4),), surface=" ")
    assert OffsetFinder().in_code_points(record("\nB \n", span)).spans == (span,)


def test_without_words_the_unit_in_which_spans_end_at_words_is_taken_for_the_whole_file() -> None:
    utf16 = Counting("UTF-16 code units")
    clear = "😀 She said that the pier is shut. 😀 He said no. 👩‍👩‍👧 They said yes."
    unclear = "😀 a b c d"  # every offset here begins a word in one unit or the other
    first = record(unclear, FlatSpan(id="T1", label="Cue", pieces=((3, 4),)))
    others = [record(clear, told(clear, word, utf16, surface=None)) for word in ("pier", "shut", "They", "yes") * 6]
    finder = OffsetFinder()
    found = [
        finder.in_code_points(item) for item in settled(iter([first, *others]), finder) if isinstance(item, FlatRecord)
    ]
    assert unclear[slice(*found[0].spans[0].pieces[0])] == "a"
    assert {clear[slice(*item.spans[0].pieces[0])] for item in found[1:]} == {"pier", "shut", "They", "yes"}
    assert told_by(finder)[0].startswith("offsets were taken for UTF-16 code units")
