"""Suggestions for a corpus by one worker and by two, on each engine; and with a worker and the broker killed meanwhile.

usage: engines.py [--articles N] [--paragraphs N] [--engines database redis amqp] [--workers 1 2] [--kill]

The database is SQLite in a folder of its own, or what ``scripts/with-postgresql`` gives. Each way has a project of its
own with the same made-up articles. The clock runs from the first article to the last, so that loading the model is left
out; processor time is that of the workers with all they started. While it runs, no more may be shown as done than is
stored; at the end each article must have one set and one only, and nothing may wait. Three paragraphs are some seventy
words: ``--articles 10000 --paragraphs 3 --workers 2 --kill`` takes some minutes for each engine.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.models import Project
    from exchange.models import Run
    from tests.exchange.runs.servers import Broker

Worker = subprocess.Popen[bytes]
PATIENCE = 240
"""Seconds without progress after which something waits for ever. A worker that was killed is noticed after sixty."""
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--paragraphs", type=int, default=6)
    parser.add_argument("--engines", nargs="+", default=["database", "redis", "amqp"])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument(
        "--kill",
        action="store_true",
        help="a worker at a third, the broker at a half, all connections to PostgreSQL at two thirds",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        os.environ.update(QUOTEMARK_VAR=folder, DJANGO_SETTINGS_MODULE="config.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{place / 'bench.sqlite3'}")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for engine in options.engines:
            for workers in options.workers:
                measure(place, engine, workers, options)


def measure(place: Path, engine: str, number: int, options: argparse.Namespace) -> None:
    from bench.suggest_file import write_articles
    from exchange.incoming.importing import import_paths
    from exchange.runs.suggesting import ask_suggestions
    from tests.factories import make_project

    project = make_project(f"{engine}-{number}")
    write_articles(place / "in.jsonl", options.articles, paragraphs=options.paragraphs)
    import_paths(project, [place / "in.jsonl"], user=None)
    run = ask_suggestions(project, user=None)
    broker = started_broker(engine, place / f"{engine}-{number}")
    url = broker.url if broker else "database:"
    workers = [started(url) for _ in range(number)]
    watch = Watch(run, project, options.articles)
    kills = kills_of(workers, broker, url) if options.kill else []
    try:
        while watch.goes_on():
            while kills and run.records / options.articles > kills[0][0]:
                kills.pop(0)[1]()
    finally:
        processor = sum(map(ended, workers))
        if broker:
            broker.kill()
    watch.tell(f"{engine}, {number} workers", processor)
    watch.check()


def started_broker(engine: str, folder: Path) -> Broker | None:
    from tests.exchange.runs import servers

    if engine == "database":
        return None
    folder.mkdir()
    broker = servers.redis(folder) if engine == "redis" else servers.rabbitmq(folder)
    broker.start(wait_for)
    return broker


def kills_of(workers: list[Worker], broker: Broker | None, url: str) -> list[tuple[float, Callable[[], None]]]:
    """What is killed, each with the share of the articles after which it is."""

    def kill_worker() -> None:
        os.killpg(workers[0].pid, signal.SIGKILL)
        workers.append(started(url))

    kills = [(1 / 3, kill_worker)]
    if broker:
        kills.append((1 / 2, broker.kill))
    if os.environ["DATABASE_URL"].startswith("postgres"):
        kills.append((2 / 3, end_connections))
    return kills


def end_connections() -> None:
    """End every connection to PostgreSQL but this one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@dataclass
class Watch:
    """Looks at a run until it ends, and holds what it shows against what is stored."""

    run: Run
    project: Project
    articles: int
    begin: float = 0.0
    first: int = 0
    moved: float = field(default_factory=time.monotonic)
    seen: int = 0

    def goes_on(self) -> bool:
        time.sleep(0.2)
        self.run.refresh_from_db()
        shown, stored = self.run.records, sum(self.sets().values())
        assert shown <= stored, f"{shown} articles are shown as done, and {stored} have a set"
        if shown != self.seen:
            self.seen, self.moved = shown, time.monotonic()
        assert time.monotonic() - self.moved < PATIENCE, f"nothing moved for {PATIENCE} s at {shown} articles"
        if shown and not self.begin:
            self.begin, self.first = time.monotonic(), shown
        assert self.run.state in {"waiting", "running", "finished"}, self.run.reason
        return self.run.state != "finished"

    def sets(self) -> Counter[int]:
        """How many sets each article has."""
        from annotator.models import AnnotationSet

        return Counter(AnnotationSet.objects.filter(article__project=self.project).values_list("article_id", flat=True))

    def tell(self, name: str, processor: float) -> None:
        seconds = time.monotonic() - self.begin
        words = sum(self.project.articles.values_list("words", flat=True))
        print(
            f"{name}: {(self.articles - self.first) / seconds:.1f} articles/s, "
            f"{words * (1 - self.first / self.articles) / seconds:,.0f} words/s; "
            f"{words / processor:,.0f} words a second of processor time",
            flush=True,
        )

    def check(self) -> None:
        """Each article has one set and one only, the run says so, and nothing waits any more."""
        from exchange.models import Run, RunPart

        sets, told = self.sets(), self.run.report or {}
        assert len(sets) == self.articles, f"{self.articles - len(sets)} articles have no set"
        assert set(sets.values()) == {1}, f"{sum(number > 1 for number in sets.values())} articles have several sets"
        assert (self.run.records, told["suggested"], told["failed"]) == (self.articles, self.articles, 0), told
        assert not Run.objects.exclude(state="finished").exists()
        assert not RunPart.objects.exists()
        print(f"  each of {self.articles} articles has one set, the run says so, and nothing waits", flush=True)


def wait_for(condition: object) -> None:
    while callable(condition) and not condition():
        time.sleep(0.05)


def started(url: str) -> Worker:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        cwd=ROOT,
        env={**os.environ, "QUEUE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def ended(worker: Worker) -> float:
    """End the worker, if it was not killed; its seconds of processor time."""
    os.kill(worker.pid, signal.SIGTERM)  # not send_signal, which would take note of the end and lose the times
    _, _, used = os.wait4(worker.pid, 0)
    worker.returncode = 0
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
