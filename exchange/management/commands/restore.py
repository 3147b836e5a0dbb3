"""``restore FILE``: everything as a backup has it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from exchange.backup.restoring import restore_backup
from exchange.management.refusing import as_command_errors


class Command(BaseCommand):
    help = "Restores a backup, of this version or an older one, on SQLite or PostgreSQL. Stop server and workers first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="in the place of all that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_command_errors("Nothing was changed"):
            restored = restore_backup(options["file"], replace=options["replace"])
        self.stdout.write(
            f"restored: {restored.tables} tables, {restored.rows} rows, {restored.files} files, each compared"
        )
        if restored.migrated:
            self.stdout.write("The backup was of an older version: its tables are now those of this one.")
