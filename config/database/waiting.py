"""Whether a database gave up waiting for others who write, in the words or codes of each."""

from __future__ import annotations

from django.db import OperationalError

LOCKED = ("55P03", "40P01")
"""PostgreSQL: a lock was not to be had in time; two waited for each other."""


def is_locked(error: Exception) -> bool:
    if not isinstance(error, OperationalError):
        return False
    return "is locked" in str(error) or getattr(error.__cause__, "sqlstate", "") in LOCKED
