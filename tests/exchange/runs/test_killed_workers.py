"""A worker that is killed or told to stop in the middle of a run: another one goes on, and nothing is done twice."""

from __future__ import annotations

import datetime
import signal
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from annotator.models import Annotation, AnnotationSet, LearnedModel
from articles.models import Project
from exchange.formats.source import Upload
from exchange.models import BEAT_LASTS, Release, Run
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.releases import storage
from exchange.releases.options import ReleaseOptions
from exchange.releases.services import ask_release
from exchange.runs.services import ask, ask_export, claim, keep_draft, perform
from exchange.runs.storage import export_path
from exchange.runs.suggesting import ask_suggestions
from exchange.runs.training import ask_training
from tests.exchange.helpers import article, as_lines, bring_in, quote
from tests.exchange.runs.workers import Workers, wait_for

ARTICLES = 300  # two batches of an import
SUGGESTED = 80  # three parts

pytestmark = pytest.mark.django_db(transaction=True)


def records() -> list[dict[str, Any]]:
    return [article(f"a{number}", quotes=[quote(gold=True)]) for number in range(ARTICLES)]


def an_import(project: Project, user: Any) -> Run:
    with (Path(settings.RUNS_DIR).parent / "in.jsonl").open("w+b") as file:
        file.write(as_lines(*records()))
        run = keep_draft(
            project, user=user, client_id=uuid.uuid4(), uploads=[Upload("in.jsonl", file)], options={"suggest": False}
        )
    ask(run)
    return run


def an_export(project: Project, user: Any) -> Run:
    bring_in(project, *records())
    options = {"query": "format=jsonl&set=gold&verdict=added"}
    run, _ = ask_export(project, user=user, client_id=uuid.uuid4(), options=options)
    ask(run)
    return run


def a_release(project: Project, user: Any) -> Run:
    bring_in(project, *records())
    release, _ = ask_release(project, user=None, client_id=uuid.uuid4(), options=ReleaseOptions(chosen="gold"))
    ask(release.run)
    return release.run


def suggestions(project: Project, user: Any) -> Run:
    bring_in(project, *records()[:SUGGESTED])
    return ask_suggestions(project, user=user, suggester="first")


def a_training(project: Project, user: Any) -> Run:
    bring_in(project, *records()[:4])
    return ask_training(project, user=None)


def is_whole(run: Run) -> bool:
    """Whether the run has done its work, and nothing twice."""
    project, report = run.project, run.report or {}
    if run.kind == "import":
        once = (project.articles.count(), Annotation.objects.filter(set__article__project=project).count())
        return once == (ARTICLES, ARTICLES) and report["imported"] + report["unchanged"] == ARTICLES
    if run.kind == "suggest":
        sets = AnnotationSet.objects.filter(suggester="first-words").values_list("article_id", flat=True)
        return len(sets) == len(set(sets)) == SUGGESTED and report["failed"] == 0
    if run.kind == "train":
        (made,) = LearnedModel.objects.filter(project=project)
        return (made.run, made.number) == (run.pk, report["number"]) and made.articles == 4
    expected = b"".join(open_export(project, ExportOptions(format="jsonl", chosen="gold")).chunks())
    if run.kind == "export":
        return export_path(run).read_bytes() == expected
    release = run.release
    left_over = [path.name for path in storage.folder_of(release).parent.iterdir() if path.name.startswith(".")]
    written = (storage.folder_of(release) / "data.jsonl").read_bytes()
    return (release.state, left_over, written) == (Release.State.READY, [], expected)


# One of them is tried by `make test`.
MAKERS = [
    an_export,
    *(pytest.param(make, marks=pytest.mark.left_to_ci) for make in (an_import, a_release, suggestions)),
]
KINDS = pytest.mark.parametrize("make", [*MAKERS, pytest.param(a_training, marks=pytest.mark.left_to_ci)])


@KINDS
def test_another_worker_goes_on_after_a_kill(project: Project, reviewer: Any, workers: Workers, make: Any) -> None:
    run = make(project, reviewer)
    killed = workers.held()
    killed.kill()
    killed.wait()
    run.refresh_from_db()
    assert run.state == Run.State.RUNNING
    assert claim(run.pk) is None, "its heartbeat is fresh: its worker may be alive"
    Run.objects.update(beat_at=timezone.now() - BEAT_LASTS - datetime.timedelta(seconds=1))
    workers.work_off()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (Run.State.FINISHED, 1)
    assert is_whole(run)


@KINDS
def test_a_worker_that_is_told_to_stop_leaves_the_run_to_the_next(
    project: Project, reviewer: Any, workers: Workers, make: Any
) -> None:
    run = make(project, reviewer)
    stopped = workers.held()
    stopped.send_signal(signal.SIGTERM)
    assert stopped.wait() == 0
    run.refresh_from_db()
    assert (run.state, run.claim) == (Run.State.WAITING, None)
    workers.work_off()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (Run.State.FINISHED, 0)
    assert is_whole(run)


@pytest.mark.parametrize("make", MAKERS)
def test_a_run_is_stopped_between_two_batches_and_can_be_gone_on_with(
    project: Project, reviewer: Any, workers: Workers, make: Any
) -> None:
    run = make(project, reviewer)
    workers.held()
    Run.objects.update(cancel_asked=True)
    beat = Run.objects.get().beat_at
    wait_for(lambda: Run.objects.get().beat_at != beat)  # the heartbeat learns of it
    (workers.place / "gate").unlink()
    wait_for(lambda: Run.objects.get().state != Run.State.RUNNING)
    assert Run.objects.get().state == Run.State.CANCELLED
    assert ask(run)
    perform(run.pk)  # or the worker that is left takes it up first
    wait_for(lambda: Run.objects.get().state == Run.State.FINISHED)
    run.refresh_from_db()
    assert is_whole(run)


def test_a_worker_ends_at_once_where_a_batch_takes_long(project: Project, reviewer: Any, workers: Workers) -> None:
    """A second signal does not wait for the batch; nor does the first after five seconds."""
    run = suggestions(project, reviewer)
    stopped = workers.held()
    stopped.send_signal(signal.SIGSTOP)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCONT):
        stopped.send_signal(number)
    assert stopped.wait() == 0
    run.refresh_from_db()
    assert run.state == Run.State.WAITING
