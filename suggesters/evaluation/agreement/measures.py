"""The figures of sums of counts, for many sums at once: an array of sums, one row each, gives an array of figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from suggesters.evaluation import chance
from suggesters.evaluation.agreement.columns import COLUMNS, LABELS, MAIN_ROLES, OPEN_LABEL, PLACE, ROLES, SAME

Array = NDArray[np.float64]
OF_SPANS = ("exact", "overlap", "alpha_tokens", "alpha_u")
OF_LABELS = ("same", "cohen_kappa", "fleiss_kappa", "ac1", "alpha")


def measured(sums: Array) -> dict[str, Array]:
    """Every figure by its name (“quote.content.exact”, “quote_type.ac1”, “person.same”); NaN where it says nothing.

    Left out is what none of the sums counts.
    """
    found: dict[str, Array] = {}
    with np.errstate(divide="ignore", invalid="ignore"):
        for role in (f"{kind}.{role}" for kind, role in ROLES):
            if (column(sums, f"{role}.first") + column(sums, f"{role}.second")).any():
                found.update({f"{role}.{name}": value for name, value in of_spans(sums, role).items()})
        for label in (*LABELS, OPEN_LABEL):
            table = table_of(sums, label)
            if table.any():
                found.update({f"{label}.{name}": value for name, value in of_labels(table).items()})
        for name in SAME:
            if (compared := column(sums, f"{name}.compared")).any():
                found[f"{name}.same"] = column(sums, f"{name}.same") / compared
    return found


def column(sums: Array, name: str) -> Array:
    return sums[:, PLACE[name]]


def of_spans(sums: Array, role: str) -> dict[str, Array]:
    marked = column(sums, f"{role}.first") + column(sums, f"{role}.second")
    both, first, second = (column(sums, f"{role}.{name}") for name in ("both", "only_first", "only_second"))
    neither = column(sums, "tokens") - both - first - second
    tokens = np.stack([neither, second, first, both], axis=-1).reshape(-1, 2, 2)
    return {
        "exact": 2 * column(sums, f"{role}.exact") / marked,
        "overlap": 2 * column(sums, f"{role}.overlap") / marked,
        "alpha_tokens": chance.alpha(chance.margins(tokens)),
        "alpha_u": 1 - column(sums, f"{role}.observed") / column(sums, f"{role}.expected"),
    }


def of_labels(table: Array) -> dict[str, Array]:
    margins = chance.margins(table)
    return {
        "same": margins.agreed,
        "cohen_kappa": chance.cohen(margins),
        "fleiss_kappa": chance.fleiss(margins),
        "ac1": chance.ac1(margins),
        "alpha": chance.alpha(margins),
    }


def table_of(sums: Array, label: str) -> Array:
    """How often the first gave one label and the second another: a table for each sum."""
    if label == OPEN_LABEL:
        cells = sums[:, len(COLUMNS) :]
        size = round(cells.shape[1] ** 0.5)
    else:
        size = len(LABELS[label])
        start = PLACE[f"{label}.{LABELS[label][0]}.{LABELS[label][0]}"]
        cells = sums[:, start : start + size * size]
    return cells.reshape(len(sums), size, size)


def missing(rows: Array, main: str) -> Array:
    """How many annotations only one of the two has."""
    return column(rows, f"{main}.first") + column(rows, f"{main}.second") - 2 * column(rows, f"{main}.loose")


def other_edges(rows: Array, main: str) -> Array:
    """How many annotations both have, with other edges."""
    return column(rows, f"{main}.loose") - column(rows, f"{main}.exact")


def other_labels(rows: Array, label: str) -> Array:
    table = table_of(rows, label)
    return np.asarray(table.sum((-2, -1)) - table.trace(axis1=-2, axis2=-1))


def not_the_same(rows: Array, name: str) -> Array:
    return column(rows, f"{name}.compared") - column(rows, f"{name}.same")


DIFFERENCES: Mapping[tuple[str, str], Callable[[Array], Array]] = {
    **{(kind, "missing"): partial(missing, main=f"{kind}.{role}") for kind, role in MAIN_ROLES.items()},
    **{(kind, "edges"): partial(other_edges, main=f"{kind}.{role}") for kind, role in MAIN_ROLES.items()},
    **{("quote", label): partial(other_labels, label=label) for label in LABELS},
    **{(kind, name): partial(not_the_same, name=name) for name, kind in SAME.items()},
}
"""What two sets can differ in, by kind; each with the number of differences in each row of counts."""
