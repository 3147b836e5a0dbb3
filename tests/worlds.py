"""Rows that all tests of a module share, where making them takes longer than trying something on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation


@contextmanager
def shared(django_db_blocker: Any) -> Iterator[None]:
    """For a fixture of wider scope, which makes rows inside and gives their keys: each test reads them anew.

    What a test changes is undone after it, and all of it at the end. Not for tests that commit (``transaction=True``).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        with translation.override(settings.LANGUAGE_CODE):
            yield
        transaction.set_rollback(True)
