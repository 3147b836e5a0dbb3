"""Measures with intervals, of the counts of many articles.

Intervals are those of a percentile bootstrap over articles at a level of 0.95 (Efron and Tibshirani 1993). Of more than
``GROUPS`` articles, groups of articles are drawn instead, so that any number of them costs the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suggesters.evaluation.agreement.columns import COLUMNS, LABELS, OPEN_LABEL, PLACE, ROLES, SAME
from suggesters.evaluation.agreement.measures import DIFFERENCES, OF_LABELS, OF_SPANS, Array, measured, table_of

RESAMPLES = 400
GROUPS = 100
LEVEL = 0.95
FEWEST = 5  # articles, and items: of fewer, resampling says nothing
DIGITS = 4
MOST_LABELS = 40  # of an open list; rarer ones stand together, apart where two of them differ


@dataclass(frozen=True, slots=True)
class Compared:
    """Comparisons as arrays: the article of each, its counts, and its table of open labels as a row."""

    articles: NDArray[np.int64]
    counts: Array
    open_labels: NDArray[np.uint16]

    def where(self, places: Sequence[int]) -> Compared:
        return Compared(self.articles[places], self.counts[places], self.open_labels[places])


def gathered(
    articles: Sequence[int],
    numbers: Sequence[Sequence[float]],
    open_labels: Sequence[Mapping[str, Mapping[str, int]]],
) -> Compared:
    """Comparisons from their articles, counts and counts of open labels."""
    used: Counter[str] = Counter()
    for counts in open_labels:
        for one, others in counts.items():
            for other, number in others.items():
                used[one] += number
                used[other] += number
    place = {label: number for number, (label, _) in enumerate(used.most_common(MOST_LABELS))}
    size = len(place) + (2 if len(used) > len(place) else 0)
    tables = np.zeros((len(numbers), size, size), dtype=np.uint16)
    for table, counts in zip(tables, open_labels, strict=True):
        for one, others in counts.items():
            for other, number in others.items():
                rare = size - 2 if one == other else size - 1
                table[place.get(one, size - 2), place.get(other, rare)] += number
    fixed = np.array(numbers, dtype=np.float64).reshape(len(numbers), len(COLUMNS))
    return Compared(np.array(articles, dtype=np.int64), fixed, tables.reshape(len(numbers), size * size))


def figures(compared: Compared, *, of_a_pair: bool) -> dict[str, Any]:
    """The figures as JSON values. Cohen's κ only ``of_a_pair``: of more people its two sides are nobody’s."""
    groups, articles = grouped(compared)
    sums = groups.sum(0, keepdims=True)
    values = {name: float(value[0]) for name, value in measured(sums).items()}
    between = intervals(groups) if articles >= FEWEST else {}

    def figure(name: str, items: float) -> dict[str, float | None]:
        value = values[name]
        if isnan(value):
            return {"value": None, "low": None, "high": None}
        low, high = between.get(name, (None, None)) if items >= FEWEST else (None, None)
        return {"value": round(value, DIGITS), "low": low, "high": high}

    return {
        "articles": articles,
        "comparisons": len(compared.articles),
        "tokens": int(sums[0, PLACE["tokens"]]),
        "spans": list(of_roles(sums[0], figure)),
        "labels": list(of_labels(sums, figure, of_a_pair=of_a_pair)),
        "same": list(of_attributes(sums[0], figure)),
    }


def of_roles(sums: Array, figure: Any) -> Iterable[dict[str, Any]]:
    for kind, role in ROLES:
        name = f"{kind}.{role}"
        first, second = (int(sums[PLACE[f"{name}.{side}"]]) for side in ("first", "second"))
        if first or second:
            marked = {"kind": kind, "role": role, "first": first, "second": second}
            yield marked | {measure: figure(f"{name}.{measure}", first + second) for measure in OF_SPANS}


def of_labels(sums: Array, figure: Any, *, of_a_pair: bool) -> Iterable[dict[str, Any]]:
    for label in (*LABELS, OPEN_LABEL):
        compared = int(table_of(sums, label).sum())
        if compared:
            names = [name for name in OF_LABELS if of_a_pair or name != "cohen_kappa"]
            yield {"label": label, "compared": compared} | {name: figure(f"{label}.{name}", compared) for name in names}


def of_attributes(sums: Array, figure: Any) -> Iterable[dict[str, Any]]:
    for name, kind in SAME.items():
        compared = int(sums[PLACE[f"{name}.compared"]])
        if compared and name != OPEN_LABEL:
            yield {"what": name, "kind": kind, "compared": compared, "same": figure(f"{name}.same", compared)}


def grouped(compared: Compared) -> tuple[Array, int]:
    """The sums of each article, or of each of ``GROUPS`` groups of articles; and how many articles there are."""
    articles, number_of_row = np.unique(compared.articles, return_inverse=True)
    number_of_row = number_of_row % GROUPS
    order = np.argsort(number_of_row, kind="stable")
    starts = np.flatnonzero(np.diff(number_of_row[order], prepend=-1))
    parts = (compared.counts, compared.open_labels)
    if not len(starts):
        return np.hstack(parts), 0
    summed = [np.add.reduceat(part[order], starts, axis=0, dtype=np.float64) for part in parts]
    return np.hstack(summed), len(articles)


def intervals(groups: Array) -> dict[str, tuple[float, float]]:
    """Between which values each figure lies when the groups are drawn anew. The same groups, the same intervals."""
    drawn = measured(draws(len(groups)) @ groups)
    if not drawn:
        return {}
    values = np.sort(np.stack(list(drawn.values())), axis=1)  # NaN comes last
    known = np.isfinite(values).sum(1)
    tail = (1 - LEVEL) / 2
    found = {}
    for name, row, number in zip(drawn, values, known, strict=True):
        if number >= RESAMPLES / 2:
            low, high = row[int(tail * number)], row[min(number - 1, int((1 - tail) * number))]
            found[name] = (round(float(low), DIGITS), round(float(high), DIGITS))
    return found


@lru_cache(maxsize=GROUPS)
def draws(groups: int) -> Array:
    """How often each of the groups is drawn, for each resample."""
    drawn = np.random.default_rng(0).integers(0, groups, size=(RESAMPLES, groups))
    places = drawn + np.arange(RESAMPLES)[:, None] * groups
    return np.bincount(places.ravel(), minlength=RESAMPLES * groups).reshape(RESAMPLES, groups).astype(np.float64)


def differences(compared: Compared, *, most: int) -> list[dict[str, Any]]:
    """What is disagreed about, most frequent first: how often, in how many articles, and in which most.

    ``most`` has an article’s number of differences, and the place of the comparison that has most of them.
    """
    articles, number_of_row = np.unique(compared.articles, return_inverse=True)
    found = []
    for (kind, what), counted in DIFFERENCES.items():
        numbers = counted(compared.counts)
        if not numbers.any():
            continue
        by_article = np.bincount(number_of_row, weights=numbers, minlength=len(articles))
        worst = dict(zip(number_of_row[order := np.argsort(numbers, kind="stable")], order, strict=True))
        first = [place for place in np.argsort(-by_article, kind="stable")[:most] if by_article[place]]
        found.append(
            {
                "kind": kind,
                "what": what,
                "number": int(numbers.sum()),
                "articles": int((by_article > 0).sum()),
                "most": [(int(worst[place]), int(by_article[place])) for place in first],
            }
        )
    return sorted(found, key=lambda row: -row["number"])
