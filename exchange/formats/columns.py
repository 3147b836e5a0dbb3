"""What keys and columns of other programs say of an article: its title, address, date and so on, by the mapping."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass
from typing import Any

from exchange.formats.dates import date_from
from exchange.formats.mapping import DEFAULT_COLUMNS, Mapping, plain

ARTICLE_COLUMNS = ("title", "url", "publisher", "byline", "published", "language")
WEB_ADDRESS = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Held:
    """The key that holds one of the article’s columns, and its value as the native format has it."""

    key: str
    value: str


def held_columns(
    values: AbstractMapping[str, Any],
    mapping: Mapping,
    *,
    longest: AbstractMapping[str, int],
    of_articles: bool = False,
) -> dict[str, Held]:
    """For each column of an article the key that fits it best. What a column can’t hold, such as a date that can’t be
    read, is none. ``of_articles``: the record is nothing but an article, so that its source is the article’s.
    """
    found: dict[str, Held] = {}
    ranks: dict[str, int] = {}
    for key, value in values.items():
        column = column_of(key, value, mapping) if of_articles else mapping.column(key)
        if column not in ARTICLE_COLUMNS:
            continue
        text, rank = text_for(column, value), rank_of(key, column, mapping)
        if text is None or len(text) > longest.get(column, len(text)):
            continue
        if column not in found or rank < ranks[column]:
            found[column], ranks[column] = Held(key, text), rank
    return found


def column_of(key: str, value: Any, mapping: Mapping) -> str:
    """The column that the key holds. Where nobody says otherwise, “source” is who published the article, or where."""
    column = mapping.column(key)
    if plain(key) == "source" and "source" not in mapping.columns:
        return "url" if isinstance(value, str) and value.startswith(WEB_ADDRESS) else "publisher"
    return column


def rank_of(key: str, column: str, mapping: Mapping) -> int:
    """How well the name fits: one of the mapping best, then the defaults in their order."""
    names = [plain(name) for name in DEFAULT_COLUMNS.get(column, ())]
    name = plain(key)
    return -1 if name in mapping.columns else names.index(name) if name in names else len(names)


def text_for(column: str, value: Any) -> str | None:
    """The value as its column holds it: a day as an ISO date, names of a list one after another. None if it can’t."""
    if column == "byline" and isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if not isinstance(value, str):
        return None
    if column == "published" and value.strip():
        date = date_from(value)
        return date.isoformat() if date else None
    return value.replace("; ", ", ") if column == "byline" else value


def key_of(column: str, keys: Iterable[str], mapping: Mapping) -> str:
    """The key that fits the column best; empty where none does."""
    named = [key for key in keys if mapping.column(key) == column]
    return min(named, key=lambda key: rank_of(key, column, mapping), default="")
