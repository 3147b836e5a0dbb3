"""Whether other processes see what this one sees in the database."""

from __future__ import annotations

from django.db import connection


def is_shared() -> bool:
    """Not within a transaction, and not where the database is in this process's memory."""
    in_memory = connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])
    return not (connection.in_atomic_block or in_memory)
