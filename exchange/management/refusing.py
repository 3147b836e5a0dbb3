"""What stops a command, in words instead of a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from annotator.errors import Refused
from config.disk import is_disk_full


@contextmanager
def as_command_errors(then: str) -> Iterator[None]:
    """Whatever a file, the disk or the database refuses ends the command, which says what became of the work."""
    try:
        yield
    except Refused as error:
        raise CommandError(str(error)) from error
    except (OSError, DatabaseError) as error:
        if is_disk_full(error):
            raise CommandError(f"{then}: the disk is full. Make room and try again.") from error
        raise CommandError(f"{then}: {error}") from error
