"""A database of before: its runs and releases in every state, and the tasks that waited, are there as runs."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from annotator.models import AnnotationSet
from articles.models import Project
from exchange.models import Release, Run
from exchange.records.loss import LossReport
from tests.exchange.helpers import article, bring_in
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_member, make_project

BEFORE = ("datasets", "0002_runs")
TASKS = "django_tasks_database_dbtaskresult"
JSON = {"sqlite": "text", "postgresql": "jsonb"}
NOW = ("datasets", "0008_parts_of_runs")
pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("releases_dir"), pytest.mark.left_to_ci,
]  # fmt: skip


def migrated(target: tuple[str, str]) -> Any:
    """The database at the migration; its models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


@pytest.fixture
def before(db: None) -> Iterator[Any]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    yield migrated(BEFORE)
    MigrationExecutor(connection).migrate(newest)


def fill(apps: Any, project: Project) -> None:
    run, release = apps.get_model("datasets", "Run"), apps.get_model("datasets", "Release")
    report = {"file": {"name": "x"}, "lines": [], "loss": LossReport(format="jsonl", chosen="gold").as_json()}
    for state in ("draft", "waiting", "running", "finished", "failed", "cancelled"):
        run.objects.create(
            id=uuid.uuid4(), project_id=project.pk, kind="export", state=state, beat_at=timezone.now(),
            options={"query": "format=jsonl"}, report=report if state == "finished" else None,
        )  # fmt: skip
    manifest = {"files": [{"name": "data.jsonl", "size": 7, "sha256": "0"}], "counts": {"articles": 1}}
    for number, state in enumerate(("waiting", "making", "ready", "failed"), start=1):
        release.objects.create(
            project_id=project.pk, number=number, client_id=uuid.uuid4(), state=state, salt="00" * 16,
            options={"formats": ["jsonl"], "split": {"shares": [80, 10, 10]}, "verdicts": ["added"]},
            manifest=manifest if state == "ready" else None, reason="the disk" if state == "failed" else "",
            started_at=timezone.now() - datetime.timedelta(hours=1) if state == "making" else None,
        )  # fmt: skip


@pytest.fixture
def task_table(before: Any) -> Iterator[None]:
    """The table in which the task library of before kept its queue, as far as the migration reads it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TASKS} (status text, task_path text, args_kwargs {JSON[connection.vendor]})")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TASKS}")


def task(path: str, *args: Any, status: str = "READY") -> None:
    """A row of that table."""
    values = [status, path, json.dumps({"args": args, "kwargs": {}})]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TASKS} (status, task_path, args_kwargs) VALUES (%s, %s, %s)", values)


def test_every_run_and_release_of_before_is_shown(before: Any) -> None:
    project = make_project("harbour")
    fill(before, project)
    migrated(NOW)
    assert Run.objects.filter(kind="export").count() == 6
    states = {release.number: (release.state, release.run.state) for release in Release.objects.all()}
    assert states == {
        1: ("waiting", "waiting"), 2: ("making", "running"), 3: ("ready", "finished"), 4: ("failed", "failed"),
    }  # fmt: skip
    client = signed_in(make_member(project, role="manager"))
    addresses = [run.get_absolute_url() for run in Run.objects.all()]
    addresses += [release.get_absolute_url() for release in Release.objects.exclude(number=3)]
    assert {client.get(address).status_code for address in addresses} == {200}
    assert Run.objects.get(release__number=2).is_broken_off, "a worker takes it up"


def test_going_back_keeps_the_releases(before: Any) -> None:
    fill(before, make_project("harbour"))
    migrated(NOW)
    then = migrated(BEFORE)
    assert then.get_model("datasets", "Release").objects.count() == 4
    assert set(then.get_model("datasets", "Run").objects.values_list("kind", flat=True)) == {"export"}


def test_tasks_that_waited_under_old_names_are_done_by_a_worker(before: Any, task_table: None, settings: Any) -> None:
    settings.SUGGESTERS = {"first": "tests.exchange.runs.suggester:FirstWords"}
    project = make_project("harbour")
    bring_in(project, article("a"), article("b"))
    waiting = before.get_model("datasets", "Run").objects.create(
        id=uuid.uuid4(), project_id=project.pk, kind="export", state="waiting",
        options={"query": "format=jsonl&set=machine&verdict=suggested"},
        user_id=make_member(project).pk,
    )  # fmt: skip
    task("datasets.runs.tasks.perform_in_background", str(waiting.pk))
    task("datasets.releases.tasks.make_in_background", 77)
    task("annotator.tasks.suggest_in_background", project.pk, ["b"], "first")
    task("annotator.tasks.suggest_in_background", project.pk, [], "first", status="SUCCESSFUL")
    task("annotator.tasks.suggest_in_background", 99_999)
    migrated(NOW)
    assert Run.objects.count() == 2
    call_command("worker", batch=True)
    assert {run.state for run in Run.objects.all()} == {"finished"}
    assert AnnotationSet.objects.get().article.external_id == "b"
