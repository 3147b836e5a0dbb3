"""A backup written: all tables as they were at one moment, and the files that they name."""

from __future__ import annotations

import datetime
import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from annotator.errors import Refused
from config.database.replacing import applied_migrations, table_names
from config.database.snapshot import one_state
from config.database.tables import Digest, Table, last_number, line_of, read_table, tables_of
from exchange.backup.container import FORMAT, MANIFEST, PIECE, new_container
from exchange.backup.files import HeldFiles
from exchange.backup.schema import apps_after, unknown_of

TABLES = "tables"


@dataclass(frozen=True, slots=True)
class BackupWritten:
    rows: int
    tables: int
    files: int
    size: int
    left_out: tuple[str, ...]
    """Tables that no model knows: libraries of earlier versions left them."""


def write_backup(path: Path) -> BackupWritten:
    """Write everything into the file. Others go on working, and none of what they do meanwhile is in it."""
    with new_container(path) as archive, HeldFiles() as held:
        held.hold()
        with one_state():
            manifest = write_all(archive, held)
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return BackupWritten(
        rows=sum(table["rows"] for table in manifest["tables"]),
        tables=len(manifest["tables"]),
        files=len(manifest["files"]),
        size=path.stat().st_size,
        left_out=tuple(manifest["left_out"]),
    )


def write_all(archive: zipfile.ZipFile, held: HeldFiles) -> dict[str, Any]:
    """Write tables and files, and return the manifest."""
    migrations = applied_migrations()  # the first read: from now on the state stands
    held.hold()
    if unknown := unknown_of(migrations):
        raise Refused(f"A newer version made the database ({unknown[0]}): make the backup with that version.")
    if not migrations:
        raise Refused("The database is empty: there is nothing to keep.")
    apps = apps_after(migrations)
    tables = tables_of(apps)
    return {
        "format": FORMAT,
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "database": connection.display_name,
        "migrations": migrations,
        "tables": [write_table(archive, table) for table in tables],
        "files": [write_file(archive, name, path) for name, path in held.named(apps)],
        "left_out": sorted(set(table_names()) - {table.name for table in tables} - {"sqlite_sequence"}),
    }


def write_table(archive: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    """Write a line for each row, and return what the manifest says of the table."""
    digest = Digest(table)
    with archive.open(name_of(table.name), "w", force_zip64=True) as target:
        for row in read_table(table):
            line = line_of(row)
            target.write(line)
            digest.add(row, line)
    return {
        "name": table.name,
        "columns": [list(column) for column in table.columns],
        "rows": digest.rows,
        "digest": digest.hexdigest(),
        "last_number": last_number(table),
    }


def name_of(table: str) -> str:
    return f"{TABLES}/{table}.jsonl"


def write_file(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return {"path": name, "size": size, "sha256": digest.hexdigest()}
