"""Which candidates become quotes: the likeliest of each cue, then those that do not lie on each other."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from suggesters.quotes.candidates import Proposal
from suggesters.quotes.overlaps import Choice, without_overlaps
from suggesters.quotes.ranking import BY_POINTS, Ranker
from suggesters.suggestions import Span


def choose(proposals: Iterable[Proposal], *, ranker: Ranker = BY_POINTS, nested: bool = False) -> list[Choice]:
    """The best candidate of each cue if its score reaches the ranker's floor, none covered by another, in text order.

    With ``nested``, what lies within another is chosen as well if its own attribution lies there too.
    """
    best = [ranker.best_of(proposal) for proposal in proposals]
    likely = [choice for choice in best if choice.score >= ranker.floor]
    chosen = without_overlaps(likely, key=ranker.place)
    if nested:
        chosen = with_nested(chosen, likely)
    return sorted(chosen, key=lambda choice: choice.candidate.fragments)


def with_nested(chosen: Sequence[Choice], likely: Iterable[Choice]) -> list[Choice]:
    """The chosen, and those of the likely that lie within one of them, or around one, attribution included."""
    done = sorted(chosen, key=_extent)
    longest = max((_extent(choice)[1] - _extent(choice)[0] for choice in done), default=0)
    taken = {id(choice) for choice in chosen}
    for choice in likely:
        if id(choice) in taken:
            continue
        start, end = _extent(choice)
        first = bisect_left(done, (start - longest, 0), key=_extent)
        near = done[first : bisect_left(done, (end, 0), key=_extent)]
        sharing = [other for other in near if _extent(other)[1] > start]
        if all(_lies_within(choice, other) or _lies_within(other, choice) for other in sharing):
            insort(done, choice, key=_extent)
            longest = max(longest, end - start)
    return done


def _extent(choice: Choice) -> Span:
    return choice.candidate.fragments[0][0], choice.candidate.fragments[-1][1]


def _lies_within(inner: Choice, outer: Choice) -> bool:
    """Whether all of a choice, cue and speaker included, lies within one fragment of another."""
    cue = inner.candidate.cue
    spans = [*inner.candidate.fragments, *cue.spans, *([cue.speaker] if cue.speaker is not None else [])]
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    return any(left <= start and end <= right for left, right in outer.candidate.fragments)
