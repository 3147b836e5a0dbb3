"""A disk without room, and a database that is locked for too long: it is said, nothing is half done, and it goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from annotator.models import Action, Annotation
from articles.models import Article, Project
from config.commands import run_command
from config.database.replacing import connected_to
from exchange.models import Release, Run
from exchange.releases.options import ReleaseOptions
from exchange.releases.services import ask_release
from exchange.runs.services import ask, ask_export, do_here
from tests.exchange.helpers import article as record
from tests.exchange.helpers import as_lines, bring_in, quote
from tests.exchange.runs.helpers import signed_in, upload
from tests.stories import story

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the file of the database lies on the small disk"),
]
ROOM = 24_000_000  # bytes


@pytest.fixture
def small_disk(tmp_path: Path, article: Article, settings: Any) -> Iterator[Path]:
    """A disk of its own with the test's database and its files."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and os.getuid() == 0
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "small", place]).returncode:
        pytest.skip("only root can mount a small disk, where mounting is allowed at all")
    try:
        settings.RUNS_DIR, settings.RELEASES_DIR = place / "runs", place / "releases"
        with closing(sqlite3.connect(place / "small.sqlite3")) as small:
            connection.ensure_connection()
            connection.connection.backup(small)
        with connected_to(place / "small.sqlite3"):
            yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@contextmanager
def full(place: Path) -> Iterator[None]:
    """No room at all, until the end of the block."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 512):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


def accepting(client: Client, article: Article) -> Callable[[], Any]:
    card = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[0]
    values = {"action": str(uuid.uuid4()), "verb": "accept", "card": str(card.pk), "version": "0"}
    return lambda: client.post(f"/articles/{article.pk}/actions/", values)


def test_a_decision_without_room_is_refused_with_the_remedy_and_taken_later(
    small_disk: Path, article: Article, annotator: Any
) -> None:
    accept = accepting(signed_in(annotator), article)
    with full(small_disk):
        answer = accept()
        assert (answer.status_code, "Quotemark-User" in answer.headers) == (507, False), "the browser keeps the action"
        assert "Ask its administrator for space" in answer.content.decode()
        assert not Action.objects.exists()
    assert accept().status_code == 200
    assert Action.objects.count() == 1
    assert integrity(small_disk) == "ok"


def integrity(place: Path) -> str:
    with closing(sqlite3.connect(place / "small.sqlite3")) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def long_records(number: int) -> list[dict[str, Any]]:
    return [record(f"a{n}", text=f"{story(n, words=3000)}", quotes=[]) for n in range(number)]


def test_an_upload_without_room_leaves_nothing(small_disk: Path, project: Project, reviewer: Any) -> None:
    client, file = signed_in(reviewer), ("in.jsonl", as_lines(*long_records(3)))
    with full(small_disk):
        assert upload(client, project, file).status_code == 507
        assert not Run.objects.exists()
        assert [path for path in (small_disk / "runs").glob("**/*") if path.is_file()] == []
    assert upload(client, project, file).status_code == 200
    assert Run.objects.count() == 1


def test_an_import_that_fills_the_disk_keeps_whole_articles_and_goes_on(
    small_disk: Path, project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(as_lines(*long_records(600)))
    arguments = ["manage.py", "import_articles", str(source), "--project", project.slug]
    with full(small_disk), pytest.raises(SystemExit):
        run_command(arguments)
    assert "The disk is full. What was stored before stands; make room" in capsys.readouterr().err
    assert project.articles.count() == 1, "the one of before"
    source.write_bytes(as_lines(*long_records(5)))
    run_command(arguments)
    assert project.articles.count() == 6


@pytest.mark.parametrize("kind", ["export", "release"])
def test_an_export_or_release_without_room_says_so_and_is_made_later(
    small_disk: Path, project: Project, manager: Any, kind: str
) -> None:
    bring_in(project, record(quotes=[quote(gold=True)]))
    run = a_run_of(kind, project, manager)
    with full(small_disk):
        do_quietly(run)
        left = [path for path in small_disk.rglob("*") if path.is_file() and path.name in ("export", "data.jsonl")]
        assert left == []
    run.refresh_from_db()
    if run.state == Run.State.FAILED:
        assert run.reason.startswith("The disk of this installation is full. What is stored stands: make room")
    assert ask(run) or run.is_under_way
    do_here(run)
    run.refresh_from_db()
    assert run.state == Run.State.FINISHED
    assert kind == "export" or Release.objects.get().state == Release.State.READY


def a_run_of(kind: str, project: Project, user: Any) -> Run:
    if kind == "release":
        release, _ = ask_release(project, user=user, client_id=uuid.uuid4(), options=ReleaseOptions(chosen="gold"))
        return release.run
    options = {"query": "format=jsonl&set=gold&verdict=added"}
    return ask_export(project, user=user, client_id=uuid.uuid4(), options=options)[0]


def do_quietly(run: Run) -> None:
    """As a worker does, which lives on."""
    with suppress(OperationalError):
        do_here(run)


def test_a_backup_without_room_leaves_the_one_before(small_disk: Path) -> None:
    call_command("backup", str(small_disk / "all.backup"), verbosity=0)
    before = (small_disk / "all.backup").read_bytes()
    with full(small_disk):
        with pytest.raises(CommandError, match=r"The backup was not made: the disk is full\. Make room"):
            call_command("backup", str(small_disk / "all.backup"))
        assert (small_disk / "all.backup").read_bytes() == before
    assert [path.name for path in small_disk.glob(".*")] == []


@pytest.fixture
def locked() -> Iterator[None]:
    """Another process writes and does not end."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient() -> Iterator[None]:
    usual = connection.settings_dict["OPTIONS"]["timeout"]
    connection.settings_dict["OPTIONS"]["timeout"] = 0.05
    connection.close()
    yield
    connection.settings_dict["OPTIONS"]["timeout"] = usual
    connection.close()


def test_a_decision_upon_a_locked_database_is_refused_for_now(
    article: Article, annotator: Any, impatient: None, request: pytest.FixtureRequest
) -> None:
    client = signed_in(annotator)
    accept = accepting(client, article)
    request.getfixturevalue("locked")
    answer = accept()
    assert (answer.status_code, answer["Retry-After"], "Quotemark-User" in answer.headers) == (503, "5", False)
    assert "Others have written for longer than the database waits" in answer.content.decode()
    assert client.get(f"/articles/{article.pk}/").status_code == 200, "reading goes on"


def test_a_command_upon_a_locked_database_says_so(
    article: Article,
    impatient: None,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    request.getfixturevalue("locked")
    (tmp_path / "one.txt").write_text("A text of its own.")
    with pytest.raises(SystemExit):
        run_command(["manage.py", "import_articles", str(tmp_path / "one.txt"), "--project", article.project.slug])
    assert "Others have written to the database for longer than it waits" in capsys.readouterr().err
