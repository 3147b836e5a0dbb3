"""Asking for runs, doing them, stopping them, and going on with those that were broken off."""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from annotator.errors import Refused
from articles.models import Project
from articles.readers.types import ReadError
from exchange.formats.source import Upload
from exchange.run_models import BEAT_LASTS, Run
from exchange.runs import storage
from exchange.runs.exporting import export_into_file
from exchange.runs.importing import import_uploads
from exchange.runs.progress import Cancelled, Progress

KEPT = datetime.timedelta(days=7)
DRAFT_KEPT = datetime.timedelta(days=1)
SMALL_BYTES = 1_500_000
SMALL_ARTICLES = 500
OTHERS = "This id belongs to another run: reload the page, and try again."
UNFORESEEN = gettext_noop(
    "Something happened that was not foreseen. Nothing is half done: try again, or look into the server’s log."
)

NOT_KEPT = gettext_noop("The uploaded files are not kept any more: upload them once more.")

logger = logging.getLogger(__name__)


def keep_draft(
    project: Project, *, user: Any, client_id: uuid.UUID, uploads: Sequence[Upload], options: Mapping[str, Any]
) -> Run:
    """An import that waits for its user’s word, with what was uploaded. The same id again is the same run."""
    run, made = made_once(project, user=user, client_id=client_id, kind=Run.Kind.IMPORT, options=options)
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
    """An export into a file; ``options`` are the values of the form. Tells whether it is new."""
    return made_once(project, user=user, client_id=client_id, kind=Run.Kind.EXPORT, options=options)


def made_once(
    project: Project, *, user: Any, client_id: uuid.UUID, kind: str, options: Mapping[str, Any]
) -> tuple[Run, bool]:
    remove_expired()
    values = {
        "project": project,
        "user": user,
        "kind": kind,
        "options": dict(options),
        "expires_at": timezone.now() + (DRAFT_KEPT if kind == Run.Kind.IMPORT else KEPT),
    }
    run, made = Run.objects.get_or_create(pk=client_id, defaults=values)
    if not made and (run.project_id, run.user_id, run.kind) != (project.pk, user.pk, kind):
        raise Refused(OTHERS)
    return run, made


def remove_expired() -> None:
    """Take away the files of runs whose time is over, and drafts that nobody started."""
    expired = Run.objects.filter(expires_at__lt=timezone.now()).exclude(
        state__in=[Run.State.WAITING, Run.State.RUNNING]
    )
    for run in expired.order_by("expires_at")[:50]:
        storage.remove_files(run)
        if run.state == Run.State.DRAFT:
            run.delete()
        else:
            Run.objects.filter(pk=run.pk).update(expires_at=None)


@transaction.atomic
def ask(run: Run, **options: Any) -> bool:
    """Let the run wait to be done; False where it does already, or is done. Raises Refused where its files are gone."""
    run.refresh_from_db()
    stored = Run.objects.select_for_update().get(pk=run.pk)
    if not (stored.state == Run.State.DRAFT or stored.may_be_resumed):
        return False
    if stored.kind == Run.Kind.IMPORT and not storage.has_uploads(stored):
        raise Refused("The uploaded files are not kept any more: upload them once more. What came in stays in.")
    run.state, run.asked_at, run.cancel_asked, run.reason = Run.State.WAITING, timezone.now(), False, ""
    run.beat_at = run.finished_at = None
    run.options = {**stored.options, **options}
    run.expires_at = timezone.now() + KEPT
    run.save()
    return True


def is_small(run: Run) -> bool:
    """Whether the run is done within a request."""
    if run.kind == Run.Kind.IMPORT:
        return run.bytes_total <= SMALL_BYTES
    return run.project.articles.count() <= SMALL_ARTICLES


def claim(run_id: uuid.UUID) -> Run | None:
    """Make the run this process’s, None where another one has it, or nobody asked for it any more."""
    now = timezone.now()
    silent = Q(state=Run.State.RUNNING, beat_at__lt=now - BEAT_LASTS)
    claimed = Run.objects.filter(Q(state=Run.State.WAITING) | silent, pk=run_id).update(
        state=Run.State.RUNNING, started_at=now, beat_at=now, records=0, bytes_read=0
    )
    return Run.objects.select_related("project", "user").get(pk=run_id) if claimed else None


def perform(run_id: uuid.UUID) -> str:
    """Do the run, and tell its state. Done again after it was broken off, it goes on: what is in stays, once.

    An error that is the user’s or the disk’s is its reason; any other one is raised as well, for the log.
    """
    run = claim(run_id)
    if run is None:
        return Run.objects.values_list("state", flat=True).get(pk=run_id)
    progress = Progress(run)
    try:
        report = import_uploads(run, progress) if run.kind == Run.Kind.IMPORT else export_into_file(run, progress)
    except Cancelled:
        return end(run, Run.State.CANCELLED)
    except FileNotFoundError:
        return end(run, Run.State.FAILED, reason=NOT_KEPT)
    except (Refused, ReadError, OSError) as error:
        return end(run, Run.State.FAILED, reason=str(error))
    except Exception:
        end(run, Run.State.FAILED, reason=UNFORESEEN)
        raise
    if run.kind == Run.Kind.IMPORT:
        storage.remove_files(run)
    return end(run, Run.State.FINISHED, report=report)


def end(run: Run, state: str, *, reason: str = "", report: dict[str, Any] | None = None) -> str:
    values: dict[str, Any] = {"state": state, "reason": reason, "finished_at": timezone.now()}
    if run.kind == Run.Kind.IMPORT and state == Run.State.FINISHED:
        values["expires_at"] = None
    if report is not None:
        values["report"] = report
    Run.objects.filter(pk=run.pk).update(**values)
    return state


def cancel(run: Run) -> None:
    """Stop the run after its batch: what is in stays in. One that waits, or was never started, ends at once."""
    at_once = Q(state__in=[Run.State.DRAFT, Run.State.WAITING])
    stopped = Run.objects.filter(at_once, pk=run.pk).update(state=Run.State.CANCELLED, finished_at=timezone.now())
    if not stopped:
        Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(cancel_asked=True)
