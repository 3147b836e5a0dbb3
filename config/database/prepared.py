"""Queries that every decision asks, compiled once: Django takes longer to write their SQL than SQLite to answer it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from django.db import connection
from django.db.models import BigIntegerField, Field, Model, QuerySet, TextField, UUIDField, Value

Row = TypeVar("Row", bound=Model)
MOST_VALUES = 10_000
"""So many values of a list are asked for at a time: PostgreSQL takes 65,535 in one query, a place may stand thrice."""


class Place(Value):
    """Where a value comes into a prepared query, under a name; with ``many``, a list of values behind ``__in``."""

    def __init__(self, name: str, field: Field[Any, Any], *, many: bool = False) -> None:
        super().__init__(name, output_field=field)
        self.many = many

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "(%s)" if self.many else "%s", [self]

    def filled(self, values: dict[str, Any]) -> list[Any]:
        """The values for this place as the driver takes them: one, or with ``many`` any number."""
        given = values[self.value] if self.many else [values[self.value]]
        return [self.output_field.get_db_prep_value(value, connection) for value in given]


def number(name: str) -> Place:
    return Place(name, BigIntegerField())


def numbers(name: str) -> Any:
    return Place(name, BigIntegerField(), many=True)


def words(name: str) -> Place:
    return Place(name, TextField())


def one_id(name: str) -> Place:
    return Place(name, UUIDField())


def ids(name: str) -> Any:
    return Place(name, UUIDField(), many=True)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The SQL of a query, cut at its places, and how the values of a row become those of the model."""

    pieces: list[str]
    params: tuple[Any, ...]
    names: list[str]  # of the model's columns, which come first
    converters: dict[int, Any]

    @classmethod
    def of(cls, queryset: QuerySet[Any]) -> Self:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        names = [columns[place].target.attname for place in compiler.klass_info["select_fields"]]
        return cls(sql.split("%s"), tuple(params), names, compiler.get_converters(columns))

    def filled(self, values: dict[str, Any]) -> tuple[str, list[Any]] | None:
        """The SQL with these values, None where a list of values is empty."""
        asked = [self.pieces[0]]
        given: list[Any] = []
        for param, piece in zip(self.params, self.pieces[1:], strict=True):
            found = param.filled(values) if isinstance(param, Place) else [param]
            if not found:
                return None
            given += found
            asked += [", ".join(["%s"] * len(found)), piece]
        return "".join(asked), given


class Prepared(Generic[Row]):
    """A query that is built and compiled at its first use, and then asked with other values in its places.

    ``build`` returns a queryset of whole rows of one model with a ``Place`` for each value; no ``select_related``.
    A list of more than ``MOST_VALUES`` is asked for in parts, whose answers follow one another, each row once.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self.build = build
        self.compiled: dict[str, tuple[type[Row], Compiled]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values, by the names of the places; none where a list of values is empty."""
        return [row for row, _ in self.joined(**values)]

    def joined(self, **values: Any) -> list[tuple[Row, list[Sequence[Any]]]]:
        """Each row of the model once, with the annotated values of all rows of the join in which it stands."""
        if connection.vendor not in self.compiled:
            queryset = self.build()
            self.compiled[connection.vendor] = (queryset.model, Compiled.of(queryset))
        model, compiled = self.compiled[connection.vendor]
        number = len(compiled.names)
        found: dict[Any, tuple[Row, list[Sequence[Any]]]] = {}
        for part in parts_of(values):
            here: dict[Any, tuple[Row, list[Sequence[Any]]]] = {}
            for row in rows_of(compiled, part):  # the key is the first column of every model here
                if row[0] not in here:
                    here[row[0]] = (model.from_db(connection.alias, compiled.names, converted(row, compiled)), [])
                here[row[0]][1].append(row[number:])
            for key, answer in here.items():
                found.setdefault(key, answer)
        return list(found.values())


def parts_of(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The values, with at most ``MOST_VALUES`` of the list among them at a time."""
    lists = (key for key, value in values.items() if isinstance(value, Collection) and not isinstance(value, str))
    name = next((key for key in lists if len(values[key]) > MOST_VALUES), None)
    if name is None:
        yield values
        return
    everything = list(values[name])
    for start in range(0, len(everything), MOST_VALUES):
        yield {**values, name: everything[start : start + MOST_VALUES]}


def rows_of(compiled: Compiled, values: dict[str, Any]) -> list[Sequence[Any]]:
    filled = compiled.filled(values)
    if filled is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*filled)
        rows: list[Sequence[Any]] = cursor.fetchall()
        return rows


def converted(row: Sequence[Any], compiled: Compiled) -> list[Any]:
    """The values of the model's columns as Django gives them."""
    values = list(row[: len(compiled.names)])
    for place, (functions, column) in compiled.converters.items():
        if place < len(values):
            for function in functions:
                values[place] = function(values[place], column, connection)
    return values
