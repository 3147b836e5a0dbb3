"""Charts as numbers: where lines, bands, marks and names lie."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.charts import BOTTOM, LABEL_GAP, LEFT, RIGHT, TOP, Axis, Dot, apart, growth, reliability

ACROSS = [0, 3, 5, 10, 25, 50]


def places(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (point.split(",") for point in points.split())]


def test_values_beyond_an_axis_lie_at_its_ends() -> None:
    axis = Axis(0, 100, 200, 0)
    assert [axis(value) for value in (-5, 0, 50, 100, 120)] == [200, 200, 100, 0, 0]


def test_an_axis_without_a_length_has_one_place() -> None:
    assert Axis(3, 3, 10, 20)(3) == 10


def test_early_steps_are_as_wide_as_late_leaps() -> None:
    chart = growth([("a", "A", [Dot(number, 50 + number) for number in ACROSS])], at=ACROSS)
    across = [x for x, _ in places(chart.lines[0].points)]
    assert across[0] == LEFT
    assert across[-1] == RIGHT
    assert across[2] - across[0] > across[5] - across[3]


def test_more_is_higher_and_the_lowest_line_is_in_sight() -> None:
    chart = growth([("a", "A", [Dot(0, 53), Dot(5, 79)]), ("b", "B", [Dot(0, 21), Dot(5, 100)])], at=[0, 5])
    first, second = (places(line.points) for line in chart.lines)
    assert first[0][1] > first[1][1]
    assert second[1][1] == TOP
    assert second[0][1] < BOTTOM
    assert [tick.label for tick in chart.up] == ["100", "80", "60", "40", "20"]


def test_an_interval_is_a_band_and_a_missing_one_a_gap() -> None:
    dots = [Dot(0, 50, 40, 60), Dot(3, 55), Dot(5, 60, 55, 65)]
    chart = growth([("a", "A", dots), ("b", "B", [Dot(0, 50), Dot(5, 60, 55, 65)])], at=[0, 3, 5])
    [low_left] = [y for x, y in places(chart.lines[0].band) if x == LEFT and y > places(chart.lines[0].points)[0][1]]
    assert len(places(chart.lines[0].band)) == 4
    assert low_left > places(chart.lines[0].points)[0][1]
    assert chart.lines[1].band == ""


def test_a_line_without_points_is_not_drawn() -> None:
    assert [line.name for line in growth([("a", "A", []), ("b", "B", [Dot(0, 1)])], at=[0]).lines] == ["b"]
    assert growth([], at=[]).lines == ()


def test_each_line_has_marks_of_its_own_shape() -> None:
    chart = growth([(name, name, [Dot(0, 50)]) for name in "abcd"], at=[0])
    assert len({line.marks for line in chart.lines}) == 4


def test_numbers_of_the_axis_that_would_touch_are_left_out() -> None:
    chart = growth([("a", "A", [Dot(0, 50), Dot(500, 60)])], at=[0, 3, 5, 10, 25, 50, 100, 250, 499, 500])
    ticks = [float(tick.at) for tick in chart.across]
    assert all(later - earlier >= 34 for earlier, later in pairwise(ticks))
    assert chart.across[-1].label == "500"


def test_a_score_that_says_what_is_so_lies_on_the_diagonal() -> None:
    chart = reliability([("now", "Now", [Dot(0, 0), Dot(100, 100)])])
    assert places(chart.lines[0].points) == places(chart.diagonal)


@given(st.lists(st.floats(TOP, BOTTOM), max_size=6))
def test_names_never_lie_on_each_other_and_keep_their_order(wanted: list[float]) -> None:
    found = apart(wanted, gap=LABEL_GAP, low=TOP, high=BOTTOM)
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    assert all(found[later] - found[earlier] >= LABEL_GAP - 1e-6 for earlier, later in pairwise(order))
    assert all(TOP - 1e-6 <= place <= BOTTOM + 1e-6 for place in found)


def test_names_that_have_room_stay_where_their_lines_end() -> None:
    assert apart([150.0, 50.0], gap=LABEL_GAP, low=TOP, high=BOTTOM) == [150.0, 50.0]


@pytest.mark.parametrize("value", [0.1, 12.25, 99.95])
def test_numbers_have_a_point_in_every_language(value: float) -> None:
    chart = growth([("a", "A", [Dot(0, value), Dot(1, value)])], at=[0, 1])
    assert all("," not in tick.at for tick in [*chart.up, *chart.across])
