"""What scores are worth."""

from __future__ import annotations

import pytest

from suggesters.evaluation.reliability import calibration_error, reliability


def test_each_tenth_has_its_mean_score_share_right_and_number() -> None:
    found = reliability([(0.91, True), (0.99, True), (0.95, False), (1.0, True), (0.05, False)])
    assert found[9] == pytest.approx((0.9625, 0.75, 4))
    assert found[0] == pytest.approx((0.05, 0, 1))
    assert len(found) == 10


def test_an_empty_tenth_stands_at_its_middle() -> None:
    assert reliability([])[3] == pytest.approx((0.35, 0, 0))


def test_scores_that_keep_their_word_have_no_error() -> None:
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0)
    assert calibration_error([(0.75, True)] * 2 + [(0.75, False)] * 2) == pytest.approx(0.25)
    assert calibration_error([]) == 0
