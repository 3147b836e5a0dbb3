"""What the rules propose for a cue, on parses built by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from suggesters.profiles import PRESETS
from suggesters.quotes import FAMILIES, ContentCandidate, ParsedPage, features_of, propose
from suggesters.quotes.cues import find_cues
from suggesters.quotes.page import TextPage
from tests.suggesters import quote_docs
from tests.suggesters.quote_docs import doc_of, page_of


def candidates_of(doc: Doc) -> list[ContentCandidate]:
    return [candidate for proposal in propose(page_of(doc)) for candidate in proposal.candidates]


def contents(doc: Doc, *, cue: str, rule: str = "") -> list[str]:
    """What is proposed with a cue, the fragments put together by “ … ”."""
    return [
        " … ".join(doc.text[start:end] for start, end in candidate.fragments)
        for candidate in candidates_of(doc)
        if candidate.cue.token.text == cue and candidate.rule.startswith(rule)
    ]


def speakers(doc: Doc) -> dict[str, str]:
    return {cue.token.text: doc.text[slice(*cue.speaker)] for cue in find_cues(page_of(doc)) if cue.speaker}


def test_a_clause_ends_before_the_next_conjoined_cue() -> None:
    doc = doc_of(quote_docs.THAT_AND_WARNED)
    assert contents(doc, cue="said", rule="clause_after")[0] == "that taxes will rise"
    assert contents(doc, cue="warned", rule="clause_after")[0] == "that jobs may go"


def test_conjoined_cues_share_their_subject() -> None:
    assert speakers(doc_of(quote_docs.THAT_AND_WARNED)) == {"said": "The mayor", "warned": "The mayor"}


def test_a_cue_that_the_parse_hangs_on_what_was_said_still_has_the_speaker_of_the_first_cue() -> None:
    doc = doc_of(quote_docs.WARNED_LOST_IN_CLAUSE)
    assert speakers(doc)["warned"] == "The mayor"
    assert contents(doc, cue="said", rule="clause_after")[0] == "that signs point there"


def test_a_name_in_apposition_belongs_to_the_speaker_even_where_the_parse_cuts_it_off() -> None:
    assert speakers(doc_of(quote_docs.APPOSITION_LOST)) == {"said": "The head of the union, Anna Weber"}


def test_an_age_between_name_and_cue_does_not_hide_the_speaker() -> None:
    assert speakers(doc_of(quote_docs.AGE_BEFORE_CUE))["said"].startswith("Anna Weber")


def test_a_that_clause_without_an_arc_is_found_by_its_that() -> None:
    assert contents(doc_of(quote_docs.THAT_WITHOUT_ARC), cue="stressed") == ["that wages rise"]


def test_a_quotation_goes_on_behind_its_attribution() -> None:
    found = contents(doc_of(quote_docs.RUN_BEFORE), cue="said", rule="run_both_sides")
    assert found[0] == "“We stay,” … “We pay.”"


def test_a_quotation_before_the_cue_is_proposed_alone_as_well() -> None:
    assert "“We stay,”" in contents(doc_of(quote_docs.RUN_BEFORE), cue="said")


def test_according_to_takes_the_sentence_before_it() -> None:
    doc = doc_of(quote_docs.ACCORDING_TO)
    assert contents(doc, cue="according")[0] == "Wages will rise"
    assert speakers(doc) == {"according": "the union"}


def test_an_object_is_proposed_with_and_without_the_phrase_that_follows() -> None:
    found = contents(doc_of(quote_docs.OBJECT), cue="denounced", rule="object")
    assert found[0] == "the plan for the harbour"


def test_an_infinitive_is_proposed_with_the_object_that_is_to_do_it() -> None:
    assert contents(doc_of(quote_docs.INFINITIVE), cue="urged", rule="infinitive") == ["members to vote"]


def test_what_a_stance_is_about_is_proposed_with_verb_and_noun_as_its_cue() -> None:
    doc = doc_of(quote_docs.STANCE)
    assert contents(doc, cue="voiced", rule="stance") == ["the harbour"]
    [candidate] = [candidate for candidate in candidates_of(doc) if candidate.rule == "stance"]
    assert [doc.text[start:end] for start, end in candidate.cue.spans] == ["voiced", "doubts"]


def test_a_firm_called_by_a_name_has_said_nothing() -> None:
    assert contents(doc_of(quote_docs.FIRM_CALLED), cue="called", rule="object") == []


def test_who_did_not_respond_to_requests_has_said_nothing() -> None:
    assert contents(doc_of(quote_docs.NO_ANSWER), cue="respond") == []


def test_a_clause_may_end_before_somebody_else_speaks() -> None:
    assert "wages will rise" in contents(doc_of(quote_docs.ANOTHER_SAYS), cue="said", rule="clause_after")


def test_a_clause_may_end_with_the_quotation_that_ends_with_a_comma() -> None:
    assert "the plan was “little enough,”" in contents(
        doc_of(quote_docs.COMMA_IN_MARKS), cue="said", rule="clause_after"
    )


def test_a_quotation_with_an_attribution_of_its_own_does_not_go_on_with_another() -> None:
    doc = doc_of(quote_docs.TWO_ATTRIBUTIONS)
    assert contents(doc, cue="said", rule="run_both_sides") == []
    assert "“We pay,”" in contents(doc, cue="added")


def test_a_quotation_that_begins_small_goes_on_with_the_words_before_the_attribution() -> None:
    found = contents(doc_of(quote_docs.SUBJECT_BEFORE_ATTRIBUTION), cue="said", rule="parenthetical")
    assert found[0] == "The plan … “is a gift.”"


def test_what_stands_before_adding_was_said_with_another_cue() -> None:
    assert contents(doc_of(quote_docs.ADDING), cue="adding", rule="run_before") == []


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ("ministers", "role"),
        ("people", "role"),
        ("hacker", "role"),
        ("committee", "group"),
        ("report", "document"),
        ("percent", "they"),
        ("performance", "thing"),
        ("letter", "document"),
        ("river", "thing"),
    ],
)
def test_a_common_noun_tells_who_or_what_may_speak(word: str, named: str) -> None:
    lemma = "minister" if word == "ministers" else word
    doc = doc_of(quote_docs.OBJECT.replace("Weber Weber NNP PROPN", f"{word} {lemma} NN NOUN"))
    names = {
        name
        for proposal in propose(page_of(doc))
        for candidate in proposal.candidates
        for name in features_of(candidate, proposal.setting)
    }
    assert f"subject={named}" in names


@pytest.mark.parametrize(
    "table",
    [quote_docs.THAT_AND_WARNED, quote_docs.RUN_BEFORE, quote_docs.ACCORDING_TO, quote_docs.OBJECT],
)
def test_every_feature_belongs_to_a_documented_family(table: str) -> None:
    names = [
        name
        for proposal in propose(page_of(doc_of(table)))
        for candidate in proposal.candidates
        for name in features_of(candidate, proposal.setting)
    ]
    assert names
    assert {name.split("=", 1)[0] for name in names} <= set(FAMILIES)


def test_no_candidate_of_a_cue_is_proposed_twice() -> None:
    for table in (quote_docs.THAT_AND_WARNED, quote_docs.RUN_BEFORE, quote_docs.OBJECT):
        for proposal in propose(page_of(doc_of(table))):
            fragments = [candidate.fragments for candidate in proposal.candidates]
            assert len(set(fragments)) == len(fragments)


def test_in_a_caption_only_what_somebody_says_is_speech() -> None:
    doc = doc_of(quote_docs.THAT_AND_WARNED)
    page = ParsedPage(doc, captions=[(0, len(doc.text))], profile=PRESETS["polnear"])
    assert [proposal.setting.cue.lemma for proposal in propose(page)] == ["say"]


@given(st.text(alphabet="a’ \n\t\xa0\u2009\x1c.", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_words_are_counted_as_split_counts_them(text: str, start: int, end: int) -> None:
    page = TextPage(text)
    start, end = min(start, len(text)), min(end, len(text))
    assert page.words_within(start, end) == len(text[start:end].split())
