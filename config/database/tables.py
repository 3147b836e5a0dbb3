"""Whole tables, read and written as plain values that mean the same on SQLite and PostgreSQL, for backups.

UUIDs have dashes, times are ISO 8601 in UTC, JSON is its text, bytes are base64. A row is the line of JSON of its
values. Nothing here keeps more than a batch of rows in memory.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from django.apps.registry import Apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder

from config.database.rows import time_text, uuid_text

BATCH = 2000
MODULUS = 1 << 128
KINDS: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.UUIDField, "uuid"),
    (models.DateTimeField, "time"),  # before DateField, of which it is one
    (models.DateField, "day"),
    (models.JSONField, "json"),
    (models.BinaryField, "bytes"),
    (models.BooleanField, "flag"),
    (models.GenericIPAddressField, "address"),
    (models.IntegerField, "number"),
    (models.FloatField, "number"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)
AS_TEXT = {"uuid", "time", "day", "json", "address"}


class Column(NamedTuple):
    name: str
    kind: str


class Table(NamedTuple):
    name: str
    columns: tuple[Column, ...]
    counted: str = ""
    """The column whose numbers the database gives; empty where it gives none."""

    @property
    def documents(self) -> list[int]:
        """The places of the columns with JSON."""
        return [place for place, column in enumerate(self.columns) if column.kind == "json"]


def tables_of(apps: Apps) -> list[Table]:
    """The tables of these apps' models, with those between two models and the list of migrations, by name."""
    listed: list[type[models.Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    found = {model._meta.db_table: table_of(model) for model in listed if model._meta.managed and not model._meta.proxy}
    return [found[name] for name in sorted(found)]


def table_of(model: type[models.Model]) -> Table:
    fields = model._meta.local_concrete_fields
    counted = [field for field in fields if isinstance(field, models.AutoField)]
    columns = tuple(Column(str(field.column), kind_of(field)) for field in fields)
    return Table(model._meta.db_table, columns, str(counted[0].column) if counted else "")


def kind_of(field: models.Field[Any, Any]) -> str:
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    for known, kind in KINDS:
        if isinstance(target, known):
            return kind
    raise TypeError(f"{field} has a type that backups do not know: give it a line in config/database/tables.py.")


def line_of(row: list[Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Digest:
    """Sums up rows, in whatever order they come, so that equal tables have equal digests on every database."""

    def __init__(self, table: Table) -> None:
        self.documents = table.documents
        self.rows = 0
        self.total = 0

    def add(self, row: list[Any], line: bytes) -> None:
        if any(row[place] not in (None, "{}", "[]") for place in self.documents):
            row = list(row)
            for place in self.documents:
                row[place] = None if row[place] is None else plain(json.loads(row[place]))
            line = json.dumps(row, sort_keys=True).encode() + b"\n"
        self.rows += 1
        self.total += int.from_bytes(hashlib.blake2b(line, digest_size=16).digest())

    def hexdigest(self) -> str:
        return f"{self.total % MODULUS:032x}"


def plain(value: Any) -> Any:
    """The value as it is equal on every database: PostgreSQL writes 1e3 as 1000."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def read_table(table: Table) -> Iterator[list[Any]]:
    """All rows, as plain values. Within ``one_state``, where others write."""
    names = ", ".join(selected(column) for column in table.columns)
    readers = [READERS.get(column.kind) for column in table.columns]
    # PostgreSQL's usual cursor would bring all rows at once.
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table.name}"')  # noqa: S608 - names of models
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                yield [
                    value if read is None or value is None else read(value)
                    for read, value in zip(readers, row, strict=True)
                ]


def selected(column: Column) -> str:
    if column.kind == "address" and connection.vendor == "postgresql":
        return f'HOST("{column.name}")'
    if column.kind in AS_TEXT and not (column.kind == "time" and connection.vendor == "postgresql"):
        return f'CAST("{column.name}" AS text)'
    return f'"{column.name}"'


def time_as_text(value: str | datetime.datetime) -> str:
    return time_text(value if isinstance(value, str) else value.astimezone(datetime.UTC))


READERS: dict[str, Callable[[Any], Any]] = {
    "uuid": uuid_text,
    "time": time_as_text,
    "bytes": lambda value: base64.b64encode(bytes(value)).decode(),
    "flag": bool,
}


def write_table(table: Table, rows: Iterable[list[Any]]) -> None:
    """Insert the rows, plain values, into the table. The caller looks after constraints and the transaction."""
    writers = [writer(column.kind) for column in table.columns]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    ready = (
        [
            value if write is None or value is None else write(value)
            for write, value in zip(writers, row, strict=True)
        ]
        for row in rows
    )  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f'COPY "{table.name}" ({names}) FROM STDIN'
            with connection.wrap_database_errors, cursor.copy(statement) as stream:
                for row in ready:
                    stream.write_row(row)
            return
        marks = ", ".join(["%s"] * len(table.columns))
        while batch := list(islice(ready, BATCH)):
            cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', batch)  # noqa: S608


def writer(kind: str) -> Callable[[Any], Any] | None:
    """What makes a plain value ready for the driver, None where nothing has to."""
    if kind == "bytes":
        return base64.b64decode
    if connection.vendor == "postgresql":
        return None
    return {"uuid": without_dashes, "time": without_zone}.get(kind)


def without_dashes(value: str) -> str:
    return value.replace("-", "")


def without_zone(value: str) -> str:
    """As Django writes times on SQLite."""
    return f"{value[:10]} {value[11:].removesuffix('+00:00')}"


def empty_table(table: Table) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table.name}"')  # noqa: S608 - names of models


def has_rows(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608 - names of tables
        return cursor.fetchone() is not None


def last_number(table: Table) -> int:
    """The last number that the database gave to a row of this table, also one that is gone."""
    if not table.counted:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value, is_called FROM {sequence(table, cursor)}")  # noqa: S608
            last, is_called = cursor.fetchone() or (0, False)
            return int(last) if is_called else 0
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        return int((cursor.fetchone() or (0,))[0])


def set_last_number(table: Table, last: int) -> None:
    """Go on after this number, so that the number of a row that is gone is not given again."""
    if not table.counted:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s, %s)", [sequence(table, cursor), max(last, 1), last > 0])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
        if last:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


def sequence(table: Table, cursor: CursorWrapper) -> str:
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.counted])
    (name,) = cursor.fetchone() or ("",)
    return str(name)
