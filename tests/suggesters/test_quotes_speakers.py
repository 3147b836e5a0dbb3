"""Whose words they are, where the parse hangs the second cue on what was said with the first."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from suggesters.quotes import features_of, propose
from suggesters.quotes.cues import find_cues
from suggesters.quotes.page import TextPage
from tests.suggesters.quote_docs import all_quotes, doc_of, page_of
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

ADDING_BEHIND_MARKS = """
    Weber Weber NNP PROPN 2 nsubj
    has have VBZ AUX 2 aux
    said say VBN VERB 2 ROOT
    the the DT DET 4 det
    plan plan NN NOUN 5 nsubj
    is be VBZ AUX 2 ccomp
    “ “ `` PUNCT 5 punct
    fair fair JJ ADJ 5 acomp
    , , , PUNCT 5 punct
    ” ” '' PUNCT 5 punct
    adding add VBG VERB 5 advcl
    that that IN SCONJ 13 mark
    jobs job NNS NOUN 13 nsubj
    stay stay VBP VERB 10 ccomp
    . . . PUNCT 2 punct
"""

ANOTHER_TENSE = """
    Weber Weber NNP PROPN 1 nsubj
    says say VBZ VERB 1 ROOT
    taxes tax NNS NOUN 3 nsubj
    rise rise VBP VERB 1 ccomp
    but but CC CCONJ 3 cc
    conceded concede VBD VERB 3 conj
    that that IN SCONJ 8 mark
    jobs job NNS NOUN 8 nsubj
    go go VBP VERB 5 ccomp
    . . . PUNCT 1 punct
"""

TWO_PARTICIPLES = """
    Weber Weber NNP PROPN 1 nsubj
    left leave VBD VERB 1 ROOT
    , , , PUNCT 1 punct
    claiming claim VBG VERB 1 advcl
    that that IN SCONJ 6 mark
    taxes tax NNS NOUN 6 nsubj
    rise rise VBP VERB 3 ccomp
    and and CC CCONJ 6 cc
    warning warn VBG VERB 6 conj
    that that IN SCONJ 11 mark
    jobs job NNS NOUN 11 nsubj
    go go VBP VERB 8 ccomp
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

DATELINE = """
    LONDON LONDON NNP PROPN 6 nsubj
    ( ( -LRB- PUNCT 0 punct
    Reuters Reuters NNP PROPN 0 appos
    ) ) -RRB- PUNCT 0 punct
    — — : PUNCT 6 punct
    Weber Weber NNP PROPN 6 nsubj
    said say VBD VERB 6 ROOT
    jobs job NNS NOUN 8 nsubj
    go go VBP VERB 6 ccomp
    . . . PUNCT 6 punct
"""


def quotes(doc: Doc) -> list[str]:
    return [" … ".join(doc.text[start:end] for start, end in quote.content) for quote in all_quotes(doc)]


def features(doc: Doc, *, cue: str) -> set[str]:
    return {
        name
        for proposal in propose(page_of(doc))
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


def test_adding_behind_a_comma_in_marks_is_said_by_who_has_said_the_rest() -> None:
    doc = doc_of(ADDING_BEHIND_MARKS)
    assert speakers(doc) == {"said": "Weber", "adding": "Weber"}
    assert quotes(doc) == ["the plan is “fair,”", "that jobs stay"]


def test_a_conjoined_cue_of_another_tense_has_the_speaker_of_the_first_and_ends_its_clause() -> None:
    doc = doc_of(ANOTHER_TENSE)
    assert speakers(doc) == {"says": "Weber", "conceded": "Weber"}
    assert contents(doc, cue="says", rule="clause_after")[0] == "taxes rise"


def test_a_second_participle_has_the_speaker_of_the_first() -> None:
    assert speakers(doc_of(TWO_PARTICIPLES)) == {"claiming": "Weber", "warning": "Weber"}


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


def test_the_place_before_a_report_does_not_speak() -> None:
    assert speakers(doc_of(DATELINE)) == {"said": "Weber"}


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("LONDON (Reuters) — ", "The harbour will close."),
        ("NEW YORK, June 3 (UPI) - ", "The harbour will close."),
        ("Paris (AFP) – ", "The harbour will close."),
        ("GENEVA -- ", "The harbour will close."),
        ("", "The harbour — an old one — will close."),
    ],
)
def test_a_sentence_begins_behind_the_place_and_agency_of_a_report(dateline: str, rest: str) -> None:
    page = TextPage(f"News\n\n{dateline}{rest}")
    start, end = page.sentence_span(page.text.index("close"))
    assert page.text[start:end] == rest
    assert page.in_dateline(6) == bool(dateline)


@pytest.mark.parametrize("label", ["The Latest", "Bombshell", "Paid Notice"])
def test_a_label_that_names_nobody_is_no_speaker(label: str) -> None:
    words = f"{label} : The harbour will close next week .".split()
    doc = Doc(doc_of(ASKED_IF).vocab, words=words, spaces=[word != words[len(label.split()) - 1] for word in words])
    assert find_cues(page_of(doc)) == []
