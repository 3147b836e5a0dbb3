"""The job engine: asking for runs, doing them, stopping them, and taking up those whose worker has stopped."""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from annotator.errors import Refused
from articles import access
from articles.models import Project
from articles.readers.types import ReadError
from config.disk import is_disk_full
from exchange.formats.source import Upload
from exchange.models import Priority, Run, RunKind, RunPart
from exchange.runs import storage
from exchange.runs.kinds import KINDS
from exchange.runs.progress import Cancelled, Progress, TakenOver, beating
from exchange.runs.queue import announce

KEPT = datetime.timedelta(days=7)
DRAFT_KEPT = datetime.timedelta(days=1)
MOST_ATTEMPTS = 3
"""A run whose worker died this often is not tried again: it may be what kills the worker."""
OTHERS = "This id belongs to another run: reload the page, and try again."
WORKER_DIED = gettext_noop(
    "Its worker died again and again in the middle of it, perhaps for lack of memory: see the server’s log."
)
DISK_IS_FULL = gettext_noop("The disk of this installation is full. What is stored stands: make room, then go on.")

logger = logging.getLogger(__name__)


def keep_draft(
    project: Project, *, user: Any, client_id: uuid.UUID, uploads: Sequence[Upload], options: Mapping[str, Any]
) -> Run:
    """An import that waits for its user’s word, with what was uploaded. The same id again is the same run."""
    run, made = made_once(project, user=user, client_id=client_id, kind=RunKind.IMPORT, options=options)
    if made:
        try:
            files = storage.keep_uploads(run, uploads)
        except OSError:  # a full disk: no draft without its files
            storage.remove_files(run)
            run.delete()
            raise
        run.options = {**run.options, "files": files}
        run.bytes_total = sum(file["size"] for file in files)
        run.save(update_fields=["options", "bytes_total"])
    return run


def ask_export(project: Project, *, user: Any, client_id: uuid.UUID, options: Mapping[str, Any]) -> tuple[Run, bool]:
    """An export into a file, and whether it is new. ``options`` are the values of the form."""
    return made_once(project, user=user, client_id=client_id, kind=RunKind.EXPORT, options=options)


def made_once(
    project: Project, *, user: Any, client_id: uuid.UUID, kind: str, options: Mapping[str, Any]
) -> tuple[Run, bool]:
    remove_expired()
    values = {
        "project": project,
        "user": user,
        "kind": kind,
        "priority": Priority.PERSON,
        "options": dict(options),
        "expires_at": timezone.now() + (DRAFT_KEPT if kind == RunKind.IMPORT else KEPT),
    }
    run, made = Run.objects.get_or_create(pk=client_id, defaults=values)
    if not made and (run.project_id, run.user_id, run.kind) != (project.pk, user.pk, kind):
        raise Refused(OTHERS)
    return run, made


def remove_expired() -> None:
    """Remove the files of runs that have expired, and drafts that nobody started."""
    expired = Run.objects.filter(expires_at__lt=timezone.now()).exclude(
        state__in=[Run.State.WAITING, Run.State.RUNNING]
    )
    for run in expired.order_by("expires_at")[:50]:
        storage.remove_files(run)
        if run.state == Run.State.DRAFT:
            run.delete()
        else:
            Run.objects.filter(pk=run.pk).update(expires_at=None)


def latest_runs(project: Project, *kinds: str) -> list[Run]:
    """The project’s last runs of these kinds that were started."""
    rows = project.runs.filter(kind__in=kinds).exclude(state=Run.State.DRAFT)
    return list(rows.select_related("user").defer("report")[:8])


@transaction.atomic
def moved(run: Run, *, where: Q, **values: Any) -> bool:
    """Change the run’s row where it is still as ``where`` says, and all that follows its state; False where it is not.

    One UPDATE compares and sets, so that of two processes one alone succeeds.
    """
    if not Run.objects.filter(where, pk=run.pk).update(**values):
        return False
    for name, value in values.items():
        setattr(run, name, value)
    KINDS[run.kind].follow(run)
    return True


def ask(run: Run, **options: Any) -> bool:
    """Leave the run to a worker; False where it waits already, or is done. Raises Refused where it cannot begin."""
    asked = let_wait(run, **options)
    if asked:
        announce(run)
    return asked


@transaction.atomic
def let_wait(run: Run, **options: Any) -> bool:
    """Let the run wait to be done, as ``ask``, without a word to the workers."""
    run.refresh_from_db()
    stored = Run.objects.select_for_update().get(pk=run.pk)
    if not (stored.state == Run.State.DRAFT or stored.may_be_resumed):
        return False
    handler = KINDS[run.kind]
    if handler.changes_project:
        access.require_open(stored.project)
    handler.check(stored)
    now = timezone.now()
    return moved(
        run,
        where=Q(),
        state=Run.State.WAITING,
        options={**stored.options, **options},
        asked_at=now,
        expires_at=now + KEPT if handler.keeps_files else None,
        cancel_asked=False,
        reason="",
        claim=None,
        attempts=0,
        beat_at=None,
        finished_at=None,
    )


def begin(run: Run, **options: Any) -> None:
    """Do a small run now, and leave a large one to a worker. One that is under way or done is left alone."""
    with transaction.atomic():
        asked = let_wait(run, **options)
        mine = claim(run.pk) if asked and KINDS[run.kind].is_small(run) else None
        if asked and mine is None:
            announce(run)
    if mine is not None:
        try_to_carry_out(mine, Progress(mine))


def do_here(run: Run) -> None:
    """Do the run in this process, however large. One that is done, or that another process does, is left alone."""
    with transaction.atomic():
        let_wait(run)
        mine = claim(run.pk)
    if mine is not None:
        do_claimed(mine)


def do_waiting(run_id: uuid.UUID) -> None:
    """Do the run in this process unless another one has it."""
    if (mine := claim(run_id)) is not None:
        do_claimed(mine)


def do_claimed(run: Run) -> None:
    progress = Progress(run)
    # Within a transaction no other connection sees the row.
    with nullcontext() if connection.in_atomic_block else beating(progress):
        try_to_carry_out(run, progress)


def try_to_carry_out(run: Run, progress: Progress) -> None:
    """Do a claimed run. What nobody has foreseen goes into the log, and the run says that it failed."""
    try:
        carry_out(run, progress)
    except Exception:
        logger.exception("%s of %s failed", run.name, run.project.slug)


def to_do() -> list[uuid.UUID]:
    """The runs that wait, those whose worker has stopped and those that have parts to share: the most urgent first."""
    shared = Q(Exists(RunPart.objects.filter(RunPart.free(), run=OuterRef("pk"))), state=Run.State.RUNNING)
    wanted = Q(state=Run.State.WAITING) | Run.broken_off() | shared
    rows = Run.objects.filter(wanted, project__deleted_at__isnull=True)
    return list(rows.order_by("priority", "asked_at", "created_at").values_list("pk", flat=True)[:20])


def claim(run_id: uuid.UUID) -> Run | None:
    """Make the run this process’s, None where another one has it, nobody asks for it any more, or it has to end."""
    run = Run.objects.select_related("project", "user").filter(pk=run_id).first()
    if run is None:  # its project was deleted meanwhile
        return None
    now, attempts = timezone.now(), run.attempts + run.is_broken_off
    if run.is_broken_off and (run.cancel_asked or attempts > MOST_ATTEMPTS):
        state = Run.State.CANCELLED if run.cancel_asked else Run.State.FAILED
        reason = "" if run.cancel_asked else WORKER_DIED
        moved(run, where=Run.broken_off(), state=state, reason=reason, claim=None, finished_at=now)
        return None
    ours = moved(
        run,
        where=Q(state=Run.State.WAITING) | Run.broken_off(),
        state=Run.State.RUNNING,
        claim=uuid.uuid4(),
        attempts=attempts,
        started_at=now,
        beat_at=now,
        reason="",
        records=0,
        bytes_read=0,
    )
    return run if ours else None


def help_with(run_id: uuid.UUID, must_end: Callable[[], bool]) -> bool:
    """Do a part of the run that another process leads; False where there is none for this one."""
    run = Run.objects.select_related("project", "user").filter(pk=run_id, state=Run.State.RUNNING).first()
    return run is not None and KINDS[run.kind].help(run, must_end)


def perform(run_id: uuid.UUID) -> str:
    """Do the run unless another process does; its state then. See ``carry_out``."""
    run = claim(run_id)
    return state_of(run_id) if run is None else carry_out(run)


def state_of(run_id: uuid.UUID) -> str:
    return Run.objects.values_list("state", flat=True).get(pk=run_id)


def carry_out(run: Run, progress: Progress | None = None) -> str:
    """Do a claimed run; its state then. Done again after it was broken off, it goes on: what is in stays, once.

    An error that is the user’s or the disk’s is its reason. Any other one is raised as well, for the log. Where this
    process has to end, or has lost the database, the run waits for another worker.
    """
    handler = KINDS[run.kind]
    try:
        report = handler.do(run, progress or Progress(run))
    except Cancelled:
        return end(run, Run.State.CANCELLED)
    except TakenOver:
        return state_of(run.pk)
    except (Refused, ReadError, OSError, PermissionDenied) as error:
        return end(run, Run.State.FAILED, reason=DISK_IS_FULL if is_disk_full(error) else str(error))
    except (OperationalError, InterfaceError) as error:
        if run.attempts < MOST_ATTEMPTS and may_pass(error):
            give_back(run, attempts=run.attempts + 1)
            return Run.State.WAITING
        end(run, Run.State.FAILED, reason=DISK_IS_FULL if is_disk_full(error) else handler.unforeseen(error))
        raise
    except Exception as error:
        end(run, Run.State.FAILED, reason=handler.unforeseen(error))
        raise
    except BaseException:
        give_back(run)
        raise
    return end(run, Run.State.FINISHED, report=report)


def end(run: Run, state: str, *, reason: str = "", report: dict[str, Any] | None = None) -> str:
    """Write down how the run ended, unless another process has taken it over."""
    values: dict[str, Any] = {"state": state, "reason": reason, "finished_at": timezone.now(), "claim": None}
    if report is not None:
        values["report"] = report
    return state if moved(run, where=Q(claim=run.claim), **values) else state_of(run.pk)


def may_pass(error: Exception) -> bool:
    """Whether the database is perhaps there again in a moment: the connection broke, or others wrote for too long."""
    return not (connection.in_atomic_block or is_disk_full(error))


def give_back(run: Run, **values: Any) -> None:
    """Let another worker go on with the run."""
    if not connection.in_atomic_block:
        connection.close()  # it may have been interrupted in the middle of a query
    moved(run, where=Q(claim=run.claim, state=Run.State.RUNNING), state=Run.State.WAITING, claim=None, **values)


def cancel(run: Run) -> None:
    """Stop the run between two batches: what is in stays in. One that nobody is doing ends at once."""
    at_once = Q(state__in=[Run.State.DRAFT, Run.State.WAITING]) | Run.broken_off()
    if not moved(run, where=at_once, state=Run.State.CANCELLED, claim=None, finished_at=timezone.now()):
        Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(cancel_asked=True)
