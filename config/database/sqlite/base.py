"""Django's SQLite, where transactions that write wait for their turn in short steps.

SQLite itself tries again after 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 and then every 100 milliseconds: whoever came
late tries often and overtakes those who have waited long. Here one thread of each process tries every millisecond, and
the others of the process wait for their turn.
"""

from __future__ import annotations

from time import monotonic, sleep

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from config.database.sqlite.turns import patience, turn_to_write

STEP = 0.001  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin as soon as the one before has ended.

    The options name a ``transaction_mode``, and the ``timeout`` in seconds after which waiting is an OperationalError.
    """

    def _start_transaction_under_autocommit(self) -> None:
        timeout = patience(self.settings_dict)
        end = monotonic() + timeout
        with turn_to_write(timeout=timeout):
            self.begin(until=end)

    def begin(self, *, until: float) -> None:
        """Take the database's lock, or raise OperationalError if another still has it at this time (``monotonic``)."""
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
