"""What a quote's points are worth: the share that was right, for direct quotes and all others, by kind of guideline.

These figures are all that was counted on development articles (``docs/suggestions.md``): of the quotes with so many
points, how many were right in four fifths of their letters. Neighbours were smoothed by hand so that more points never
mean less. They turn points into a probability, so that a threshold of 0.9 keeps its word; they choose nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from math import log

from suggesters.profiles import Parts

FLOOR = 0.3  # the least score of a candidate that becomes a quote: below, more are wrong than right

# Points, share right. Parts joined, all kinds of attribution: counted on PolNeAR.
DIRECT = ((-2, 0.6), (-1, 0.7), (0, 0.86), (1, 0.87), (2, 0.88), (3, 0.92), (4, 0.94), (6, 0.94), (7, 0.96), (8, 0.97))
OTHER = ((-2, 0.46), (-1, 0.51), (0, 0.54), (1, 0.62), (2, 0.66), (3, 0.77), (4, 0.83), (5, 0.88), (6, 0.89), (9, 0.9))

# Parts apart: counted on GGT and GUM, and on PolNeAR part by part, each side with half the weight.
DIRECT_APART = ((-2, 0.65), (-1, 0.76), (0, 0.93), (1, 0.94), (2, 0.95), (3, 0.97), (4, 0.98), (9, 0.98))
OTHER_APART = (
    (-2, 0.36),
    (-1, 0.4),
    (0, 0.42),
    (1, 0.48),
    (2, 0.6),
    (3, 0.77),
    (4, 0.8),
    (5, 0.88),
    (6, 0.9),
    (9, 0.9),
)

# Runs without a cue, by what they look like. “after” goes on after its attribution, and is a quote of its own where
# parts are apart; so are most sentences in marks. Phrases and words are mostly names, titles and words set apart.
LOOSE = {"loose_sentence": 0.5, "loose_line": 0.44, "loose_run": 0.4, "loose_phrase": 0.13, "loose_word": 0.05}
LOOSE_APART = {
    "loose_after": 0.92,
    "loose_sentence": 0.9,
    "loose_line": 0.55,
    "loose_run": 0.4,
    "loose_phrase": 0.15,
    "loose_word": 0.05,
}
# Where a quote is what its attribution governs, GUM's readers took 2 of 15 without one.
LOOSE_CLAUSES = {**dict.fromkeys(LOOSE_APART, 0.2), "loose_phrase": 0.1, "loose_word": 0.05}


def confidence(rule: str, score: float, *, is_direct: bool, parts: Parts = "joined") -> float:
    """The probability, 0 to 1, that a quote is right, from the score of its candidate (see ``points.score_of``).

    ``parts``: what the guideline does with those around an attribution (see ``profiles.Profile``).
    """
    loose = {"joined": LOOSE, "clauses": LOOSE_CLAUSES, "apart": LOOSE_APART}[parts]
    if rule in loose:
        return loose[rule]
    direct, other = (DIRECT, OTHER) if parts == "joined" else (DIRECT_APART, OTHER_APART)
    steps = direct if is_direct else other
    points = 2 * log(max(score, 1e-9) / max(1 - score, 1e-9))
    place = bisect_right(steps, (points, 1.0))
    if place in (0, len(steps)):
        return steps[-1 if place else 0][1]
    (left, low), (right, high) = steps[place - 1], steps[place]
    return round(low + (high - low) * (points - left) / (right - left), 3)
