"""What of several readings is taken without asking: what all say alike, what shares enough, what most say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotator.frame import Frame
from annotator.merging.alignment import Reading, said_in
from annotator.vocabulary import ROLES, Rule
from suggesters.evaluation.matching import Letters


@dataclass(frozen=True, slots=True)
class Rules:
    """``overlap``: the share of words from which two frames count as one, None if they must be identical.

    ``majority``: whether more than half of three or more people decide.
    """

    overlap: float | None = None
    majority: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A reading with the numbers of the sets that have it."""

    reading: Reading
    sides: tuple[int, ...]


def options_of(readings: Sequence[Reading]) -> list[Option]:
    """The different readings, in the order of the first set that has each."""
    found: dict[Any, list[int]] = {}
    for side, reading in enumerate(readings):
        found.setdefault(said_in(reading), []).append(side)
    return [Option(readings[sides[0]], tuple(sides)) for sides in found.values()]


def taken(letters: Letters, readings: Sequence[Reading], rules: Rules) -> tuple[Rule, Option] | None:
    """The reading that needs no question, and why; None if a person has to decide.

    Of readings that count as one, the edges of the one that the most sets have are taken, else the first set's.
    """
    options = options_of(readings)
    if len(options) == 1:
        return Rule.IDENTICAL, options[0]
    number = len(readings)
    best, votes = options[0], 0
    for option in options:
        alike = [other for other in options if other is option or near(letters, option.reading, other.reading, rules)]
        support = sum(len(other.sides) for other in alike)
        if (support, len(option.sides)) > (votes, len(best.sides)):
            best, votes = option, support
    if votes == number:
        return Rule.OVERLAP, best
    if rules.majority and number > 2 and votes * 2 > number:
        return Rule.MAJORITY, best
    return None


def near(letters: Letters, one: Reading, other: Reading, rules: Rules) -> bool:
    """Whether the two readings count as one: a single frame each, of equal attributes, whose spans share enough."""
    if rules.overlap is None or len(one) != 1 or len(other) != 1:
        return False
    some, others = one[0], other[0]
    if attributes(some) != attributes(others):
        return False
    return all(alike(letters, some, others, str(role), least=rules.overlap) for role, _, _ in ROLES[some.kind])


def attributes(frame: Frame) -> tuple[Any, ...]:
    (_kind, _spans, *values) = said_in((frame,))[0]
    return tuple(values)


def alike(letters: Letters, one: Frame, other: Frame, role: str, *, least: float) -> bool:
    some, others = (letters.disjoint(tuple(frame.by_role(role))) for frame in (one, other))
    return some == others or letters.likeness(some, others) >= least
