"""The table of all kinds of run."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from exchange.models import RunKind
from exchange.runs import exporting, importing, measuring, releasing, suggesting, training
from exchange.runs.handler import Handler


def complete(handlers: Mapping[str, Handler]) -> Mapping[str, Handler]:
    """The handlers, or ImproperlyConfigured where a kind of run has none: then the program does not start."""
    missing = [kind for kind in RunKind.values if kind not in handlers]
    if missing:
        raise ImproperlyConfigured(f"These kinds of run have no handler: {', '.join(missing)}.")
    return handlers


KINDS = complete(
    {
        RunKind.IMPORT: importing.HANDLER,
        RunKind.EXPORT: exporting.HANDLER,
        RunKind.RELEASE: releasing.HANDLER,
        RunKind.SUGGEST: suggesting.HANDLER,
        RunKind.TRAIN: training.HANDLER,
        RunKind.MEASURE: measuring.HANDLER,
    }
)
