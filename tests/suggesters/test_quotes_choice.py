"""Choosing among candidates, and scores that mean something."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.profiles import PARTS, Parts
from suggesters.quotes import choose, propose
from suggesters.quotes.calibration import DIRECT, DIRECT_APART, LOOSE, OTHER, OTHER_APART, confidence
from suggesters.quotes.features import FAMILIES
from suggesters.quotes.overlaps import Covered
from suggesters.quotes.points import POINTS, points_of, score_of
from suggesters.quotes.ranking import ByPoints
from suggesters.suggestions import LEAST_SURE
from tests.suggesters import quote_docs
from tests.suggesters.quote_docs import all_quotes, doc_of, page_of


def test_a_scorer_of_ones_own_takes_the_place_of_the_shipped_one() -> None:
    def likes_single_runs(names: Sequence[str]) -> float:
        return 0.9 if "fragments=1" in names and "marks=all" in names else 0.1

    doc = doc_of(quote_docs.RUN_BEFORE)
    [choice] = choose(propose(page_of(doc)), ranker=ByPoints(scorer=likes_single_runs, floor=0.5))
    assert [doc.text[start:end] for start, end in choice.candidate.fragments] == ["“We stay,”"]
    assert choice.score == 0.9


def test_nothing_is_chosen_below_the_floor() -> None:
    assert (
        choose(propose(page_of(doc_of(quote_docs.RUN_BEFORE))), ranker=ByPoints(scorer=lambda names: 0.2, floor=0.3))
        == []
    )


def test_the_chosen_do_not_lie_on_each_other() -> None:
    doc = doc_of(quote_docs.THAT_AND_WARNED)
    chosen = choose(propose(page_of(doc)), ranker=ByPoints(scorer=lambda names: 0.5))
    spans = sorted(fragment for choice in chosen for fragment in choice.candidate.fragments)
    assert len(chosen) == 2
    assert all(left[1] <= right[0] for left, right in zip(spans, spans[1:], strict=False))


def test_the_reason_names_cue_and_subject() -> None:
    quotes = all_quotes(doc_of(quote_docs.THAT_AND_WARNED))
    assert [quote.reason for quote in quotes] == [
        "cue ‘said’, subject ‘The mayor’",
        "cue ‘warned’, subject ‘The mayor’",
    ]


def test_points_are_whole_and_of_documented_features() -> None:
    assert set(POINTS) <= set(FAMILIES)
    assert all(isinstance(points, int) for values in POINTS.values() for points in values.values())


def test_the_points_of_all_features_add_up_and_an_unknown_one_counts_nothing() -> None:
    names = ["rule=clause_after/parsed", "subject=thing"]
    assert points_of(names) == POINTS["rule"]["clause_after/parsed"] + POINTS["subject"]["thing"]
    assert points_of([*names, "colour=blue"]) == points_of(names)
    assert score_of([]) == 0.5


@given(st.floats(0, 1), st.booleans(), st.sampled_from(PARTS))
def test_confidence_is_a_probability(score: float, is_direct: bool, parts: Parts) -> None:
    assert 0 <= confidence("clause_after", score, is_direct=is_direct, parts=parts) <= 1


@given(st.floats(0, 1), st.floats(0, 1), st.booleans(), st.sampled_from(PARTS))
def test_confidence_keeps_the_order_of_the_scores(one: float, other: float, is_direct: bool, parts: Parts) -> None:
    low, high = sorted((one, other))
    confidences = [confidence("clause_after", score, is_direct=is_direct, parts=parts) for score in (low, high)]
    assert confidences == sorted(confidences)


def test_the_figures_of_the_calibration_rise_with_the_points() -> None:
    for steps in (DIRECT, OTHER, DIRECT_APART, OTHER_APART):
        assert list(steps) == sorted(steps)
        assert [share for _, share in steps] == sorted(share for _, share in steps)


def test_quotations_without_a_cue_come_with_low_scores() -> None:
    assert max(LOOSE.values()) < 0.6
    assert confidence("loose_word", 0.99, is_direct=True) == LOOSE["loose_word"]


def test_a_sentence_in_marks_without_a_cue_is_likely_where_parts_are_apart_alone() -> None:
    scores = {parts: confidence("loose_sentence", 0, is_direct=True, parts=parts) for parts in PARTS}
    assert scores["clauses"] < LEAST_SURE < scores["joined"] < scores["apart"]


@pytest.mark.parametrize(("span", "shared"), [((0, 4), 0), ((0, 6), 1), ((5, 10), 5), ((8, 30), 7), ((12, 18), 0)])
def test_cover_counts_what_spans_share(span: tuple[int, int], shared: int) -> None:
    covered = Covered()
    covered.add((20, 25))
    covered.add((5, 10))
    assert covered.overlap(*span) == shared
