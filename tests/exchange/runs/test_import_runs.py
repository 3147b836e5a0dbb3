"""Imports as runs: at once when small, by a worker else; watched, stopped, broken off, and gone on with."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from annotator.models import Annotation
from articles.models import Article, Project
from exchange.incoming import importing
from exchange.models import Run, WorkerBeat
from exchange.runs import importing as run_importing
from exchange.runs import progress
from exchange.runs.services import perform
from tests.exchange.helpers import article, as_lines, quote
from tests.exchange.runs.helpers import address, signed_in, upload


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is small enough to be done within the request."""
    monkeypatch.setattr(run_importing, "SMALL_BYTES", 0)


def waiting_import(project: Project, user: Any, *records: dict[str, Any]) -> Run:
    upload(signed_in(user), project, ("in.jsonl", as_lines(*records)), now="on")
    run = Run.objects.get()
    assert run.state == "waiting"
    return run


@pytest.mark.django_db(transaction=True)
def test_a_large_import_is_left_to_a_worker_who_does_it(project: Project, reviewer: Any, large: None) -> None:
    run = waiting_import(project, reviewer, article(quotes=[quote()]), {"id": "broken"})
    assert not Article.objects.exists()
    call_command("worker", batch=True, verbosity=0)
    run.refresh_from_db()
    assert run.state == "finished"
    assert (run.report or {})["summary"] == "imported 1, unchanged 0, failed 1"
    assert not WorkerBeat.objects.exists()


def test_the_page_says_when_no_worker_runs(project: Project, reviewer: Any, large: None) -> None:
    run, client = waiting_import(project, reviewer, article()), signed_in(reviewer)
    assert "No worker is running" not in client.get(run.get_absolute_url()).content.decode()
    Run.objects.update(asked_at=timezone.now() - datetime.timedelta(seconds=30))
    page = client.get(run.get_absolute_url()).content.decode()
    assert "No worker is running" in page
    assert "manage.py worker" in page
    WorkerBeat.beat(uuid.uuid4())
    assert "No worker is running" not in client.get(run.get_absolute_url()).content.decode()
    WorkerBeat.objects.update(beat_at=timezone.now() - datetime.timedelta(minutes=2))
    assert "No worker is running" in client.get(run.get_absolute_url()).content.decode()


def test_the_fragment_asks_again_until_the_run_has_ended(project: Project, reviewer: Any, large: None) -> None:
    run, client = waiting_import(project, reviewer, article()), signed_in(reviewer)
    htmx = {"HX-Request": "true"}
    fragment = client.get(run.get_absolute_url(), headers=htmx).content.decode()
    assert "<html" not in fragment
    assert 'hx-trigger="every 1s"' in fragment
    perform(run.pk)
    fragment = client.get(run.get_absolute_url(), headers=htmx).content.decode()
    assert "hx-trigger" not in fragment
    assert "<b>1</b> imported" in fragment


def test_the_report_is_kept_and_can_be_downloaded(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.jsonl", as_lines(article(), {"id": "broken"})), now="on")
    run = Run.objects.get()
    text = client.get(address("run-text", run))
    assert text["Content-Disposition"].endswith('.report.txt"')
    assert "in.jsonl:2: text is missing" in text.content.decode()
    report = json.loads(client.get(address("run-report", run)).content)
    assert report["failures"][0]["line"] == 2


def test_a_stopped_import_keeps_what_is_in_and_goes_on_once(
    project: Project, reviewer: Any, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    monkeypatch.setattr(progress, "EVERY", 0)
    run = waiting_import(project, reviewer, *(article(f"a{number}", quotes=[quote()]) for number in range(6)))
    client, tell = signed_in(reviewer), progress.Progress.tell

    def stop_first(self: progress.Progress, **values: Any) -> None:
        client.post(address("run-cancel", run))
        tell(self, **values)

    monkeypatch.setattr(progress.Progress, "tell", stop_first)
    assert perform(run.pk) == "cancelled"
    assert Article.objects.count() == 2
    monkeypatch.setattr(progress.Progress, "tell", tell)
    client.post(address("run-resume", run))
    assert perform(run.pk) == "finished"
    run.refresh_from_db()
    assert (run.report or {})["summary"] == "imported 4, unchanged 2, failed 0"
    assert Annotation.objects.count() == 6


def test_a_run_that_was_broken_off_can_be_gone_on_with(project: Project, reviewer: Any, large: None) -> None:
    run, client = waiting_import(project, reviewer, article()), signed_in(reviewer)
    silent = timezone.now() - datetime.timedelta(minutes=5)
    Run.objects.update(state="running", beat_at=silent, started_at=silent)
    assert "Go on" in client.get(run.get_absolute_url()).content.decode()
    client.post(address("run-resume", run))
    assert perform(run.pk) == "finished"


def test_a_run_that_is_alive_is_not_taken_over(project: Project, reviewer: Any, large: None) -> None:
    run, client = waiting_import(project, reviewer, article()), signed_in(reviewer)
    Run.objects.update(state="running", beat_at=timezone.now())
    assert "Go on" not in client.get(run.get_absolute_url()).content.decode()
    client.post(address("run-resume", run))
    assert perform(run.pk) == "running"
    assert not Article.objects.exists()


def test_what_was_not_foreseen_is_told_and_raised(
    project: Project, reviewer: Any, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = waiting_import(project, reviewer, article())

    def breaks(*args: Any, **values: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(run_importing, "import_records", breaks)
    with pytest.raises(ZeroDivisionError):
        perform(run.pk)
    page = signed_in(reviewer).get(run.get_absolute_url()).content.decode()
    assert "It failed" in page
    assert "not foreseen" in page
    assert "Go on" in page


def test_the_import_page_lists_the_imports_so_far(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.jsonl", as_lines(article())), now="on")
    upload(client, project, ("draft.jsonl", as_lines(article())))
    page = client.get(f"/projects/{project.slug}/import/").content.decode()
    assert "in.jsonl" in page
    assert "draft.jsonl" not in page
