"""The edges that a guideline states: full stop, “that” and marks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from suggesters.profiles import EDGES, PRESETS, Profile
from suggesters.quotes import find_marked_quotes, find_quotes
from suggesters.suggestions import Quote
from tests.suggesters import quote_docs
from tests.suggesters.quote_docs import doc_of

DOCS = [doc_of(table) for name, table in vars(quote_docs).items() if name.isupper() and isinstance(table, str)]
TEXTS = st.lists(st.sampled_from([*"ab .,?!…\n“”‘’\"'«»`", "that ", " said. "]), max_size=60).map("".join)
edges = st.fixed_dictionaries({edge: st.booleans() for edge in EDGES})


def words(text: str, quotes: list[Quote]) -> list[str]:
    return [" … ".join(text[start:end] for start, end in quote.content) for quote in quotes]


def by(doc: Doc, **wanted: bool) -> list[str]:
    return words(doc.text, find_quotes(doc, profile=replace(PRESETS["polnear"], **wanted)))  # type: ignore[arg-type]


def test_the_full_stop_belongs_to_an_indirect_quote_where_the_guideline_says_so() -> None:
    doc = doc_of(quote_docs.THAT_AND_WARNED)
    assert by(doc, full_stop=True) == ["that taxes will rise", "that jobs may go."]
    assert by(doc, full_stop=False)[1] == "that jobs may go"


def test_content_begins_after_that_where_the_guideline_leaves_it_out() -> None:
    assert by(doc_of(quote_docs.THAT_AND_WARNED), that=False) == ["taxes will rise", "jobs may go"]


def test_a_that_which_points_at_something_stays() -> None:
    doc = doc_of(quote_docs.THAT_AND_WARNED.replace("that that IN SCONJ 6 mark", "that that DT DET 4 det"))
    assert by(doc, that=False)[0] == "that taxes will rise"


def test_marks_stay_outside_where_the_guideline_leaves_them_out_and_the_quote_is_direct_still() -> None:
    doc = doc_of(quote_docs.RUN_BEFORE)
    assert by(doc, marks=False) == ["We stay, … We pay."]
    assert [quote.type for quote in find_quotes(doc, profile=replace(PRESETS["polnear"], marks=False))] == ["direct"]


def test_the_marks_of_words_within_an_indirect_quote_stay() -> None:
    doc = doc_of(quote_docs.COMMA_IN_MARKS)
    assert by(doc, marks=False) == by(doc, marks=True)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("''Nobody had told us about it.''", "Nobody had told us about it."),
        ("“Nobody had told us about it.", "Nobody had told us about it."),
        ("“‘Go home,’ the guard told us then.”", "‘Go home,’ the guard told us then."),
    ],
)
def test_marks_of_two_signs_open_ones_and_nested_ones_are_told_apart(text: str, content: str) -> None:
    assert words(text, find_marked_quotes(text, profile=Profile("desk", marks=False))) == [content]


@given(st.sampled_from(DOCS), st.sampled_from(sorted(PRESETS)), edges)
def test_fragments_lie_in_the_text_in_order_whatever_the_edges(doc: Doc, name: str, wanted: dict[str, bool]) -> None:
    assert_in_order(doc.text, find_quotes(doc, profile=replace(PRESETS[name], **wanted)))  # type: ignore[arg-type]


@given(TEXTS, edges)
def test_fragments_of_any_marks_lie_in_the_text_in_order(text: str, wanted: dict[str, bool]) -> None:
    profile = replace(PRESETS["newsroom"], **wanted)  # type: ignore[arg-type]
    assert_in_order(text, find_marked_quotes(text, profile=profile))


def assert_in_order(text: str, quotes: list[Quote]) -> None:
    for quote in quotes:
        places = [place for span in quote.content for place in span]
        assert places == sorted(places)
        assert places[0] >= 0
        assert places[-1] <= len(text)
        assert all(start < end and text[start:end].strip() for start, end in quote.content)
