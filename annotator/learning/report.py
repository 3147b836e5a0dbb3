"""The report of a training as values: what was compared, and how it went.

The report is JSON that ``suggesters.learning.training.learn`` has made. What it does not say, because there was too
little work or another version of Quotemark wrote it, is None or empty here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

MEASURES = ("all", "direct", "mixed", "indirect", "parts", "speaker")
KINDS = MEASURES[:4]
"""Those that have a line of their own in the learning curve."""
MOST = 1e12

Stretches = tuple[tuple[int, int], ...]


class Tally(NamedTuple):
    """What suggestions were to the checked quotes, and how many of the found ones have other edges."""

    found: float
    wrong: float
    missed: float
    edges: float


@dataclass(frozen=True, slots=True)
class Effort:
    """What there is to decide in ``articles`` articles, by the version before and by the new one."""

    articles: int
    old: Tally
    new: Tally


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure by the version in use before and by the new one: F1 in points of 100."""

    measure: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether the new version is better on articles that it had not seen. All figures are points of 100 of F1."""

    accepted: bool
    reason: str
    difference: float | None
    low: float | None
    high: float | None
    rows: tuple[Compared, ...]


class Interval(NamedTuple):
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Learned:
    """How good the suggestions are after ``articles`` articles, by kind, in points of 100."""

    articles: int
    kinds: Mapping[str, Interval]


class ScoreBin(NamedTuple):
    """Suggestions of about the same score: the mean of it, the share that was right, how many there are."""

    score: float
    right: float
    number: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What scores are worth, before and after; the errors are means over all suggestions, from 0 to 1."""

    before: tuple[ScoreBin, ...]
    after: tuple[ScoreBin, ...]
    error_before: float | None
    error_after: float | None


class Beside(NamedTuple):
    """What was learned beside quotes, from ``number`` decisions: F1 and the error of the scores, of 100."""

    kept: bool
    number: int
    f1_before: float
    f1_after: float
    error_before: float
    error_after: float


class Example(NamedTuple):
    """A suggestion that one version makes and the other does not. ``article`` is its number among those compared.

    ``instead``: what the other version suggests there, if anything.
    """

    kind: str
    article: int
    content: Stretches
    score: float | None
    was_right: bool = True
    instead: Stretches = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All that a training reports."""

    articles: int
    quotes: int
    gate: Gate | None
    curve: tuple[Learned, ...]
    calibration: Calibration | None
    effort: Effort | None
    captions: Beside | None
    persons: Beside | None
    gained: tuple[Example, ...]
    lost: tuple[Example, ...]

    @classmethod
    def of(cls, data: object) -> Report:
        report = section(data)
        changes = section(report.get("changes"))
        return cls(
            articles=whole(report.get("articles")),
            quotes=whole(report.get("quotes")),
            gate=gate_of(section(report.get("gate"))),
            curve=tuple(curve_of(report.get("curve"))),
            calibration=calibration_of(section(report.get("calibration"))),
            effort=effort_of(section(report.get("effort"))),
            captions=beside_of(section(report.get("captions"))),
            persons=beside_of(section(report.get("persons"))),
            gained=tuple(changes_of(changes.get("gained"))),
            lost=tuple(changes_of(changes.get("lost"))),
        )


def gate_of(found: Mapping[str, Any]) -> Gate | None:
    if "accepted" not in found:
        return None
    difference, low, high = (number(found.get(name)) for name in ("difference", "low", "high"))
    rows = tuple(compared_of(found.get("rows")))
    return Gate(found["accepted"] is True, str(found.get("reason", "")), difference, low, high, rows)


def compared_of(rows: object) -> Iterator[Compared]:
    for row in sections(rows):
        old, new = number(row.get("old")), number(row.get("new"))
        if row.get("measure") in MEASURES and old is not None and new is not None:
            yield Compared(row["measure"], 100 * old, 100 * new)


def effort_of(found: Mapping[str, Any]) -> Effort | None:
    articles, old, new = whole(found.get("articles")), tally_of(found.get("old")), tally_of(found.get("new"))
    return Effort(articles, old, new) if articles and old and new else None


def beside_of(found: Mapping[str, Any]) -> Beside | None:
    """None where nothing was measured, for want of checked articles."""
    figures = [number(found.get(name)) for name in ("f1_before", "f1_after", "ece_before", "ece_after")]
    known = [100 * value for value in figures if value is not None]
    if len(known) < len(figures) or found.get("reason") not in ("better", "not_better"):
        return None
    return Beside(found.get("kept") is True, whole(found.get("number")), *known)


def tally_of(found: object) -> Tally | None:
    numbers = [number(value) for value in found] if isinstance(found, list) else []
    known = [value for value in numbers if value is not None]
    return Tally(*known) if len(known) == len(numbers) == len(Tally._fields) else None


def curve_of(rows: object) -> Iterator[Learned]:
    for row in sections(rows):
        kinds = {kind: found for kind in KINDS if (found := interval_of(row.get(kind)))}
        if kinds:
            yield Learned(whole(row.get("articles")), kinds)


def interval_of(found: object) -> Interval | None:
    numbers = [number(value) for value in found] if isinstance(found, list) else []
    if len(numbers) != 3 or numbers[0] is None:
        return None
    low, high = (None if value is None else 100 * value for value in numbers[1:])
    return Interval(100 * numbers[0], low, high)


def calibration_of(found: Mapping[str, Any]) -> Calibration | None:
    before, after = (tuple(bins_of(found.get(name))) for name in ("before", "after"))
    errors = (number(found.get(name)) for name in ("ece_before", "ece_after"))
    return Calibration(before, after, *errors) if before and after else None


def bins_of(rows: object) -> Iterator[ScoreBin]:
    """The bins that hold anything."""
    for row in rows if isinstance(rows, list) else ():
        values = [number(value) for value in row] if isinstance(row, list) else []
        if len(values) == 3:
            score, right, how_many = values
            if score is not None and right is not None and how_many:
                yield ScoreBin(score, right, how_many)


def changes_of(rows: object) -> Iterator[Example]:
    for row in sections(rows):
        content = stretches(row.get("content"))
        if content:
            yield Example(
                str(row.get("kind", "")), whole(row.get("article"), missing=-1), content, number(row.get("score")),
                row.get("was_right") is True, stretches(row.get("instead")),
            )  # fmt: skip


def stretches(found: object) -> Stretches:
    """Empty where these are no places of a text."""
    spans = [tuple(span) for span in found if isinstance(span, list)] if isinstance(found, list) else []
    known = all(len(span) == 2 and all(type(place) is int for place in span) for span in spans)
    return tuple(spans) if known else ()


def section(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def sections(found: object) -> Iterator[Mapping[str, Any]]:
    return (row for row in found if isinstance(row, Mapping)) if isinstance(found, list) else iter(())


def number(found: object) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if abs(found) <= MOST and isfinite(found) else None


def whole(found: object, *, missing: int = 0) -> int:
    return found if type(found) is int and found >= 0 else missing
