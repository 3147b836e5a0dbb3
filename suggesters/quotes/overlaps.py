"""What was chosen, so that no quote lies on another but within it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
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


def without_overlaps(
    choices: Sequence[Choice], *, key: Callable[[Choice], Place], nested: bool = False
) -> list[Choice]:
    """In the order of ``key``, what a quote already covers for the most part is left out.

    With ``nested``, what lies within another stays if its own attribution lies there too.
    """
    kept: list[Choice] = []
    covered = Covered()
    for choice in sorted(choices, key=key):
        fragments = choice.candidate.fragments
        size = sum(end - start for start, end in fragments)
        if sum(covered.overlap(*fragment) for fragment in fragments) <= MOST_SHARED * size:
            kept.append(choice)
            for fragment in fragments:
                covered.add(fragment)
    return with_nested(kept, choices) if nested else kept


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
