"""``manage.py worker`` that is held in the middle of a run until a file is gone. Usage: held.py FILE

It waits where a run reports its progress, between two batches, once there is something to report.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def main(gate: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from exchange.runs.progress import Progress

    note = Progress.note

    def held(self: Progress, records: int) -> None:
        if records and gate.exists() and self.run.claim is not None:
            self.records = records
            gate.with_suffix(".reached").touch()
            while gate.exists() and not self.must_end():
                time.sleep(0.01)
        note(self, records)

    Progress.note = held  # type: ignore[method-assign]
    if settings.QUEUE_URL.startswith(("redis", "amqp")):
        from exchange.runs import celery

        celery.LOOK_EVERY = 0.3
    call_command("worker", interval=0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
