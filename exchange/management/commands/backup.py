"""``backup FILE``: the whole database and the files beside it in one file, while others work."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from exchange.backup.writing import write_backup
from exchange.management.refusing import as_command_errors


class Command(BaseCommand):
    help = "Writes everything into one file: the database and the files of releases and runs, not the secret key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="written over only where it is a backup")

    def handle(self, *args: Any, **options: Any) -> None:
        with as_command_errors("The backup was not made"):
            written = write_backup(options["file"])
        for name in written.left_out:
            self.stderr.write(f"left out: the table {name}, which this version does not know")
        self.stdout.write(
            f"{options['file']}: {written.tables} tables, {written.rows} rows, {written.files} files, "
            f"{written.size} bytes"
        )
