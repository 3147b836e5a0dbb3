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

BIAS = -3.57
WEIGHTS: dict[str, dict[str, float]] = {
    "rule": {
        "clause_after/parsed": 1.37,
        "object/parsed": 1.19,
        "source_first/parsed": 0.84,
        "infinitive/parsed": 0.81,
        "parenthetical/both": 0.74,
        "noun_complement/parsed": 0.74,
        "run_both_sides/runs": 0.65,
        "source_last/sentence": 0.61,
        "run_over_gap/tail": 0.58,
        "object/cut": 0.49,
        "gerund/parsed": 0.45,
        "run_over_gap/run": 0.42,
        "prepositional/parsed": 0.39,
        "parenthetical/after": 0.33,
        "lost_that_clause/sentence": 0.23,
        "run_after/run": 0.21,
        "run_before/run": 0.18,
        "label/line": 0.14,
        "clause_before/sentence": 0.14,
        "run_after/sentence": -0.14,
        "run_both_sides/sentence": -0.31,
        "source_last/clause": -0.39,
        "object/phrase": -0.39,
        "lost_clause_before/sentence": -0.41,
        "run_over_gap/sentence": -0.54,
        "clause_after/sentence": -0.8,
        "run_before/sentence": -0.82,
        "parenthetical/before": -0.9,
        "object/bare": -1.05,
        "run_both_sides/end": -1.11,
    },
    "verb": {
        "say": 0.34,
        "ask": 0.25,
        "source": 0.23,
        "mention": 0.21,
        "report": 0.11,
        "judge": -0.18,
        "promise": -0.23,
        "label": -0.27,
        "other": -0.31,
        "urge": -0.36,
    },
    "rule_verb": {
        "run_over_gap+name": 0.71,
        "run_after+ask": 0.65,
        "object+judge": 0.64,
        "prepositional+judge": 0.59,
        "run_over_gap+promise": 0.58,
        "infinitive+name": 0.57,
        "clause_after+tell": 0.51,
        "prepositional+mention": 0.49,
        "clause_before+report": 0.46,
        "lost_clause+mention": 0.42,
        "run_over_gap+judge": 0.41,
        "run_after+judge": 0.4,
        "run_both_sides+say": 0.38,
        "prepositional+name": 0.38,
        "run_before+report": 0.36,
        "run_before+ask": 0.36,
        "run_over_gap+mention": 0.35,
        "clause_before+say": 0.22,
        "source_last+source": 0.22,
        "clause_before+tell": 0.21,
        "source_first+source": 0.18,
        "object+report": 0.16,
        "run_after+report": 0.14,
        "run_both_sides+other": 0.14,
        "run_after+other": 0.14,
        "lost_clause+say": 0.1,
        "run_before+mention": -0.13,
        "run_over_gap+other": -0.14,
        "source_between+source": -0.17,
        "infinitive+urge": -0.18,
        "infinitive+ask": -0.18,
        "run_over_gap+report": -0.21,
        "object+mention": -0.22,
        "run_before+other": -0.26,
        "label+label": -0.27,
        "run_after+say": -0.27,
        "lost_that_clause+mention": -0.28,
        "clause_after+mention": -0.31,
        "run_after+mention": -0.32,
        "lost_clause_before+other": -0.32,
        "run_over_gap+ask": -0.36,
        "object+urge": -0.38,
        "run_after+name": -0.39,
        "object+name": -0.41,
        "run_over_gap+tell": -0.42,
        "run_over_gap+say": -0.46,
        "prepositional+ask": -0.46,
        "run_both_sides+report": -0.48,
        "run_before+tell": -0.51,
        "lost_clause+report": -0.56,
        "run_before+say": -0.58,
        "object+promise": -0.65,
    },
    "rule_marks": {
        "gerund+none": 0.62,
        "clause_before+all": 0.57,
        "parenthetical+all": 0.52,
        "prepositional+none": 0.44,
        "run_before+all": 0.34,
        "run_after+some": 0.34,
        "object+some": 0.29,
        "source_first+none": 0.26,
        "noun_complement+none": 0.25,
        "source_last+none": 0.21,
        "lost_that_clause+some": 0.2,
        "clause_after+some": -0.12,
        "object+none": -0.15,
        "infinitive+none": -0.19,
        "run_after+all": -0.27,
        "lost_that_clause+none": -0.3,
        "clause_before+none": -0.39,
        "parenthetical+some": -0.4,
        "lost_clause_before+none": -0.61,
        "run_over_gap+some": -0.65,
        "run_both_sides+some": -0.67,
        "run_before+some": -0.92,
        "label+none": -1.1,
    },
    "lead": {
        "nothing": 0.8,
        "words": 0.39,
        "comma": -0.21,
        "colon": -0.25,
        "before_cue": -0.73,
    },
    "previous": {
        "start": 1.0,
        "mark": -0.14,
        "word": -0.86,
    },
    "goes_on": {
        "none": 1.66,
        "used": 0.58,
        "unused": -2.25,
    },
    "subject": {
        "body": 0.35,
        "person": 0.26,
        "name": 0.24,
        "he": 0.16,
        "they": 0.14,
        "noun": 0.13,
        "it": -0.22,
        "none": -0.24,
        "relative": -0.27,
    },
    "marks": {
        "all": 0.78,
        "some": -0.24,
        "none": -0.54,
    },
    "words": {
        "64": 1.16,
        "32": 0.31,
        "8": 0.15,
        "16": 0.14,
        "4": -0.37,
        "1": -0.63,
        "2": -0.76,
    },
    "next": {
        "end": 0.93,
        "comma": 0.58,
        "and": 0.51,
        "dash": 0.47,
        "but": 0.38,
        "conjunction": -0.47,
        "mark": -0.59,
        "preposition": -0.63,
        "colon": -1.23,
    },
    "tail": {
        "none": 0.84,
        "with": 0.66,
        "as": 0.3,
        "but": 0.22,
        "and": 0.19,
        "time": -0.18,
        "dash": -0.4,
        "while": -0.46,
        "ing": -0.5,
        "which": -1.11,
    },
    "before": {
        "used": 0.43,
        "none": -0.1,
        "unused": -0.32,
    },
    "after": {
        "none": 0.11,
        "unused": -0.18,
    },
    "fragments": {
        "1": 0.19,
        "2": -0.19,
    },
    "cue": {
        "headline": 0.24,
        "negated": 0.15,
        "infinitive": -0.12,
        "modal": -0.34,
        "question": -0.36,
        "passive": -0.49,
    },
    "rule_next": {
        "clause_before+comma": 1.05,
        "object+conjunction": 0.72,
        "prepositional+end": 0.54,
        "infinitive+end": 0.41,
        "run_before+and": 0.4,
        "run_after+conjunction": 0.39,
        "lost_that_clause+end": 0.36,
        "run_both_sides+end": 0.34,
        "run_after+end": 0.33,
        "infinitive+comma": 0.31,
        "run_over_gap+end": 0.3,
        "run_after+word": 0.27,
        "object+dash": 0.26,
        "run_before+word": 0.25,
        "clause_after+end": 0.23,
        "source_last+comma": 0.22,
        "prepositional+conjunction": 0.21,
        "object+comma": 0.19,
        "clause_after+mark": 0.18,
        "object+and": 0.15,
        "object+preposition": 0.13,
        "noun_complement+word": 0.12,
        "clause_after+word": 0.11,
        "run_over_gap+preposition": -0.13,
        "object+end": -0.16,
        "source_between+end": -0.17,
        "lost_clause+end": -0.18,
        "run_over_gap+and": -0.29,
        "lost_clause+comma": -0.3,
        "clause_after+and": -0.3,
        "lost_clause_before+comma": -0.35,
        "run_after+and": -0.36,
        "prepositional+word": -0.37,
        "run_over_gap+word": -0.39,
        "noun_complement+end": -0.43,
        "run_after+preposition": -0.43,
        "parenthetical+end": -0.47,
        "prepositional+preposition": -0.47,
        "clause_after+comma": -0.51,
        "object+word": -0.54,
        "run_over_gap+conjunction": -0.72,
        "parenthetical+comma": -0.84,
        "run_both_sides+word": -0.94,
    },
    "form": {
        "past": 0.21,
        "present": 0.17,
        "gerund": 0.16,
        "base": -0.46,
    },
    "first": {
        "if": 0.26,
        "ing": 0.16,
        "to": 0.15,
        "that": 0.14,
        "lower": -0.1,
        "mark": -0.44,
    },
}

# What a run without a cue is worth.
LOOSE = {"loose_line": 0.3, "loose_sentence": 0.3, "loose_run": 0.3}

# (score of the choice, share that was right): straight lines between.
STEPS = (
    (0, 0),
    (1, 1),
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
