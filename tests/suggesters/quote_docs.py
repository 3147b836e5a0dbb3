"""Small parsed texts built by hand, so that a test says itself which parse it means."""

from __future__ import annotations

from dataclasses import replace

from spacy.lang.en import English
from spacy.tokens import Doc

from suggesters.profiles import PRESETS, Parts
from suggesters.quotes import ParsedPage, find_quotes
from suggesters.suggestions import Quote

VOCAB = English().vocab  # knows lower case, digits and marks, but no words
NO_SPACE_BEFORE = frozenset(",.;:?!”’)")
NO_SPACE_AFTER = frozenset("“‘(")


def doc_of(table: str) -> Doc:
    """A doc of one line a token: ``word lemma TAG POS head dep``; ``head`` is the number of a line, counted from 0."""
    rows = [line.split() for line in table.strip().splitlines()]
    words = [row[0] for row in rows]
    spaces = [
        word not in NO_SPACE_AFTER and follower not in NO_SPACE_BEFORE
        for word, follower in zip(words, [*words[1:], "."], strict=True)
    ]
    return Doc(
        VOCAB,
        words=words,
        spaces=spaces,
        lemmas=[row[1] for row in rows],
        tags=[row[2] for row in rows],
        pos=[row[3] for row in rows],
        heads=[int(row[4]) for row in rows],
        deps=[row[5] for row in rows],
    )


def page_of(doc: Doc, *, parts: Parts = "joined") -> ParsedPage:
    """The doc by a guideline that counts every kind of reported speech."""
    return ParsedPage(doc, profile=replace(PRESETS["polnear"], parts=parts))


def all_quotes(doc: Doc) -> list[Quote]:
    """The quotes by the same guideline, parts joined."""
    return find_quotes(doc, profile=PRESETS["polnear"])


THAT_AND_WARNED = """
    The the DT DET 1 det
    mayor mayor NN NOUN 2 nsubj
    said say VBD VERB 2 ROOT
    that that IN SCONJ 6 mark
    taxes tax NNS NOUN 6 nsubj
    will will MD AUX 6 aux
    rise rise VB VERB 2 ccomp
    and and CC CCONJ 2 cc
    warned warn VBD VERB 2 conj
    that that IN SCONJ 12 mark
    jobs job NNS NOUN 12 nsubj
    may may MD AUX 12 aux
    go go VB VERB 8 ccomp
    . . . PUNCT 2 punct
"""

WARNED_LOST_IN_CLAUSE = """
    The the DT DET 1 det
    mayor mayor NN NOUN 2 nsubj
    said say VBD VERB 2 ROOT
    that that IN SCONJ 5 mark
    signs sign NNS NOUN 5 nsubj
    point point VBP VERB 2 ccomp
    there there RB ADV 5 advmod
    and and CC CCONJ 5 cc
    warned warn VBD VERB 5 conj
    that that IN SCONJ 12 mark
    jobs job NNS NOUN 12 nsubj
    may may MD AUX 12 aux
    go go VB VERB 8 ccomp
    . . . PUNCT 2 punct
"""

APPOSITION_LOST = """
    The the DT DET 1 det
    head head NN NOUN 8 nsubj
    of of IN ADP 1 prep
    the the DT DET 4 det
    union union NN NOUN 2 pobj
    , , , PUNCT 8 punct
    Anna Anna NNP PROPN 7 compound
    Weber Weber NNP PROPN 8 nsubj
    said say VBD VERB 8 ROOT
    that that IN SCONJ 12 mark
    wages wage NNS NOUN 12 nsubj
    will will MD AUX 12 aux
    rise rise VB VERB 8 ccomp
    . . . PUNCT 8 punct
"""

AGE_BEFORE_CUE = """
    Anna Anna NNP PROPN 1 compound
    Weber Weber NNP PROPN 1 ROOT
    , , , PUNCT 1 punct
    44 44 CD NUM 1 appos
    , , , PUNCT 1 punct
    said say VBD VERB 5 ROOT
    wages wage NNS NOUN 8 nsubj
    will will MD AUX 8 aux
    rise rise VB VERB 5 ccomp
    . . . PUNCT 5 punct
"""

THAT_WITHOUT_ARC = """
    Weber Weber NNP PROPN 1 nsubj
    stressed stress VBD VERB 1 ROOT
    on on IN ADP 1 prep
    Monday Monday NNP PROPN 2 pobj
    that that IN SCONJ 6 mark
    wages wage NNS NOUN 6 nsubj
    rise rise VBP VERB 6 ROOT
    . . . PUNCT 6 punct
"""

RUN_BEFORE = """
    “ “ `` PUNCT 2 punct
    We we PRP PRON 2 nsubj
    stay stay VBP VERB 6 ccomp
    , , , PUNCT 6 punct
    ” ” '' PUNCT 6 punct
    Weber Weber NNP PROPN 6 nsubj
    said say VBD VERB 6 ROOT
    . . . PUNCT 6 punct
    “ “ `` PUNCT 10 punct
    We we PRP PRON 10 nsubj
    pay pay VBP VERB 10 ROOT
    . . . PUNCT 10 punct
    ” ” '' PUNCT 10 punct
"""

ACCORDING_TO = """
    Wages wage NNS NOUN 2 nsubj
    will will MD AUX 2 aux
    rise rise VB VERB 2 ROOT
    , , , PUNCT 2 punct
    according accord VBG VERB 2 prep
    to to IN ADP 4 prep
    the the DT DET 7 det
    union union NN NOUN 5 pobj
    . . . PUNCT 2 punct
"""

OBJECT = """
    Weber Weber NNP PROPN 1 nsubj
    denounced denounce VBD VERB 1 ROOT
    the the DT DET 3 det
    plan plan NN NOUN 1 dobj
    for for IN ADP 3 prep
    the the DT DET 6 det
    harbour harbour NN NOUN 4 pobj
    . . . PUNCT 1 punct
"""

STANCE = """
    Weber Weber NNP PROPN 1 nsubj
    voiced voice VBD VERB 1 ROOT
    doubts doubt NNS NOUN 1 dobj
    about about IN ADP 2 prep
    the the DT DET 5 det
    harbour harbour NN NOUN 3 pobj
    . . . PUNCT 1 punct
"""

FIRM_CALLED = """
    A a DT DET 1 det
    firm firm NN NOUN 4 nsubj
    called call VBN VERB 1 acl
    Harbours Harbours NNP PROPN 2 oprd
    paid pay VBD VERB 4 ROOT
    . . . PUNCT 4 punct
"""

ANOTHER_SAYS = """
    Weber Weber NNP PROPN 1 nsubj
    said say VBD VERB 1 ROOT
    wages wage NNS NOUN 4 nsubj
    will will MD AUX 4 aux
    rise rise VB VERB 1 ccomp
    and and CC CCONJ 4 cc
    Lee Lee NNP PROPN 7 nsubj
    says say VBZ VERB 4 conj
    prices price NNS NOUN 9 nsubj
    fall fall VBP VERB 7 ccomp
    . . . PUNCT 1 punct
"""

COMMA_IN_MARKS = """
    Weber Weber NNP PROPN 1 nsubj
    said say VBD VERB 1 ROOT
    the the DT DET 3 det
    plan plan NN NOUN 4 nsubj
    was be VBD AUX 1 ccomp
    “ “ `` PUNCT 4 punct
    little little JJ ADJ 4 acomp
    enough enough RB ADV 6 advmod
    , , , PUNCT 4 punct
    ” ” '' PUNCT 4 punct
    in in IN ADP 4 prep
    a a DT DET 12 det
    letter letter NN NOUN 10 pobj
    . . . PUNCT 1 punct
"""

TWO_ATTRIBUTIONS = """
    “ “ `` PUNCT 2 punct
    We we PRP PRON 2 nsubj
    stay stay VBP VERB 6 ccomp
    , , , PUNCT 6 punct
    ” ” '' PUNCT 6 punct
    Weber Weber NNP PROPN 6 nsubj
    said say VBD VERB 6 ROOT
    . . . PUNCT 6 punct
    “ “ `` PUNCT 10 punct
    We we PRP PRON 10 nsubj
    pay pay VBP VERB 14 ccomp
    , , , PUNCT 14 punct
    ” ” '' PUNCT 14 punct
    Lee Lee NNP PROPN 14 nsubj
    added add VBD VERB 14 ROOT
    . . . PUNCT 14 punct
"""

SUBJECT_BEFORE_ATTRIBUTION = """
    The the DT DET 1 det
    plan plan NN NOUN 7 nsubj
    , , , PUNCT 7 punct
    Weber Weber NNP PROPN 4 nsubj
    said say VBD VERB 7 parataxis
    , , , PUNCT 7 punct
    “ “ `` PUNCT 7 punct
    is be VBZ AUX 7 ROOT
    a a DT DET 9 det
    gift gift NN NOUN 7 attr
    . . . PUNCT 7 punct
    ” ” '' PUNCT 7 punct
"""

ADDING = """
    “ “ `` PUNCT 2 punct
    We we PRP PRON 2 nsubj
    stay stay VBP VERB 2 ROOT
    , , , PUNCT 2 punct
    ” ” '' PUNCT 2 punct
    adding add VBG VERB 2 advcl
    that that IN SCONJ 8 mark
    others other NNS NOUN 8 nsubj
    leave leave VBP VERB 5 ccomp
    . . . PUNCT 2 punct
"""

NO_ANSWER = """
    Weber Weber NNP PROPN 3 nsubj
    did do VBD AUX 3 aux
    not not RB PART 3 neg
    respond respond VB VERB 3 ROOT
    to to IN ADP 3 prep
    requests request NNS NOUN 4 pobj
    for for IN ADP 5 prep
    comment comment NN NOUN 6 pobj
    . . . PUNCT 3 punct
"""

INFINITIVE = """
    Weber Weber NNP PROPN 1 nsubj
    urged urge VBD VERB 1 ROOT
    members member NNS NOUN 1 dobj
    to to TO PART 4 aux
    vote vote VB VERB 1 xcomp
    . . . PUNCT 1 punct
"""
