"""In what readings of one thing differ, and which words of a reading others do not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from annotator.frame import Frame
from annotator.merging.alignment import Reading, said
from annotator.vocabulary import MAIN_ROLE, Aspect

Stretch = tuple[int, int]


def differences(readings: Sequence[Reading]) -> list[str]:
    """What differs, the weightiest first; empty where all say the same."""
    there = [reading for reading in readings if reading]
    found: list[Aspect] = [Aspect.ABSENT] if len(there) < len(readings) and there else []
    for name, value in ASPECTS:
        if len({value(reading) for reading in there}) > 1:
            found.append(name)
    if Aspect.PIECES in found or not {Aspect.START, Aspect.END}.isdisjoint(found):
        found = [name for name in found if name != Aspect.WITHIN]
    return [str(name) for name in found]


def pieces_of(reading: Reading) -> tuple[int, ...]:
    return (len(reading), *(len(frame.by_role(MAIN_ROLE[frame.kind])) for frame in reading))


def of_role(role: str) -> Callable[[Reading], Any]:
    return lambda reading: sorted_spans(span[1:] for frame in reading for span in frame.spans if span[0] == role)


def main_of(reading: Reading) -> Any:
    return sorted_spans(span[1:] for frame in reading for span in frame.spans if span[0] == MAIN_ROLE[frame.kind])


def sorted_spans(spans: Iterable[Stretch]) -> tuple[Stretch, ...]:
    return tuple(sorted(set(spans)))


def attribute(name: str) -> Callable[[Reading], Any]:
    return lambda reading: tuple(sorted({getattr(frame, name) for frame in reading}))


def people_of(reading: Reading) -> Any:
    return tuple(sorted({str(said(frame)[-1]) for frame in reading}))


ASPECTS: tuple[tuple[Aspect, Callable[[Reading], Any]], ...] = (
    (Aspect.PIECES, pieces_of),
    (Aspect.START, lambda reading: min(frame.hull[0] for frame in reading)),
    (Aspect.END, lambda reading: max(frame.hull[1] for frame in reading)),
    (Aspect.WITHIN, main_of),
    (Aspect.PERSON, people_of),
    (Aspect.SPEAKER, of_role("speaker")),
    (Aspect.CUE, of_role("cue")),
    (Aspect.CREDIT, of_role("credit")),
    (Aspect.QUOTE_TYPE, attribute("quote_type")),
    (Aspect.SPEAKER_KIND, attribute("speaker_kind")),
    (Aspect.ENTITY_TYPE, attribute("entity_type")),
    (Aspect.REPLACEMENT, attribute("replacement")),
)


def own_words(reading: Reading, others: Sequence[Reading]) -> list[Stretch]:
    """The stretches that a span of this reading covers and that one of the others does not in the same role."""
    found: set[Stretch] = set()
    for role in {span[0] for frame in reading for span in frame.spans}:
        own = covered(reading, role)
        for other in others:
            found |= set(without(own, covered(other, role)))
    return joined(found)


def covered(reading: Iterable[Frame], role: str) -> list[Stretch]:
    return joined(span[1:] for frame in reading for span in frame.spans if span[0] == role)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that touch made one."""
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def without(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What of these disjoint stretches lies outside the others, which are disjoint and in order too."""
    result: list[Stretch] = []
    for start, end in some:
        at = start
        for other_start, other_end in others:
            if other_end <= at or other_start >= end:
                continue
            if at < other_start:
                result.append((at, other_start))
            at = max(at, other_end)
        if at < end:
            result.append((at, end))
    return result
