"""Telling the engine of the setting QUEUE_URL that a run waits. The rows are the queue, whatever the engine."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from exchange.models import Run


def announce(run: Run) -> None:
    """Tell the engine once the transaction is through. Workers of the database’s own queue look by themselves."""
    if settings.QUEUE_ENGINE:
        transaction.on_commit(partial(import_string(settings.QUEUE_ENGINE), run.pk), robust=True)
