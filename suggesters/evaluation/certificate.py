"""How few checks show that at most so many suggestions above a line are wrong: a sequential test with a guarantee.

The suggestions of one kind are lined up by score. A *line* is a score; above it lie the suggestions with this score or
more. Candidate lines are tested one after the other from the highest down, and testing ends at the first that does not
pass: so each may use the whole error of the promise, and the chance that any certified line breaks it is at most that
error (fixed-sequence testing: Maurer, Hothorn, Lehmacher 1995; Bauer 1991; for thresholds of a predictor: Angelopoulos,
Bates, Candès, Jordan, Lei, *Learn then Test*, 2021). Lines and order depend on scores alone, never on a check.

All suggestions stand in one random order. The checks of a line are the suggestions above it in that order: a sample
without replacement, in which what was checked for a higher line stands again and costs nothing.

Each line is tested after every check: wrong ones are counted, and the likelihood of the counts under the fewest wrong
that would break the promise is compared with their mean likelihood under a few better shares (a sequential likelihood
ratio test, Wald 1945; a mixture of them is a test martingale, so that looking after every check costs nothing: Robbins
1970; sampling without replacement: Waudby-Smith, Ramdas 2020). The bar that the ratio has to reach is not 1 / error, as
Ville's inequality gives it for endless testing, but the lowest one with which a line that breaks the promise passes in
at most the error's share of all orders, within the most checks that are allowed; that share is added up exactly.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, floor, lgamma, log
from typing import NamedTuple

BETTER = (0.2, 0.4, 0.6)
"""The shares of wrong suggestions that the test hopes for, as parts of the most that are allowed."""
STEP = 1.1
"""Above each line lie at least this many times as many suggestions as above the one before."""
FIRST = 0.3
"""The first line is the lowest above which the scores themselves expect so small a part of the wrong ones allowed: they
may promise too much, and a test whose first line fails has nothing."""
LEAST = 20
"""Above the first line lie at least as many suggestions, if there are as many."""
HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Promise:
    """Of the suggestions above the line at most ``most_wrong`` are wrong, with this confidence.

    The test gives up after ``most_checks``.
    """

    most_wrong: float = 0.05
    confidence: float = 0.9
    most_checks: int = 150

    @property
    def error(self) -> float:
        return 1 - self.confidence


class Line(NamedTuple):
    """A candidate: its score, how many suggestions lie above, and after how many checks it passes with 0, 1, … wrong.

    With more wrong than ``needs`` has numbers it does not pass any more.
    """

    score: float
    number: int
    needs: tuple[int, ...]


def broken_by(number: int, most_wrong: float) -> int:
    """The fewest wrong ones of so many suggestions that are more than the share allows."""
    return floor(most_wrong * number + 1e-9) + 1


def log_chance(wrong: int, of: int, *, number: int, seen: int) -> float:
    """The logarithm of the chance that ``seen`` suggestions, in their order, hold just these ``wrong`` ones.

    ``of`` of all ``number`` are wrong; minus infinity where that cannot be.
    """
    right, all_right = seen - wrong, number - of
    if wrong > of or right > all_right:
        return float("-inf")
    return (
        lgamma(of + 1) - lgamma(of - wrong + 1) + lgamma(all_right + 1) - lgamma(all_right - right + 1)
        - lgamma(number + 1) + lgamma(number - seen + 1)
    )  # fmt: skip


def evidence(seen: int, wrong: int, *, number: int, most_wrong: float) -> float:
    """The logarithm of how many times likelier the counts are where the promise holds than where it is just broken."""
    broken = broken_by(number, most_wrong)
    if wrong >= broken:
        return float("-inf")
    against = log_chance(wrong, broken, number=number, seen=seen)
    if against == float("-inf"):  # more are right than a broken promise leaves
        return float("inf")
    hopes = [floor(part * most_wrong * number) for part in BETTER]
    ratios = [log_chance(wrong, hope, number=number, seen=seen) - against for hope in hopes]
    best = max(ratios)
    return best + log(sum(exp(ratio - best) for ratio in ratios) / len(ratios)) if best > float("-inf") else best


def needs(number: int, promise: Promise) -> tuple[int, ...]:
    """After how many checks a line with ``number`` suggestions passes with 0, 1, 2 … wrong among them.

    The lowest bar with which a line that breaks the promise passes in no more than the promise's error of all orders.
    """
    most = min(promise.most_checks, number)
    ratios: list[list[float]] = []
    for wrong in range(broken_by(number, promise.most_wrong)):
        row = [evidence(seen, wrong, number=number, most_wrong=promise.most_wrong) for seen in range(most + 1)]
        if row[-1] < 0:
            break  # so many wrong ones speak against the promise to the end
        ratios.append(row)
    low, high = 0.0, -log(promise.error)
    for _ in range(HALVINGS):
        bar = (low + high) / 2
        if passing_chance(reached(ratios, bar), number=number, promise=promise) > promise.error:
            low = bar
        else:
            high = bar
    return reached(ratios, high)


def reached(ratios: Sequence[Sequence[float]], bar: float) -> tuple[int, ...]:
    """For each number of wrong ones the first check after which the evidence reaches the bar, while there is one."""
    found: list[int] = []
    for row in ratios:
        first = next((seen for seen, ratio in enumerate(row) if ratio >= bar), None)
        if first is None:
            break
        found.append(first)
    return tuple(found)


def passing_chance(steps: Sequence[int], *, number: int, promise: Promise) -> float:
    """The chance that a line passes of which just one more is wrong than the promise allows: an exact sum."""
    wrong_ones = broken_by(number, promise.most_wrong)
    at = [1.0, *[0.0] * len(steps)][: len(steps)]  # the chance of so many wrong ones, and not passed yet
    passed = 0.0
    for seen in range(1, (steps[-1] if steps else 0) + 1):
        left = number - seen + 1
        for wrong in range(len(steps) - 1, -1, -1):
            share = max(wrong_ones - wrong, 0) / left
            if wrong + 1 < len(steps):
                at[wrong + 1] += at[wrong] * share
            at[wrong] *= 1 - share
        for wrong, step in enumerate(steps):
            if seen >= step:
                passed += at[wrong]
                at[wrong] = 0.0
    return passed


def candidate_lines(scores: Sequence[float], promise: Promise) -> list[Line]:
    """The lines to test, the highest first; ``scores`` are those of all suggestions, the highest first.

    A line lies where the score changes, so that nobody has to choose between equals. None without suggestions.
    """
    ends = [end for end in range(1, len(scores) + 1) if end == len(scores) or scores[end] != scores[end - 1]]
    doubt = list(accumulate(1 - score for score in scores))
    hopeful = [end for end in ends if doubt[end - 1] <= FIRST * promise.most_wrong * end]
    first = max(hopeful[-1] if hopeful else 0, min(LEAST, len(scores)))
    numbers: list[int] = []
    for end in ends:
        if end >= first and (not numbers or end >= STEP * numbers[-1] or end == len(scores)):
            numbers.append(end)
    return [Line(scores[number - 1], number, needs(number, promise)) for number in numbers]


def drawn(scores: Sequence[float], lines: Sequence[Line], promise: Promise, *, seed: int) -> list[int]:
    """The suggestions that any line may ask for, in their random order, by their numbers in ``scores``."""
    order = random.Random(seed).sample(range(len(scores)), len(scores))  # noqa: S311 - a sample, not a secret
    wanted: set[int] = set()
    for line in lines:
        above = (number for number in order if number < line.number)
        wanted.update(number for number, _ in zip(above, range(promise.most_checks), strict=False))
    return [number for number in order if number in wanted]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the test of one promise is.

    ``certified`` is the lowest line that has passed, ``line`` the one that is being tested, None where the test is
    over. ``seen`` and ``wrong`` count that line's checks in their order; ``asks`` are the draws that it asks for next,
    and ``left`` says how many of them must all be right for it to pass.
    """

    certified: Line | None
    line: Line | None
    seen: int = 0
    wrong: int = 0
    asks: tuple[int, ...] = ()
    left: int = 0

    @property
    def is_over(self) -> bool:
        return self.line is None


def progress(lines: Sequence[Line], draws: Sequence[tuple[float, bool | None]], promise: Promise) -> Progress:
    """How far the test is. ``draws``: score of each draw, in order, and whether it was right; None before its check."""
    budget = promise.most_checks - sum(right is not None for _, right in draws)
    certified: Line | None = None
    for line in lines:
        own = [number for number, (score, _) in enumerate(draws) if score >= line.score][: promise.most_checks]
        seen, wrong, passed = counted(line, [draws[number][1] for number in own])
        if passed:
            certified = line
            continue
        if wrong >= len(line.needs):
            break
        asks = tuple(number for number in own[seen : line.needs[wrong]] if draws[number][1] is None)
        if len(asks) > budget:
            break  # even if all of them were right
        return Progress(certified, line, seen, wrong, asks, len(asks))
    return Progress(certified, None)


def counted(line: Line, answers: Sequence[bool | None]) -> tuple[int, int, bool]:
    """The checks of a line up to the first that is missing: how many, how many wrong, and whether it has passed."""
    wrong = 0
    for seen, right in enumerate(answers):
        if right is None or wrong >= len(line.needs):
            return seen, wrong, False
        wrong += not right
        if wrong < len(line.needs) and seen + 1 >= line.needs[wrong]:
            return seen + 1, wrong, True
    return len(answers), wrong, False
