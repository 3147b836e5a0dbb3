"""The sequential test of a promise: its bar, its guarantee, its order, and how few checks it needs."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from suggesters.evaluation.certificate import (
    FIRST,
    Line,
    Progress,
    Promise,
    broken_by,
    candidate_lines,
    drawn,
    evidence,
    needs,
    passing_chance,
    progress,
)

FIVE = Promise()


class Population:
    """Suggestions by score, and whether each is right: tested again and again by a checker who knows."""

    def __init__(self, scores: Sequence[float], right: Sequence[bool], promise: Promise = FIVE) -> None:
        self.scores, self.right, self.promise = scores, right, promise
        self.lines = candidate_lines(scores, promise)

    def tested(self, *, seed: int) -> tuple[Line | None, int]:
        """The line that a test in this order certifies, and its number of checks."""
        order = drawn(self.scores, self.lines, self.promise, seed=seed)
        answers: list[bool | None] = [None] * len(order)
        while True:
            told = [(self.scores[number], given) for number, given in zip(order, answers, strict=True)]
            now = progress(self.lines, told, self.promise)
            if now.is_over:
                return now.certified, sum(given is not None for given in answers)
            for ask in now.asks:
                answers[ask] = self.right[order[ask]]
                if not answers[ask]:
                    break

    def wrong_above(self, line: Line) -> float:
        return self.right[: line.number].count(False) / line.number


def made_up(number: int, *, wrong: Sequence[float], promise: Promise = FIVE) -> Population:
    """A share of wrong ones for each stretch of equal length, which the scores know; they fall within each stretch."""
    chance = random.Random(7)
    shares = [wrong[place * len(wrong) // number] for place in range(number)]
    scores = [round(1 - share - 0.01 * place / number, 3) for place, share in enumerate(shares)]
    return Population(scores, [chance.random() >= share for share in shares], promise)


@pytest.mark.parametrize("number", [1, 7, 61, 250, 40_000])
@pytest.mark.parametrize("promise", [FIVE, Promise(0.02, 0.95, 300), Promise(0.2, 0.8, 60)])
def test_a_line_that_just_breaks_the_promise_passes_in_no_more_than_its_error_of_all_orders(
    number: int, promise: Promise
) -> None:
    assert passing_chance(needs(number, promise), number=number, promise=promise) <= promise.error + 1e-9


def test_the_exact_chance_is_the_one_that_orders_show() -> None:
    number, promise = 200, FIVE
    steps = needs(number, promise)
    wrong = broken_by(number, promise.most_wrong)
    line = Line(0.5, number, steps)
    chance = random.Random(3)
    passed = 0
    for _ in range(2_000):
        order = [place >= wrong for place in chance.sample(range(number), 150)]
        passed += progress([line], [(0.9, right) for right in order], promise).certified is not None
    assert passed / 2_000 == pytest.approx(passing_chance(steps, number=number, promise=promise), abs=0.02)


def test_it_needs_few_checks_where_nothing_is_wrong_and_more_for_each_wrong_one() -> None:
    steps = needs(5_000, FIVE)
    assert 45 <= steps[0] <= 60
    assert list(steps) == sorted(steps)
    assert steps[1] - steps[0] < 45
    assert all(step <= FIVE.most_checks for step in steps)


def test_a_stricter_promise_needs_more() -> None:
    assert needs(5_000, Promise(0.02, 0.9, 500))[0] > needs(5_000, FIVE)[0]
    assert needs(5_000, Promise(0.05, 0.99, 500))[0] > needs(5_000, FIVE)[0]


def test_who_checks_all_of_a_few_knows() -> None:
    assert evidence(20, 1, number=20, most_wrong=0.05) == float("inf")  # one of twenty is allowed
    assert evidence(20, 2, number=20, most_wrong=0.05) == float("-inf")
    assert needs(5, FIVE) == (5,)


def test_the_promise_is_kept_in_nine_of_ten_tests_of_scores_that_say_too_much() -> None:
    """The worst case: above every line a little more is wrong than the promise allows, whatever the scores say."""
    found = made_up(1_200, wrong=[0.0, 0.05, 0.1])
    found.right = [place % 18 > 0 for place in range(1_200)]  # 5.6 % wrong everywhere
    certified = [found.tested(seed=seed)[0] for seed in range(200)]
    assert sum(line is not None and found.wrong_above(line) > 0.05 for line in certified) <= 20
    assert any(certified)  # the error that is allowed is used


def test_a_good_half_is_found_and_the_bad_half_left_alone() -> None:
    found = made_up(2_000, wrong=[0.005, 0.01, 0.3, 0.5])
    tested = [found.tested(seed=seed) for seed in range(40)]
    lines = [line for line, _ in tested if line is not None]
    assert len(lines) >= 36
    assert sum(line.number for line in lines) / len(lines) > 900
    assert sum(found.wrong_above(line) > 0.05 for line in lines) <= 4
    assert sum(checks for _, checks in tested) / 40 < 120


def test_it_stops_early_where_there_is_no_hope() -> None:
    found = made_up(2_000, wrong=[0.4])
    tested = [found.tested(seed=seed) for seed in range(20)]
    assert all(line is None for line, _ in tested)
    assert sum(checks for _, checks in tested) / 20 < 15


def test_no_test_takes_more_checks_than_it_may() -> None:
    found = made_up(3_000, wrong=[0.02, 0.03, 0.05], promise=Promise(most_checks=80))
    assert all(found.tested(seed=seed)[1] <= 80 for seed in range(30))


def test_lines_lie_where_the_score_changes_and_the_last_has_all() -> None:
    scores = [0.98] * 300 + [0.8] * 40 + [0.5] * 200
    lines = candidate_lines(scores, FIVE)
    assert [(line.score, line.number) for line in lines] == [(0.98, 300), (0.8, 340), (0.5, 540)]
    assert candidate_lines([], FIVE) == []


def test_the_first_line_is_one_that_the_scores_themselves_expect_to_pass() -> None:
    scores = [1 - place / 10_000 for place in range(5_000)]
    first = candidate_lines(scores, FIVE)[0]
    assert sum(1 - score for score in scores[: first.number]) / first.number <= FIRST * 0.05
    assert first.number > 50


def test_nothing_but_scores_decides_what_is_drawn() -> None:
    scores, lines = (found := made_up(400, wrong=[0.1])).scores, found.lines
    order = drawn(scores, lines, FIVE, seed=5)
    assert order == drawn(scores, lines, FIVE, seed=5)
    assert order != drawn(scores, lines, FIVE, seed=6)
    assert len(set(order)) == len(order)
    for line in lines:  # each line has as many as it may ask for
        assert sum(number < line.number for number in order) >= min(FIVE.most_checks, line.number)


LINES = [Line(0.9, 100, (2, 4)), Line(0.5, 200, (3, 5))]


def told(*draws: tuple[float, bool | None]) -> Progress:
    return progress(LINES, draws, Promise(most_checks=8))


def test_a_line_asks_for_its_own_draws_in_their_order() -> None:
    now = told((0.6, None), (0.95, None), (0.95, None), (0.95, None))
    assert (now.line, now.asks, now.left) == (LINES[0], (1, 2), 2)


def test_what_was_checked_for_a_higher_line_stands_for_the_lower_one() -> None:
    now = told((0.6, None), (0.95, True), (0.95, True), (0.95, None))
    assert (now.certified, now.line, now.asks) == (LINES[0], LINES[1], (0,))
    assert told((0.6, True), (0.95, True), (0.95, True)).certified == LINES[1]


def test_an_answer_out_of_order_waits_for_those_before_it() -> None:
    now = told((0.95, None), (0.95, True), (0.95, True))
    assert (now.certified, now.seen, now.asks, now.left) == (None, 0, (0,), 1)


def test_a_wrong_one_costs_more_checks_and_too_many_end_the_test() -> None:
    now = told((0.95, False), (0.95, True), (0.95, None), (0.95, None))
    assert (now.seen, now.wrong, now.asks) == (2, 1, (2, 3))
    assert told((0.95, False), (0.95, False), (0.95, None), (0.95, None)).is_over


def test_the_test_ends_at_the_first_line_that_fails() -> None:
    draws = [(0.95, True), (0.95, True), (0.6, False), (0.6, False), (0.6, None)]
    now = told(*draws)
    assert (now.is_over, now.certified) == (True, LINES[0])


def test_the_test_ends_where_the_checks_left_are_too_few() -> None:
    draws: list[tuple[float, bool | None]] = [(0.6, True)] * 7 + [(0.95, None), (0.95, None)]
    assert told(*draws).is_over
