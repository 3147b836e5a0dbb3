"""The run of a release: the release is what comes of it, and its row follows the run’s state."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from articles.models import Role
from exchange.models import Release, Run
from exchange.releases.making import write_release
from exchange.runs.handler import Handler
from exchange.runs.progress import Progress

ARTICLES_AT_ONCE = 500
"""A release of this many articles, each counted once for each format, is made while its maker waits."""
STOPPED = gettext_noop("It was stopped.")
STATES = {
    Run.State.WAITING: Release.State.WAITING,
    Run.State.RUNNING: Release.State.MAKING,
    Run.State.FINISHED: Release.State.READY,
    Run.State.FAILED: Release.State.FAILED,
    Run.State.CANCELLED: Release.State.FAILED,
}


def make_release(run: Run, progress: Progress) -> dict[str, Any]:
    """Write the release’s files, from the start however often it was begun. Its row gets the manifest at the end."""
    release = run.release
    passes = 1 + len(release.options["formats"])  # the survey is the first
    Run.objects.filter(pk=run.pk).update(records_total=passes * run.project.articles.in_use().count())
    manifest = write_release(release, progress.note)
    release.manifest = manifest
    files = [{"name": item["name"], "size": item["size"]} for item in manifest["files"]]
    return {"number": release.number, "articles": manifest["counts"]["articles"], "files": files}


def follow(run: Run) -> None:
    """Write the run’s state, reason and times into the release’s row."""
    release = run.release
    release.state = STATES[Run.State(run.state)]
    release.reason = STOPPED if run.state == Run.State.CANCELLED else run.reason
    release.started_at, release.finished_at = run.started_at, run.finished_at
    release.save(update_fields=["state", "manifest", "reason", "started_at", "finished_at"])


def is_small(run: Run) -> bool:
    articles: int = run.project.articles.in_use().count()
    return articles * len(run.release.options["formats"]) <= ARTICLES_AT_ONCE


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report for people, a line each."""
    names = [f"{item['name']}: {item['size']} bytes" for item in report["files"]]
    return [f"release {report['number']}: {report['articles']} articles", *names]


HANDLER = Handler(
    do=make_release,
    is_small=is_small,
    running=_("Being made"),
    finished=_("The release is ready"),
    resume=_("Begin again"),
    lines=lines_of,
    follow=follow,
    unforeseen=lambda error: f"A fault of the program: {error!r}",
    changed_by=Role.MANAGER,
)
