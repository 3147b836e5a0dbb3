"""Which candidates become quotes: the likeliest of each cue, then those that do not lie on each other."""

from __future__ import annotations

from collections.abc import Iterable

from suggesters.quotes.candidates import Proposal
from suggesters.quotes.overlaps import Choice, without_overlaps
from suggesters.quotes.ranking import BY_POINTS, Ranker


def choose(proposals: Iterable[Proposal], *, ranker: Ranker = BY_POINTS, nested: bool = False) -> list[Choice]:
    """The best candidate of each cue if its score reaches the ranker's floor, none covered by another, in text order.

    With ``nested``, what lies within another is chosen as well if its own attribution lies there too.
    """
    best = [ranker.best_of(proposal) for proposal in proposals]
    likely = [choice for choice in best if choice.score >= ranker.floor]
    chosen = without_overlaps(likely, key=ranker.place, nested=nested)
    return sorted(chosen, key=lambda choice: choice.candidate.fragments)
