"""Krippendorff's α_u: whether raters mark the same stretches of a text.

Sources: Krippendorff 1995 (Sociological Methodology 25); Krippendorff 2004 (Content Analysis, 2nd edition,
“Reliability of unitizing”).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations

from suggesters.suggestions import Span


def alpha_unitizing(continua: Sequence[tuple[int, Sequence[Sequence[Span]]]]) -> float | None:
    """α_u over any number of texts: 1 less what is observed of what chance would make within each text.

    Each continuum is a text's length and the spans of each rater in it, half-open; of one rater they must not overlap.
    None where nobody marks anything, or fewer than two raters do the reading.
    """
    found = [differences(size, raters) for size, raters in continua]
    expected = sum(part for _, part in found)
    return 1 - sum(part for part, _ in found) / expected if expected else None


def differences(length: int, raters: Sequence[Sequence[Span]]) -> tuple[float, float]:
    """The squared differences between the raters of one text, observed and by chance, for each pair of them.

    By chance: where the same units and gaps lie in any order. Both add up over texts. Zero where nobody marks anything.
    """
    number = len(raters)
    sections = [list(sections_of(length, spans)) for spans in raters]
    units = [end - start for own in sections for start, end, is_unit in own if is_unit]
    if number < 2 or not units:
        return 0.0, 0.0
    observed = 2 * sum(distance(one, other) for one, other in combinations(sections, 2)) / (number * (number - 1))
    whole = number * length
    possible = whole * (whole - 1) - sum(unit * (unit - 1) for unit in units)
    if not possible:
        return 0.0, 0.0
    gaps = sorted(end - start for own in sections for start, end, is_unit in own if not is_unit)
    return observed, 2 * length * by_chance(units, gaps) / possible


def by_chance(units: Sequence[int], gaps: Sequence[int]) -> float:
    """The differences of each unit with all others, and with the gaps that have room for it; ``gaps`` in order."""
    sums = [0, *accumulate(gaps)]
    total = 0.0
    for unit in units:
        place = bisect_left(gaps, unit)
        room = sums[-1] - sums[place] - (unit - 1) * (len(gaps) - place)
        total += (len(units) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit) + unit**2 * room
    return total


def sections_of(length: int, spans: Sequence[Span]) -> Iterator[tuple[int, int, bool]]:
    """A rater's units and the gaps between them, which fill the continuum. Raises ValueError where units overlap."""
    reached = 0
    for start, end in sorted(spans):
        if start < reached or not start < end <= length:
            raise ValueError(f"The unit {start}–{end} overlaps another or lies outside of {length}.")
        if start > reached:
            yield reached, start, False
        yield start, end, True
        reached = end
    if reached < length:
        yield reached, length, False


def distance(some: Sequence[tuple[int, int, bool]], others: Sequence[tuple[int, int, bool]]) -> float:
    """The squared differences between two raters' sections.

    Units that overlap: how far their ends lie apart. A unit within a gap: its length.
    """
    total = 0
    first = second = 0
    while first < len(some) and second < len(others):
        (start, end, is_unit), (other_start, other_end, other_is_unit) = some[first], others[second]
        if is_unit and other_is_unit:
            total += (start - other_start) ** 2 + (end - other_end) ** 2
        elif is_unit and other_start <= start and end <= other_end:
            total += (end - start) ** 2
        elif other_is_unit and start <= other_start and other_end <= end:
            total += (other_end - other_start) ** 2
        first, second = first + (end <= other_end), second + (other_end <= end)
    return float(total)
