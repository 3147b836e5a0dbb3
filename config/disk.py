"""Whether the disk is full, in the words of the system and of each database."""

from __future__ import annotations

import errno

from django.db import OperationalError


def is_disk_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(error, OperationalError):  # SQLite's words, PostgreSQL's code
        return "disk is full" in str(error) or getattr(error.__cause__, "sqlstate", "") == "53100"
    return False
