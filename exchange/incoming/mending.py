"""What an older version stored and no export can hold is mended: each such character becomes U+FFFD."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.db import models, transaction

from articles.models import Article, text_digest
from articles.readers.storable import marked

ROOMS = ("articles", "annotator", "datasets")
TEXTS = (models.CharField, models.TextField, models.JSONField)


def mend_characters(*, dry_run: bool = False) -> Counter[str]:
    """Mend every text of every table; the number of values by column. No offset moves, since lengths stay.

    History and the machine’s annotations are mended as well: a page cannot show them as they are.
    """
    mended: Counter[str] = Counter()
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            with transaction.atomic():
                mended += mend_table(model, dry_run=dry_run)
    return mended


def mend_table(model: type[models.Model], *, dry_run: bool) -> Counter[str]:
    names = [field.attname for field in model._meta.concrete_fields if isinstance(field, TEXTS)]
    mended: Counter[str] = Counter()
    if not names:
        return mended
    for key, *values in list_of_damaged(model, names):
        changed = {name: marked(value) for name, value in zip(names, values, strict=True) if marked(value) != value}
        mended.update(f"{model._meta.label}.{name}" for name in changed)
        if not dry_run:
            if model is Article and "text" in changed:
                changed["sha256"] = text_digest(changed["text"])
            model._base_manager.filter(pk=key).update(**changed)
    return mended


def list_of_damaged(model: type[models.Model], names: list[str]) -> list[tuple[Any, ...]]:
    rows = model._base_manager.order_by("pk").values_list("pk", *names).iterator()
    return [row for row in rows if any(marked(value) != value for value in row[1:])]
