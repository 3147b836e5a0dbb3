"""Which migrations made a database, and what tables there are after them, whatever the version."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migrations = list[tuple[str, str]]


@cache
def known() -> MigrationLoader:
    """All migrations of this version."""
    return MigrationLoader(None)


def unknown_of(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Those that this version lacks, though it has the app: a newer version made them. Libraries that are gone are not
    meant: their migrations stay in the list of a database for good.
    """
    ours = known().migrated_apps
    return [f"{app}.{name}" for app, name in migrations if app in ours and (app, name) not in known().graph.nodes]


def apps_after(migrations: Iterable[tuple[str, str]]) -> Apps:
    """The models as they were after these migrations."""
    nodes = [key for key in migrations if key in known().graph.nodes]
    return known().project_state(nodes).apps


def migrate_to(migrations: Migrations) -> None:
    """Make the tables in an empty database as they were after these migrations."""
    wanted = {key for key in migrations if key in known().graph.nodes}
    nodes = known().graph.node_map
    ends = [
        key
        for key in wanted
        if not any(child.key in wanted and child.key[0] == key[0] for child in nodes[key].children)
    ]
    MigrationRecorder(connection).ensure_schema()
    MigrationExecutor(connection).migrate(sorted(ends))


def are_all_applied(migrations: Migrations) -> bool:
    return set(known().graph.nodes) <= set(migrations)


def is_ours(name: str) -> bool:
    """Whether a table of this name belongs to Quotemark, of whatever version."""
    prefixes = tuple(f"{app}_" for app in known().migrated_apps)
    return name.startswith((*prefixes, "django_"))
