"""Releases made in the background. Like ``annotator/tasks.py``, a task calls a service and nothing else."""

from __future__ import annotations

from django_tasks import task

from exchange.models import Release
from exchange.releases.services import is_small, make


@task()
def make_in_background(release_id: int) -> str:
    """Make the release; its state then. Run again after it was broken off, it begins anew."""
    return make(Release.objects.select_related("project").get(pk=release_id)).state


def begin(release: Release) -> Release:
    """Make a small release now, and leave a large one to a worker."""
    if is_small(release):
        return make(release)
    make_in_background.enqueue(release.pk)
    return release
