"""Workers on every engine: a worker, broker or connection that is killed in the middle loses and doubles nothing."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from annotator.models import AnnotationSet
from articles.models import Project
from exchange.models import BEAT_LASTS, Run, RunPart, WorkerBeat
from exchange.runs.suggesting import ask_suggestions
from tests.exchange.helpers import bring_in
from tests.exchange.runs.helpers import signed_in
from tests.exchange.runs.servers import Broker, rabbitmq, redis
from tests.exchange.runs.workers import Workers, wait_for

ARTICLES = 100  # four parts
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(request: pytest.FixtureRequest, tmp_path: Path, workers: Workers) -> Iterator[Broker]:
    make, program = request.param
    if shutil.which(program) is None and "CI" not in os.environ:
        pytest.skip(f"{program} is not installed")
    place = tmp_path / "broker"
    place.mkdir()
    found: Broker = make(place)
    found.start(wait_for)
    workers.queue_url = found.url
    yield found
    found.kill()


ON_REDIS = pytest.mark.parametrize("broker", [(redis, "redis-server")], indirect=True, ids=["redis"])
ON_EACH = pytest.mark.parametrize(
    "broker", [(redis, "redis-server"), (rabbitmq, "rabbitmq-server")], indirect=True, ids=["redis", "rabbitmq"]
)


def corpus(project: Project) -> Run:
    bring_in(project, *({"id": f"a{number}", "text": "Ann said so."} for number in range(ARTICLES)))
    return ask_suggestions(project, user=None, suggester="first")


def is_finished(run: Run) -> bool:
    run.refresh_from_db()
    return run.state == Run.State.FINISHED


def is_whole(run: Run) -> bool:
    """Whether each article has one set, and the run says so."""
    sets = AnnotationSet.objects.filter(suggester="first-words").values_list("article_id", flat=True)
    report = run.report or {}
    told = (run.records, run.records_total, report["suggested"], report["failed"])
    return len(sets) == len(set(sets)) == ARTICLES and told == (ARTICLES, ARTICLES, ARTICLES, 0)


@pytest.mark.left_to_ci
def test_two_workers_share_a_run(project: Project, workers: Workers) -> None:
    run = corpus(project)
    workers.held()
    workers.work_off()
    assert list(RunPart.objects.filter(report__isnull=True).values_list("is_leaders", flat=True)) == [True]
    workers.gate.unlink()
    wait_for(lambda: is_finished(run))
    assert is_whole(run)
    assert run.attempts == 0


@pytest.mark.left_to_ci
@ON_REDIS
def test_a_worker_of_celery_that_is_killed_leaves_its_run_to_the_next(
    project: Project,
    workers: Workers,
    broker: Broker,
) -> None:
    run = corpus(project)
    killed = workers.held()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    Run.objects.update(beat_at=timezone.now() - BEAT_LASTS - datetime.timedelta(seconds=1))
    workers.gate.unlink()
    workers.start()
    wait_for(lambda: is_finished(run))
    assert is_whole(run)
    assert run.attempts == 1
    assert WorkerBeat.any_lives()


@pytest.mark.left_to_ci
@ON_REDIS
def test_a_worker_of_celery_that_is_told_to_stop_gives_its_run_back(
    project: Project,
    workers: Workers,
    broker: Broker,
) -> None:
    run = corpus(project)
    stopped = workers.held()
    stopped.send_signal(signal.SIGTERM)
    assert stopped.wait() == 0
    run.refresh_from_db()
    assert (run.state, run.claim) == (Run.State.WAITING, None)
    workers.work_off()
    assert is_finished(run)
    assert is_whole(run)


@pytest.mark.left_to_ci
@ON_EACH
def test_what_is_under_way_and_what_is_asked_without_the_broker_is_done(
    project: Project,
    workers: Workers,
    broker: Broker,
) -> None:
    run = corpus(project)
    workers.held()
    broker.kill()
    bring_in(project, {"id": "later", "text": "Bob said so."})
    later = ask_suggestions(project, user=None, suggester="first", keys=["later"])
    workers.gate.unlink()
    wait_for(lambda: is_finished(run) and is_finished(later))
    assert (later.report or {})["suggested"] == 1
    assert AnnotationSet.objects.count() == ARTICLES + 1
    assert run.attempts == 0


@pytest.mark.left_to_ci
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a connection of SQLite cannot be ended by others")
def test_a_run_goes_on_when_the_connection_to_the_database_is_ended(
    project: Project,
    workers: Workers,
) -> None:
    run = corpus(project)
    workers.held()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    workers.gate.unlink()
    wait_for(lambda: is_finished(run))
    assert is_whole(run)


def test_inline_a_run_is_done_before_its_request_is_answered(project: Project, workers: Workers, settings: Any) -> None:
    settings.QUEUE_ENGINE = "exchange.runs.services.do_waiting"
    run = corpus(project)
    assert is_finished(run)
    assert is_whole(run)


def test_a_page_says_that_the_broker_is_gone_until_a_worker_has_the_run(
    project: Project, reviewer: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exchange.runs import celery

    def refuse(**options: Any) -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(celery.do_what_waits, "apply_async", refuse)
    settings.QUEUE_ENGINE = "exchange.runs.celery.announce"
    run = Run.objects.create(pk=uuid.uuid4(), project=project, kind="suggest", state="waiting", asked_at=timezone.now())
    celery.announce(run.pk)
    page = signed_in(reviewer).get(run.get_absolute_url()).content.decode()
    assert "broker cannot be reached" in page
    Run.objects.update(state="running", beat_at=timezone.now())
    assert "broker cannot be reached" not in signed_in(reviewer).get(run.get_absolute_url()).content.decode()
