"""Files that commands write."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError


def write_whole(path: Path, content: bytes) -> None:
    """Write to a temporary file and rename it at the end, so that half a file never looks whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
