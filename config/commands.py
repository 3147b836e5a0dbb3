"""What stops a command for reasons of the machine, in words with the remedy instead of a traceback."""

from __future__ import annotations

import sys

from django.core.management import execute_from_command_line

from config.database.waiting import is_locked
from config.disk import is_disk_full

FULL = "The disk is full. What was stored before stands; make room and run the command again."
LOCKED = "Others have written to the database for longer than it waits. Run the command again, or stop them first."


def run_command(arguments: list[str]) -> None:
    """Run a management command as ``manage.py`` does; exit with 1 where the machine cannot go on."""
    try:
        execute_from_command_line(arguments)
    except Exception as error:
        words = FULL if is_disk_full(error) else LOCKED if is_locked(error) else ""
        if not words:
            raise
        sys.stderr.write(f"{words}\n({error})\n")
        sys.exit(1)
