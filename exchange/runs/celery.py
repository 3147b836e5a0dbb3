"""Celery as the engine of runs: the broker only says that there is work, and what is done stands in the rows of runs.

So nothing is lost with a broker. Each worker also looks into the database now and then. What waits there although a
process of its pool is idle has not been heard of: it says so again, and where that does not help does it itself.
"""

from __future__ import annotations

import logging
import os
import signal
import ssl
import threading
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import billiard
from celery import Celery, bootsteps, signals
from celery.worker import state
from django.conf import settings
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError as BrokerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exchange.runs.worker import Worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # for Celery’s own command

LOOK_EVERY = 5.0
"""Seconds between two looks of a worker into the database."""
BEAT_EVERY = 2
"""Looks between two signs of life."""
TIMEOUT = 2.0
"""Seconds that a page waits for a broker that does not answer."""
NO_BROKER = gettext_noop("The queue’s broker cannot be reached. A worker finds the run by itself in a moment.")

logger = logging.getLogger(__name__)
stopping = billiard.Event()
"""Set once this worker is to end; the processes of its pool share it."""


def security(address: str, authorities: str) -> dict[str, Any] | None:
    """What lets the broker's certificate and name be checked; None where the address asks for no TLS.

    ``authorities`` is a file of certificates that are trusted; without it the system's are.
    """
    scheme, name = address.partition(":")[0], urlsplit(address).hostname
    if scheme == "rediss":
        return {"ssl_cert_reqs": "required", "ssl_check_hostname": True, "ssl_ca_certs": authorities or None}
    if scheme == "amqps":
        return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": name, "ca_certs": authorities or None}
    return None


app = Celery("quotemark")
app.conf.update(
    broker_url=settings.QUEUE_URL,
    broker_use_ssl=security(settings.QUEUE_URL, settings.QUEUE_CA),
    broker_connection_timeout=TIMEOUT,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # for ever
    broker_transport_options={"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}
    if settings.QUEUE_URL.startswith("redis")
    else {"connect_timeout": TIMEOUT},
    task_default_queue="quotemark",
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
)


def announce(run_id: uuid.UUID) -> None:
    """Say that the run waits. Where the broker cannot be reached the run’s page says so, and a worker finds it."""
    from exchange.models import Run

    if not told_broker():
        Run.objects.filter(pk=run_id, state=Run.State.WAITING).update(reason=NO_BROKER)


def told_broker() -> bool:
    """Say that there is work; False where the broker cannot be reached."""
    try:
        do_what_waits.apply_async(retry=True, retry_policy={"max_retries": 1, "interval_start": 0})
    except (BrokerError, OSError) as error:
        logger.warning("the broker %s cannot be reached: %s", broker_name(), error)
        return False
    return True


def broker_name() -> str:
    """The broker’s address without user and password."""
    address = urlsplit(settings.QUEUE_URL)
    return f"{address.scheme}://{address.hostname}:{address.port or 'its usual port'}"


@app.task(name="quotemark.do_what_waits")  # type: ignore[untyped-decorator]
def do_what_waits() -> None:
    """Do what waits, the most urgent first, until nothing is left or the worker is to end."""
    from exchange.runs.worker import Worker

    worker = Worker()
    with told_to_stop(worker):
        while not worker.is_stopping and worker.turn():
            pass


@contextmanager
def told_to_stop(worker: Worker) -> Iterator[None]:
    """Pass on that the worker is to end: after the batch, or at once where that takes long."""
    from exchange.runs.worker import GRACE

    ended = threading.Event()

    def watch() -> None:
        while not stopping.wait(0.2):
            if ended.is_set():
                return
        worker.is_stopping = True
        if not ended.wait(GRACE):
            os.kill(os.getpid(), signal.SIGALRM)

    before = signal.signal(signal.SIGALRM, worker.stop)
    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()
        signal.signal(signal.SIGALRM, before)


@dataclass
class Look:
    """What a worker’s main process does beside Celery: signs of life, looks into the database, and the tidying up."""

    processes: int
    name: uuid.UUID = field(default_factory=uuid.uuid4)
    ended: threading.Event = field(default_factory=threading.Event)
    unheard: int = 0
    """How often it has said in a row that there is work, and nobody took it."""

    def begin(self) -> None:
        self.thread = threading.Thread(target=self.go_on, name="look", daemon=True)
        self.thread.start()

    def go_on(self) -> None:
        from django.db import DatabaseError, InterfaceError, connection

        from exchange.models import WorkerBeat
        from exchange.runs.worker import Worker

        worker, looks = Worker(), 0
        while not self.ended.wait(LOOK_EVERY):
            worker.is_stopping = stopping.is_set()
            try:
                if looks % BEAT_EVERY == 0:
                    WorkerBeat.beat(self.name)
                self.look(worker)
            except (DatabaseError, InterfaceError):
                logger.warning("the worker cannot reach the database: it tries again", exc_info=True)
            except Exception:
                logger.exception("a look for work failed")
            finally:
                connection.close()  # processes that the pool begins anew must not share it
            looks += 1
        with suppress(DatabaseError):
            WorkerBeat.objects.filter(name=self.name).delete()
        connection.close()

    def look(self, worker: Worker) -> None:
        from exchange.runs.services import to_do

        if worker.is_stopping or len(state.active_requests) >= self.processes:
            self.unheard = 0
        elif not to_do():
            self.unheard = 0
            worker.tend()
        elif self.unheard < 2 and told_broker():
            self.unheard += 1
        else:
            worker.turn()

    def end(self) -> None:
        self.ended.set()
        self.thread.join(timeout=5)


class LookStep(bootsteps.StartStopStep):  # type: ignore[misc]
    """Begins to look once the processes of the pool are there, so that none of them begins with half of a thread."""

    requires = ("celery.worker.components:Pool",)

    def create(self, worker: Any) -> Look:
        import exchange.runs.worker  # noqa: F401 - before the pool begins, which then has it

        return Look(processes=worker.concurrency)

    def start(self, worker: Any) -> None:
        self.obj.begin()

    def stop(self, worker: Any) -> None:
        self.obj.end()


app.steps["worker"].add(LookStep)


@signals.worker_shutting_down.connect  # type: ignore[untyped-decorator]
def let_all_end(**values: Any) -> None:
    stopping.set()


def work(*, processes: int = 1) -> None:
    """Celery’s own worker, with what it can do without."""
    app.worker_main(
        [
            *("worker", "--loglevel", "WARNING", "--concurrency", str(processes)),
            *("--hostname", f"quotemark-{uuid.uuid4().hex[:8]}@%h", "--without-gossip", "--without-mingle"),
        ]
    )
