"""Whether the disk is full, in the words of the system and of each database."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from django.db import OperationalError, connection

TOO_LITTLE = 64 * 1024  # bytes; SQLite needs 32 kB for its index of the log


def is_disk_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(error, OperationalError):  # SQLite's words, PostgreSQL's code
        words = str(error)
        if "disk I/O error" in words:  # SQLite says no more where it cannot even open the database
            return has_no_room(Path(str(connection.settings_dict["NAME"])).parent)
        return "disk is full" in words or getattr(error.__cause__, "sqlstate", "") == "53100"
    return False


def has_no_room(folder: Path) -> bool:
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize < TOO_LITTLE
