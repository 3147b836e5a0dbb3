"""A backup holds everything as it was at one moment, and restoring it brings back each row and each file."""

from __future__ import annotations

import errno
import json
import shutil
import stat
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from annotator.models import Annotation, AnnotationSet
from annotator.services import decide
from annotator.services.decide import Seen
from articles.models import Project
from config.database.tables import tables_of
from exchange.backup import container, files, restoring, writing
from exchange.models import Run, WorkerBeat
from exchange.runs.storage import folder_of
from tests.database import template
from tests.exchange.releases.helpers import released
from tests.factories import make_project, make_suggested, new_id, workset
from tests.filled import fill_every_table
from tests.rows import all_rows

pytestmark = pytest.mark.django_db(transaction=True)
LEFT = pytest.mark.left_to_ci


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


@pytest.fixture
def place(tmp_path: Path, releases_dir: Path, project: Project, annotator: Any) -> Path:
    """A place with a row in every table, a release, an upload, and what no backup holds."""
    article = make_suggested(project)
    accept_next(workset(article, annotator), annotator)
    released(project)
    fill_every_table(apps)
    WorkerBeat.objects.update(beat_at="2026-11-03T12:00:00Z")
    upload = folder_of(Run.objects.order_by("pk")[0]) / "upload-0"
    upload.parent.mkdir(parents=True, exist_ok=True)
    upload.write_bytes(bytes(range(256)) * 40)
    draft = releases_dir / project.slug / ".2-draft"
    draft.mkdir()
    (draft / "data.jsonl").write_text("half")
    return tmp_path


def accept_next(mine: AnnotationSet, user: Any) -> None:
    decided = Annotation.objects.filter(set=mine).values("origin")
    card = Annotation.objects.filter(set__source="suggester", kind="quote").exclude(pk__in=decided).order_by("start")[0]
    decide.accept(mine, user=user, action_id=new_id(), seen=Seen(str(card.pk), 0))


def all_files(place: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(place)): path.read_bytes()
        for root in ("releases", "runs")
        for path in sorted((place / root).rglob("*"))
        if path.is_file() and ".2-draft" not in path.parts
    }


def all_of(place: Path) -> tuple[Any, ...]:
    return all_rows(), all_files(place), sorted(path.name for path in place.iterdir())


def saved(place: Path) -> Path:
    call_command("backup", str(place / "all.backup"), verbosity=0)
    return place / "all.backup"


def emptied() -> None:
    for root in files.roots().values():
        for path in root.rglob("*"):
            if path.is_file():
                path.unlink()
    for table in tables_of(apps):
        if table.name not in restoring.ALWAYS_THERE:
            with connection.constraint_checks_disabled(), connection.cursor() as cursor:
                cursor.execute(f'TRUNCATE "{table.name}" CASCADE' if is_postgresql() else f'DELETE FROM "{table.name}"')


@pytest.fixture
def tables_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite’s tables come as a file: migrating takes seconds, and CI has restored everything with it."""

    def copied(_migrations: Any) -> None:
        connection.close()
        shutil.copyfile(template(), connection.settings_dict["NAME"])

    if not is_postgresql():
        monkeypatch.setattr(restoring, "migrate_to", copied)


@pytest.fixture(params=["migrated"] if is_postgresql() else ["copied", pytest.param("migrated", marks=LEFT)])
def tables(request: pytest.FixtureRequest) -> None:
    """Where the tables of the new database come from."""
    if request.param == "copied":
        request.getfixturevalue("tables_copied")


@pytest.mark.usefixtures("tables")
def test_every_row_and_file_comes_back_though_others_wrote_meanwhile(
    place: Path, annotator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = make_suggested(make_project())
    number = gone.pk
    gone.delete()
    before, files_before = all_rows(), all_files(place)
    assert [name for name, rows in before.items() if not rows] == []
    assert len(files_before) > 4
    upload = next(place.glob("runs/*/upload-0"))
    written: list[str] = []

    def others_write() -> None:
        accept_next(AnnotationSet.objects.get(user=annotator), annotator)
        upload.unlink()
        connection.close()

    def write_table(archive: Any, table: Any) -> dict[str, Any]:
        if not written:
            other = threading.Thread(target=others_write)
            other.start()
            other.join()
        written.append(table.name)
        return usual(archive, table)

    usual = writing.write_table
    monkeypatch.setattr(writing, "write_table", write_table)
    backup = saved(place)
    assert all_rows() != before, "somebody wrote while the backup was made"
    emptied()
    call_command("restore", str(backup), verbosity=0)
    after = all_rows()
    assert {name: after[name] for name in before if after[name] != before[name]} == {}
    assert (after.keys(), all_files(place)) == (before.keys(), files_before)
    accept_next(AnnotationSet.objects.get(user=annotator), annotator)  # work goes on
    assert make_suggested(Project.objects.latest("pk")).pk == number + 1, "a number is not given twice"


def test_a_place_that_is_not_empty_is_kept_unless_it_is_to_be_replaced(place: Path) -> None:
    backup = saved(place)
    before = all_of(place)
    with pytest.raises(CommandError, match=r"not empty \(\w+ has rows\).*--replace"):
        call_command("restore", str(backup))
    assert all_of(place) == before


def test_nobody_restores_under_a_running_worker(place: Path) -> None:
    backup = saved(place)
    WorkerBeat.beat(new_id())
    with pytest.raises(CommandError, match="A worker is running: stop server and workers first"):
        call_command("restore", str(backup), replace=True)


def test_a_backup_is_for_its_owner_alone_and_takes_the_place_of_backups_only(place: Path) -> None:
    backup = saved(place)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    saved(place)  # over the one before
    (place / "notes.txt").write_text("mine")
    with pytest.raises(CommandError, match="no backup, so it was not written over"):
        call_command("backup", str(place / "notes.txt"))
    assert (place / "notes.txt").read_text() == "mine"
    with zipfile.ZipFile(backup) as archive:
        assert not any("secret" in name for name in archive.namelist())


def test_a_file_that_was_cut_off_or_altered_anywhere_is_refused(place: Path) -> None:
    backup = saved(place)
    whole = backup.read_bytes()
    before = all_rows()
    for end in (0, 10, len(whole) // 2, len(whole) - 1):
        backup.write_bytes(whole[:end])
        with pytest.raises(CommandError, match="no backup, or only the beginning of one"):
            call_command("restore", str(backup), replace=True)
    for at in (0, len(whole) // 3, len(whole) - 500, len(whole) - 1):
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(CommandError, match="altered or damaged"):
            call_command("restore", str(backup), replace=True)
    assert all_rows() == before


def changed(backup: Path, **changes: Any) -> None:
    """Write the backup again as a whole one, with other values in its manifest."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | changes).encode()
    with container.new_container(backup) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def manifest_of(backup: Path) -> dict[str, Any]:
    with container.opened_container(backup) as (_archive, manifest):
        return manifest


def test_a_backup_of_a_newer_version_is_refused_by_the_name_of_what_is_unknown(place: Path) -> None:
    backup = saved(place)
    newer = [*manifest_of(backup)["migrations"], ["annotator", "0999_from_the_future"]]
    changed(backup, migrations=newer)
    with pytest.raises(CommandError, match=r"newer version.*annotator\.0999_from_the_future is not known"):
        call_command("restore", str(backup), replace=True)


def one_row_too_few(values: dict[str, Any]) -> dict[str, Any]:
    rows = {table["name"]: table["rows"] - (table["name"] == "annotator_span") for table in values["tables"]}
    return {"tables": [table | {"rows": rows[table["name"]]} for table in values["tables"]]}


def another_file(values: dict[str, Any]) -> dict[str, Any]:
    return {"files": [*values["files"][:-1], values["files"][-1] | {"sha256": "0" * 64}]}


def a_file_elsewhere(values: dict[str, Any]) -> dict[str, Any]:
    return {"files": [*values["files"], {"path": "files/runs/../../settings.py", "size": 1, "sha256": ""}]}


def another_table(values: dict[str, Any]) -> dict[str, Any]:
    return {"tables": [*values["tables"], values["tables"][0] | {"name": "annotator_future"}]}


@pytest.mark.usefixtures("tables_copied")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            one_row_too_few,
            "annotator_span came out otherwise",
            marks=LEFT if is_postgresql() else (),
        ),  # it migrates
        (another_file, "is not what was written"),
        (a_file_elsewhere, "none of Quotemark's"),
        (another_table, "annotator_future in the backup is not as this version knows it"),
    ],
)
def test_what_does_not_come_out_as_the_backup_says_changes_nothing(place: Path, change: Any, words: str) -> None:
    backup = saved(place)
    changed(backup, **change(manifest_of(backup)))
    before = all_of(place)
    with pytest.raises(CommandError, match=words):
        call_command("restore", str(backup), replace=True)
    ContentType.objects.clear_cache()
    assert all_of(place) == before


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("exchange.backup.writing.write_file", full)
    monkeypatch.setattr("exchange.backup.files.extract", full)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_full_disk_leaves_what_there_was(place: Path, command: str, request: pytest.FixtureRequest) -> None:
    backup = saved(place)
    before, content = all_of(place), backup.read_bytes()
    request.getfixturevalue("full_disk")
    with pytest.raises(CommandError, match=r"the disk is full\. Make room and try again"):
        call_command(command, str(backup), **({"replace": True} if command == "restore" else {}))
    assert (all_of(place), backup.read_bytes()) == (before, content)
