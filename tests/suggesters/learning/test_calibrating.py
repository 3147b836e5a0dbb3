"""What a learned score is worth: shares that rise, drawn to the score itself while little was judged."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from suggesters.learned.model import MOST_STEPS, Steps, interpolated
from suggesters.learning.calibrating import LEAST, MOST, RANGE, Judged, loose_shares, rising, steps_of
from tests.examples import examples

ROWS = st.tuples(st.floats(-40, 40), st.booleans())


def judged(rows: Sequence[tuple[float, bool]], *, rule: str = "clause_after") -> list[Judged]:
    return [Judged(raw, rule, is_direct=False, is_right=right) for raw, right in rows]


def sigmoid(raw: float) -> float:
    return 1 / (1 + exp(-raw))


def drawn(seed: int, number: int, *, slope: float, offset: float) -> list[tuple[float, bool]]:
    """Scores at random, right as often as the logistic curve says."""
    chance = np.random.default_rng(seed)
    raw = chance.normal(0.5, 1.5, number)
    right = chance.random(number) < 1 / (1 + np.exp(-(slope * raw + offset)))
    return list(zip(map(float, raw), map(bool, right), strict=True))


def worst(steps: Steps, *, slope: float, offset: float) -> float:
    return max(
        abs(interpolated(steps, raw) - sigmoid(slope * raw + offset)) for raw in (-1.5, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0)
    )


@examples(25)
@given(st.lists(ROWS, max_size=12) | st.lists(ROWS, min_size=80, max_size=130))
def test_steps_rise_as_a_model_needs_them(rows: list[tuple[float, bool]]) -> None:
    steps = steps_of(judged(rows))
    assert 0 < len(steps) <= MOST_STEPS
    for one, other in zip(steps, steps[1:], strict=False):
        assert one[0] < other[0]
        assert one[1] <= other[1]
    assert all(RANGE[0] <= raw <= RANGE[1] and LEAST <= share <= MOST for raw, share in steps)


def test_a_score_is_taken_at_its_word_where_nothing_was_judged() -> None:
    steps = steps_of([])
    assert all(share == pytest.approx(min(max(sigmoid(raw), LEAST), MOST), abs=1e-3) for raw, share in steps)


def test_a_few_mistakes_hardly_move_a_score() -> None:
    few, many = steps_of(judged([(2.0, False)] * 3)), steps_of(judged([(2.0, False)] * 300))
    assert interpolated(few, 2.0) > 0.7
    assert interpolated(many, 2.0) < 0.15


@pytest.mark.parametrize(("slope", "offset"), [(1.0, -1.0), (0.4, 0.5), (1.8, 0.0)])
def test_the_shares_are_right_where_much_was_judged(slope: float, offset: float) -> None:
    steps = steps_of(judged(drawn(7, 4000, slope=slope, offset=offset)))
    assert worst(steps, slope=slope, offset=offset) < 0.07
    assert worst(((0.0, 0.5),), slope=slope, offset=offset) > 0.2


def test_what_no_curve_fits_is_met_by_the_steps() -> None:
    """Half of the unlikely are right, and nearly all of the others."""
    chance = np.random.default_rng(3)
    raw = chance.uniform(-3, 3, 4000)
    right = chance.random(4000) < np.where(raw < 0, 0.5, 0.95)
    steps = steps_of(judged(list(zip(map(float, raw), map(bool, right), strict=True))))
    assert interpolated(steps, -2.0) == pytest.approx(0.5, abs=0.05)
    assert interpolated(steps, 0.8) == pytest.approx(0.95, abs=0.04)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50)), min_size=1, max_size=30))
def test_shares_are_made_to_rise_as_isotonic_regression_does(rows: list[tuple[float, int]]) -> None:
    shares, sizes = np.array([share for share, _ in rows]), np.array([float(size) for _, size in rows])
    expected = isotonic_regression(shares, weights=sizes).x
    assert rising(shares, sizes) == pytest.approx(expected)


def test_quotations_without_a_cue_have_their_own_shares() -> None:
    expected = {"loose_line": 0.5, "loose_word": 0.05}
    right = judged([(0.0, True)] * 25, rule="loose_line") + judged([(0.0, True)] * 9)
    assert loose_shares([], prior=expected) == expected
    assert loose_shares(right, prior=expected) == {"loose_line": 0.75, "loose_word": 0.05}
