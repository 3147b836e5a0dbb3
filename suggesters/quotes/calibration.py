"""How likely a candidate is right: weights of its features, and the steps that turn a sum into a probability.

Figures only, found by logistic regression over candidates on the development half of a public news corpus (see
``docs/suggestions.md``): no text and no vocabulary of it. A weight is what a feature adds to the log-odds. Rules
alone (parse, marks, lexicon) make the candidates; these figures order them and say when none is good enough.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import exp

FLOOR = 0.3  # the least score of a quote that is proposed: below, more are wrong than right

BIAS = -4.56
WEIGHTS: dict[str, dict[str, float]] = {
    "lead": {
        "nothing": 0.64,
        "words": 0.24,
        "before_cue": -1.42,
    },
    "previous": {
        "start": 0.99,
        "mark": -0.3,
        "word": -0.69,
    },
    "inside": {
        "none": 0.58,
        "cue": -0.58,
    },
    "goes_on": {
        "none": 1.91,
        "used": 0.56,
        "unused": -2.47,
    },
    "marks": {
        "all": 0.89,
        "some": -0.26,
        "none": -0.63,
    },
    "words": {
        "64": 1.03,
        "32": 0.3,
        "16": 0.08,
        "4": -0.51,
        "1": -0.76,
        "2": -0.83,
    },
    "first": {
        "lower": -0.24,
        "capital": -0.25,
        "mark": -0.49,
    },
    "next": {
        "end": 1.07,
        "dash": 0.36,
        "comma": 0.31,
        "conjunction": -0.54,
        "mark": -0.65,
        "preposition": -1.07,
        "colon": -1.22,
    },
    "tail": {
        "none": 0.96,
        "with_long": 0.8,
        "dash_long": -0.56,
        "ing_long": -0.73,
        "which_long": -0.87,
    },
    "behind": {
        "day": 0.94,
        "which": 0.48,
        "ing": 0.45,
        "none": 0.08,
        "with": -1.01,
    },
    "before": {
        "used": 0.81,
        "none": -0.16,
        "unused": -0.65,
    },
    "after": {
        "none": 0.21,
    },
    "fragments": {
        "1": 0.79,
        "2": -0.79,
    },
    "rule_verb": {
        "object+judge": 0.81,
        "clause_after+tell": 0.75,
        "run_over_gap+name": 0.64,
        "clause_after+say": -0.13,
        "run_after+name": -0.51,
        "object+promise": -0.52,
        "run_before+say": -0.53,
        "run_over_gap+say": -0.54,
        "run_after+say": -0.57,
        "prepositional+ask": -0.75,
        "lost_clause+report": -1.02,
    },
    "form": {
        "past": 0.16,
        "base": -0.64,
    },
    "rule": {
        "run_both_sides/runs": 1.33,
        "parenthetical/both": 1.33,
        "prepositional/parsed": 1.18,
        "clause_after/parsed": 1.1,
        "source_last/sentence": 1.05,
        "object/parsed": 1.04,
        "run_before/run": 0.67,
        "infinitive/parsed": 0.64,
        "noun_complement/parsed": 0.56,
        "run_after/sentence": 0.48,
        "clause_before/parsed": -0.15,
        "parenthetical/before_far": -0.57,
        "parenthetical/both_far": -0.7,
        "clause_after/sentence": -0.78,
        "run_over_gap/sentence": -0.85,
        "run_before/sentence": -0.95,
        "object/bare": -1.06,
    },
    "verb": {
        "source": 0.99,
        "say": 0.57,
        "ask": 0.43,
        "report": 0.34,
        "mention": 0.32,
        "other": -0.31,
    },
    "subject": {
        "body": 0.21,
        "person": 0.12,
        "it": -0.38,
        "relative": -0.42,
        "none": -0.54,
    },
    "rule_next": {
        "clause_before+comma": 1.81,
        "clause_before+word": 0.64,
        "run_both_sides+end": 0.3,
        "clause_after+comma": -0.42,
        "run_over_gap+word": -0.62,
        "parenthetical+end": -0.73,
        "object+end": -0.77,
        "object+word": -0.83,
        "run_both_sides+word": -0.94,
        "parenthetical+comma": -1.07,
    },
    "clause": {
        "finite": 0.13,
        "none": -0.55,
    },
    "cue": {
        "passive": -0.68,
    },
}

# What a run without a cue is worth.
LOOSE = {"loose_sentence": 0.51, "loose_line": 0.43, "loose_run": 0.4}

# (score of the choice, share that was right): straight lines between.
STEPS = (
    (0.0, 0.26),
    (0.36, 0.41),
    (0.45, 0.51),
    (0.54, 0.55),
    (0.61, 0.65),
    (0.67, 0.71),
    (0.72, 0.77),
    (0.77, 0.77),
    (0.82, 0.84),
    (0.85, 0.89),
    (0.87, 0.9),
    (0.89, 0.93),
    (0.91, 0.93),
    (0.94, 0.96),
    (0.96, 0.98),
    (1.0, 0.98),
)

_FLAT = {f"{family}={value}": weight for family, values in WEIGHTS.items() for value, weight in values.items()}


def score_of(names: Sequence[str]) -> float:
    """The probability, 0 to 1, that a candidate with these features is right; unknown features count nothing."""
    return 1 / (1 + exp(-BIAS - sum(_FLAT.get(name, 0.0) for name in names)))


def confidence(rule: str, score: float) -> float:
    """The probability that a quote is right, after the choice: that of the best of several is too hopeful."""
    if rule in LOOSE:
        return LOOSE[rule]
    place = bisect_right([step[0] for step in STEPS], score)
    if place == len(STEPS):
        return STEPS[-1][1]
    (left, low), (right, high) = STEPS[place - 1], STEPS[place]
    return low + (high - low) * (score - left) / (right - left)
