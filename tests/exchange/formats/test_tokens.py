"""Words for formats of tokens: nothing of the text is lost, and every span is whole tokens."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.language import Language

from exchange.formats import tokens
from exchange.formats.tokens import Cutter, sentence_starts
from tests.examples import examples
from tests.exchange.strategies import PIECES

CUTTER = Cutter()
texts = st.lists(
    st.sampled_from([*PIECES, "said", ",”", "don't", "U.S.", "  ", "\u00a0"]), min_size=1, max_size=25
).map("".join)


@cache
def pipeline(language: str) -> Language:
    made = spacy.blank(language)
    made.add_pipe("sentencizer")
    return made


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(texts)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    spans = draw(st.lists(places.filter(lambda place: place[0] < place[1]), max_size=8))
    return text, spans


@examples(200)
@given(texts_with_spans(), st.sampled_from(["en", "de", "", "zh", "en-GB", "ja", "nonsense", "es"]))
def test_every_span_is_whole_tokens_and_the_text_is_the_same(found: Any, language: str) -> None:
    text, spans = found
    cut = CUTTER.cut(text, spans, language=language)
    words = [word + " " * space for word, space in zip(cut.words, cut.spaces, strict=True)]
    assert "".join(words) == text
    assert [text[start:end] for start, end in zip(cut.starts, cut.ends, strict=True)] == cut.words
    assert {start for start, _ in spans} <= {*cut.starts}
    assert {end for _, end in spans} <= {*cut.ends}


@examples(100)
@given(texts, st.sampled_from(["en", "de", "es", "zh", "xx"]))
@example("Los EE. UU. y la EE. UU.", "es")
@example(" \n a", "en")
def test_tokens_and_sentences_are_those_of_spacy(text: str, language: str) -> None:
    doc = pipeline(language)(text)
    cut = CUTTER.cut(text, [], language=language)
    assert (cut.words, cut.starts) == ([token.text for token in doc], [token.idx for token in doc])
    assert cut.spaces == [bool(token.whitespace_) for token in doc]
    begun = {token.i for token in doc if token.is_sent_start}
    after_lines = {token.i + 1 for token in doc[: len(doc) - 1] if token.is_space and token.text.count("\n") > 1}
    assert sentence_starts(cut) == sorted(begun | after_lines)


def test_tokens_are_those_of_the_language_where_no_span_cuts_them() -> None:
    cut = CUTTER.cut("“Don't,” said Ann.", [(0, 8), (14, 17)], language="en")
    assert cut.words == ["“", "Do", "n't", ",", "”", "said", "Ann", "."]


def test_an_endless_word_is_cut_simply_since_the_tokenizer_would_take_hours() -> None:
    cut = CUTTER.cut("(" * 30_000 + " Don't", [(5, 7)], language="en")
    assert cut.words[-2:] == ["Do", "n't"]
    assert len(cut.words) == 30_002


def test_sentences_end_at_full_stops_and_at_blank_lines() -> None:
    cut = CUTTER.cut("Pier shut\n\nIt rains. We wait.", [], language="en")
    assert [cut.words[number] for number in sentence_starts(cut)] == ["Pier", "It", "We"]


def test_words_are_forgotten_so_that_memory_stays_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_WORDS", 5)
    cutter = Cutter()
    cutter.cut("the first words that are here", [], language="en")
    tokenizer = cutter.tokenizers["en"]
    before = len(tokenizer.nlp.vocab.strings)
    for number in range(51):
        assert cutter.cut(f"newword{number} other{number}", [], language="en").words[0] == f"newword{number}"
    assert len(tokenizer.nlp.vocab.strings) == before
    assert len(tokenizer.known) < 10


@pytest.mark.parametrize("place", [(0, 1), (1, 2), (2, 3), (1, 3), (0, 3)])
def test_a_space_within_a_span_s_edge_is_a_token(place: tuple[int, int]) -> None:
    cut = CUTTER.cut("a b", [place], language="en")
    assert place[0] in cut.starts
    assert place[1] in cut.ends


def test_the_longest_word_is_what_the_pattern_says() -> None:
    assert tokens.LONG_WORD.search("x" * tokens.LONGEST_WORD)
    assert not tokens.LONG_WORD.search("x" * (tokens.LONGEST_WORD - 1))
