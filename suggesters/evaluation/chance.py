"""Agreement beyond chance for labels: κ of Cohen and Fleiss, Gwet's AC1, Krippendorff's α.

Each is a formula on the margins of tables: square arrays whose row is the label of one rating, whose column is that of
the other, and whose cells say how many items were labelled so. Arrays of many tables (…, k, k) give as many figures at
once; NaN where a measure says nothing. ``fleiss_kappa``, ``gwet_ac1`` and ``alpha_nominal`` take rows of any number of
raters instead, one row an item, None for a rater who did not judge it.

Sources: Cohen 1960 (Educational and Psychological Measurement 20); Fleiss 1971 (Psychological Bulletin 76); Gwet 2008
(British Journal of Mathematical and Statistical Psychology 61), with missing ratings as in Gwet 2014; Krippendorff 2004
(Content Analysis, 2nd edition, chapter 11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = Sequence[str | None]
Table = NDArray[np.float64]
NEARLY_ONE = 1 - 1e-12


@dataclass(frozen=True, slots=True)
class Margins:
    """What the measures need of a table: all its items, the share with twice the same label, and each label’s shares
    in the first ratings and in the second."""

    items: Table
    agreed: Table
    first: Table
    second: Table

    @property
    def both(self) -> Table:
        return (self.first + self.second) / 2


def margins(table: Table) -> Margins:
    ones = np.ones(table.shape[-1])
    first, second = table @ ones, ones @ table
    items = first @ ones
    with np.errstate(divide="ignore", invalid="ignore"):
        agreed = np.asarray(table.trace(axis1=-2, axis2=-1) / items)
        return Margins(items, agreed, first / items[..., None], second / items[..., None])


def cohen(table: Margins) -> Table:
    """κ of two raters, each with a use of the labels of their own."""
    return beyond(table.agreed, (table.first * table.second).sum(-1))


def fleiss(table: Margins) -> Table:
    """κ of raters who share one use of the labels: Fleiss’s, which for two raters is Scott’s π."""
    return beyond(table.agreed, (table.both**2).sum(-1))


def ac1(table: Margins, shares: Table | None = None) -> Table:
    """AC1, which stays meaningful where nearly all labels are the same. ``shares``: of all items, also once rated."""
    used = table.both if shares is None else shares
    labels = (used > 0).sum(-1)
    return beyond(table.agreed, (used * (1 - used)).sum(-1) / np.maximum(labels - 1, 1))


def alpha(table: Margins) -> Table:
    """Krippendorff’s α for labels without an order."""
    ratings = 2 * table.items
    with np.errstate(divide="ignore", invalid="ignore"):
        return beyond(table.agreed, (ratings * (table.both**2).sum(-1) - 1) / (ratings - 1))


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
    return number_of(cohen(margins(table)))


def fleiss_kappa(rows: Sequence[Row]) -> float | None:
    """κ of any number of raters. Items that fewer than two of them labelled are left out."""
    return number_of(fleiss(margins(paired(rows, lambda ratings: 1 / (ratings * (ratings - 1))))))


def gwet_ac1(rows: Sequence[Row]) -> float | None:
    """AC1 of any number of raters."""
    table = paired(rows, lambda ratings: 1 / (ratings * (ratings - 1)))
    counts = [count for count in map(labels_of, rows) if count]
    shares = [sum(count[label] / count.total() for count in counts) / len(counts) for label in all_labels(counts)]
    return number_of(ac1(margins(table), np.array(shares)))


def alpha_nominal(rows: Sequence[Row]) -> float | None:
    """Krippendorff's α. Items that fewer than two raters labelled are left out."""
    return number_of(alpha(margins(paired(rows, lambda ratings: 1 / (ratings - 1) / 2))))


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
