"""How far a run is, written now and then for the page, and the wish to stop it, heard at the same times."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from django.utils import timezone

from exchange.run_models import Run

EVERY = 1.0  # seconds


class Cancelled(Exception):  # noqa: N818 - what happened
    """Its user stopped the run."""


@dataclass(slots=True)
class Progress:
    """Writes a run’s progress, at most once a second."""

    run: Run
    told_at: float = field(default_factory=monotonic)

    def tell(self, *, records: int, bytes_read: int = 0, at_once: bool = False) -> None:
        """Raises Cancelled where somebody asked to stop. Call it between transactions."""
        if monotonic() - self.told_at < EVERY and not at_once:
            return
        self.told_at = monotonic()
        row = Run.objects.filter(pk=self.run.pk)
        row.update(records=records, bytes_read=min(bytes_read, self.run.bytes_total), beat_at=timezone.now())
        if row.filter(cancel_asked=True).exists():
            raise Cancelled
