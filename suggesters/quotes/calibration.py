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

BIAS = -4.65
WEIGHTS: dict[str, dict[str, float]] = {
    "verb": {
        "source": 0.4,
        "say": 0.36,
        "ask": 0.34,
        "mention": 0.23,
        "report": 0.17,
        "judge": -0.18,
        "label": -0.33,
        "promise": -0.33,
        "urge": -0.4,
        "other": -0.55,
    },
    "rule_verb": {
        "infinitive+name": 0.73,
        "prepositional+judge": 0.68,
        "clause_after+tell": 0.63,
        "object+judge": 0.62,
        "run_over_gap+promise": 0.59,
        "prepositional+mention": 0.57,
        "run_after+ask": 0.54,
        "run_over_gap+name": 0.53,
        "lost_clause+mention": 0.51,
        "prepositional+name": 0.41,
        "run_after+judge": 0.4,
        "run_over_gap+judge": 0.4,
        "source_last+source": 0.32,
        "run_before+ask": 0.3,
        "clause_before+report": 0.28,
        "lost_clause+say": 0.24,
        "run_after+other": 0.24,
        "parenthetical+other": 0.2,
        "source_first+source": 0.18,
        "parenthetical+ask": 0.18,
        "clause_before+tell": 0.16,
        "run_over_gap+mention": 0.15,
        "clause_before+say": 0.14,
        "run_after+promise": 0.13,
        "run_both_sides+other": 0.12,
        "source_between+source": -0.11,
        "run_both_sides+tell": -0.13,
        "clause_after+say": -0.14,
        "run_before+other": -0.14,
        "infinitive+ask": -0.19,
        "run_both_sides+report": -0.22,
        "clause_after+ask": -0.23,
        "object+mention": -0.24,
        "run_before+report": -0.26,
        "run_after+mention": -0.3,
        "lost_that_clause+mention": -0.31,
        "label+label": -0.33,
        "parenthetical+judge": -0.36,
        "clause_after+mention": -0.37,
        "object+urge": -0.37,
        "object+name": -0.38,
        "run_after+say": -0.38,
        "run_over_gap+tell": -0.38,
        "parenthetical+urge": -0.4,
        "run_after+name": -0.41,
        "lost_clause+report": -0.41,
        "run_over_gap+report": -0.47,
        "run_over_gap+ask": -0.48,
        "prepositional+ask": -0.49,
        "run_before+tell": -0.54,
        "run_over_gap+say": -0.58,
        "object+promise": -0.58,
        "run_before+say": -0.6,
        "parenthetical+promise": -0.6,
    },
    "rule_next": {
        "clause_before+comma": 1.25,
        "object+conjunction": 0.6,
        "run_both_sides+end": 0.56,
        "prepositional+end": 0.48,
        "source_last+comma": 0.44,
        "run_before+and": 0.42,
        "clause_after+preposition": 0.4,
        "run_after+conjunction": 0.36,
        "object+and": 0.36,
        "clause_before+word": 0.35,
        "object+dash": 0.33,
        "run_before+word": 0.32,
        "infinitive+end": 0.32,
        "clause_after+end": 0.29,
        "infinitive+comma": 0.26,
        "prepositional+conjunction": 0.26,
        "run_after+end": 0.25,
        "object+comma": 0.21,
        "run_after+word": 0.21,
        "run_over_gap+end": 0.16,
        "clause_after+mark": 0.13,
        "noun_complement+word": 0.12,
        "noun_complement+comma": 0.11,
        "clause_after+word": 0.11,
        "source_first+end": 0.1,
        "label+end": -0.11,
        "source_between+end": -0.11,
        "run_over_gap+and": -0.14,
        "run_after+and": -0.14,
        "lost_clause+end": -0.17,
        "object+end": -0.27,
        "object+preposition": -0.27,
        "clause_after+and": -0.37,
        "prepositional+word": -0.38,
        "clause_after+comma": -0.38,
        "lost_clause_before+comma": -0.45,
        "noun_complement+end": -0.51,
        "run_over_gap+preposition": -0.58,
        "object+word": -0.6,
        "run_over_gap+word": -0.62,
        "prepositional+preposition": -0.63,
        "run_after+preposition": -0.67,
        "lost_clause+comma": -0.69,
        "run_over_gap+conjunction": -0.71,
        "parenthetical+end": -0.73,
        "run_both_sides+word": -0.86,
        "parenthetical+comma": -1.11,
    },
    "lead": {
        "nothing": 0.75,
        "words": 0.33,
        "before_cue": -1.07,
    },
    "previous": {
        "start": 1.04,
        "mark": -0.27,
        "word": -0.77,
    },
    "inside": {
        "none": 0.56,
        "cue": -0.57,
    },
    "goes_on": {
        "none": 1.9,
        "used": 0.58,
        "unused": -2.48,
    },
    "form": {
        "past": 0.21,
        "present": 0.12,
        "no_verb": 0.1,
        "base": -0.41,
    },
    "subject": {
        "body": 0.33,
        "person": 0.25,
        "name": 0.19,
        "he": 0.13,
        "noun": 0.12,
        "i": 0.12,
        "it": -0.26,
        "relative": -0.28,
        "none": -0.41,
    },
    "marks": {
        "all": 0.86,
        "some": -0.31,
        "none": -0.55,
    },
    "words": {
        "64": 1.16,
        "32": 0.37,
        "16": 0.17,
        "4": -0.41,
        "1": -0.66,
        "2": -0.73,
    },
    "first": {
        "if": 0.27,
        "ing": 0.23,
        "that": 0.12,
        "to": 0.12,
        "lower": -0.15,
        "capital": -0.16,
        "mark": -0.36,
    },
    "next": {
        "end": 1.0,
        "comma": 0.54,
        "dash": 0.41,
        "and": 0.22,
        "but": 0.21,
        "word": 0.11,
        "preposition": -0.33,
        "conjunction": -0.45,
        "mark": -0.57,
        "colon": -1.13,
    },
    "tail": {
        "none": 0.91,
        "with": 0.63,
        "bracket": 0.24,
        "as": 0.21,
        "but": 0.18,
        "and": 0.11,
        "time": -0.21,
        "while": -0.41,
        "dash": -0.47,
        "ing": -0.87,
        "which": -0.98,
    },
    "before": {
        "used": 0.79,
        "none": -0.14,
        "unused": -0.65,
    },
    "after": {
        "none": 0.12,
        "unused": -0.19,
    },
    "fragments": {
        "1": 0.54,
        "2": -0.54,
    },
    "cue": {
        "headline": 0.17,
        "negated": 0.17,
        "infinitive": -0.2,
        "question": -0.35,
        "modal": -0.38,
        "passive": -0.62,
    },
    "rule": {
        "object/parsed": 1.07,
        "clause_after/parsed": 1.03,
        "parenthetical/both": 1.0,
        "run_both_sides/runs": 0.83,
        "gerund/parsed": 0.75,
        "source_first/parsed": 0.75,
        "source_last/sentence": 0.71,
        "infinitive/parsed": 0.67,
        "noun_complement/parsed": 0.65,
        "prepositional/parsed": 0.64,
        "lost_clause/cut": 0.53,
        "run_before/run": 0.41,
        "object/cut": 0.33,
        "run_after/sentence": 0.31,
        "run_over_gap/tail": 0.31,
        "clause_before/sentence": 0.23,
        "parenthetical/after": 0.15,
        "lost_that_clause/sentence": 0.15,
        "run_over_gap/run": 0.14,
        "lost_clause/sentence": -0.12,
        "infinitive/cut": -0.14,
        "clause_before/parsed": -0.25,
        "run_after/run": -0.27,
        "object/phrase": -0.32,
        "source_last/clause": -0.39,
        "run_both_sides/sentence": -0.44,
        "lost_clause_before/sentence": -0.49,
        "parenthetical/before": -0.51,
        "clause_after/extended": -0.51,
        "run_over_gap/sentence": -0.74,
        "parenthetical/before_far": -0.78,
        "clause_after/sentence": -0.86,
        "run_both_sides/end": -0.9,
        "parenthetical/both_far": -0.93,
        "object/bare": -1.12,
        "run_before/sentence": -1.14,
    },
    "clause": {
        "finite": 0.27,
        "none": -0.32,
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
