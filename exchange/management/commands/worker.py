"""``worker``: does the long imports, exports, releases and suggestions that pages and commands leave to it."""

from __future__ import annotations

import threading
import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from exchange.models import WorkerBeat
from exchange.runs.worker import Worker

EVERY = 10  # seconds


class Command(BaseCommand):
    help = "Does what pages and commands leave for the background, and takes up what another worker left undone."
    requires_system_checks: list[str] = []  # `migrate` makes them; here they would load all pages

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing is left to do")
        parser.add_argument("--interval", type=float, default=1, help="seconds between two looks for work")
        parser.add_argument(
            "--processes", type=int, metavar="N", help="of Celery’s pool, where QUEUE_URL is a broker (1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.QUEUE_ENGINE.startswith("exchange.runs.celery") and not options["batch"]:
            from exchange.runs import celery  # which is not always installed

            return celery.work(processes=max(1, options["processes"] or 1))
        if options["processes"]:
            raise CommandError("--processes is Celery’s: without a broker in QUEUE_URL, start the command N times.")
        return self.work(options)

    def work(self, options: dict[str, Any]) -> None:
        """Look into the database again and again."""
        name, stop = uuid.uuid4(), threading.Event()
        beating = threading.Thread(target=beat_until, args=(stop, name), daemon=True)
        beating.start()
        try:
            Worker(interval=options["interval"], batch=options["batch"]).work()
        finally:
            stop.set()
            beating.join(timeout=5)
            WorkerBeat.objects.filter(name=name).delete()


def beat_until(stop: threading.Event, name: uuid.UUID) -> None:
    """Renew the worker’s row. A database that is busy for a moment is tried again at the next time."""
    try:
        while True:
            try:
                WorkerBeat.beat(name)
            except DatabaseError:
                connection.close()
            if stop.wait(EVERY):
                return
    finally:
        connection.close()
