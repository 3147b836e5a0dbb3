"""Which predicted quote is which gold quote: how much two of them share, and pairing them one to one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import not_

from suggesters.suggestions import Quote, Span, Spans

EDGES = frozenset(" \t\n\r“”„‟«»\"'‘’`,.;:!?-–—…()[]")
"""What fragments lose at their ends before they are compared: systems differ on whether it belongs to the quote."""


@dataclass(frozen=True, slots=True)
class ScoredQuote:
    """A quote as far as it is scored. ``optional`` gold is neither asked for nor counted against who finds it."""

    type: str
    content: Spans
    cue: Spans = ()
    speaker: Spans = ()
    speaker_name: str = ""
    optional: bool = False


def scored(quote: Quote) -> ScoredQuote:
    """A proposed quote as far as it is scored."""
    return ScoredQuote(quote.type, quote.content, quote.cue, quote.speaker, quote.speaker_name or "")


class Letters:
    """Counts the characters of stretches of a text, white space left out, each in constant time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.before = [0, *accumulate(map(not_, map(str.isspace, text)))]

    def size(self, spans: Spans) -> int:
        """How many characters the spans hold together; they are disjoint and in order."""
        return sum(self.before[end] - self.before[start] for start, end in spans)

    def shared(self, some: Spans, others: Spans) -> int:
        """How many characters both hold."""
        total = 0
        first = second = 0
        while first < len(some) and second < len(others):
            start, end = max(some[first][0], others[second][0]), min(some[first][1], others[second][1])
            if start < end:
                total += self.before[end] - self.before[start]
            if some[first][1] < others[second][1]:
                first += 1
            else:
                second += 1
        return total

    def likeness(self, some: Spans, others: Spans) -> float:
        """Shared characters as a share of all that either holds, 0 where one holds none."""
        shared = self.shared(some, others)
        return shared / (self.size(some) + self.size(others) - shared) if shared else 0.0

    def disjoint(self, spans: Spans) -> Spans:
        """The spans within the text, overlapping ones made one."""
        kept: list[Span] = []
        for start, end in sorted(spans):
            start, end = max(0, start), min(end, len(self.text))
            if kept and start <= kept[-1][1]:
                kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
            elif start < end:
                kept.append((start, end))
        return tuple(kept)

    def trimmed(self, spans: Spans) -> Spans:
        """The spans without ``EDGES`` at their ends, those that only such characters separate made one."""
        kept: list[Span] = []
        for start, end in sorted(spans):
            start, end = max(0, start), min(end, len(self.text))
            while start < end and self.text[start] in EDGES:
                start += 1
            while start < end and self.text[end - 1] in EDGES:
                end -= 1
            if start >= end:
                continue
            if kept and all(character in EDGES for character in self.text[kept[-1][1] : start]):
                kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
            else:
                kept.append((start, end))
        return tuple(kept)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is paired: a quote, or one fragment of one."""

    spans: Spans
    quote: ScoredQuote


def pairs(
    gold: Sequence[Unit], predicted: Sequence[Unit], *, likeness: Callable[[Spans, Spans], float], least: float
) -> dict[int, int]:
    """Each gold unit’s number with that of the predicted unit which it is, one to one: the most alike first.

    Of pairs that are equally alike those whose gold is asked for come first. Takes time linear in the number of
    units that touch each other.
    """
    found: list[tuple[float, bool, int, int]] = []
    for gold_number, predicted_number in touching(gold, predicted):
        value = likeness(gold[gold_number].spans, predicted[predicted_number].spans)
        if value >= least:
            found.append((-value, gold[gold_number].quote.optional, gold_number, predicted_number))
    result: dict[int, int] = {}
    used: set[int] = set()
    for _, _, gold_number, predicted_number in sorted(found):
        if gold_number not in result and predicted_number not in used:
            result[gold_number] = predicted_number
            used.add(predicted_number)
    return result


def touching(gold: Sequence[Unit], predicted: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """The numbers of units whose hulls overlap."""
    order = sorted((number for number, unit in enumerate(predicted) if unit.spans), key=lambda n: predicted[n].spans[0])
    starts = [predicted[number].spans[0][0] for number in order]
    reach = list(accumulate((hull_end(predicted[number].spans) for number in order), max))
    for gold_number, unit in enumerate(gold):
        if not unit.spans:
            continue
        position = bisect_left(starts, hull_end(unit.spans)) - 1
        while position >= 0 and reach[position] > unit.spans[0][0]:
            if hull_end(predicted[order[position]].spans) > unit.spans[0][0]:
                yield gold_number, order[position]
            position -= 1


def hull_end(spans: Spans) -> int:
    return max(end for _, end in spans)
