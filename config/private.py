"""Files and folders that other users of the machine can't read."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path


def private_folder(path: Path) -> None:
    """Make the folder, or take it from others. Another user's is left as it is, and so is everybody's (``/tmp``).

    Where it cannot be made, whatever needs it says so.
    """
    with suppress(OSError):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.stat().st_mode & stat.S_ISVTX:
            path.chmod(0o700)


def private_file(path: Path) -> None:
    """Make an empty file where there is none. SQLite gives its two other files the rights of the first."""
    if not path.parent.exists():
        private_folder(path.parent)
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
        for known in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            with suppress(FileNotFoundError):
                known.chmod(0o600)


def synced(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder, before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
