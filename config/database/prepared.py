"""Queries that every decision asks, compiled once: Django takes longer to write their SQL than SQLite to answer it.

    @prepared
    def people_named(*, project: int, names: Collection[str]) -> QuerySet[Person]:
        return Person.objects.filter(project=project, name__in=names)

    people_named(project=1, names=["Ann Lee"])  # a list of people

The parameters are the query's *places*: values that differ from call to call. Everything else in the body is frozen
when the query is compiled, so it must be constant. ``PreparationError`` refuses a query in which it is not.
"""

from __future__ import annotations

import datetime
import inspect
import types
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, Self, TypeVar, Union, get_args, get_origin
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, DateTimeField, Field, Model, QuerySet, TextField, UUIDField, Value
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init
from django.utils import timezone, translation

P = ParamSpec("P")
Row = TypeVar("Row", bound=Model)
Found = dict[Any, tuple[Any, list[Sequence[Any]]]]
MOST_VALUES = 10_000
"""The longest list in one query: PostgreSQL takes 65,535 parameters, and a list may stand in a query three times."""
FIELDS: dict[type, type[Field[Any, Any]]] = {
    UUID: UUIDField,  # first, since ids may be given as text as well: ``UUID | str``
    int: BigIntegerField,
    str: TextField,
    datetime.datetime: DateTimeField,
}
ARRAY = "/* array */"
"""Where PostgreSQL gets a list as one value, so that a list of any length is the same SQL, which it plans once."""
CONSTANTS = (int, float, UUID, types.NoneType)  # and texts
EAST, WEST = (datetime.timezone(datetime.timedelta(hours=hours)) for hours in (14, -12))  # never on the same day


class PreparationError(Exception):
    """The query cannot be prepared. The message says what in it is neither a place nor a constant."""


def refuse(place: Place, *_: Any) -> bool:
    """Raise PreparationError, unless it is Django that asks: it works with a copy, once the place is in a query."""
    if place.is_in_query:
        return True
    raise PreparationError(f"Python reads the value of “{place.value}”, and what it finds would stay: leave it to SQL.")


REFUSE: Any = refuse


class Place(Value):
    """Stands for the value of a parameter while the query is compiled; with ``many``, for a list after ``__in``."""

    is_in_query = False

    def __init__(self, name: str, field: Field[Any, Any], *, many: bool = False) -> None:
        super().__init__(name, output_field=field)
        self.many = many

    def resolve_expression(self, *args: Any, **values: Any) -> Any:
        resolved = super().resolve_expression(*args, **values)
        resolved.is_in_query = True
        return resolved

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "(%s)" if self.many else "%s", [self]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        kind = self.output_field.db_type(connection)
        return (f"{ARRAY}(%s::{kind}[])", [self]) if self.many else self.as_sql(compiler, connection)

    def filled(self, value: Any) -> list[Any]:
        """The values of its parameters: one, with ``many`` any number, of which PostgreSQL gets one list."""
        given = value if self.many else [value]
        here = connections[DEFAULT_DB_ALIAS]
        if isinstance(self.output_field, BigIntegerField) and all(type(one) is int for one in given):
            values = list(given)  # which the field would give back, one by one
        else:
            values = [self.output_field.get_db_prep_value(one, here) for one in given]
        return [values] if self.many and here.vendor == "postgresql" else values

    def __eq__(self, other: object) -> bool:
        return refuse(self) and super().__eq__(other)

    __hash__ = Value.__hash__
    __bool__ = __str__ = __format__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = REFUSE
    __truediv__ = __rtruediv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __and__ = __or__ = REFUSE


@dataclass(frozen=True, slots=True)
class Compiled:
    """The SQL of a query, cut at its parameters, and how the values of a row become those of the model."""

    model: type[Model]
    pieces: list[str]
    params: tuple[Any, ...]
    names: list[str]  # of the model's columns, the key first; annotated values follow them
    converters: dict[int, Any]
    is_same_for_all: bool  # whether the SQL is: no list stands in it
    is_told: bool  # whether something is told of each instance of the model that is made

    @classmethod
    def of(cls, queryset: QuerySet[Any]) -> Self | None:
        """None where Django knows that no row can be found. Raises PreparationError unless it reads whole rows."""
        compiler = queryset.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        whole = compiler.klass_info
        if (
            whole is None
            or queryset.query.values_select
            or whole.get("related_klass_infos")
            or vars(queryset)["_prefetch_related_lookups"]
        ):
            raise PreparationError("A prepared query reads whole rows of one model, without related ones.")
        sql = sql.replace(f" IN {ARRAY}", " = ANY")
        if ARRAY in sql:
            raise PreparationError("A list can only stand after “__in”, and not in what is excluded.")
        columns = [column for column, _, _ in compiler.select]
        names = [columns[place].target.attname for place in whole["select_fields"]]
        if whole["select_fields"] != list(range(len(names))) or names[0] != queryset.model._meta.pk.attname:
            raise PreparationError(f"The key must be the first column, and the model's columns follow it: {names}")
        lists = any(isinstance(param, Place) and param.many for param in params)
        converters = {at: one for at, one in compiler.get_converters(columns).items() if at < len(names)}
        return cls(
            queryset.model, sql.split("%s"), tuple(params), names, converters, not lists, is_told(queryset.model)
        )

    @property
    def reached(self) -> set[str]:
        """The places that the query has a use for."""
        return {param.value for param in self.params if isinstance(param, Place)}

    def filled(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The SQL and its parameters for these values."""
        if self.is_same_for_all:
            return "%s".join(self.pieces), [
                param.filled(values[param.value])[0] if isinstance(param, Place) else param for param in self.params
            ]
        asked = [self.pieces[0]]
        given: list[Any] = []
        for param, piece in zip(self.params, self.pieces[1:], strict=True):
            found = param.filled(values[param.value]) if isinstance(param, Place) else [param]
            given += found
            asked += [", ".join(["%s"] * len(found)), piece]
        return "".join(asked), given

    def rows(self, values: Mapping[str, Any]) -> Found:
        """The rows for these values by their key, each with what is joined to it."""
        number = len(self.names)
        here = connections[DEFAULT_DB_ALIAS]  # which each thread looks up, so once for all rows
        found: Found = {}
        for row in self.raw(values):
            if row[0] not in found:
                found[row[0]] = (self.instance(self.converted(row, here)), [])
            found[row[0]][1].append(row[number:])
        return found

    def instance(self, values: Sequence[Any]) -> Any:
        """As ``Model.from_db``, which goes through all fields of the model for each row; a list has few of them."""
        if self.is_told:
            return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)
        found = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        vars(found).update(zip(self.names, values, strict=True), _state=state)
        return found

    def raw(self, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """The rows for these values as the driver gives them."""
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(*self.filled(values))
            rows: list[Sequence[Any]] = cursor.fetchall()
            return rows

    def converted(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        """The values of the model's columns as Django gives them."""
        values = list(row[: len(self.names)])
        for place, (functions, column) in self.converters.items():
            for function in functions:
                values[place] = function(values[place], column, connection)
        return values


class Prepared(Generic[P, Row]):
    """A query that is compiled at its first use, and then asked with other values in its places.

    ``__wrapped__`` is the function as it was written: its queryset finds the same rows. A list of more than
    ``MOST_VALUES`` is asked for in parts, whose answers follow one another, each row once: so it must not stand in
    ``exclude``.
    """

    __name__: str
    __wrapped__: Callable[P, QuerySet[Row]]

    def __init__(self, build: Callable[P, QuerySet[Row]]) -> None:
        update_wrapper(self, build)
        self.places = places_of(build)
        self.compiled: dict[tuple[str, ...], Compiled | None] = {}

    def __call__(self, *args: P.args, **values: P.kwargs) -> list[Row]:
        """The rows for these values."""
        return [row for row, _ in self.joined(*args, **values)]

    def joined(self, *args: P.args, **values: P.kwargs) -> list[tuple[Row, list[Sequence[Any]]]]:
        """Each row of the model once, with the annotated values of all rows of the join in which it stands."""
        if args or values.keys() != self.places.keys():
            raise TypeError(f"{self.__name__}() takes {', '.join(self.places)}, each by name.")
        compiled = self.compiled_for(values)
        if compiled is None:
            return []
        if compiled.is_same_for_all:
            return list(compiled.rows(values).values())
        found: dict[Any, Any] = {}
        for part in parts_of(values):
            for key, answer in compiled.rows(part).items():
                found.setdefault(key, answer)
        return list(found.values())

    def raw(self, *args: P.args, **values: P.kwargs) -> tuple[list[str], list[Sequence[Any]]]:
        """The names of the model's columns, and the rows as the driver gives them; annotated values follow.

        For very many rows: making objects of them takes longer than finding them.
        """
        if args or values.keys() != self.places.keys():
            raise TypeError(f"{self.__name__}() takes {', '.join(self.places)}, each by name.")
        compiled = self.compiled_for(values)
        if compiled is None:
            return [], []
        return compiled.names, [row for part in parts_of(values) for row in compiled.raw(part)]

    def compiled_for(self, values: Mapping[str, Any]) -> Compiled | None:
        """The query for these values, None where it finds nothing. None and an empty list have SQL of their own."""
        special = [name for name, place in self.places.items() if is_special(values[name], place)]
        key = (connections[DEFAULT_DB_ALIAS].vendor, *special)
        if key not in self.compiled:
            self.compiled[key] = self.compile({name: values[name] for name in special})
        return self.compiled[key]

    def compile(self, special: Mapping[str, Any]) -> Compiled | None:
        """Compile the query twice, in two languages and time zones: what differs is refused."""
        with translation.override(settings.LANGUAGES[0][0]), timezone.override(WEST):
            first = self.build(special)
        with translation.override(settings.LANGUAGES[-1][0]), timezone.override(EAST):
            second = self.build(special)
        if first is None or second is None:
            if first is not second:
                raise PreparationError("The query finds nothing in another language or time zone, or by chance.")
        else:
            refuse_what_moves(first, second)
        unused = self.places.keys() - (first.reached if first else set())
        if unused and not special:
            raise PreparationError(f"The query has no use for {', '.join(sorted(unused))}, which would be ignored.")
        return first

    def build(self, special: Mapping[str, Any]) -> Compiled | None:
        write: Callable[..., QuerySet[Row]] = self.__wrapped__
        queryset = write(**{**self.places, **special})
        if queryset.query.is_sliced and any(place.many for place in self.places.values()):
            raise PreparationError("A long list is asked for in parts, which cannot be limited to the first rows.")
        return Compiled.of(queryset)


def prepared(build: Callable[P, QuerySet[Row]]) -> Prepared[P, Row]:
    """Prepare the query that a function returns. Its parameters are keyword-only, and annotated as one of ``FIELDS``.

    They may be optional (``int | None``) or many (``Collection[int]``).
    """
    return Prepared(build)


def is_told(model: type[Model]) -> bool:
    signals = any(signal.has_listeners(model) for signal in (pre_init, post_init))
    return signals or model.__init__ is not Model.__init__ or "from_db" in vars(model)


def places_of(build: Callable[..., Any]) -> dict[str, Place]:
    """The places of a query, by name: from the annotations of its parameters."""
    places: dict[str, Place] = {}
    for name, parameter in inspect.signature(build, eval_str=True).parameters.items():
        if parameter.kind != parameter.KEYWORD_ONLY or parameter.default != parameter.empty:
            raise PreparationError(f"“{name}” must be keyword-only and have no default.")
        many = isinstance(origin := get_origin(parameter.annotation), type) and issubclass(origin, Collection)
        hint = get_args(parameter.annotation)[0] if many else parameter.annotation
        kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
        field = next((field for kind, field in FIELDS.items() if kind in kinds), None)
        if field is None:
            known = ", ".join(kind.__name__ for kind in FIELDS)
            raise PreparationError(f"“{name}” is annotated as {parameter.annotation}: write one of {known}.")
        places[name] = Place(name, field(), many=many)
    return places


def is_special(value: Any, place: Place) -> bool:
    return not value if place.many else value is None


def refuse_what_moves(first: Compiled, second: Compiled) -> None:
    """Raise PreparationError where two builds of one query differ, or where a constant may be a moment in time."""
    if first.pieces != second.pieces:
        raise PreparationError(f"The SQL differs each time it is built: {'%s'.join(first.pieces)}")
    for one, other in zip(first.params, second.params, strict=True):
        if not isinstance(one, Place) and not (one == other and is_constant(one)):
            raise PreparationError(f"{one!r} is neither a place nor a constant: make it a parameter of the function.")


def is_constant(value: Any) -> bool:
    """Whether a parameter of the SQL stays what it is. A time may be that of the build; on SQLite it is text by now."""
    if not isinstance(value, str):
        return isinstance(value, CONSTANTS)
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return True
    return False


def parts_of(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The values, with at most ``MOST_VALUES`` of the list among them at a time."""
    lists = (key for key, value in values.items() if isinstance(value, Collection) and not isinstance(value, str))
    name = next((key for key in lists if len(values[key]) > MOST_VALUES), None)
    if name is None:
        yield values
        return
    everything = list(values[name])
    for start in range(0, len(everything), MOST_VALUES):
        yield {**values, name: everything[start : start + MOST_VALUES]}
