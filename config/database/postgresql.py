"""How connections to PostgreSQL are opened."""

from __future__ import annotations

from typing import Any

PLANNING = "-c random_page_cost=1.1 -c jit=off"
"""Rows by index cost little more than rows in order: true where the database is in memory or on an SSD. Otherwise
PostgreSQL reads whole tables for the few rows of a decision. Compiling a query takes longer than answering it."""


def options(given: dict[str, Any]) -> dict[str, Any]:
    """The options of a connection. What DATABASE_URL gives (``?sslmode=require``) is kept, and comes first.

    What is asked a third time, PostgreSQL has planned.
    """
    planning = f"{PLANNING} {given.get('options', '')}".strip()  # of two settings of one name the last one holds
    return {"server_side_binding": True, "prepare_threshold": 2, **given, "options": planning}
