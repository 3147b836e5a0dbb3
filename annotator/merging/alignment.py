"""Which annotations of several sets are about the same thing. Rows may come in any order: the result is the same.

Two annotations of one kind belong together where their main spans share enough, or where one is a piece of what the
other joins. What belongs together makes one group, in which each set has its reading: no annotation, one, or several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from annotator.frame import Frame
from annotator.vocabulary import MAIN_ROLE, Kind
from articles.names import plain
from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, pairs, touching
from suggesters.suggestions import Spans

LEAST = 0.3  # of what either holds, shared
INSIDE = 0.5  # of a piece, within what joins it
KINDS = [str(kind) for kind in Kind]
NOTHING = ScoredQuote("", ())
Reading = tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What the sets say about one thing: a reading for each set, in the order of the sets."""

    kind: str
    readings: tuple[Reading, ...]

    @property
    def hull(self) -> tuple[int, int]:
        hulls = [frame.hull for reading in self.readings for frame in reading]
        return min(start for start, _ in hulls), max(end for _, end in hulls)


def said(frame: Frame) -> tuple[Any, ...]:
    """What the frame states, as far as two people can differ in it. Who is not in the registry counts by name."""
    *stated, person = frame.statement()
    return (*stated, person or plain(frame.name).casefold())


def said_in(reading: Reading) -> tuple[Any, ...]:
    """The same for a whole reading: equal where two sets say the same."""
    return tuple(sorted((said(frame) for frame in reading), key=repr))


def place(frame: Frame) -> tuple[Any, ...]:
    """The order of frames, which does not hang on their ids."""
    return (*frame.hull, KINDS.index(frame.kind), repr(said(frame)), frame.verdict, frame.origin or "")


def aligned(text: str, sets: Sequence[Iterable[Frame]]) -> list[Group]:
    """The groups in reading order. Each frame is in exactly one."""
    nodes = [(side, frame) for side, frames in enumerate(sets) for frame in sorted(frames, key=place)]
    links = Links(len(nodes))
    letters = Letters(text)
    by_kind: dict[str, list[list[int]]] = {kind: [[] for _ in sets] for kind in KINDS}
    for number, (side, frame) in enumerate(nodes):
        by_kind[frame.kind][side].append(number)
    for sides in by_kind.values():
        for some, others in combinations(sides, 2):
            for one, other in belonging(letters, [frame for _, frame in nodes], some, others):
                links.join(one, other)
    found: dict[int, list[list[Frame]]] = defaultdict(lambda: [[] for _ in sets])
    for number, (side, frame) in enumerate(nodes):
        found[links.first(number)][side].append(frame)
    groups = [
        Group(next(frame.kind for reading in readings for frame in reading), tuple(map(tuple, readings)))
        for readings in found.values()
    ]
    return sorted(groups, key=lambda group: (*group.hull, KINDS.index(group.kind)))


class Links:
    """Which numbers belong together, directly or by way of others."""

    def __init__(self, size: int) -> None:
        self.parents = list(range(size))

    def first(self, number: int) -> int:
        """The smallest of those that belong to this one."""
        while self.parents[number] != number:
            number = self.parents[number]
        return number

    def join(self, one: int, other: int) -> None:
        one, other = sorted((self.first(one), self.first(other)))
        self.parents[other] = one


def belonging(
    letters: Letters, frames: Sequence[Frame], some: Sequence[int], others: Sequence[int]
) -> list[tuple[int, int]]:
    """The numbers of frames of two sets that belong together: equal ones first, then the most alike, then pieces."""
    found = equal(frames, some, others)
    used = {number for pair in found for number in pair}
    left, right = [n for n in some if n not in used], [n for n in others if n not in used]
    spans = {number: main_spans(letters, frames[number]) for number in (*some, *others)}
    matched = pairs(units(spans, left), units(spans, right), likeness=likeness_in(letters), least=LEAST)
    found += [(left[one], right[other]) for one, other in matched.items()]
    found += pieces(letters, spans, some, others, found)
    found += [(one, other) for other, one in pieces(letters, spans, others, some, [(b, a) for a, b in found])]
    return found


def equal(frames: Sequence[Frame], some: Sequence[int], others: Sequence[int]) -> list[tuple[int, int]]:
    waiting: dict[Any, list[int]] = defaultdict(list)
    for number in reversed(others):
        waiting[said(frames[number])].append(number)
    return [(number, waiting[key].pop()) for number in some if waiting[key := said(frames[number])]]


def main_spans(letters: Letters, frame: Frame) -> Spans:
    return letters.disjoint(tuple(frame.by_role(MAIN_ROLE[frame.kind])))


def units(spans: dict[int, Spans], numbers: Sequence[int]) -> list[Unit]:
    return [Unit(spans[number], NOTHING) for number in numbers]


def likeness_in(letters: Letters) -> Callable[[Spans, Spans], float]:
    """Equal spans are wholly alike, also where they hold nothing but space."""
    return lambda some, others: 1.0 if some == others else letters.likeness(some, others)


def pieces(
    letters: Letters,
    spans: dict[int, Spans],
    wholes: Sequence[int],
    parts: Sequence[int],
    found: Sequence[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Those among ``parts`` with no partner that make a whole more alike to what the other set has of it.

    So a quote that one person split is one case, while a quote within another that both have stays apart.
    """
    taken = {part for _, part in found}
    covered: dict[int, Spans] = dict.fromkeys(wholes, ())
    for whole, part in found:
        covered[whole] = letters.disjoint((*covered[whole], *spans[part]))
    alone = [part for part in parts if part not in taken]
    meeting: dict[int, list[int]] = defaultdict(list)
    for one, other in touching(units(spans, alone), units(spans, wholes)):
        meeting[alone[one]].append(wholes[other])
    result: list[tuple[int, int]] = []
    for part, near in sorted(meeting.items()):
        gains = [(gain(letters, spans[whole], covered[whole], spans[part]), -whole) for whole in near]
        best, whole = max(gains)
        if best > 0:
            covered[-whole] = letters.disjoint((*covered[-whole], *spans[part]))
            result.append((-whole, part))
    return result


def gain(letters: Letters, whole: Spans, covered: Spans, part: Spans) -> float:
    """How much more alike the whole is to what covers it with this part. 0 where most of the part lies outside."""
    size = letters.size(part)
    if not size or letters.shared(whole, part) < INSIDE * size:
        return 0.0
    return letters.likeness(whole, letters.disjoint((*covered, *part))) - letters.likeness(whole, covered)
