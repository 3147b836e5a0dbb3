"""Agreement beyond chance: κ, AC1 and α for labels, α_u for spans, with intervals by resampling.

Labels come as rows, one row an item, one place a rater; None is a rater who did not judge the item. A measure is None
where it says nothing: fewer than two ratings of anything, or nothing that chance could have made different.

Sources: Cohen 1960 (Educational and Psychological Measurement 20); Fleiss 1971 (Psychological Bulletin 76); Gwet 2008
(British Journal of Mathematical and Statistical Psychology 61), with missing ratings as in Gwet 2014; Krippendorff 2004
(Content Analysis, 2nd edition, chapters 11 and “Reliability of unitizing”).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, combinations
from math import isfinite
from random import Random
from typing import TypeVar

from suggesters.suggestions import Span

Row = Sequence[str | None]
Item = TypeVar("Item")

RESAMPLES = 1000
LEVEL = 0.95
FEWEST_FOR_INTERVAL = 5  # items: of fewer, resampling says nothing


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """κ of two raters who both labelled each item."""
    if not pairs:
        return None
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum(one == other for one, other in pairs) / len(pairs)
    expected = sum(firsts[label] * seconds[label] for label in firsts) / len(pairs) ** 2
    return beyond(observed, expected)


def fleiss_kappa(rows: Sequence[Row]) -> float | None:
    """κ of any number of raters. Items that fewer than two of them labelled are left out."""
    counts = [count for count in map(labels_of, rows) if count.total() > 1]
    if not counts:
        return None
    total = sum(count.total() for count in counts)
    shares = [sum(count[label] for count in counts) / total for label in all_labels(counts)]
    return beyond(pairwise(counts), sum(share**2 for share in shares))


def gwet_ac1(rows: Sequence[Row]) -> float | None:
    """AC1 of any number of raters, which stays meaningful where nearly all labels are the same."""
    counts = [count for count in map(labels_of, rows) if count]
    judged = [count for count in counts if count.total() > 1]
    labels = all_labels(counts)
    if not judged or len(labels) < 2:
        return 1.0 if judged else None
    shares = [sum(count[label] / count.total() for count in counts) / len(counts) for label in labels]
    return beyond(pairwise(judged), sum(share * (1 - share) for share in shares) / (len(labels) - 1))


def alpha_nominal(rows: Sequence[Row]) -> float | None:
    """Krippendorff's α for labels without an order. Items that fewer than two raters labelled are left out."""
    counts = [count for count in map(labels_of, rows) if count.total() > 1]
    total = sum(count.total() for count in counts)
    if not counts:
        return None
    within = sum(sum(number * (number - 1) for number in count.values()) / (count.total() - 1) for count in counts)
    frequencies = [sum(count[label] for count in counts) for label in all_labels(counts)]
    expected = sum(number * (number - 1) for number in frequencies) / (total * (total - 1))
    return beyond(within / total, expected)


def labels_of(row: Row) -> Counter[str]:
    return Counter(label for label in row if label is not None)


def all_labels(counts: Sequence[Counter[str]]) -> list[str]:
    return sorted({label for count in counts for label in count})


def pairwise(counts: Sequence[Counter[str]]) -> float:
    """The mean share of pairs of raters that gave an item the same label."""
    shares = [
        sum(number * (number - 1) for number in count.values()) / (count.total() * (count.total() - 1))
        for count in counts
    ]
    return sum(shares) / len(shares)


def beyond(observed: float, expected: float) -> float | None:
    """What is agreed beyond chance, 1 at most; None where chance agrees on everything."""
    return (observed - expected) / (1 - expected) if expected < 1 else None


def alpha_unitizing(continua: Sequence[tuple[int, Sequence[Sequence[Span]]]]) -> float | None:
    """Krippendorff's α_u: whether raters mark the same stretches, over any number of texts.

    Each continuum is a text's length and the spans of each rater in it, half-open; of one rater they must not overlap.
    Texts follow each other on one long continuum, a text's end being a gap's end, as one that is read through has it.
    None where nobody marks anything, or fewer than two raters do the reading.
    """
    observed = expected_numerator = 0.0
    length = sum(size for size, _ in continua)
    raters = max((len(spans) for _, spans in continua), default=0)
    if raters < 2 or length < 2:
        return None
    units, gaps = [], []
    for size, spans in continua:
        sections = [list(sections_of(size, own)) for own in spans]
        observed += 2 * sum(distance(one, other) for one, other in combinations(sections, 2))
        units += [end - start for section in sections for start, end, is_unit in section if is_unit]
        gaps += [end - start for section in sections for start, end, is_unit in section if not is_unit]
    if not units:
        return None
    gaps.sort()
    sums = [0, *accumulate(gaps)]
    for unit in units:
        place = bisect_left(gaps, unit)
        room = sums[-1] - sums[place] - (unit - 1) * (len(gaps) - place)
        expected_numerator += (len(units) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit) + unit**2 * room
    whole = raters * length
    denominator = whole * (whole - 1) - sum(unit * (unit - 1) for unit in units)
    if not denominator or not expected_numerator:
        return None
    expected = 2 / length * expected_numerator / denominator
    return 1 - observed / (raters * (raters - 1) * length**2) / expected


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


def interval(
    items: Sequence[Item], measure: Callable[[Sequence[Item]], float | None], *, seed: int = 0
) -> tuple[float, float] | None:
    """Between which values the measure lies at a level of 0.95, by drawing the items anew (percentile bootstrap).

    The same items give the same interval. None where there are too few of them. Source: Efron and Tibshirani 1993.
    """
    if len(items) < FEWEST_FOR_INTERVAL:
        return None
    draw = Random(seed)  # noqa: S311 - the same items are to give the same interval
    values = sorted(
        value
        for _ in range(RESAMPLES)
        if (value := measure(draw.choices(items, k=len(items)))) is not None and isfinite(value)
    )
    if len(values) < RESAMPLES / 2:
        return None
    tail = (1 - LEVEL) / 2
    return values[int(tail * len(values))], values[min(len(values) - 1, int((1 - tail) * len(values)))]
