"""A project is archived or deleted, and the long work that would change it ends."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from annotator.services import closing
from articles.models import Project
from exchange.models import Run
from exchange.runs.kinds import KINDS
from exchange.runs.services import cancel


@transaction.atomic
def archive(project: Project, *, user: Any) -> bool:
    """Archive the project. Exports go on; imports, releases and suggestions that are under way are stopped."""
    changed = closing.archive(project, user=user)
    stop_runs(project, kinds=[str(kind) for kind, handler in KINDS.items() if handler.changes_project])
    return changed


@transaction.atomic
def delete(project: Project, *, user: Any) -> bool:
    """Delete the project; nobody works on it any more."""
    changed = closing.delete(project, user=user)
    stop_runs(project, kinds=list(KINDS))
    return changed


def stop_runs(project: Project, *, kinds: list[str]) -> None:
    for run in project.runs.filter(kind__in=kinds, state__in=[Run.State.WAITING, Run.State.RUNNING]):
        cancel(run)
