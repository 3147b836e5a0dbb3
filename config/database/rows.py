"""Rows as the driver gives them, for reading very many: Django's own conversion of each value is left out.

A NamedTuple says which columns to read, by the names of its fields, and how, by their types. What the databases store
differently (UUIDs, times, JSON) is turned into the text that exports write.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_type_hints

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BigIntegerField, QuerySet, TextField
from django.db.models.expressions import F, Func
from django.db.models.functions import Cast

Row = TypeVar("Row", bound=NamedTuple)
FETCHED = 2000
LENGTH_WITH_DASHES = 36


def as_text(name: str) -> Any:
    return Cast(name, TextField())


def as_text_unless_sqlite(name: str) -> Any:
    """UUIDs: in SQLite they are text, without dashes."""
    return F(name) if connection.vendor == "sqlite" else as_text(name)


def as_text_on_sqlite(name: str) -> Any:
    """Times: SQLite's as the text that they are, since reading them as times is slow."""
    return as_text(name) if connection.vendor == "sqlite" else F(name)


# The types of columns that the databases store differently; the functions below read their values.
RawUuid = Annotated[str, as_text_unless_sqlite]
RawTime = Annotated[datetime.datetime | str, as_text_on_sqlite]
RawDay = Annotated[str, as_text]
RawJson = str


def rows_of(queryset: QuerySet[Any, Any], row: type[Row]) -> Iterator[Row]:
    """The rows of the query, with the columns that the type of row names (``person__name``)."""
    columns = [read(name) for name, read in readers(row).items()]
    try:
        statement, parameters = queryset.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:  # Django knows beforehand that no row is in an empty list
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(FETCHED):
            yield from map(row._make, rows)


@lru_cache(maxsize=64)
def readers(row: type[NamedTuple]) -> dict[str, Callable[[str], Any]]:
    """How each column is read, by its name."""
    hints = get_type_hints(row, include_extras=True)
    return {name: annotated_in(hints[name]) or str for name in row._fields}


def annotated_in(hint: Any) -> Callable[[str], Any] | None:
    """The function in ``Annotated[…]``, also in an optional one."""
    for part in (hint, *getattr(hint, "__args__", ())):
        if hasattr(part, "__metadata__"):
            return part.__metadata__[0]  # type: ignore[no-any-return]
    return None


@contextmanager
def rows_side_by_side() -> Iterator[None]:
    """Within it PostgreSQL assumes that the rows which a key names lie together, as those of some articles do.

    Otherwise it reads whole tables for a few hundred articles, until they are very large. SQLite needs no such hint.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1")
        yield


def uuid_text(value: str | None) -> str:
    """The UUID of a ``RawUuid`` with its dashes, empty for none."""
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
    """The date of a ``RawDay``."""
    return datetime.date.fromisoformat(value) if value else None


def json_of(value: str) -> Any:
    """The value of a JSON column, which both drivers give as text."""
    return {} if value == "{}" else [] if value == "[]" else json.loads(value)


class Microseconds(Func):
    """A length of time as a whole number, the same from the drivers of both databases."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint", **context
        )
