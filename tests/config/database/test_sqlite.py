"""Transactions on SQLite wait for one another, each for a while."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

from config.database.sqlite import base
from config.database.sqlite.turns import TURN, taking_turns

pytestmark = pytest.mark.django_db  # opens the door to every database, also to the files made here


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE word (word TEXT)")
    return path


@pytest.fixture
def busy(file: Path) -> Iterator[sqlite3.Connection]:
    """Another connection, which is in the middle of writing."""
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def connected(file: Path, *, timeout: float) -> Any:
    options = {"transaction_mode": "IMMEDIATE", "timeout": timeout}
    handler = ConnectionHandler(
        {"default": {"ENGINE": "config.database.sqlite", "NAME": str(file), "OPTIONS": options}}
    )
    return handler["default"]


def begin_and_end(connection: Any) -> None:
    connection.ensure_connection()
    connection._start_transaction_under_autocommit()
    connection.connection.commit()


def busy_timeout(connection: Any) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])


def test_a_transaction_waits_until_the_one_before_has_ended(
    file: Path, busy: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 30:  # SQLite itself would look again after 100 milliseconds by now
            busy.execute("COMMIT")

    monkeypatch.setattr(base, "sleep", wait)
    connection = connected(file, timeout=20)
    begin_and_end(connection)
    assert waits == [base.STEP] * 30
    assert busy_timeout(connection) == 20_000
    connection.close()


@pytest.mark.usefixtures("busy")
def test_one_that_waits_too_long_fails_and_says_so(file: Path) -> None:
    connection = connected(file, timeout=0.01)
    with pytest.raises(OperationalError, match="locked"):
        begin_and_end(connection)
    assert busy_timeout(connection) == 10
    connection.close()


@pytest.mark.usefixtures("busy")
def test_one_that_queues_behind_another_of_its_process_fails_after_the_same_time(file: Path) -> None:
    connection = connected(file, timeout=0.01)
    with turn_of_another_thread(), pytest.raises(OperationalError, match="locked"):
        begin_and_end(connection)
    connection.close()


@pytest.mark.django_db
def test_requests_take_turns_where_the_database_has_one_writer() -> None:
    """Also those that have not begun to write. Within its turn a thread begins transactions as ever."""
    seen: list[bool] = []

    @taking_turns
    def request(number: int, *, more: int) -> int:
        with ThreadPoolExecutor(1) as other:
            seen.append(other.submit(is_free).result())
        with transaction.atomic():
            return number + more

    assert request(4, more=3) == 7
    assert seen == [transaction.get_connection().vendor == "postgresql"]
    assert is_free()


def is_free() -> bool:
    """Whether this thread could take its turn now."""
    free = TURN.acquire(blocking=False)
    if free:
        TURN.release()
    return free


@contextmanager
def turn_of_another_thread() -> Iterator[None]:
    with ThreadPoolExecutor(1) as other:
        other.submit(TURN.acquire).result()
        try:
            yield
        finally:
            other.submit(TURN.release).result()


def test_none_of_many_writers_is_lost(file: Path) -> None:
    def write(word: str) -> None:
        connection = connected(file, timeout=20)
        connection.ensure_connection()
        for _ in range(20):
            connection._start_transaction_under_autocommit()
            connection.connection.execute("INSERT INTO word VALUES (?)", [word])
            connection.connection.commit()
        connection.close()

    threads = [threading.Thread(target=write, args=[word]) for word in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT word, count(*) FROM word GROUP BY word").fetchall() == [
            ("a", 20), ("b", 20), ("c", 20), ("d", 20),
        ]  # fmt: skip


def test_the_site_runs_on_it() -> None:
    with transaction.atomic():
        connection = transaction.get_connection()
        assert connection.vendor == "postgresql" or connection.settings_dict["ENGINE"] == "config.database.sqlite"
