"""Django's SQLite, where transactions that write wait for their turn in short steps.

One connection writes at a time. SQLite's own way of waiting looks again after 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50
and then every 100 milliseconds: whoever came late looks often and overtakes those who have waited long. Here one thread
of each process looks every millisecond, the others of the process queue behind it.
"""

from __future__ import annotations

import threading
from time import monotonic, sleep

from django.db import OperationalError
from django.db.backends.sqlite3 import base

STEP = 0.001  # seconds
NEXT = threading.Lock()  # held by the one thread of this process that looks


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin as soon as the one before has ended.

    The options name a ``transaction_mode``, and the ``timeout`` in seconds after which waiting is an OperationalError.
    """

    def _start_transaction_under_autocommit(self) -> None:
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        end = monotonic() + patience
        if not NEXT.acquire(timeout=patience):
            raise OperationalError("database is locked")
        try:
            self.begin(until=end)
        finally:
            NEXT.release()

    def begin(self, *, until: float) -> None:
        """Take the lock, or raise OperationalError where another has it still at this time (of ``monotonic``)."""
        cursor = self.cursor()
        mode: str = self.transaction_mode  # type: ignore[attr-defined]  # of the options
        (usual,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    cursor.execute(f"BEGIN {mode}")
                    return
                except OperationalError as error:
                    if "locked" not in str(error) or monotonic() > until:
                        raise
                    sleep(STEP)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {usual}")
