"""What lies in the tables, as the database itself gives it."""

from __future__ import annotations

from typing import Any

from django.db import connection

from config.database.replacing import table_names


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every table with all its rows, as the database itself gives them."""
    found = {}
    with connection.cursor() as cursor:
        for name in table_names():
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names of tables
            found[name] = sorted((tuple(map(plain, row)) for row in cursor.fetchall()), key=repr)
    return found


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
