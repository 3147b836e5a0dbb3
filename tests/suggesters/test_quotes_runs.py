"""Which quotation goes with which cue, on parses built by hand."""

from __future__ import annotations

from suggesters.quotes import propose
from tests.suggesters.quote_docs import all_quotes, doc_of, page_of
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

NEW_SENTENCE = """
    “ “ `` PUNCT 2 punct
    We we PRP PRON 2 nsubj
    stay stay VBP VERB 2 ROOT
    . . . PUNCT 2 punct
    ” ” '' PUNCT 2 punct
    Weber Weber NNP PROPN 6 nsubj
    paid pay VBD VERB 6 ROOT
    more more JJR ADJ 6 dobj
    . . . PUNCT 6 punct
"""

BEHIND_A_TITLE = """
    “ “ `` PUNCT 2 punct
    We we PRP PRON 2 nsubj
    stay stay VBP VERB 6 ccomp
    , , , PUNCT 6 punct
    ” ” '' PUNCT 6 punct
    Weber Weber NNP PROPN 6 nsubj
    said say VBD VERB 6 ROOT
    on on IN ADP 6 prep
    “ “ `` PUNCT 10 punct
    The the DT DET 10 det
    Hour Hour NNP PROPN 7 pobj
    . . . PUNCT 6 punct
    ” ” '' PUNCT 6 punct
    “ “ `` PUNCT 15 punct
    We we PRP PRON 15 nsubj
    pay pay VBP VERB 15 ROOT
    . . . PUNCT 15 punct
    ” ” '' PUNCT 15 punct
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

WHEN_ASKED = """
    Weber Weber NNP PROPN 1 nsubj
    said say VBD VERB 1 ROOT
    jobs job NNS NOUN 3 nsubj
    go go VBP VERB 1 ccomp
    when when WRB SCONJ 5 advmod
    asked ask VBN VERB 3 advcl
    about about IN ADP 5 prep
    taxes tax NNS NOUN 6 pobj
    . . . PUNCT 1 punct
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

THAT_BEHIND_THE_OCCASION = """
    Weber Weber NNP PROPN 1 nsubj
    told tell VBD VERB 1 ROOT
    us us PRP PRON 1 dobj
    during during IN ADP 1 prep
    a a DT DET 5 det
    visit visit NN NOUN 3 pobj
    that that IN SCONJ 8 mark
    taxes tax NNS NOUN 8 nsubj
    are be VBP AUX 8 ROOT
    “ “ `` PUNCT 11 punct
    too too RB ADV 11 advmod
    high high JJ ADJ 8 acomp
    . . . PUNCT 8 punct
    ” ” '' PUNCT 8 punct
"""

ACCUSED_EACH_OTHER = """
    The the DT DET 1 det
    vote vote NN NOUN 2 nsubj
    failed fail VBD VERB 5 ccomp
    , , , PUNCT 5 punct
    they they PRP PRON 5 nsubj
    accused accuse VBD VERB 5 ROOT
    each each DT DET 7 det
    other other JJ ADJ 5 dobj
    . . . PUNCT 5 punct
"""

WROTE_A_CHEQUE = """
    Weber Weber NNP PROPN 1 nsubj
    wrote write VBD VERB 1 ROOT
    a a DT DET 3 det
    cheque cheque NN NOUN 1 dobj
    for for IN ADP 3 prep
    the the DT DET 6 det
    harbour harbour NN NOUN 4 pobj
    . . . PUNCT 1 punct
"""


def test_a_quotation_between_the_subject_and_a_second_verb_belongs_to_the_first() -> None:
    doc = doc_of(CALLED_AND_SAYING)
    assert contents(doc, cue="saying", rule="run_before") == []
    assert contents(doc, cue="saying", rule="clause_after") == ["that jobs go"]


def test_a_sentence_behind_a_quotation_does_not_say_it() -> None:
    assert contents(doc_of(NEW_SENTENCE), cue="paid") == []


def test_a_quotation_goes_on_behind_a_title_that_ends_its_attribution() -> None:
    found = contents(doc_of(BEHIND_A_TITLE), cue="said", rule="run_both_sides")
    assert found[0] == "“We stay,” … “We pay.”"


def test_a_sentence_of_words_and_marks_behind_a_quotation_goes_on_with_it() -> None:
    doc = doc_of(WORDS_BEFORE_THE_SECOND_RUN)
    [quote] = all_quotes(doc)
    assert [doc.text[start:end] for start, end in quote.content] == ["“We stay,”", "The town “waits for us.”"]
    apart = [candidate.edges for proposal in propose(page_of(doc, parts="apart")) for candidate in proposal.candidates]
    assert "words" not in apart


def test_a_sentence_with_a_cue_of_its_own_does_not_go_on_with_the_quotation_before() -> None:
    doc = doc_of(WORDS_BEFORE_THE_SECOND_RUN.replace("The the DT DET 9 det", "Lee Lee NNP PROPN 9 nsubj").replace(
        "town town NN NOUN 11 nsubj", "said say VBD VERB 9 ROOT"
    ))  # fmt: skip
    assert not any("…" in content and "Lee" in content for content in contents(doc, cue="said"))


def test_the_occasion_before_an_attribution_is_the_reporters() -> None:
    assert contents(doc_of(ASKED_WHETHER), cue="said", rule="parenthetical") == ["“we stay” for now"]


def test_the_occasion_behind_what_was_said_is_the_reporters() -> None:
    assert contents(doc_of(WHEN_ASKED), cue="said", rule="clause_after") == ["jobs go"]


def test_an_attribution_before_another_participle_is_no_parenthesis() -> None:
    doc = doc_of(PRAISING)
    assert contents(doc, cue="agreed", rule="parenthetical") == []
    assert contents(doc, cue="praising", rule="object") == ["the plan"]


def test_words_and_quotation_begin_at_a_that_which_the_parse_lost() -> None:
    found = contents(doc_of(THAT_BEHIND_THE_OCCASION), cue="told", rule="run_over_gap")
    assert found == []
    assert contents(doc_of(THAT_BEHIND_THE_OCCASION), cue="told")[0] == "that taxes are “too high.”"


def test_a_clause_before_a_verb_with_an_object_was_not_said_with_it() -> None:
    assert contents(doc_of(ACCUSED_EACH_OTHER), cue="accused", rule="clause_before") == []


def test_what_somebody_wrote_may_be_a_thing() -> None:
    assert contents(doc_of(WROTE_A_CHEQUE), cue="wrote", rule="lost_clause") == []
