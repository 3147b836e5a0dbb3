"""A quote within another's quote, where the guideline counts it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from suggesters.profiles import DEFAULT, PARTS
from suggesters.quotes import ParsedPage, find_quotes
from suggesters.quotes.nested import InnerPage
from suggesters.suggestions import Quote
from tests.suggesters import quote_docs
from tests.suggesters.quote_docs import VOCAB, doc_of

NESTED = replace(DEFAULT, kinds=frozenset({"nested"}))
FLAT = replace(DEFAULT, kinds=frozenset())

REPORTED_WITHIN = """
    Weber Weber NNP PROPN 1 nsubj
    said say VBD VERB 1 ROOT
    that that IN SCONJ 5 mark
    Lee Lee NNP PROPN 5 nsubj
    had have VBD AUX 5 aux
    warned warn VBN VERB 1 ccomp
    that that IN SCONJ 9 mark
    wages wage NNS NOUN 9 nsubj
    would would MD AUX 9 aux
    fall fall VB VERB 5 ccomp
    within within IN ADP 9 prep
    years year NNS NOUN 10 pobj
    . . . PUNCT 1 punct
"""

SAID_WITHIN_MARKS = """
    “ “ `` PUNCT 2 punct
    Lee Lee NNP PROPN 2 nsubj
    warned warn VBD VERB 10 ccomp
    that that IN SCONJ 6 mark
    wages wage NNS NOUN 6 nsubj
    would would MD AUX 6 aux
    fall fall VB VERB 2 ccomp
    , , , PUNCT 10 punct
    ” ” '' PUNCT 10 punct
    Weber Weber NNP PROPN 10 nsubj
    said say VBD VERB 10 ROOT
    . . . PUNCT 10 punct
"""

MARKS_WITHIN_MARKS = """
    “ “ `` PUNCT 2 punct
    Lee Lee NNP PROPN 2 nsubj
    said say VBD VERB 11 ccomp
    , , , PUNCT 2 punct
    ‘ ‘ `` PUNCT 6 punct
    We we PRP PRON 6 nsubj
    stay stay VBP VERB 2 ccomp
    , , , PUNCT 2 punct
    ’ ’ '' PUNCT 2 punct
    ” ” '' PUNCT 11 punct
    Weber Weber NNP PROPN 11 nsubj
    laughed laugh VBD VERB 11 ROOT
    . . . PUNCT 11 punct
"""

PARTED_WITHIN_MARKS = """
    “ “ `` PUNCT 7 punct
    The the DT DET 2 det
    pier pier NN NOUN 7 nsubj
    , , , PUNCT 7 punct
    Lee Lee NNP PROPN 5 nsubj
    said say VBD VERB 7 parataxis
    , , , PUNCT 7 punct
    is be VBZ AUX 11 ccomp
    shut shut JJ ADJ 7 acomp
    , , , PUNCT 11 punct
    ” ” '' PUNCT 11 punct
    said say VBD VERB 11 ROOT
    Weber Weber NNP PROPN 11 nsubj
    . . . PUNCT 11 punct
"""


def said(table: str, *, nested: bool) -> dict[str, str]:
    """Who says what, by the mention."""
    doc = doc_of(table)
    quotes = find_quotes(doc, profile=NESTED if nested else FLAT)
    return {doc.text[slice(*quote.speaker[0])]: doc.text[slice(*quote.content[0])] for quote in quotes}


def test_what_is_reported_within_a_report_is_a_quote_of_its_own() -> None:
    outer = {"Weber": "that Lee had warned that wages would fall within years"}
    assert said(REPORTED_WITHIN, nested=False) == outer
    assert said(REPORTED_WITHIN, nested=True) == {**outer, "Lee": "that wages would fall within years"}


def test_what_is_reported_within_marks_is_a_quote_of_its_own() -> None:
    outer = {"Weber": "“Lee warned that wages would fall,”"}
    assert said(SAID_WITHIN_MARKS, nested=False) == outer
    assert said(SAID_WITHIN_MARKS, nested=True) == {**outer, "Lee": "that wages would fall"}


def test_a_quotation_within_a_quotation_is_a_quote_of_its_own() -> None:
    outer = {"Weber": "“Lee said, ‘We stay,’”"}
    assert said(MARKS_WITHIN_MARKS, nested=False) == outer
    assert said(MARKS_WITHIN_MARKS, nested=True) == {**outer, "Lee": "‘We stay,’"}


def test_a_clause_that_an_attribution_parts_within_marks_is_parted_as_the_guideline_says() -> None:
    doc = doc_of(PARTED_WITHIN_MARKS)
    for parts, contents in ((PARTS[1], ["The pier … is shut"]), (PARTS[2], ["The pier", "is shut"])):
        quotes = find_quotes(doc, profile=replace(NESTED, parts=parts))
        found = [" … ".join(doc.text[start:end] for start, end in quote.content) for quote in quotes]
        assert found == ["“The pier, Lee said, is shut,”", *contents]


def test_what_the_speaker_says_of_himself_is_not_nested() -> None:
    table = SAID_WITHIN_MARKS.replace("Lee Lee NNP", "I I PRP")
    assert list(said(table, nested=True)) == ["Weber"]


def test_two_quotes_beside_each_other_are_not_nested() -> None:
    assert said(quote_docs.THAT_AND_WARNED, nested=True) == said(quote_docs.THAT_AND_WARNED, nested=False)


def test_type_and_marks_go_by_the_whole_text() -> None:
    doc = doc_of(MARKS_WITHIN_MARKS)
    quotes: list[Quote] = find_quotes(doc, profile=replace(NESTED, marks=False))
    assert [(quote.type, doc.text[slice(*quote.content[0])]) for quote in quotes] == [
        ("direct", "Lee said, ‘We stay,’"),
        ("direct", "We stay,"),
    ]


@given(st.text(alphabet="ab .\n“”‘’\"'«»`", max_size=60))
def test_what_is_left_within_marks_stands_where_it_stood(text: str) -> None:
    page = ParsedPage(Doc(VOCAB, words=[text or "a"], spaces=[False]))
    inner = InnerPage(page)
    assert len(inner.text) == len(page.text)
    assert all(found in (" ", "\n", was) for found, was in zip(inner.text, page.text, strict=True))
    assert all(inner.mask[place] or page.mask[place] for place in range(len(page.text)))
