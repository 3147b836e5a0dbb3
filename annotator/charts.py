"""Charts as numbers for an SVG of a page: scales, lines, bands, marks. Templates draw them, ``app.css`` colours them.

Numbers are given as text with a point, whatever the reader's language: SVG knows no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from typing import NamedTuple

WIDTH, HEIGHT = 480, 236
LEFT, RIGHT, TOP, BOTTOM = 34, 352, 12, 196
"""Where lines are drawn: on the right is room for their names, below for the numbers of the axis."""
LABEL_GAP = 22.0
"""Between two names at the ends of lines: they stand in letters of 20 units on a phone."""
LEAST_TICK_GAP = 34.0


class Dot(NamedTuple):
    """A point of a line: how far right, how high, and where its interval ends, which is None if there is none."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """Carries values between ``low`` and ``high`` to places between ``start`` and ``end``; beyond them, to the ends."""

    low: float
    high: float
    start: float
    end: float
    bend: Callable[[float], float] = float

    def __call__(self, value: float) -> float:
        low, high = self.bend(self.low), self.bend(self.high)
        share = (self.bend(min(max(value, self.low), self.high)) - low) / (high - low) if high > low else 0.0
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its class, its name, the points of the line, those around its band, and a path for its marks."""

    name: str
    label: str
    points: str
    band: str
    marks: str
    label_at: str


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    diagonal: str = ""
    view: str = f"0 0 {WIDTH} {HEIGHT}"
    left: str = str(LEFT)
    right: str = str(RIGHT)
    tick_left: str = str(LEFT - 7)
    tick_below: str = str(BOTTOM + 17)
    title_below: str = str(BOTTOM + 36)
    middle: str = str((LEFT + RIGHT) / 2)
    label_left: str = str(RIGHT + 11)


Lines = Iterable[tuple[str, str, Sequence[Dot]]]
"""Name, label and marks of each line."""


def growth(lines: Lines, *, at: Sequence[float]) -> Chart:
    """Points of 100 over a number of things, at which early steps are as wide as late leaps. ``at``: the numbers."""
    kept = [(name, label, [mark for mark in marks if mark.x >= 0]) for name, label, marks in lines]
    across = Axis(0, max([*at, 1]), LEFT, RIGHT, log1p)
    lowest = min((mark.y for *_, marks in kept for mark in marks), default=0)
    up = Axis(max(0, 10 * ((lowest - 5) // 10)), 100, BOTTOM, TOP)
    step = 10 if up.high - up.low <= 60 else 20
    ticks = [Tick(fixed(up(value)), f"{value:g}") for value in range(100, int(up.low) - 1, -step)]
    return Chart(drawn(kept, across, up), thinned(at, across), tuple(ticks))


def reliability(lines: Lines) -> Chart:
    """Shares that were right over scores, both in per cent; on the diagonal a score says what is so."""
    across, up = Axis(0, 100, LEFT, RIGHT), Axis(0, 100, BOTTOM, TOP)
    places = range(0, 101, 25)
    return Chart(
        drawn(lines, across, up),
        tuple(Tick(fixed(across(place)), str(place)) for place in places),
        tuple(Tick(fixed(up(place)), str(place)) for place in places),
        diagonal=f"{LEFT},{BOTTOM} {RIGHT},{TOP}",
    )


def drawn(lines: Lines, across: Axis, up: Axis) -> tuple[Line, ...]:
    """The lines, without those that have no point; their names do not lie on each other."""
    found = [(name, label, marks) for name, label, marks in lines if marks]
    ends = apart([up(marks[-1].y) for *_, marks in found], gap=LABEL_GAP, low=TOP, high=BOTTOM)
    return tuple(
        Line(
            name,
            label,
            points=joined((across(mark.x), up(mark.y)) for mark in marks),
            band=band_of(marks, across, up),
            marks=" ".join(SHAPES[place % len(SHAPES)](across(mark.x), up(mark.y)) for mark in marks),
            label_at=fixed(end + 4),
        )
        for place, ((name, label, marks), end) in enumerate(zip(found, ends, strict=True))
    )


def band_of(marks: Sequence[Dot], across: Axis, up: Axis) -> str:
    """The points around the intervals of a line; empty where it has none."""
    known = [
        (across(mark.x), up(mark.low), up(mark.high))
        for mark in marks
        if mark.low is not None and mark.high is not None
    ]
    if len(known) < 2:
        return ""
    return joined([*((x, high) for x, _, high in known), *((x, low) for x, low, _ in reversed(known))])


def apart(places: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """The places moved as little as needed, so that no two are nearer than ``gap``; in the order in which they came."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    found = [0.0] * len(places)
    at = low - gap
    for number in order:
        at = found[number] = max(places[number], at + gap)
    limit = high + gap
    for number in reversed(order):
        limit = found[number] = min(found[number], limit - gap)
    return found


def thinned(values: Sequence[float], axis: Axis) -> tuple[Tick, ...]:
    """A tick for each value that is far enough from the one after it; the last one always."""
    kept: list[float] = []
    for value in sorted(set(values), reverse=True):
        if not kept or abs(axis(kept[-1]) - axis(value)) >= LEAST_TICK_GAP:
            kept.append(value)
    return tuple(Tick(fixed(axis(value)), f"{value:g}") for value in reversed(kept))


def joined(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{fixed(x)},{fixed(y)}" for x, y in points)


def fixed(value: float) -> str:
    return f"{value:.1f}"


def circle(x: float, y: float) -> str:
    return f"M{fixed(x - 3.5)} {fixed(y)}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z"


def square(x: float, y: float) -> str:
    return f"M{fixed(x - 3.2)} {fixed(y - 3.2)}h6.4v6.4h-6.4z"


def triangle(x: float, y: float) -> str:
    return f"M{fixed(x)} {fixed(y - 4.5)}l4.2 7.5h-8.4z"


def diamond(x: float, y: float) -> str:
    return f"M{fixed(x)} {fixed(y - 4.5)}l4.5 4.5-4.5 4.5-4.5-4.5z"


SHAPES = (circle, square, triangle, diamond)
"""Each line has marks of another shape, so that nothing hangs on colour."""
