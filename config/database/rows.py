"""Rows as the driver gives them, for reading very many: Django's own conversion of each value is left out.

What the databases keep differently (UUIDs, times, JSON) is made the text that exports write.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet, TextField
from django.db.models.expressions import F
from django.db.models.functions import Cast

FETCHED = 2000
LENGTH_WITH_DASHES = 36


def raw_rows(queryset: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a ``values_list`` query, unconverted."""
    try:
        statement, parameters = queryset.query.sql_with_params()
    except EmptyResultSet:  # Django knows beforehand that no row is in an empty list
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(FETCHED):
            yield from rows


@contextmanager
def rows_side_by_side() -> Iterator[None]:
    """Within it PostgreSQL is told that the rows which a key names lie together, as those of some articles do.

    Else it reads whole tables for a few hundred articles, until they are very large. On SQLite nothing is to be told.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1")
        yield


def as_text(name: str) -> Any:
    return Cast(name, TextField())


def time_column(name: str) -> Any:
    """The column of a time for ``values_list``: SQLite's as the text that it is, which saves to read it as a time."""
    return as_text(name) if connection.vendor == "sqlite" else F(name)


def day_column(name: str) -> Any:
    """The column of a date for ``values_list``, as the text “2026-10-20”."""
    return as_text(name)


def uuid_column(name: str) -> Any:
    """The column of a UUID for ``values_list``, as text: in SQLite it is one, without dashes."""
    return F(name) if connection.vendor == "sqlite" else as_text(name)


def uuid_text(value: str | None) -> str:
    """The UUID of a ``uuid_column`` with its dashes, empty for none."""
    if value is None:
        return ""
    if len(value) == LENGTH_WITH_DASHES:
        return value
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


@lru_cache(maxsize=1024)
def time_text(value: datetime.datetime | str) -> str:
    """The time as ISO 8601 in UTC: “2026-10-20T08:15:00.250000+00:00”. Those of one import are the same."""
    return f"{value[:10]}T{value[11:]}+00:00" if isinstance(value, str) else value.isoformat()


def day_of(value: str | None) -> datetime.date | None:
    """The date of a ``day_column``."""
    return datetime.date.fromisoformat(value) if value else None


def json_of(value: str) -> Any:
    """The value of a JSON column, which both drivers give as text."""
    return {} if value == "{}" else [] if value == "[]" else json.loads(value)
