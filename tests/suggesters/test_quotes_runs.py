"""Which quotation goes with which cue, on parses built by hand."""

from __future__ import annotations

from tests.suggesters.quote_docs import doc_of
from tests.suggesters.test_quotes_candidates import contents

CALLED_AND_SAYING = """
    Weber Weber NNP PROPN 1 nsubj
    called call VBD VERB 1 ROOT
    it it PRP PRON 1 dobj
    “ “ `` PUNCT 5 punct
    a a DT DET 5 det
    gift gift NN NOUN 1 oprd
    , , , PUNCT 1 punct
    ” ” '' PUNCT 1 punct
    saying say VBG VERB 1 advcl
    that that IN SCONJ 11 mark
    jobs job NNS NOUN 11 nsubj
    go go VBP VERB 8 ccomp
    . . . PUNCT 1 punct
"""


WORDS_BEFORE_THE_SECOND_RUN = """
    “ “ `` PUNCT 2 punct
    We we PRP PRON 2 nsubj
    stay stay VBP VERB 6 ccomp
    , , , PUNCT 6 punct
    ” ” '' PUNCT 6 punct
    Weber Weber NNP PROPN 6 nsubj
    said say VBD VERB 6 ROOT
    . . . PUNCT 6 punct
    The the DT DET 9 det
    town town NN NOUN 11 nsubj
    “ “ `` PUNCT 11 punct
    waits wait VBZ VERB 11 ROOT
    for for IN ADP 11 prep
    us us PRP PRON 12 pobj
    . . . PUNCT 11 punct
    ” ” '' PUNCT 11 punct
"""

ASKED_WHETHER = """
    Asked ask VBN VERB 5 advcl
    about about IN ADP 0 prep
    it it PRP PRON 1 pobj
    , , , PUNCT 5 punct
    Weber Weber NNP PROPN 5 nsubj
    said say VBD VERB 5 ROOT
    , , , PUNCT 5 punct
    “ “ `` PUNCT 9 punct
    we we PRP PRON 9 nsubj
    stay stay VBP VERB 5 advcl
    ” ” '' PUNCT 9 punct
    for for IN ADP 9 prep
    now now RB ADV 11 pcomp
    . . . PUNCT 5 punct
"""


PRAISING = """
    In in IN ADP 5 prep
    a a DT DET 2 det
    letter letter NN NOUN 0 pobj
    , , , PUNCT 5 punct
    Weber Weber NNP PROPN 5 nsubj
    agreed agree VBD VERB 5 ROOT
    , , , PUNCT 5 punct
    praising praise VBG VERB 5 advcl
    the the DT DET 9 det
    plan plan NN NOUN 7 dobj
    . . . PUNCT 5 punct
"""


def test_a_quotation_between_the_subject_and_a_second_verb_belongs_to_the_first() -> None:
    doc = doc_of(CALLED_AND_SAYING)
    assert contents(doc, cue="saying", rule="run_before") == []
    assert contents(doc, cue="saying", rule="clause_after") == ["that jobs go"]


def test_a_sentence_with_a_cue_of_its_own_does_not_go_on_with_the_quotation_before() -> None:
    doc = doc_of(WORDS_BEFORE_THE_SECOND_RUN.replace("The the DT DET 9 det", "Lee Lee NNP PROPN 9 nsubj").replace(
        "town town NN NOUN 11 nsubj", "said say VBD VERB 9 ROOT"
    ))  # fmt: skip
    assert not any("…" in content and "Lee" in content for content in contents(doc, cue="said"))


def test_the_occasion_before_an_attribution_is_the_reporters() -> None:
    assert contents(doc_of(ASKED_WHETHER), cue="said", rule="parenthetical") == ["“we stay” for now"]


def test_an_attribution_before_another_participle_is_no_parenthesis() -> None:
    doc = doc_of(PRAISING)
    assert contents(doc, cue="agreed", rule="parenthetical") == []
    assert contents(doc, cue="praising", rule="object") == ["the plan"]
