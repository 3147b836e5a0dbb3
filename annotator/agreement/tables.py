"""The figures as one table: a figure a line, for spreadsheets and notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NAMES_OF_COLUMNS = ("first", "second", "articles", "subject", "measure", "value", "low", "high", "items")
PARTS = {
    # part of the figures: the keys of its two sides, or what stands there instead
    "pairs": ("first", "second"),
    "against_gold": ("person", None),
    "machine_against_gold": ("suggester", None),
    "machine_against_people": ("suggester", "person"),
}
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to spreadsheets: it gets an apostrophe before it."""


def rows_of_figures(value: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """All people together first (“*”), then each pair, each person with gold, and machines."""
    if value.get("pooled"):
        yield from rows_of_part("*", "*", value["pooled"])
    for name, (first, second) in PARTS.items():
        for part in value.get(name, ()):
            yield from rows_of_part(part[first], part[second] if second else "gold", part)


def rows_of_part(first: str, second: str, part: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    sides = (plain_cell(first), plain_cell(second), part["articles"])
    for row in part["spans"]:
        yield from figures_in((*sides, f"{row['kind']}.{row['role']}"), row, items=row["first"] + row["second"])
    for row in part["labels"]:
        yield from figures_in((*sides, row["label"]), row, items=row["compared"])
    for row in part["same"]:
        yield from figures_in((*sides, f"{row['kind']}.{row['what']}"), row, items=row["compared"])


def figures_in(before: tuple[Any, ...], row: Mapping[str, Any], *, items: int) -> Iterator[tuple[Any, ...]]:
    for measure, figure in row.items():
        if isinstance(figure, dict):
            yield (*before, measure, figure["value"], figure["low"], figure["high"], items)


def plain_cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text
