"""The job engine itself: one process a run, whatever its kind, and who may end it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from articles.models import Project
from exchange.models import BEAT_LASTS, Run, RunKind
from exchange.releases.options import ReleaseOptions
from exchange.releases.services import ask_release
from exchange.runs.kinds import KINDS, complete
from exchange.runs.progress import Cancelled, Progress, TakenOver
from exchange.runs.services import MOST_ATTEMPTS, ask, cancel, claim, end, perform, to_do
from exchange.runs.suggesting import ask_suggestions
from tests.exchange.runs.helpers import address, signed_in


@pytest.fixture
def run(project: Project) -> Run:
    return ask_suggestions(project, user=None)


def worker_died() -> None:
    """Nothing has been heard of any run for longer than a heartbeat lasts."""
    Run.objects.update(beat_at=timezone.now() - BEAT_LASTS - datetime.timedelta(seconds=1))


def test_a_kind_without_a_handler_is_an_error_at_the_start() -> None:
    missing = {kind: handler for kind, handler in KINDS.items() if kind != RunKind.RELEASE}
    with pytest.raises(ImproperlyConfigured, match="release"):
        complete(missing)


def test_one_process_alone_gets_a_run(run: Run) -> None:
    assert to_do() == [run.pk]
    assert claim(run.pk) is not None
    assert claim(run.pk) is None
    assert to_do() == []


def test_a_run_whose_worker_died_is_taken_up(run: Run) -> None:
    first = claim(run.pk)
    worker_died()
    assert to_do() == [run.pk]
    second = claim(run.pk)
    assert first is not None
    assert second is not None
    assert first.claim != second.claim


def test_whoever_was_given_up_too_early_ends_nothing(run: Run) -> None:
    early = claim(run.pk)
    worker_died()
    late = claim(run.pk)
    assert early is not None
    assert late is not None
    with pytest.raises(TakenOver):
        Progress(early).tell(records=1, at_once=True)
    assert end(early, Run.State.FINISHED, report={"suggested": 0}) == Run.State.RUNNING
    assert end(late, Run.State.FINISHED, report={"suggested": 1}) == Run.State.FINISHED
    run.refresh_from_db()
    assert run.report == {"suggested": 1}


def test_what_kills_its_worker_again_and_again_is_not_tried_for_ever(run: Run) -> None:
    for _ in range(1 + MOST_ATTEMPTS):
        assert claim(run.pk) is not None
        worker_died()
    assert claim(run.pk) is None
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert "worker died again and again" in run.reason
    assert ask(run), "its user may try it again"
    assert run.attempts == 0


def test_a_run_whose_worker_died_can_be_stopped(run: Run) -> None:
    claim(run.pk)
    worker_died()
    cancel(run)
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED
    assert to_do() == []


def test_a_run_that_was_to_stop_when_its_worker_died_is_not_taken_up(run: Run) -> None:
    mine = claim(run.pk)
    assert mine is not None
    cancel(run)
    with pytest.raises(Cancelled):
        Progress(mine).tell(records=1, at_once=True)
    worker_died()
    assert claim(run.pk) is None
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED


def test_the_page_says_that_its_worker_has_stopped(run: Run, reviewer: Any) -> None:
    claim(run.pk)
    worker_died()
    page = signed_in(reviewer).get(run.get_absolute_url()).content.decode()
    assert "Its worker has stopped. It goes on by itself when a worker runs." in page
    assert "No worker is running" in page
    assert "Go on" in page
    assert "hx-trigger" in page


def test_a_release_follows_its_run(project: Project, manager: Any, releases_dir: Any) -> None:
    release, _ = ask_release(project, user=manager, client_id=uuid.uuid4(), options=ReleaseOptions())
    ask(release.run)
    assert claim(release.run_id) is not None
    release.refresh_from_db()
    assert (release.state, release.started_at) == ("making", release.run.started_at)
    worker_died()
    cancel(release.run)
    release.refresh_from_db()
    assert (release.state, release.reason) == ("failed", "It was stopped.")
    ask(release.run)
    assert perform(release.run_id) == "finished"
    release.refresh_from_db()
    assert (release.state, release.reason) == ("ready", "")


def test_reviewers_see_how_far_a_release_is_and_managers_stop_it(
    project: Project, reviewer: Any, manager: Any, annotator: Any
) -> None:
    release, _ = ask_release(project, user=manager, client_id=uuid.uuid4(), options=ReleaseOptions())
    ask(release.run)
    run = release.run
    assert signed_in(annotator).get(run.get_absolute_url()).status_code == 403
    assert address("run-cancel", run) not in signed_in(reviewer).get(run.get_absolute_url()).content.decode()
    assert address("run-cancel", run) in signed_in(manager).get(run.get_absolute_url()).content.decode()
    assert signed_in(reviewer).post(address("run-cancel", run)).status_code == 403
    assert signed_in(manager).post(address("run-cancel", run)).status_code == 302
    run.refresh_from_db()
    assert run.state == Run.State.CANCELLED
