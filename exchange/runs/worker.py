"""A worker: takes runs that wait, those whose own worker has stopped, and parts of those that workers share."""

from __future__ import annotations

import logging
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections

from annotator.services.certified import tend_due
from annotator.services.fits import measure_due
from annotator.services.parses import kept_parses
from annotator.services.retraining import count_due
from annotator.workbench.opening import draw_ahead
from exchange.models import Run
from exchange.runs.progress import Interrupted, Progress, beating
from exchange.runs.purging import purge_projects
from exchange.runs.retraining import retrain_under_new_rules
from exchange.runs.services import claim, help_with, to_do, try_to_carry_out

GRACE = 5
"""Seconds that a batch may take to its end once the worker is asked to stop."""
PURGE_EVERY = 3600
"""Seconds between two looks for deleted projects whose time is over."""
GONE = (OperationalError, InterfaceError)
"""What is raised where the database is busy, or gone for a moment."""
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Worker:
    """``interval`` is the time between two looks for work, in seconds. With ``batch`` it ends when nothing is left."""

    interval: float = 1.0
    batch: bool = False
    is_busy: bool = False
    is_stopping: bool = False
    compared: int = 0
    """The newest event of which it has seen whether it makes a comparison of profiles, or a training, due."""
    tended: int = 0
    """The newest event of which it has seen whether a certificate lapses by it, or lets more through."""
    drawn: int = 0
    """The newest machine set up to which articles are drawn ahead."""
    purge_at: float = 0.0
    """When to look again for deleted projects, by the machine’s own clock."""

    def work(self) -> None:
        """Do what there is to do until a signal comes."""
        with self.signals():
            while not self.is_stopping:
                if not self.turn():
                    self.tend()
                    if self.batch:
                        return
                    self.draw_ahead()
                    time.sleep(self.interval)

    def turn(self) -> bool:
        """Do the most urgent work; False where there is none, or the database cannot be reached."""
        close_old_connections()
        try:
            return self.do_next()
        except GONE:
            logger.warning("the worker cannot reach the database: it tries again", exc_info=True)
            return False

    def tend(self) -> None:
        """With nothing else to do: see to what comes due by time or by what people did."""
        self.look_at_new_work()
        self.tend_certificates()
        self.purge()

    def look_at_new_work(self) -> None:
        """With nothing else to do: count what people have checked meanwhile, and see which profiles fit it.

        At the beginning it also trains anew where the rules have changed since.
        """
        try:
            if not self.compared:
                retrain_under_new_rules()
            count_due(since=self.compared)
            self.compared = measure_due(since=self.compared)
        except GONE:
            logger.warning("the worker cannot reach the database: it tries again", exc_info=True)

    def tend_certificates(self) -> None:
        """With nothing else to do: note which certificates hold no longer, and accept what others let through."""
        try:
            self.tended = tend_due(since=self.tended)
        except GONE:
            logger.warning("the worker cannot reach the database: it tries again", exc_info=True)

    def draw_ahead(self) -> None:
        """With nothing else to do: draw for a while what people will open next, see ``workbench.opening``."""
        try:
            self.drawn = draw_ahead(since=self.drawn)
        except OperationalError:
            logger.warning("the worker cannot reach the database: it tries again", exc_info=True)

    def purge(self) -> None:
        """With nothing else to do, once an hour: remove deleted projects that nobody can bring back any more, and old
        parses."""
        if time.monotonic() < self.purge_at:
            return
        self.purge_at = time.monotonic() + PURGE_EVERY
        try:
            purge_projects()
            if (parses := kept_parses()) is not None:
                parses.tidy()
        except GONE:
            logger.warning("the worker cannot reach the database: it tries again", exc_info=True)

    def do_next(self) -> bool:
        """Do the most urgent run that is nobody’s, or a part of one; False where there is nothing."""
        self.is_busy = True
        try:
            for run_id in to_do():
                if (run := claim(run_id)) is not None:
                    self.do(run)
                    return True
                if self.help(run_id):
                    return True
            return False
        finally:
            self.is_busy = False

    def help(self, run_id: uuid.UUID) -> bool:
        """Do a part of a run that another worker leads. What fails there goes into the log, and is tried again."""
        try:
            return help_with(run_id, must_end=self.must_end)
        except Interrupted:
            return True
        except GONE:
            raise
        except Exception:
            logger.exception("a part of the run %s failed", run_id)
            return True

    def must_end(self) -> bool:
        return self.is_stopping

    def do(self, run: Run) -> None:
        logger.info("%s of %s begins", run.name, run.project.slug)
        progress = Progress(run, must_end=self.must_end, gives_way=True)
        try:
            with beating(progress):
                try_to_carry_out(run, progress)
        except Interrupted:
            logger.info("%s of %s waits", run.name, run.project.slug)

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Listen to signals meanwhile, as before afterwards."""
        before = {number: signal.signal(number, self.stop) for number in SIGNALS}
        try:
            yield
        finally:
            signal.alarm(0)
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """End after the batch. With nothing to do, at a second signal, or where the batch takes long: at once."""
        if self.is_stopping or not self.is_busy:
            raise SystemExit(0)
        self.is_stopping = True
        signal.alarm(GRACE)
