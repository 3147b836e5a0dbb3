"""SQLite has one writer at a time, so the threads of a process take turns. This module alone knows it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

P = ParamSpec("P")
Result = TypeVar("Result")
TURN = threading.RLock()  # held by the one thread that begins to write, or waits until another process has written


def has_one_writer() -> bool:
    """Whether a transaction that writes keeps all others waiting until it ends, so that no row needs a lock."""
    return connection.vendor == "sqlite"


@contextmanager
def turn_to_write(*, timeout: float) -> Iterator[None]:
    """Wait for this thread's turn. Within its turn, a thread may ask for it again.

    Raises OperationalError after ``timeout`` seconds, as SQLite does.
    """
    if not TURN.acquire(timeout=timeout):
        raise OperationalError("database is locked")
    try:
        yield
    finally:
        TURN.release()


def taking_turns(function: Callable[P, Result]) -> Callable[P, Result]:
    """Run the whole function in this thread's turn where there is one writer.

    For short requests that write: threads that prepare the next one would slow down the one that holds the lock.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> Result:
        if not has_one_writer():
            return function(*args, **kwargs)
        with turn_to_write(timeout=patience(connection.settings_dict)):
            return function(*args, **kwargs)

    return run


def patience(settings: dict[str, dict[str, float]]) -> float:
    """The seconds to wait for the writer before this one: the option ``timeout`` of the database's settings."""
    return float(settings["OPTIONS"].get("timeout", 5))
