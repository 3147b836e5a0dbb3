"""Whether a newer version of the program has changed the database: then this one leaves it alone."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.loader import MigrationLoader


def newer_migrations() -> list[str]:
    """What was applied and comes after the last migration that this program has of an app, as ``app.name``."""
    loader = MigrationLoader(connection)
    newest: dict[str, str] = {}
    for app, name in loader.disk_migrations:
        newest[app] = max(newest.get(app, ""), name)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in newest and (app, name) not in loader.disk_migrations and name[:4] > newest[app][:4]
    )
