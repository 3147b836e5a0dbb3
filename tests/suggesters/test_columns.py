"""Columns of tokens give what walking over the tokens gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from suggesters.columns import entities_of, is_capitalised, places_where, sentence_starts, spaces_of, starts_of

VOCAB = English().vocab
TAGS = ("O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG")
WORDS = st.lists(st.tuples(st.sampled_from(("Ann", "said", "\n\n", "😀", "Ärger")), st.sampled_from(TAGS)), min_size=1)


def doc_of(words: list[tuple[str, str]]) -> Doc:
    tags, inside = [], ""
    for _, tag in words:
        label = tag.partition("-")[2]
        tag = f"B-{label}" if tag[0] == "I" and label != inside else tag  # a name never begins inside of another
        inside = tag.partition("-")[2]
        tags.append(tag)
    return Doc(VOCAB, words=[word for word, _ in words], ents=tags, sent_starts=[True, *[False] * (len(words) - 1)])


@given(WORDS)
def test_entities_are_those_of_the_doc(words: list[tuple[str, str]]) -> None:
    doc = doc_of(words)
    found = [(span.start, span.end, span.label_) for span in entities_of(doc)]
    assert found == [(span.start, span.end, span.label_) for span in doc.ents]


@given(WORDS)
def test_places_are_those_of_a_walk_over_the_tokens(words: list[tuple[str, str]]) -> None:
    doc = doc_of(words)
    assert starts_of(doc) == [token.idx for token in doc]
    assert spaces_of(doc) == [int(token.is_space) for token in doc]
    assert sentence_starts(doc) == [bool(token.is_sent_start) for token in doc]
    assert places_where(doc, is_capitalised) == [token.i for token in doc if token.text[:1].isupper()]


def test_a_test_is_asked_once_for_each_different_word() -> None:
    asked: list[str] = []

    def is_a(word: str) -> bool:
        asked.append(word)
        return word == "a"

    assert places_where(Doc(VOCAB, words=["a", "b", "a", "a"]), is_a) == [0, 2, 3]
    assert sorted(asked) == ["a", "b"]
