"""The report as values, whatever is missing or wrong in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.learning import drawn, wording
from annotator.learning.minutes import minutes_of
from annotator.learning.report import Effort, Report, ScoreBin, Tally
from tests.annotator.learning.reports import report

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def test_the_figures_are_points_of_100() -> None:
    found = Report.of(report())
    assert found.gate is not None
    assert [(row.measure, round(row.old, 1), round(row.new, 1)) for row in found.gate.rows] == [
        ("all", 77.6, 84.0), ("direct", 91.0, 94.0),
    ]  # fmt: skip
    assert found.effort == Effort(25, Tally(230, 60, 70, 30), Tally(250, 40, 50, 20))
    assert [(row.articles, round(row.kinds["all"].value, 1)) for row in found.curve] == [
        (0, 53.0), (5, 79.3), (25, 82.6),
    ]  # fmt: skip
    assert list(found.curve[0].kinds) == ["all", "direct"]


def test_bins_that_hold_nothing_are_left_out() -> None:
    calibration = Report.of(report()).calibration
    assert calibration is not None
    assert calibration.before[-1] == ScoreBin(0.95, 1, 2)


@pytest.mark.parametrize("data", [None, [], {}, {"gate": None, "curve": None}, {"gate": {"accepted": True}}])
def test_a_report_that_says_nothing_shows_nothing(data: Any) -> None:
    found = Report.of(data)
    assert (found.articles, found.curve, found.gained, found.calibration) == (0, (), (), None)
    assert wording.what_came_of_it(found) == ""


@given(st.sampled_from(["gate", "curve", "calibration", "changes", "effort", "captions", "persons"]), JSON, st.data())
def test_no_report_breaks_the_page(name: str, value: Any, data: Any) -> None:
    known = report()
    inner = known[name]
    if isinstance(inner, dict) and data.draw(st.booleans()):
        inner[data.draw(st.sampled_from(sorted(inner)))] = value
    else:
        known[name] = value
    found = Report.of(known)
    wording.what_came_of_it(found)
    wording.curve_in_words(found.curve)
    drawn.curve_drawn(found.curve)
    drawn.curve_rows(found.curve)
    if found.effort:
        minutes_of(found.effort, {})
    if found.calibration:
        wording.scores_in_words(found.calibration)
        drawn.scores_drawn(found.calibration)
        drawn.score_rows(found.calibration)
    wording.beside_in_words(found)


def test_scores_beyond_one_have_no_bin_of_their_own() -> None:
    calibration = Report.of(report()).calibration
    assert calibration is not None
    assert [(row.low, row.before, row.after) for row in drawn.score_rows(calibration)] == [
        (40, (30, 30), (41, 31)), (90, (100, 2), (89, 210)),
    ]  # fmt: skip


def test_a_kind_that_never_occurs_has_no_line() -> None:
    data = report()
    for row in data["curve"]:
        row["indirect"] = [0.0, 0.0, 0.0]
    curve = Report.of(data).curve
    chart = drawn.curve_drawn(curve)
    assert chart is not None
    assert [line.name for line in chart.lines] == ["chart-all", "chart-direct"]
    assert len(drawn.curve_rows(curve)[0].intervals) == 2


def test_scores_that_few_suggestions_had_are_in_the_table_alone() -> None:
    calibration = Report.of(report()).calibration
    assert calibration is not None
    chart = drawn.scores_drawn(calibration)
    assert chart is not None
    before, after = chart.lines
    assert len(before.points.split()) == len(after.points.split()) == 2


def test_a_few_suggestions_are_no_chart() -> None:
    data = report()
    data["calibration"]["after"] = [[0.9, 1.0, 4]]
    calibration = Report.of(data).calibration
    assert calibration is not None
    assert drawn.scores_drawn(calibration) is None
