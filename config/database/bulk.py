"""Many rows at once by the driver itself: COPY on PostgreSQL, elsewhere statements of many rows.

Several times faster than ``bulk_create``, which makes an instance of each row and asks each field for each value. The
caller has checked the values; the database still checks its constraints.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, repeat
from operator import is_
from typing import Any, NamedTuple, TypeVar, cast

from django.db import connection, models
from django.utils import timezone

T = TypeVar("T")
Convert = Callable[[Any], Any]
PUT_IN_ORDER = """
SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
JOIN pg_am ON pg_am.oid = relam WHERE indrelid = %s::regclass AND amname = 'gin' AND pg_has_role(relowner, 'USAGE')
"""
MOST_PARAMETERS = 5000
"""Of one statement. Every SQLite takes 32,766, and more than this many save no time."""


def insert_rows(
    model: type[models.Model], rows: Sequence[tuple[Any, ...]], *, of: type[NamedTuple] | None = None
) -> None:
    """Insert the rows, all of one type, whose fields are named as the model's attributes (``article_id``).

    They may be plain tuples ``of`` that type, which are made in less time. Takes UUIDs also as their text,
    JSON values as Python values, and times with a zone. A column that is left out gets its field's default. Raises
    DatabaseError as any insert. Within the caller's transaction.
    """
    if not rows:
        return
    columns: tuple[str, ...] = (of or cast("type[NamedTuple]", type(rows[0])))._fields
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in columns]
    left_out = [
        field for field in fields.values() if field.attname not in columns and not isinstance(field, models.AutoField)
    ]
    values = list(zip(*rows, strict=True))  # column by column: one call for each rather than for each value
    defaults = (repeat(converter(field)(field.get_default()), len(rows)) for field in left_out)
    ready = zip(
        *(converted(field, column) for field, column in zip(given, values, strict=True)), *defaults, strict=True
    )
    names = ", ".join(f'"{field.column}"' for field in [*given, *left_out])
    write = copy_rows if connection.vendor == "postgresql" else insert_values
    write(f'"{model._meta.db_table}" ({names})', ready, columns=len(given) + len(left_out))


def copy_rows(into: str, rows: Iterable[tuple[Any, ...]], *, columns: int) -> None:
    """Copy the rows into the table and columns that ``into`` names."""
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {into} FROM STDIN") as stream,
    ):
        for row in rows:
            stream.write_row(row)


def insert_values(into: str, rows: Iterable[tuple[Any, ...]], *, columns: int) -> None:
    """Insert the rows by SQLite statements of many each: half the time of ``executemany``.

    They go to the driver itself, since Django would look for places of parameters in each long statement.
    """
    marks = f"({', '.join('?' * columns)})"
    with connection.wrap_database_errors:
        for piece in pieces(rows, size=MOST_PARAMETERS // columns):
            statement = f"INSERT INTO {into} VALUES {', '.join([marks] * len(piece))}"  # noqa: S608 - names of models
            connection.connection.execute(statement, list(chain.from_iterable(piece)))


def refresh_statistics(models_changed: Iterable[type[models.Model]]) -> None:
    """Refresh PostgreSQL's statistics of tables that have grown, so that it plans the next queries for what is there.

    It does so itself about a minute later, and until then it reads whole tables. A table that is no tenth larger than
    at the last time is left to it: a corpus comes in hundreds of parts, and each calls this.
    What GIN indexes have put aside of new rows is put in order in any case: until then each search reads all of it.
    """
    if connection.vendor != "postgresql":
        return
    tables = [model._meta.db_table for model in models_changed]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[]) "
            "AND pg_relation_size(oid) > 1.1 * relpages * current_setting('block_size')::int",
            [[f'"{table}"' for table in tables]],
        )
        for (grown,) in cursor.fetchall():
            cursor.execute(f'ANALYZE "{grown}"')
        for table in tables:
            cursor.execute(PUT_IN_ORDER, [f'"{table}"'])


def converted(field: models.Field[Any, Any], column: Sequence[Any]) -> Iterable[Any]:
    convert = converter(field)
    if convert is as_it_is:
        return column
    if all(map(is_, column, repeat(column[0]))):
        return repeat(convert(column[0]), len(column))
    if convert is json_value and not any(column) and set(map(type, column)) == {dict}:
        return repeat("{}", len(column))
    if convert is hexadecimal and set(map(type, column)) == {str}:
        return " ".join(column).replace("-", "").split(" ")
    return map(convert, column)


def converter(field: models.Field[Any, Any]) -> Convert:
    """The function that makes a value of the field ready for the driver."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField) and connection.vendor != "postgresql":
        return hexadecimal
    if isinstance(target, models.JSONField):
        return json_value
    if isinstance(target, models.DateTimeField) and connection.vendor != "postgresql":
        return lru_cache(maxsize=8)(utc_text)  # a batch has few times, mostly one
    return as_it_is


def as_it_is(value: Any) -> Any:
    return value


def hexadecimal(value: uuid.UUID | str | None) -> str | None:
    """As Django writes UUIDs on SQLite: 32 digits."""
    return None if value is None else (value if isinstance(value, str) else value.hex).replace("-", "")


def json_value(value: Any) -> str | None:
    if not value and isinstance(value, dict | list | tuple):
        return "{}" if isinstance(value, dict) else "[]"
    return None if value is None else json.dumps(value)


def utc_text(value: datetime.datetime | None) -> str | None:
    """As Django writes times on SQLite: in UTC, without the zone."""
    return None if value is None else str(timezone.make_naive(value, datetime.UTC))


def reserved_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys for ``count`` new rows of a table, for ``insert_rows``. Within the transaction that inserts them.

    PostgreSQL takes them from the sequence. SQLite has one writer at a time, so they follow the last key inserted.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count]
            )
            return sorted(key for (key,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def pieces(values: Iterable[T], size: int = 5000) -> Iterator[list[T]]:
    """The values in lists that fit a statement: databases limit the number of parameters."""
    waiting = iter(values)
    while piece := list(islice(waiting, size)):
        yield piece
