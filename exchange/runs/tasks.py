"""Runs in the background. Like ``annotator/tasks.py``, a task calls a service and nothing else."""

from __future__ import annotations

import uuid

from django_tasks import task

from exchange.run_models import Run
from exchange.runs.services import ask, is_small, perform


@task()
def perform_in_background(run_id: str) -> str:
    """Do the run; its state then. Done again after it was broken off, it goes on where it stood."""
    return perform(uuid.UUID(run_id))


def begin(run: Run, **options: object) -> None:
    """Do a small run now, and leave a large one to a worker. One that is under way or done is left alone."""
    if not ask(run, **options):
        return
    if is_small(run):
        perform(run.pk)
    else:
        perform_in_background.enqueue(str(run.pk))
