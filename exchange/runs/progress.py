"""How far a run is, written to its row now and then, and the wish to stop it, noticed at the same moments."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from django.db import DatabaseError, connection
from django.utils import timezone

from exchange.models import Run

EVERY = 1.0
"""Seconds between two writes of a run’s own process."""
BEAT_EVERY = 2.0
"""Seconds between two writes of the thread that keeps a long run’s heartbeat."""


class Cancelled(Exception):  # noqa: N818 - what happened
    """Somebody stopped the run."""


class TakenOver(Exception):  # noqa: N818 - what happened
    """This process was silent for so long that another one does the run now."""


class Interrupted(BaseException):
    """This process is asked to end. Not an Exception, so that no handler of faults takes it for one."""


@dataclass(slots=True)
class Progress:
    """A run’s progress. ``must_end`` says whether the process that does it is asked to end.

    ``gives_way``: whether whoever does it can leave it for a more urgent run, and come back to it.
    """

    run: Run
    must_end: Callable[[], bool] = lambda: False
    gives_way: bool = False
    records: int = 0
    bytes_read: int = 0
    is_cancelled: bool = False
    is_taken_over: bool = False
    told_at: float = field(default_factory=monotonic)

    def tell(self, *, records: int, bytes_read: int = 0, at_once: bool = False) -> None:
        """Note the progress, and write it at most once a second. Call it between transactions. Raises as ``note``."""
        self.records, self.bytes_read = records, min(bytes_read, self.run.bytes_total)
        if at_once or monotonic() - self.told_at >= EVERY:
            self.write()
        self.note(records)

    def note(self, records: int) -> None:
        """Note the progress without a query, for work within one state of the database: ``beating`` writes it.

        Raises Cancelled where somebody asked to stop, TakenOver where another process does the run, and Interrupted
        where this process is to end.
        """
        self.records = records
        if self.is_taken_over:
            raise TakenOver
        if self.is_cancelled:
            raise Cancelled
        if self.must_end():
            raise Interrupted

    def give_way(self) -> None:
        """Raise Interrupted where a more urgent run waits. Call it where the run can be left with nothing half done."""
        if self.gives_way:
            waiting = Run.objects.filter(state=Run.State.WAITING, priority__lt=self.run.priority)
            if waiting.filter(project__deleted_at__isnull=True).exists():
                raise Interrupted

    def write(self) -> None:
        """Renew the run’s row and its heartbeat, and learn whether somebody asked to stop."""
        self.told_at = monotonic()
        row = Run.objects.filter(pk=self.run.pk, claim=self.run.claim, state=Run.State.RUNNING)
        values = {"records": self.records, "bytes_read": self.bytes_read, "beat_at": timezone.now()}
        self.is_taken_over = not row.update(**values)
        self.is_cancelled = row.filter(cancel_asked=True).exists()


class Beats(Protocol):
    """What has a row whose heartbeat is to be renewed."""

    def write(self) -> None: ...


@contextmanager
def beating(progress: Beats) -> Iterator[None]:
    """Keep the heartbeat of a run, or of a part, from a thread, however long a batch takes."""
    ended = threading.Event()

    def beat() -> None:
        try:
            while not ended.wait(BEAT_EVERY):
                try:
                    progress.write()
                except DatabaseError:  # busy for a moment: tried again at the next beat
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)
