"""A row in every table, whatever the models are: for what must hold of all data, also of what tables hold later."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.apps.registry import Apps
from django.db import IntegrityError, models, transaction

NOON = datetime.datetime(2026, 11, 3, 12, 30, 15, 250_000, tzinfo=datetime.UTC)


def fill_every_table(apps: Apps) -> None:
    """Give each table that has no row one, with a value in every column."""
    for model in apps.get_models(include_auto_created=True):
        row_of(model)


def row_of(model: type[models.Model]) -> Any:
    """The first row of the model, made where there is none."""
    known = model._base_manager.order_by("pk").first()
    if known is not None:
        return known
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, models.AutoField)]
    try:
        with transaction.atomic():
            return inserted(model, fields)
    except IntegrityError:  # values that do not go together: then only those that must be
        return inserted(model, [field for field in fields if not (field.null or field.blank or field.has_default())])


def inserted(model: type[models.Model], fields: list[Any]) -> Any:
    values = {field.attname: value_of(field) for field in fields}
    return model._base_manager.bulk_create([model(**values)])[0]


def another(row: Any) -> Any:
    """A second row that differs in its words."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields[1:]}
    words = {name: f"{value} II" for name, value in values.items() if name in ("name", "folded")}
    return type(row)._base_manager.create(**(values | words))


def value_of(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        if field.null and field.remote_field.model in (field.model, "self"):
            return None
        row = row_of(field.remote_field.model)
        if field.name == "second":  # of two that must differ
            row = field.remote_field.model._base_manager.exclude(pk=row.pk).first() or another(row)
        return getattr(row, field.target_field.attname)
    if word := WORDS.get(f"{field.model._meta.model_name}.{field.name}"):
        return word
    if field.choices:
        return next(value for value, _words in field.flatchoices if value not in ("", None))
    return next(value for kind, value in VALUES if isinstance(field, kind))(field)


WORDS = {"registrychange.verb": "merge people"}
VALUES: list[tuple[type[models.Field[Any, Any]], Any]] = [
    (models.UUIDField, lambda field: uuid.UUID(int=7)),
    (models.DateTimeField, lambda field: NOON + datetime.timedelta(hours=field.name == "end")),
    (models.DateField, lambda field: NOON.date()),
    (models.JSONField, lambda field: {"who": ["Zoë 🐈", None, 0.5, {"z": 1, "a": True}]}),
    (models.BinaryField, lambda field: bytes(range(256))),
    (models.BooleanField, lambda field: True),
    (models.GenericIPAddressField, lambda field: "192.0.2.7"),
    (models.IntegerField, lambda field: 1 + (field.name in ("end", "last"))),
    (models.FloatField, lambda field: 0.1),
    (models.CharField, lambda field: "o’x"[: field.max_length]),
    (models.TextField, lambda field: "Zoë said:\n“No\tmore.” 🐈"),
]
