"""A database built anew beside the one in use, which it replaces at once and only when it is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

PATIENCE = 60  # seconds to wait for others who use the database
ENDINGS = ("", "-wal", "-shm", "-journal")


def new_database(ours: Callable[[str], bool]) -> AbstractContextManager[None]:
    """Inside, the connection is to an empty database. It replaces the one in use when the block ends well.

    ``ours`` says by its name whether a table belongs to the database in use: on PostgreSQL others' tables may lie
    beside. Nobody sees the new one before the end, and whatever breaks leaves the one in use as it is.
    """
    return built_beside() if connection.vendor == "sqlite" else built_in_a_transaction(ours)


@contextmanager
def built_beside() -> Iterator[None]:
    """SQLite: a file beside. It is copied over the one in use as one transaction, which other processes see as any."""
    place = Path(str(connection.settings_dict["NAME"]))
    beside = place.with_name(f".{place.name}.restored")
    remove(beside)
    beside.touch(mode=0o600)
    try:
        with connected_to(beside):
            yield
            check_file()
        with closing(sqlite3.connect(beside)) as source, closing(sqlite3.connect(place, timeout=PATIENCE)) as target:
            target.execute("PRAGMA journal_mode=WAL")
            target.execute("PRAGMA synchronous=FULL")
            source.backup(target)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        remove(beside)


def check_file() -> None:
    connection.check_constraints()
    if found := damage():
        raise DatabaseError(f"the new database is damaged: {'; '.join(found[:3])}")


def damage() -> list[str]:
    """What is wrong with the file of the database in use; PostgreSQL looks after its own."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [text for (text,) in cursor.fetchall() if text != "ok"]


@contextmanager
def connected_to(place: Path) -> Iterator[None]:
    """The connection of this thread is to this file."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(place)
    try:
        yield
    finally:
        connection.close()  # the last connection that closes leaves everything in the one file
        connection.settings_dict["NAME"] = usual


def remove(place: Path) -> None:
    for ending in ENDINGS:
        place.with_name(place.name + ending).unlink(missing_ok=True)


@contextmanager
def built_in_a_transaction(ours: Callable[[str], bool]) -> Iterator[None]:
    """PostgreSQL: the tables are dropped and made anew in one transaction, so that others wait for it to end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            names = [connection.ops.quote_name(name) for name in table_names() if ours(name)]
            if names:
                cursor.execute(f"DROP TABLE {', '.join(names)} CASCADE")
        yield


@contextmanager
def filling() -> Iterator[None]:
    """One transaction in which tables may be filled in any order. At its end all constraints hold."""
    if connection.vendor == "sqlite":  # foreign keys can only be left unchecked from outside of the transaction
        with connection.constraint_checks_disabled(), transaction.atomic():
            yield
        connection.check_constraints()
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # changes of tables made them immediate
        yield
        # What would be checked at the end of the transaction forbids to change the table until then.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def table_names() -> list[str]:
    """The tables that hold something of their own: an index of words in texts is made anew from the texts."""
    names = set(connection.introspection.table_names())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
            names &= {name for (name,) in cursor.fetchall()}
    return sorted(names)


def applied_migrations() -> list[tuple[str, str]]:
    """Those that made the tables that are there; none in an empty database."""
    return sorted(MigrationRecorder(connection).applied_migrations())
