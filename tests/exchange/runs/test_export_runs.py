"""Exports into files: asked for, made at once or by a worker, kept for a while, downloaded whole or in part."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Project
from exchange.models import Run
from exchange.runs import exporting, services
from tests.exchange.helpers import article, bring_in, export_bytes, quote
from tests.exchange.runs.helpers import address, signed_in

QUERY = "format=jsonl&set=gold&verdict=added&verdict=accepted"


@pytest.fixture
def gold(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))


def make(client: Client, project: Project, query: str = QUERY, key: str = "") -> Any:
    values = {"query": query, "client_id": key or str(uuid.uuid4())}
    return client.post(reverse("export-prepare", args=[project.slug]), values, follow=True)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_asking_for_a_file_shows_it_and_makes_nothing(project: Project, reviewer: Any, gold: None) -> None:
    response = signed_in(reviewer).get(reverse("export-prepare", args=[project.slug]) + f"?{QUERY}")
    assert "Make this file" in response.content.decode()
    assert response.context["prepared"]["set"] == "gold"
    assert not Run.objects.exists()


def test_a_small_file_is_made_at_once_and_is_the_export(project: Project, reviewer: Any, gold: None) -> None:
    client = signed_in(reviewer)
    response = make(client, project)
    assert "The file is ready" in response.content.decode()
    run = Run.objects.get()
    sent = client.get(address("run-file", run))
    assert sent["Content-Disposition"] == 'attachment; filename="harbour-gold.jsonl"'
    assert sent["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert body(sent) == export_bytes(project, chosen="gold")
    assert "1 quotes" in client.get(address("run-text", run)).content.decode()
    assert client.get(address("run-report", run)).json()["articles"] == 1


def test_a_download_that_broke_off_goes_on(project: Project, reviewer: Any, gold: None) -> None:
    client = signed_in(reviewer)
    make(client, project)
    file = address("run-file", Run.objects.get())
    part = client.get(file, headers={"Range": "bytes=10-"})
    assert part.status_code == 206
    assert body(part) == export_bytes(project, chosen="gold")[10:]


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_made_by_a_worker(
    project: Project, reviewer: Any, gold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SMALL_ARTICLES", 0)
    client = signed_in(reviewer)
    assert "Waiting for a worker" in make(client, project).content.decode()
    run = Run.objects.get()
    assert client.get(address("run-file", run)).status_code == 404
    call_command("worker", batch=True, verbosity=0)
    assert body(client.get(address("run-file", run))) == export_bytes(project, chosen="gold")


def test_the_same_request_twice_makes_one_file(project: Project, reviewer: Any, gold: None) -> None:
    client, key = signed_in(reviewer), str(uuid.uuid4())
    make(client, project, key=key)
    made = Run.objects.get().finished_at
    make(client, project, key=key)
    assert Run.objects.get().finished_at == made


def test_annotators_make_files_of_what_they_may_read_and_see_no_others(
    project: Project, reviewer: Any, annotator: Any, gold: None
) -> None:
    assert make(signed_in(annotator), project).status_code == 400
    make(signed_in(reviewer), project)
    run = Run.objects.get()
    for page in ("run", "run-file", "run-report", "run-text"):
        assert signed_in(annotator).get(address(page, run)).status_code == 403
    make(signed_in(annotator), project, "format=jsonl&set=machine&verdict=suggested")
    mine = Run.objects.get(user=annotator)
    assert signed_in(annotator).get(address("run-file", mine)).status_code == 200
    assert signed_in(reviewer).get(address("run-file", mine)).status_code == 200


def test_a_file_whose_time_is_over_is_gone_and_the_page_says_so(
    project: Project, reviewer: Any, gold: None, runs_dir: Any
) -> None:
    client = signed_in(reviewer)
    make(client, project)
    run = Run.objects.get()
    Run.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    make(client, project)
    assert not (runs_dir / str(run.pk)).exists()
    assert "not kept any more" in client.get(run.get_absolute_url()).content.decode()
    assert client.get(address("run-file", run)).status_code == 404


def test_a_set_that_is_gone_when_the_worker_comes_is_a_reason(
    project: Project, reviewer: Any, gold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SMALL_ARTICLES", 0)
    client = signed_in(reviewer)
    make(client, project)
    run = Run.objects.get()
    project.memberships.all().delete()
    assert services.perform(run.pk) == "failed"
    run.refresh_from_db()
    assert "set" in run.reason
