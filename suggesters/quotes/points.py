"""How much speaks for a candidate: points for what it is and for what stands around it, set by hand.

A point is half a unit of log-odds. The points are whole numbers, so that a person can follow a score and change it.
They were set by reading where the rules go wrong in news (``docs/suggestions.md``), and by trying a point more or less
on development articles and keeping what helped on both halves of them; no learner fitted them. A model that was
learned from a project's checked articles may take their place (``ranking.ByModel``).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

POINTS: dict[str, dict[str, int]] = {
    # How often a rule with these edges is right by itself; edges that only stand by as alternatives are low.
    "rule": {
        "run_both_sides/runs": 5,
        "run_both_sides/end": 2,
        "run_both_sides/sentence": 3,
        "run_both_sides/words": 3,
        "run_before/sentence": -2,
        "run_after/run": 1,
        "run_over_gap/sentence": -1,
        "next_line/run": 1,
        "clause_before/parsed": 2,
        "clause_before/sentence": 2,
        "clause_before/run": 2,
        "clause_after/parsed": 4,
        "clause_after/clipped": 4,
        "clause_after/closed": 2,
        "clause_after/sentence": -1,
        "clause_after/extended": -1,
        "parenthetical/both": 3,
        "parenthetical/before": -3,
        "parenthetical/both_far": -2,
        "parenthetical/after_far": -2,
        "parenthetical/before_far": -5,
        "as_clause/after": 2,
        "as_clause/before": 2,
        "lost_that_clause/sentence": 1,
        "lost_that_clause/cut": -1,
        "lost_clause/cut": -3,
        "lost_object/cut": -3,
        "lost_clause_before/sentence": -3,
        "source_last/sentence": 3,
        "source_last/clause": -1,
        "source_between/few": 2,
        "source_between/many": 2,
        "source_first/parsed": 2,
        "source_first/comma1": 1,
        "infinitive/parsed": 2,
        "infinitive/cut": -1,
        "gerund/parsed": 2,
        "naming/parsed": 1,
        "naming/cut": -1,
        "object/parsed": 2,
        "object/bare": -3,
        "object/phrase": -2,
        "stance/parsed": 2,
        "question/clause": 2,
        "question/about": 2,
        "prepositional/parsed": 3,
        "prepositional/cut": -1,
        "noun_complement/parsed": 1,
        "noun_complement/cut": -2,
        "dash/run": 4,
        "turn/lines": 8,
        "introduced/run": 5,
        "introduced/noun": 5,
        "headline/colon": 4,
        "headline/dash": 4,
        "dash/post": 6,
        "dash/pull_quote": 4,
        "label/line": 1,
        "label/run": 1,
        "for_somebody/sentence": -2,
        "belief_clause_after/parsed": 1,
        "belief_clause_after/clipped": 1,
        "belief_clause_after/closed": -1,
        "belief_clause_after/cut": -2,
        "belief_clause_after/sentence": -4,
        "belief_clause_after/extended": -4,
        "belief_clause_before/parsed": 0,
        "belief_clause_before/sentence": -1,
        "belief_to/parsed": 0,
        "belief_to/cut": -2,
        "belief_object/parsed": 1,
        "belief_object/cut": -1,
        "belief_finding/parsed": 1,
        "belief_finding/cut": -1,
        "belief_prep/parsed": 2,
        "belief_prep/cut": -1,
        "belief_adjective/parsed": 1,
        "belief_adjective/cut": -1,
        "belief_noun/parsed": 1,
        "belief_noun/cut": -1,
        "belief_seeming/parsed": 1,
        "belief_expected/parsed": 2,
        "belief_regarded/parsed": 5,
    },
    # “…,” she said. “…”: a candidate that leaves out the run that goes on is hardly ever right.
    "goes_on": {
        "unused": -6,
    },
    # A quotation that leads to the cue, left out.
    "before": {
        "unused": -2,
    },
    # Somebody else's attribution within what was said.
    "inside": {
        "cue": -2,
        "participle": -2,
    },
    # A run that ends with a comma and is passed over.
    "closing": {
        "passed": -3,
    },
    # What follows: the sentence's end speaks for the edge, a preposition or “and” against it.
    "next": {
        "end": 1,
        "comma": 1,
        "colon": -2,
        "and": -1,
        "preposition": -2,
        "conjunction": -1,
    },
    # A long loose tail inside is as often the reporter's.
    "tail": {
        "which_long": -3,
        "ing_long": -1,
        "dash_long": -2,
        "dash": -1,
        "but_long": -1,
        "while_long": -1,
        "bracket_long": -1,
    },
    # A tail left out that belongs to what was said.
    "behind": {
        "with": -3,
        "and": -2,
        "semicolon": -2,
    },
    # Short contents are often names and slogans, long ones hardly ever.
    "words": {
        "1": -2,
        "2": -1,
        "4": -1,
        "32": 1,
        "64": 2,
    },
    "previous": {
        "start": 1,
    },
    "lead": {
        "words": -1,
    },
    "marks": {
        "none": -1,
    },
    "clause": {
        "none": -1,
    },
    "verb": {
        "say": 1,
        "other": -1,
    },
    # “denounced the plan” is speech more often than “announced the plan”; “promised” and “asked” less.
    "rule_verb": {
        "object+judge": 1,
        "object+promise": -1,
        "prepositional+ask": -1,
        "run_over_gap+name": 1,
    },
    # Somebody who judges speaks; a thing that “shows that …” less often.
    "rule_subject": {
        "object+person": 1,
        "object+body": 1,
        "object+he": 1,
        "clause_after+thing": -1,
    },
    # “denounced the plan is …”: a word after an object shows that the parse lost a clause.
    "rule_next": {
        "object+word": -1,
        "prepositional+end": 1,
    },
    # “called the plan a ‘gift’”: the words before the run belong to it.
    "rule_lead": {
        "run_after+words": -2,
    },
    # “to say”, “said by”: less often a report.
    "form": {
        "base": -2,
        "participle": -1,
    },
    # Nobody, “it”, “who”, or a thing that does not speak.
    "subject": {
        "none": -1,
        "it": -2,
        "relative": -1,
        "thing": -2,
    },
    "cue": {
        "passive": -1,
    },
    # A cue within what somebody else says, or in a phrase such as “by saying that …”.
    "place": {
        "embedded": -3,
        "prep": -1,
        "relative": -1,
    },
}

_FLAT = {f"{family}={value}": points for family, values in POINTS.items() for value, points in values.items()}


def points_of(names: Sequence[str]) -> int:
    """The sum for a candidate with these features; those without points count nothing."""
    return sum(_FLAT.get(name, 0) for name in names)


def score_of(names: Sequence[str]) -> float:
    """The points as a share, 0 to 1, by which candidates are compared; ``calibration`` makes it a probability."""
    return 1 / (1 + exp(-points_of(names) / 2))
