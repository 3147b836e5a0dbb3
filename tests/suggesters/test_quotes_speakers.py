"""Whose words they are, where the parse hangs the second cue on what was said with the first."""

from __future__ import annotations

from spacy.tokens import Doc

from suggesters.quotes import Page, features_of, find_quotes, propose
from tests.suggesters.quote_docs import doc_of
from tests.suggesters.test_quotes_candidates import contents, speakers

ADDING_HANGS_ON_CLAUSE = """
    Weber Weber NNP PROPN 1 nsubj
    said say VBD VERB 1 ROOT
    taxes tax NNS NOUN 4 nsubj
    will will MD AUX 4 aux
    rise rise VB VERB 1 ccomp
    , , , PUNCT 4 punct
    also also RB ADV 7 advmod
    adding add VBG VERB 4 advcl
    that that IN SCONJ 11 mark
    jobs job NNS NOUN 11 nsubj
    may may MD AUX 11 aux
    go go VB VERB 7 ccomp
    . . . PUNCT 1 punct
"""


EMBEDDED = """
    Weber Weber NNP PROPN 1 nsubj
    said say VBD VERB 1 ROOT
    that that IN SCONJ 5 mark
    Lee Lee NNP PROPN 5 nsubj
    had have VBD AUX 5 aux
    warned warn VBN VERB 1 ccomp
    that that IN SCONJ 8 mark
    jobs job NNS NOUN 8 nsubj
    go go VBP VERB 5 ccomp
    . . . PUNCT 1 punct
"""

ASKED_ABOUT = """
    Asked ask VBN VERB 6 advcl
    about about IN ADP 0 prep
    the the DT DET 3 det
    bridge bridge NN NOUN 1 pobj
    , , , PUNCT 6 punct
    Weber Weber NNP PROPN 6 nsubj
    said say VBD VERB 6 ROOT
    jobs job NNS NOUN 8 nsubj
    go go VBP VERB 6 ccomp
    . . . PUNCT 6 punct
"""

ASKED_BY = """
    Weber Weber NNP PROPN 2 nsubjpass
    was be VBD AUX 2 auxpass
    asked ask VBN VERB 2 ROOT
    by by IN ADP 2 agent
    Lee Lee NNP PROPN 3 pobj
    about about IN ADP 2 prep
    the the DT DET 7 det
    bridge bridge NN NOUN 5 pobj
    . . . PUNCT 2 punct
"""

ASKED_IF = """
    Lee Lee NNP PROPN 1 nsubj
    asked ask VBD VERB 1 ROOT
    Weber Weber NNP PROPN 1 dobj
    if if IN SCONJ 6 mark
    jobs job NNS NOUN 6 nsubj
    would would MD AUX 6 aux
    go go VB VERB 1 advcl
    . . . PUNCT 1 punct
"""


def quotes(doc: Doc) -> list[str]:
    return [" … ".join(doc.text[start:end] for start, end in quote.content) for quote in find_quotes(doc)]


def features(doc: Doc, *, cue: str) -> set[str]:
    return {
        name
        for proposal in propose(Page(doc))
        for candidate in proposal.candidates
        if candidate.cue.token.text == cue
        for name in features_of(candidate, proposal.setting)
    }


def test_adding_behind_a_comma_is_said_by_who_said_the_rest() -> None:
    doc = doc_of(ADDING_HANGS_ON_CLAUSE)
    assert speakers(doc) == {"said": "Weber", "adding": "Weber"}
    assert quotes(doc) == ["taxes will rise", "that jobs may go"]


def test_a_candidate_that_holds_adding_is_told_from_one_that_ends_before_it() -> None:
    assert {"inside=participle", "inside=none"} <= features(doc_of(ADDING_HANGS_ON_CLAUSE), cue="said")


def test_what_somebody_else_said_within_a_quote_belongs_to_it() -> None:
    doc = doc_of(EMBEDDED)
    assert "place=embedded" in features(doc, cue="warned")
    assert "place=main" in features(doc, cue="said")
    assert quotes(doc) == ["that Lee had warned that jobs go"]


def test_who_is_asked_has_not_asked() -> None:
    doc = doc_of(ASKED_ABOUT)
    assert contents(doc, cue="Asked", rule="question") == ["the bridge"]
    assert speakers(doc) == {"said": "Weber"}


def test_who_asks_may_stand_behind_by() -> None:
    doc = doc_of(ASKED_BY)
    assert speakers(doc) == {"asked": "Lee"}
    assert contents(doc, cue="asked", rule="question") == ["the bridge"]


def test_a_question_with_if_is_what_was_asked() -> None:
    assert quotes(doc_of(ASKED_IF)) == ["if jobs would go"]
