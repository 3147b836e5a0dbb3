"""A run that several workers share: who leads it divides it into parts, and every worker takes one after another."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from exchange.models import Run, RunPart
from exchange.runs.progress import EVERY, TakenOver, beating

ARTICLES = 32
WORDS = 20_000
"""The most in one part: some five seconds of work, after which a more urgent run can have the worker."""
MOST_ATTEMPTS = 2
"""A part whose worker died more often is left out, so that the others are done."""
PAUSE = 0.2  # seconds


@dataclass(slots=True)
class PartProgress:
    """How far a claimed part is, written to its row now and then with its heartbeat."""

    part: RunPart
    records: int = 0
    is_taken_over: bool = False
    told_at: float = field(default_factory=monotonic)

    def tell(self, records: int) -> None:
        """Note the progress. Raises TakenOver where another worker does the part, or the run has ended."""
        self.records = records
        if monotonic() - self.told_at >= EVERY:
            self.write()
        if self.is_taken_over:
            raise TakenOver

    def write(self) -> None:
        self.told_at = monotonic()
        row = RunPart.objects.filter(pk=self.part.pk, claim=self.part.claim)
        self.is_taken_over = not row.update(records=self.records, beat_at=timezone.now())


def divide(run: Run, articles: Iterable[tuple[int, int]], *, version: str) -> None:
    """Make the run’s parts of these articles (id and words, by id), unless it has been divided for this version.

    A run that is gone on with keeps what is done of it. What its former leader was at is free at once.
    """
    with transaction.atomic():
        if run.parts.exists() and not run.parts.exclude(version=version).exists():
            left = run.parts.filter(report__isnull=True, claim__isnull=False, is_leaders=True)
            left.update(claim=None, attempts=F("attempts") + 1)
        else:
            run.parts.all().delete()
            RunPart.objects.bulk_create(parts_of(run, articles, version=version), batch_size=500)
        total = run.parts.aggregate(total=Sum("articles"))["total"] or 0
        Run.objects.filter(pk=run.pk).update(records_total=total)


def parts_of(run: Run, articles: Iterable[tuple[int, int]], *, version: str) -> Iterator[RunPart]:
    part, words = None, 0
    for key, number in articles:
        if part is None or part.articles == ARTICLES or words + number > WORDS:
            if part is not None:
                yield part
            part, words = RunPart(run=run, first=key, last=key, version=version, articles=0), 0
        part.last, part.articles, words = key, part.articles + 1, words + number
    if part is not None:
        yield part


def take(run: Run, *, version: str, is_leaders: bool) -> RunPart | None:
    """Make a free part of this version this process’s; None where there is none."""
    while part := run.parts.filter(RunPart.free(), version=version).order_by("first").first():
        values = {
            "claim": uuid.uuid4(),
            "is_leaders": is_leaders,
            "beat_at": timezone.now(),
            "attempts": part.attempts + (part.claim is not None),
        }
        free = run.parts.filter(RunPart.free(), pk=part.pk, claim=part.claim)
        if free.update(**values):
            for name, value in values.items():
                setattr(part, name, value)
            return part
    return None


def work(part: RunPart, do: Callable[[PartProgress], dict[str, Any]]) -> None:
    """Do a part that this process has claimed, and keep its report. Where it must end, another worker can have it."""
    progress = PartProgress(part, records=part.records)
    mine = RunPart.objects.filter(pk=part.pk, claim=part.claim)
    try:
        with nullcontext() if connection.in_atomic_block else beating(progress):
            report = do(progress)
    except TakenOver:
        raise
    except BaseException as error:
        if not connection.in_atomic_block:
            connection.close()  # it may have been interrupted in the middle of a query
        mine.update(claim=None, records=progress.records, attempts=part.attempts + isinstance(error, Exception))
        raise
    if not mine.update(claim=None, records=part.articles, report=report):
        raise TakenOver


def records_of(run: Run) -> int:
    """How many of the run’s articles are done, by whomever."""
    return run.parts.aggregate(done=Sum("records"))["done"] or 0


def reports_of(run: Run) -> Iterator[dict[str, Any]]:
    """What came of the parts that are done, in order."""
    rows = run.parts.filter(report__isnull=False).order_by("first")
    return (report for report in rows.values_list("report", flat=True).iterator() if report is not None)


def is_done(run: Run) -> bool:
    return not run.parts.filter(report__isnull=True).exists()


def wait() -> None:
    """Others are at the last parts."""
    sleep(PAUSE)


def forget(run: Run) -> None:
    """A run that has ended needs no parts. Whoever is still at one notices."""
    if run.state not in (Run.State.WAITING, Run.State.RUNNING):
        run.parts.all().delete()
