"""Queries that every decision asks, compiled once: Django takes longer to write their SQL than SQLite to answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import BigIntegerField, Field, Model, QuerySet, TextField, UUIDField, Value

Row = TypeVar("Row", bound=Model)


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


class Prepared(Generic[Row]):
    """A query that is built at its first use and then asked with other values in its places.

    ``build`` returns a queryset with a ``Place`` for each value. It selects whole rows of one model, without
    ``select_related``; what it annotates is an attribute of the rows, as the database gives it.
    """

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self.build = build
        self.compiled: dict[str, tuple[type[Row], list[str], tuple[Any, ...]]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values, by the names of the places; none where a list of values is empty."""
        if connection.vendor not in self.compiled:
            queryset = self.build()
            sql, params = queryset.query.sql_with_params()
            self.compiled[connection.vendor] = (queryset.model, sql.split("%s"), params)
        model, pieces, params = self.compiled[connection.vendor]
        given: list[Any] = []
        asked = [pieces[0]]
        for param, piece in zip(params, pieces[1:], strict=True):
            filled = param.filled(values) if isinstance(param, Place) else [param]
            if not filled:
                return []
            given += filled
            asked += [", ".join(["%s"] * len(filled)), piece]
        return list(model._default_manager.raw("".join(asked), given))
