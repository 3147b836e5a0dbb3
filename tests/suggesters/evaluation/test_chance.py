"""Agreement beyond chance, against worked examples that are published and against another implementation."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.evaluation.chance import (
    alpha_nominal,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
)
from suggesters.evaluation.unitizing import alpha_unitizing
from suggesters.suggestions import Span

# Krippendorff 1995, p. 57: two observers' units as start and length on a continuum of 24.
BERTHA, BILL = [(2, 8), (14, 6)], [(4, 4), (15, 2)]
JOHN, JILL = [(0, 18)], [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)]
HEATHER, HILL = [(0, 2), (2, 8), (10, 4), (14, 6), (20, 4)], [(0, 4), (4, 4), (8, 7), (15, 2), (17, 7)]
FINE = 50_000  # the paper's figures are those of a continuum without grain

# Krippendorff 2004 and Gwet 2014: twelve units, four observers, some units not judged by all.
FOUR_OBSERVERS = [
    [None if label == "." else label for label in row]
    for row in ["11.1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", ".555", "..11", "..3."]
]
# Fleiss 1971's form: how many of fourteen raters gave each of five labels.
FOURTEEN_RATERS = [
    *[(0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1)],
    *[(7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7)],
]
rows = st.lists(st.lists(st.sampled_from(["direct", "indirect", "mixed", None]), min_size=3, max_size=3), max_size=30)


def stretched(units: list[Span]) -> list[Span]:
    return [(start * FINE, (start + length) * FINE) for start, length in units]


@pytest.mark.parametrize(
    ("one", "other", "published"), [(BERTHA, BILL, 0.553), (JOHN, JILL, -0.926), (HEATHER, HILL, 0.066)]
)
def test_alpha_of_spans_is_that_of_the_paper(one: list[Span], other: list[Span], published: float) -> None:
    found = alpha_unitizing([(24 * FINE, [stretched(one), stretched(other)])])
    assert found == pytest.approx(published, abs=0.003)


def test_alpha_of_spans_is_that_of_the_book() -> None:
    one, other = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
    assert alpha_unitizing([(300, [one, other])]) == pytest.approx(0.7286, abs=0.0001)
    assert alpha_unitizing([(300, [one, one])]) == 1


def test_alpha_of_spans_says_nothing_where_nobody_marks_or_one_reads() -> None:
    assert alpha_unitizing([]) is None
    assert alpha_unitizing([(100, [[], []])]) is None
    assert alpha_unitizing([(100, [[(2, 5)]])]) is None


def test_units_of_one_rater_must_not_overlap() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        alpha_unitizing([(100, [[(2, 9), (8, 12)], []])])


def test_labels_of_two_raters() -> None:
    bertha, bill = "001111111100001111110000", "000011110000000110000000"
    pairs = list(zip(bertha, bill, strict=True))
    assert cohen_kappa(pairs) == pytest.approx(0.385, abs=0.001)
    assert alpha_nominal(pairs) == pytest.approx(0.329, abs=0.001)


def test_labels_of_several_raters() -> None:
    table = [[str(label) for label, number in enumerate(row) for _ in range(number)] for row in FOURTEEN_RATERS]
    assert fleiss_kappa(table) == pytest.approx(0.210, abs=0.001)
    assert alpha_nominal(FOUR_OBSERVERS) == pytest.approx(0.743, abs=0.001)
    assert gwet_ac1(FOUR_OBSERVERS) == pytest.approx(0.775, abs=0.001)


@given(rows)
def test_alpha_is_that_of_another_implementation(table: list[list[str | None]]) -> None:
    found = alpha_nominal(table)
    if found is None:  # nothing that two raters judged, or one label alone: it warns and has no figure either
        return
    codes = {None: np.nan, "direct": 0.0, "indirect": 1.0, "mixed": 2.0}
    ratings = [[codes[row[rater]] for row in table] for rater in range(3)]
    assert found == pytest.approx(krippendorff.alpha(reliability_data=ratings, level_of_measurement="nominal"))


@pytest.mark.parametrize("measure", [fleiss_kappa, gwet_ac1, alpha_nominal])
def test_one_rater_or_none_says_nothing(measure: object) -> None:
    assert callable(measure)
    assert measure([]) is None
    assert measure([["direct"], ["mixed"]]) is None
    assert cohen_kappa([]) is None


def test_agreement_on_one_label_alone_is_not_beyond_chance() -> None:
    same = [["direct", "direct"]] * 5
    assert alpha_nominal(same) is None
    assert fleiss_kappa(same) is None
    assert cohen_kappa([("direct", "direct")] * 5) is None
    assert gwet_ac1(same) == 1
