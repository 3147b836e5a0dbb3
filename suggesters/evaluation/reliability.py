"""What scores are worth: of the quotes with so high a score, how many were right.

The expected calibration error is after Naeini, Cooper and Hauskrecht 2015 (AAAI), with bins of equal width.
"""

from __future__ import annotations

from collections.abc import Sequence

BINS = 10

Judged = Sequence[tuple[float, bool]]
"""Scores from 0 to 1, each with whether its quote was right."""


def binned(judged: Judged) -> list[list[tuple[float, bool]]]:
    """By tenth of the score."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, right in judged:
        bins[min(int(score * BINS), BINS - 1)].append((score, right))
    return bins


def reliability(judged: Judged) -> list[tuple[float, float, int]]:
    """For each tenth of the score the mean score, the share right and how many; of an empty one its middle, 0, 0."""
    return [means(one) or ((place + 0.5) / BINS, 0.0, 0) for place, one in enumerate(binned(judged))]


def means(judged: Judged) -> tuple[float, float, int] | None:
    number = len(judged)
    if not number:
        return None
    return sum(score for score, _ in judged) / number, sum(right for _, right in judged) / number, number


def calibration_error(judged: Judged) -> float:
    """How far the mean score is from the share right, over the tenths of the score, by how many stand in each."""
    apart = sum(abs(sum(score for score, _ in one) - sum(right for _, right in one)) for one in binned(judged))
    return apart / max(1, len(judged))
