"""How candidates are compared: by the points of the rules, or by what a model learned, with all of a cue in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.learned.model import Model
from suggesters.learning.reranker import prior
from suggesters.learning.study import FLOOR
from suggesters.pipeline import Source, Suggester
from suggesters.profiles import DEFAULT, PRESETS, Profile
from suggesters.quotes import find_quotes
from suggesters.quotes.calibration import LOOSE
from suggesters.quotes.candidates import propose
from suggesters.quotes.choice import choose
from suggesters.quotes.frame import ContentCandidate, Cue
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.ranking import ByModel, likeliest, log_odds, proposals_to_rank, shares_of
from suggesters.quotes.wide import profile_counting_all
from suggesters.quotes.wide_features import all_features_of, are_twins
from suggesters.suggestions import LEAST_SURE, Quote, Spans
from tests.suggesters import quote_docs
from tests.suggesters.learning.models import small_model
from tests.suggesters.quote_docs import doc_of
from tests.suggesters.shipped import SAMPLES, sample

TEXTS = (
    "“We stay here tonight,” Maria Weber said. “We have nowhere else to go.”",
    "The mayor said that taxes would rise and warned that jobs may go.",
    "According to the union, wages rose. Weber urged members to vote. They denounced the plan for the harbour.",
    "The harbour, the mayor said, will close. The so-called “old” harbour is gone.",
)
RAW = st.lists(st.floats(-80, 80), min_size=1, max_size=12)


def start(profile: Profile = DEFAULT) -> Model:
    """A model that has learned nothing yet."""
    return small_model(profile=profile, weights=prior(), none=0.0, floor=FLOOR, calibration={"direct": (), "other": ()})


def candidates(*contents: Spans) -> list[ContentCandidate]:
    token = doc_of(quote_docs.RUN_BEFORE)[6]
    cue = Cue("verb", "say", token, ((0, 1),), None, (0, 1), 0, 1)
    return [ContentCandidate(cue, "clause_after", "parsed", fragments) for fragments in contents]


@given(RAW, st.floats(-80, 80))
def test_shares_leave_room_for_none_and_keep_the_order(raw: list[float], none: float) -> None:
    shares = shares_of(raw, none=none)
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= 1 + 1e-9
    order = sorted(range(len(raw)), key=raw.__getitem__)
    assert [shares[place] for place in order] == sorted(shares)


def test_shares_are_the_softmax() -> None:
    whole = exp(1.0) + exp(0.0) + exp(-1.0)
    assert shares_of([1.0, -1.0], none=0.0) == pytest.approx([exp(1.0) / whole, exp(-1.0) / whole])


def test_twins_add_up_to_more_than_one_likely_stranger() -> None:
    found = candidates(((0, 100),), ((0, 99),), ((0, 98),), ((200, 300),))
    place, share = likeliest(found, [0.2, 0.25, 0.15, 0.4])
    assert place == 1
    assert share == pytest.approx(0.6)
    assert likeliest(found, [0.1, 0.1, 0.1, 0.4]) == (3, 0.4)


def test_many_unlikely_twins_are_not_likely_together() -> None:
    found = candidates(*(((0, 1000 + number),) for number in range(50)))
    assert likeliest(found, [0.01] * 49 + [0.015]) == (49, 0.015)


@given(st.floats(0, 1))
def test_log_odds_are_finite_and_the_share_comes_back(share: float) -> None:
    assert 1 / (1 + exp(-log_odds(share))) == pytest.approx(share, abs=1e-5)


def by_content(quotes: Sequence[Quote]) -> list[Spans]:
    return [quote.content for quote in quotes if quote.score >= LEAST_SURE]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("text", TEXTS)
def test_before_anything_was_learned_the_rules_suggestions_stand(suggester: Suggester, text: str, preset: str) -> None:
    profile = PRESETS[preset]
    (reading,) = suggester.readings([Source(text, "en")])
    assert reading.doc is not None
    by_rules = find_quotes(reading.doc, profile=profile)
    by_model = find_quotes(reading.doc, profile=profile, ranker=ByModel(start(profile)))
    assert by_content(by_model) == by_content(by_rules) != []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_so_do_those_of_the_samples_but_for_an_edge(path: Path) -> None:
    doc = sample(path)
    for profile in (DEFAULT, PRESETS["wide"]):
        by_rules = by_content(find_quotes(doc, profile=profile))
        by_model = by_content(find_quotes(doc, profile=profile, ranker=ByModel(start(profile))))
        assert len(by_model) == len(by_rules)
        assert all(map(are_twins, by_rules, by_model))
        assert sum(map(tuple.__ne__, by_rules, by_model)) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "“Then my son said he would stay,” Weber said.",
        "“Then he told us, ‘We stay here for now,’ and left,” Weber said.",
        "Weber said that Lee had warned that jobs may go.",
    ],
)
def test_quotes_within_quotes_stand_too_where_the_guideline_counts_them(suggester: Suggester, text: str) -> None:
    (reading,) = suggester.readings([Source(text, "en")])
    assert reading.doc is not None
    nested = replace(PRESETS["ggt"], kinds=frozenset({"nested"}))
    by_rules = find_quotes(reading.doc, profile=nested)
    assert len(by_rules) == 2
    assert by_content(find_quotes(reading.doc, profile=nested, ranker=ByModel(start(nested)))) == by_content(by_rules)


def chosen_of(model: Model, table: str = quote_docs.THAT_AND_WARNED) -> list[str]:
    doc = doc_of(table)
    ranker = ByModel(model)
    page = ParsedPage(doc, profile=ranker.profile_for(DEFAULT))
    found = choose(ranker.proposals(page), ranker=ranker)
    return [doc.text[slice(*choice.candidate.fragments[0])] for choice in found]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_candidate_weighs_what_the_names_of_its_features_weigh(path: Path) -> None:
    model = start(PRESETS["polnear"])
    page = ParsedPage(sample(path), profile=profile_counting_all(model.profile))
    proposals = proposals_to_rank(page, profile=model.profile)
    names = [[all_features_of(one, proposal.setting) for one in proposal.candidates] for proposal in proposals]
    weights = {name: crc32(name.encode()) / 2**31 - 1 for found in names for features in found for name in features}
    ranker = ByModel(replace(model, weights=weights))
    for proposal, features_of_each in zip(proposals, names, strict=True):
        expected = [sum(map(weights.__getitem__, features)) for features in features_of_each]
        assert ranker.raw(proposal) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "The mayor warned that the ferry was late and believes that it will sail.",
        "“We stay here tonight,” Maria Weber said, and thinks that “nobody” will go.",
    ],
)
@pytest.mark.parametrize("preset", PRESETS)
def test_what_the_rules_choose_is_the_same_when_all_is_drawn_at_once(
    suggester: Suggester, text: str, preset: str
) -> None:
    profile = PRESETS[preset]
    (reading,) = suggester.readings([Source(text, "en")])
    assert reading.doc is not None
    page = ParsedPage(reading.doc, profile=profile_counting_all(profile))
    proposals_to_rank(page, profile=profile)
    alone = choose(propose(ParsedPage(reading.doc, profile=profile)), nested=profile.counts("nested"))
    chosen = {choice.candidate.cue.token.i: choice.candidate.fragments for choice in alone}
    assert {place: fragments for place, (fragments, _) in page.by_rules.items()} == chosen


def test_where_no_candidate_is_likely_nothing_is_chosen() -> None:
    assert chosen_of(start()) == ["that taxes will rise", "that jobs may go"]
    assert chosen_of(replace(start(), none=9.0)) == []


def test_weights_decide_which_cue_counts_and_which_edge() -> None:
    weights = {**prior(), "lemma=warn": -9.0}
    assert chosen_of(replace(start(), weights=weights)) == ["that taxes will rise"]
    assert chosen_of(start(), quote_docs.STANCE) == []
    liked = {**prior(), "rule=stance/parsed": 9.0}
    assert chosen_of(replace(start(), weights=liked), quote_docs.STANCE) == ["the harbour"]


def test_kinds_that_the_profile_leaves_out_are_there_to_be_learned() -> None:
    assert ByModel(start()).profile_for(DEFAULT).counts("objects")
    assert not ByModel(start()).profile_for(DEFAULT).counts("nested")


def test_a_score_is_what_the_calibration_makes_of_the_share() -> None:
    steps = ((-3.0, 0.1), (3.0, 0.7))
    ranker = ByModel(replace(start(), calibration={"direct": steps, "other": ()}))
    share = 1 / (1 + exp(-1.5))
    assert ranker.confidence("clause_after", share, is_direct=True, profile=DEFAULT) == pytest.approx(0.55)
    assert ranker.confidence("clause_after", share, is_direct=False, profile=DEFAULT) == pytest.approx(share, abs=1e-3)
    assert log_odds(share) == pytest.approx(log(share / (1 - share)))


def test_what_is_unlikely_once_calibrated_is_not_proposed(suggester: Suggester) -> None:
    """It would have a say in who speaks, as a quote that nobody sees."""
    (reading,) = suggester.readings([Source(TEXTS[1], "en")])
    assert reading.doc is not None
    low, high = (((-50.0, share), (50.0, share)) for share in (0.2, 0.4))
    for steps, expected in ((low, 0), (high, 2)):
        ranker = ByModel(replace(start(), calibration={"direct": (), "other": steps}))
        assert len(find_quotes(reading.doc, ranker=ranker)) == expected


def test_quotations_without_a_cue_have_the_learned_share_else_the_rules() -> None:
    profile = PRESETS["polnear"]
    ranker = ByModel(replace(start(profile), loose={"loose_line": 0.77}))
    assert ranker.confidence("loose_line", 0.0, is_direct=True, profile=profile) == 0.77
    assert ranker.confidence("loose_run", 0.0, is_direct=True, profile=profile) == LOOSE["loose_run"]
