"""Suggestions for a corpus by one worker and by two, on each engine; and with a worker and the broker killed meanwhile.

usage: engines.py [--articles N] [--engines database redis amqp] [--workers 1 2] [--kill]

The database is SQLite in a folder of its own, or what ``scripts/with-postgresql`` gives. Each way has a project of its
own with the same made-up articles. The clock runs from the first article to the last, so that loading the model is left
out; processor time is that of the workers with all they started.
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
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.models import Project

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--paragraphs", type=int, default=6)
    parser.add_argument("--engines", nargs="+", default=["database", "redis", "amqp"])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--kill", action="store_true", help="a worker at a third, the broker at a half")
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
    from tests.exchange.runs import servers
    from tests.factories import make_project

    project = make_project(f"{engine}-{number}")
    write_articles(place / "in.jsonl", options.articles, paragraphs=options.paragraphs)
    import_paths(project, [place / "in.jsonl"], user=None)
    run = ask_suggestions(project, user=None)
    broker = None
    if engine != "database":
        folder = place / f"{engine}-{number}"
        folder.mkdir()
        broker = servers.redis(folder) if engine == "redis" else servers.rabbitmq(folder)
        broker.start(wait_for)
    url = broker.url if broker else "database:"
    workers = [started(url) for _ in range(number)]
    begin, first = 0.0, 0
    killed = broker_killed = not options.kill
    while run.state != "finished":
        time.sleep(0.2)
        run.refresh_from_db()
        if run.records and not begin:
            begin, first = time.monotonic(), run.records
        if not killed and run.records > options.articles // 3:
            os.killpg(workers[0].pid, signal.SIGKILL)
            workers.append(started(url))
            killed = True
        if not broker_killed and broker and run.records > options.articles // 2:
            broker.kill()
            broker_killed = True
    seconds = time.monotonic() - begin
    processor = sum(map(ended, workers))
    if broker:
        broker.kill()
    words = sum(project.articles.values_list("words", flat=True))
    told = (run.report or {})["suggested"]
    print(
        f"{engine}, {number} workers: {(options.articles - first) / seconds:.1f} articles/s, "
        f"{words * (1 - first / options.articles) / seconds:,.0f} words/s; {words / processor:,.0f} words a second of "
        f"processor time; {told} suggested, {sets_of(project)}",
        flush=True,
    )


def wait_for(condition: object) -> None:
    while callable(condition) and not condition():
        time.sleep(0.05)


def started(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        cwd=ROOT,
        env={**os.environ, "QUEUE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def ended(worker: subprocess.Popen[bytes]) -> float:
    """End the worker; its seconds of processor time."""
    worker.send_signal(signal.SIGTERM)
    _, _, used = os.wait4(worker.pid, 0)
    worker.returncode = 0
    return used.ru_utime + used.ru_stime


def sets_of(project: Project) -> str:
    """How many sets the articles have."""
    from annotator.models import AnnotationSet

    found = Counter(AnnotationSet.objects.filter(article__project=project).values_list("article_id", flat=True))
    return ", ".join(
        f"{articles} articles with {sets} set" for sets, articles in sorted(Counter(found.values()).items())
    )


if __name__ == "__main__":
    main()
