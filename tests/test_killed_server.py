"""The server and a worker are killed while people decide: what was answered is there, and nothing is done twice."""

from __future__ import annotations

import datetime
import os
import random
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from annotator.models import Annotation, AnnotationSet
from articles.models import Project
from bench.kills import burst, people_of, running, wrong
from exchange.models import Run
from exchange.runs.suggesting import ask_suggestions
from exchange.runs.worker import Worker
from tests.exchange.helpers import article, bring_in
from tests.exchange.incoming.test_killed_import import database_url
from tests.exchange.runs.workers import SUGGESTER
from tests.factories import make_member, make_suggested
from tests.starts import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.left_to_ci]


def test_what_was_answered_before_a_kill_is_there_and_done_once(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_suggested(project)
    bring_in(project, *[article(f"a{number}") for number in range(40)])
    users = [make_member(project, name=f"reader{number}") for number in range(3)]
    people = people_of(project, users, seed=random.randrange(1000))
    run = ask_suggestions(project, user=users[0], suggester="first")
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "DATABASE_URL": database_url(), "QUOTEMARK_VAR": str(tmp_path), "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1", "SUGGESTERS": SUGGESTER, "WEB_CONCURRENCY": "2",
    }  # fmt: skip
    port = free_port()
    with running(port, ["manage.py", "worker", "--verbosity", "0"], environment=environment):
        threads = burst(people, port, answers=30)
    for thread in threads:
        thread.join()
    with running(port, environment=environment):
        assert wrong(project, people, port) == []
    assert_the_run_ends_well(run, monkeypatch)


def assert_the_run_ends_well(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker takes it up, wherever the killed one was."""
    monkeypatch.setattr(settings, "SUGGESTERS", dict([SUGGESTER.split("=")]))
    Run.objects.filter(state=Run.State.RUNNING).update(beat_at=timezone.now() - datetime.timedelta(minutes=2))
    Worker(interval=0.01, batch=True).work()
    run.refresh_from_db()
    assert (run.state, (run.report or {}).get("failed")) == (Run.State.FINISHED, 0)
    sets = AnnotationSet.objects.filter(suggester="first-words").values_list("article_id", flat=True)
    assert len(sets) == len(set(sets)) > 30
    assert Annotation.objects.filter(set__suggester="first-words").exists()
