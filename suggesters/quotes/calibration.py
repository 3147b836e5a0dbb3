"""What a quote's points are worth: the share that was right, for direct quotes and for all others.

These figures are all that was counted on development articles (``docs/suggestions.md``): of the quotes with so many
points, how many were right in four fifths of their letters. Neighbours were smoothed by hand so that more points never
mean less. They turn points into a probability, so that a threshold of 0.9 keeps its word; they choose nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from math import log

FLOOR = 0.3  # the least score of a candidate that becomes a quote: below, more are wrong than right

# Points, share right.
DIRECT = ((-2, 0.6), (-1, 0.7), (0, 0.86), (1, 0.87), (2, 0.88), (3, 0.92), (4, 0.94), (6, 0.94), (7, 0.96), (8, 0.97))
OTHER = ((-2, 0.46), (-1, 0.51), (0, 0.54), (1, 0.62), (2, 0.66), (3, 0.77), (4, 0.83), (5, 0.88), (6, 0.89), (9, 0.9))

# Runs without a cue, by what they look like. The first goes on after its attribution and is a quote of its own where
# parts are apart (99 of 105 right there). The last two are mostly names, titles and words set apart.
LOOSE = {
    "loose_after": 0.9,
    "loose_sentence": 0.5,
    "loose_line": 0.44,
    "loose_run": 0.4,
    "loose_phrase": 0.13,
    "loose_word": 0.05,
}


def confidence(rule: str, score: float, *, is_direct: bool) -> float:
    """The probability, 0 to 1, that a quote is right, from the score of its candidate (see ``points.score_of``)."""
    if rule in LOOSE:
        return LOOSE[rule]
    steps = DIRECT if is_direct else OTHER
    points = 2 * log(max(score, 1e-9) / max(1 - score, 1e-9))
    place = bisect_right(steps, (points, 1.0))
    if place in (0, len(steps)):
        return steps[-1 if place else 0][1]
    (left, low), (right, high) = steps[place - 1], steps[place]
    return round(low + (high - low) * (points - left) / (right - left), 3)
