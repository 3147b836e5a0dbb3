"""Agreement beyond chance for labels: κ of Cohen and Fleiss, Gwet's AC1, Krippendorff's α.

Each is a formula on tables: square arrays whose row is the label of one rating, whose column is that of the other, and
whose cells say how many items were labelled so. Arrays of many tables (…, k, k) give as many figures at once; NaN where
a measure says nothing. ``fleiss_kappa``, ``gwet_ac1`` and ``alpha_nominal`` take rows of any number of raters instead,
one row an item, None for a rater who did not judge it.

Sources: Cohen 1960 (Educational and Psychological Measurement 20); Fleiss 1971 (Psychological Bulletin 76); Gwet 2008
(British Journal of Mathematical and Statistical Psychology 61), with missing ratings as in Gwet 2014; Krippendorff 2004
(Content Analysis, 2nd edition, chapter 11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = Sequence[str | None]
Table = NDArray[np.float64]
NEARLY_ONE = 1 - 1e-12


def cohen(table: Table) -> Table:
    """κ of two raters, each with a use of the labels of their own."""
    first, second = shares_of(table)
    return beyond(agreed(table), (first * second).sum(-1))


def fleiss(table: Table) -> Table:
    """κ of raters who share one use of the labels: Fleiss's, which for two raters is Scott's π."""
    return beyond(agreed(table), (both_shares(table) ** 2).sum(-1))


def ac1(table: Table, shares: Table | None = None) -> Table:
    """AC1, which stays meaningful where nearly all labels are the same. ``shares``: of all items, also once rated."""
    used = both_shares(table) if shares is None else shares
    labels = (used > 0).sum(-1)
    by_chance = (used * (1 - used)).sum(-1) / np.maximum(labels - 1, 1)
    return beyond(agreed(table), by_chance)


def alpha(table: Table) -> Table:
    """Krippendorff's α for labels without an order."""
    each = table.sum(-1) + table.sum(-2)
    total = each.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return beyond(agreed(table), (each * (each - 1)).sum(-1) / (total * (total - 1)))


def agreed(table: Table) -> Table:
    """The share of items with twice the same label; NaN of none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(table.trace(axis1=-2, axis2=-1) / table.sum((-2, -1)))


def shares_of(table: Table) -> tuple[Table, Table]:
    """How often each label was used in the first rating, and in the second."""
    with np.errstate(divide="ignore", invalid="ignore"):
        total = table.sum((-2, -1))[..., None]
        return table.sum(-1) / total, table.sum(-2) / total


def both_shares(table: Table) -> Table:
    first, second = shares_of(table)
    return (first + second) / 2


def beyond(observed: Table, by_chance: Table) -> Table:
    """What is agreed beyond chance, 1 at most; NaN where chance agrees on everything."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by_chance < NEARLY_ONE, (observed - by_chance) / (1 - by_chance), np.nan)


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """κ of two raters who both labelled each item."""
    labels = sorted({label for pair in pairs for label in pair})
    table = np.zeros((len(labels), len(labels)))
    for one, other in pairs:
        table[labels.index(one), labels.index(other)] += 1
    return number_of(cohen(table))


def fleiss_kappa(rows: Sequence[Row]) -> float | None:
    """κ of any number of raters. Items that fewer than two of them labelled are left out."""
    return number_of(fleiss(paired(rows, lambda ratings: 1 / (ratings * (ratings - 1)))))


def gwet_ac1(rows: Sequence[Row]) -> float | None:
    """AC1 of any number of raters."""
    table = paired(rows, lambda ratings: 1 / (ratings * (ratings - 1)))
    counts = [count for count in map(labels_of, rows) if count]
    shares = [sum(count[label] / count.total() for count in counts) / len(counts) for label in all_labels(counts)]
    return number_of(ac1(table, np.array(shares)))


def alpha_nominal(rows: Sequence[Row]) -> float | None:
    """Krippendorff's α. Items that fewer than two raters labelled are left out."""
    return number_of(alpha(paired(rows, lambda ratings: 1 / (ratings - 1) / 2)))


def paired(rows: Sequence[Row], weight: Callable[[int], float]) -> Table:
    """Each two ratings of an item in both orders, with a weight by how many ratings it has."""
    counts = [count for count in map(labels_of, rows) if count]
    labels = all_labels(counts)
    table = np.zeros((len(labels), len(labels)))
    for count in counts:
        if count.total() > 1:
            each = np.array([float(count[label]) for label in labels])
            table += weight(count.total()) * (np.outer(each, each) - np.diag(each))
    return table


def labels_of(row: Row) -> Counter[str]:
    return Counter(label for label in row if label is not None)


def all_labels(counts: Sequence[Counter[str]]) -> list[str]:
    return sorted({label for count in counts for label in count})


def number_of(value: Any) -> float | None:
    """The figure, or None for one that says nothing."""
    found = float(value)
    return None if isnan(found) else found
