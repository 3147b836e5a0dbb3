"""Words for formats of tokens: nothing of the text is lost, and every span is whole tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.formats import tokens
from exchange.formats.tokens import Cutter, sentence_starts
from tests.examples import examples
from tests.exchange.strategies import PIECES

CUTTER = Cutter()
texts = st.lists(
    st.sampled_from([*PIECES, "said", ",”", "don't", "U.S.", "  ", "\u00a0"]), min_size=1, max_size=25
).map("".join)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(texts)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = draw(st.lists(places.filter(lambda place: place[0] < place[1]), max_size=8))
    return text, spans


@examples(200)
@given(texts_with_spans(), st.sampled_from(["en", "de", "", "zh", "en-GB", "ja", "nonsense"]))
def test_every_span_is_whole_tokens_and_the_text_is_the_same(found: Any, language: str) -> None:
    text, spans = found
    with CUTTER.cut(text, spans, language=language) as doc:
        assert doc.text == text
        for start, end in spans:
            span = doc.char_span(start, end)
            assert span is not None
            assert span.text == text[start:end]


def test_tokens_are_those_of_the_language_where_no_span_cuts_them() -> None:
    with CUTTER.cut("“Don't,” said Ann.", [(0, 8), (14, 17)], language="en") as doc:
        assert [token.text for token in doc] == ["“", "Do", "n't", ",", "”", "said", "Ann", "."]


def test_an_endless_word_is_cut_simply_since_the_tokenizer_would_take_hours() -> None:
    text = "(" * 30_000 + " end"
    with CUTTER.cut(text, [(5, 7)], language="en") as doc:
        assert doc.text == text


def test_sentences_end_at_full_stops_and_at_blank_lines() -> None:
    with CUTTER.cut("Pier shut\n\nIt rains. We wait.", [], language="en") as doc:
        starts = [doc[number].text for number in sentence_starts(doc)]
    assert starts == ["Pier", "It", "We"]


def test_words_are_forgotten_so_that_memory_stays_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "FORGET_AFTER", 5)
    cutter = Cutter()
    with cutter.cut("the first words that are here", [], language="en"):
        pass
    before = len(cutter.pipeline("en").vocab.strings)
    for number in range(51):
        with cutter.cut(f"newword{number} otherword{number}", [], language="en"):
            pass
    assert len(cutter.pipeline("en").vocab.strings) == before


@pytest.mark.parametrize("place", [(0, 1), (1, 2), (2, 3), (1, 3), (0, 3)])
def test_a_space_within_a_span_s_edge_is_a_token(place: tuple[int, int]) -> None:
    with CUTTER.cut("a b", [place], language="en") as doc:
        span = doc.char_span(*place)
        assert span is not None
        assert span.text == "a b"[slice(*place)]


def test_the_longest_word_is_what_the_pattern_says() -> None:
    assert tokens.LONG_WORD.search("x" * tokens.LONGEST_WORD)
    assert not tokens.LONG_WORD.search("x" * (tokens.LONGEST_WORD - 1))
