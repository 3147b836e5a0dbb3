"""A backup restored: checked, built beside what is there, compared row by row, and only then put in its place."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps as apps_of_now
from django.core.management import call_command

from annotator.errors import Refused
from config.database.bulk import refresh_statistics
from config.database.replacing import filling, new_database, table_names
from config.database.tables import (
    Column,
    Digest,
    Table,
    empty_table,
    has_rows,
    line_of,
    read_table,
    set_last_number,
    tables_of,
    write_table,
)
from exchange.backup.container import opened_container
from exchange.backup.files import are_there, new_files
from exchange.backup.schema import Migrations, apps_after, are_all_applied, is_ours, migrate_to, unknown_of
from exchange.backup.writing import name_of
from exchange.models import WorkerBeat

ALWAYS_THERE = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
"""Tables that ``migrate`` fills by itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table in a backup: what it looks like, and what must be in it."""

    table: Table
    rows: int
    digest: str
    last_number: int


@dataclass(frozen=True, slots=True)
class Restored:
    rows: int
    tables: int
    files: int
    migrated: bool
    """Whether the backup was of an older version and its tables were changed to those of this one."""


def restore_backup(path: Path, *, replace: bool) -> Restored:
    """Make everything as the backup has it. Whatever is there already is kept unless ``replace`` says otherwise.

    Raises Refused with the reason, or what the disk and the database raise; nothing has changed then.
    """
    with opened_container(path) as (archive, manifest):
        migrations = [(app, name) for app, name in manifest["migrations"]]
        kept = tables_in(manifest, migrations)
        refuse_what_is_in_use(replace=replace)
        with new_files(archive, manifest["files"]) as put_files_in_place:
            with new_database(is_ours):
                fill(archive, kept, migrations)
            put_files_in_place()
    refresh_statistics(apps_of_now.get_models())
    return Restored(
        rows=sum(one.rows for one in kept),
        tables=len(kept),
        files=len(manifest["files"]),
        migrated=not are_all_applied(migrations),
    )


def tables_in(manifest: dict[str, Any], migrations: Migrations) -> list[Kept]:
    """The tables of the backup, checked against those that this version makes by the same migrations."""
    if unknown := unknown_of(migrations):
        raise Refused(
            f"The backup is of a newer version of Quotemark: {unknown[0]} is not known to this one. Restore it with "
            "that version or a later one. Nothing was changed."
        )
    known = {table.name: table for table in tables_of(apps_after(migrations))}
    found = []
    for item in manifest["tables"]:
        ours = known.get(item["name"])
        columns = tuple(Column(name, kind) for name, kind in item["columns"])
        if ours is None or set(ours.columns) != set(columns):
            raise Refused(
                f"The table {item['name']} in the backup is not as this version knows it: restore it with the "
                "version and the libraries that made it. Nothing was changed."
            )
        table = Table(ours.name, columns, ours.counted)
        found.append(Kept(table, item["rows"], item["digest"], item["last_number"]))
    return found


def refuse_what_is_in_use(*, replace: bool) -> None:
    names = set(table_names())
    if "datasets_workerbeat" in names and WorkerBeat.any_lives():
        raise Refused(
            "A worker is running: stop server and workers first. One that was killed counts as running for 30 seconds."
        )
    if replace:
        return
    filled = [name for name in sorted(names - ALWAYS_THERE) if is_ours(name) and has_rows(name)]
    if filled or are_there():
        where = f"{filled[0]} has rows" if filled else "there are files of releases or runs"
        raise Refused(
            f"The place is not empty ({where}). --replace puts the backup in the place of all that is there; "
            "make a backup of that first. Nothing was changed."
        )


def fill(archive: zipfile.ZipFile, kept: list[Kept], migrations: Migrations) -> None:
    """Fill the empty database with the rows, compare each with the backup, and bring the tables to this version."""
    migrate_to(migrations)
    with filling():
        for one in kept:
            empty_table(one.table)  # of what migrations wrote
        for one in kept:
            write_table(one.table, rows_in(archive, one.table))
            set_last_number(one.table, one.last_number)
    for one in kept:
        compare(one)
    if not are_all_applied(migrations):
        call_command("migrate", verbosity=0, interactive=False)


def rows_in(archive: zipfile.ZipFile, table: Table) -> Iterator[list[Any]]:
    with archive.open(name_of(table.name)) as lines:
        for line in lines:
            yield json.loads(line)


def compare(kept: Kept) -> None:
    """Read the table again: it must hold the rows of the backup, to the last value."""
    digest = Digest(kept.table)
    for row in read_table(kept.table):
        digest.add(row, line_of(row))
    if (digest.rows, digest.hexdigest()) != (kept.rows, kept.digest):
        raise Refused(
            f"The table {kept.table.name} came out otherwise than in the backup ({digest.rows} rows of {kept.rows}). "
            "Nothing was changed."
        )
