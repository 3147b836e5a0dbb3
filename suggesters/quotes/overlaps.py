"""What was chosen, so that no quote lies on another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.setting import Setting
from suggesters.suggestions import Span

MOST_SHARED = 0.2

Place = tuple[bool, float, tuple[Span, ...]]
"""By which choices are ordered: what comes first is kept."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that was chosen and how likely it is right, 0 to 1."""

    candidate: ContentCandidate
    setting: Setting
    score: float


def without_overlaps(choices: Iterable[Choice], *, key: Callable[[Choice], Place]) -> list[Choice]:
    """In the order of ``key``; what a quote already covers for the most part is left out."""
    kept: list[Choice] = []
    covered = Covered()
    for choice in sorted(choices, key=key):
        fragments = choice.candidate.fragments
        size = sum(end - start for start, end in fragments)
        if sum(covered.overlap(*fragment) for fragment in fragments) <= MOST_SHARED * size:
            kept.append(choice)
            for fragment in fragments:
                covered.add(fragment)
    return kept


class Covered:
    """Spans, disjoint but for their edges, that answers how much of another span they cover."""

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._longest = 0

    def add(self, span: Span) -> None:
        self._spans.insert(bisect_left(self._spans, span), span)
        self._longest = max(self._longest, span[1] - span[0])

    def overlap(self, start: int, end: int) -> int:
        """How many code points of ``[start, end)`` are covered."""
        shared = 0
        for place in range(bisect_left(self._spans, (start - self._longest, 0)), len(self._spans)):
            left, right = self._spans[place]
            if left >= end:
                break
            shared += max(0, min(end, right) - max(start, left))
        return shared
