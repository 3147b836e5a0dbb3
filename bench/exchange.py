"""How fast articles come in and go out, and in how much memory, beside the bare rows through the same driver.

usage: exchange.py [--articles N] [--annotations-per-article M] [--postgresql] [--formats jsonl,csv]

Each step runs in a process of its own, on a database of its own in a temporary folder (or, with --postgresql, on a
temporary server: ``scripts/with-postgresql``):

- **import**: a native JSON Lines file into an empty project, as ``import_articles`` does it;
- **bare import**: the very rows that the import has made, inserted into an empty copy of the schema with its indexes by
  the driver’s ``executemany``, and on PostgreSQL once more by COPY, in transactions of 1,000 articles; only the
  inserting is timed;
- **import again**: the same file once more, which changes nothing;
- **export**: as ``export`` does it, into ``/dev/null``;
- **bare export**: the same columns of the same rows, each table by one streaming cursor of the driver, a ``json.dumps``
  a row, into ``/dev/null``.

Seconds are those of the clock; ``cpu`` those of this process, which other programs disturb less. Memory is the peak
of the process above what it had when the work began (of an import, the tables being made counts in).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.bare_rows import BATCH, connect, copied_rows, copy, create_tables, executemany, start_django  # noqa: E402
from bench.exchange_corpus import write_file  # noqa: E402

READ = {
    "articles_article": (
        *("external_id", "title", "url", "publisher", "byline", "published", "language", "sha256", "text", "blocks"),
        "extra",
    ),
    "annotator_annotationset": ("article_id", "source", "suggester", "version", "user_id", "state", "notes"),
    "annotator_annotation": (
        *("id", "set_id", "kind", "verdict", "origin_id", "quote_type", "speaker_kind", "entity_type", "replacement"),
        *("name", "person_id", "score", "reason", "candidates", "place", "extra", "created_at", "updated_at"),
    ),
    "annotator_span": ("annotation_id", "role", "start", "end"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--annotations-per-article", type=int, default=10)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--formats", default="jsonl", help="what to export as, with commas")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(STEPS[options.step.partition(":")[0]](options)))
    elif options.postgresql and "DATABASE_URL" not in os.environ:
        command = [str(ROOT / "scripts" / "with-postgresql"), sys.executable, *sys.argv]
        raise SystemExit(subprocess.run(command, check=False).returncode)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run_all(options, Path(folder))


def run_all(options: argparse.Namespace, folder: Path) -> None:
    formats = options.formats.split(",")
    size = write_file(folder / "in.jsonl", options.articles, options.annotations_per_article)
    kind = "PostgreSQL" if options.postgresql else "SQLite"
    print(
        f"{kind}: {options.articles:,} articles, "
        + ", ".join(f"{number:,} {name}" for name, number in size.items())
        + "\n"
    )
    print("| step | seconds | cpu | articles/s | spans/s | memory above start | first byte | part of bare |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    steps = ["import", "bare-import", *(["copy-import"] if options.postgresql else []), "import-again"]
    steps += ["bare-export", *(f"export:{name}" for name in formats), "bare-export"]
    found: dict[str, dict[str, Any]] = {}
    for step in steps:
        found[step] = run_step(step, options, folder)
    for step in steps:
        bare = found["bare-import" if "import" in step else "bare-export"]
        print_row(step, found[step], bare, options.articles, size["spans"])
    if options.postgresql:
        print(f"\nimport, part of COPY: {found['copy-import']['seconds'] / found['import']['seconds']:.2f}")


def print_row(step: str, measured: dict[str, Any], bare: dict[str, Any], articles: int, spans: int) -> None:
    seconds, first = measured["seconds"], measured.get("first")
    cells = [
        step,
        f"{seconds:.2f}",
        f"{measured['cpu']:.2f}",
        f"{articles / seconds:,.0f}",
        f"{spans / seconds:,.0f}",
        f"{measured['memory'] / 1e6:.0f} MB",
        f"{first:.2f} s" if first is not None else "",
        f"{bare['seconds'] / seconds:.2f} (cpu {bare['cpu'] / measured['cpu']:.2f})",
    ]
    print("| " + " | ".join(cells) + " |", flush=True)


def run_step(step: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
    if options.postgresql:
        command.append("--postgresql")
    urls = database_urls(options, folder)
    environment = {**os.environ, **urls, "QUOTEMARK_VAR": str(folder)}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def database_urls(options: argparse.Namespace, folder: Path) -> dict[str, str]:
    """``DATABASE_URL`` for the import, ``BARE_URL`` for the bare rows."""
    if not options.postgresql:
        return {"DATABASE_URL": f"sqlite:///{folder}/ours.sqlite3", "BARE_URL": f"sqlite:///{folder}/bare.sqlite3"}
    url = os.environ["DATABASE_URL"]
    return {"DATABASE_URL": url, "BARE_URL": f"{url}_bare"}


# --- the steps, each in a process of its own


def measured(work: Callable[[], Any]) -> dict[str, float]:
    start = memory_now()
    clock, cpu = perf_counter(), process_time()
    work()
    return {"seconds": perf_counter() - clock, "cpu": process_time() - cpu, "memory": peak_memory() - start}


def memory_now() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def step_import(options: argparse.Namespace) -> dict[str, Any]:
    start_django()
    create_tables()
    from articles.models import Project
    from exchange.incoming.importing import import_paths

    project, _ = Project.objects.get_or_create(slug="bench", name="Bench")
    reports: list[Any] = []
    result = measured(lambda: reports.append(import_paths(project, [options.folder / "in.jsonl"])))
    print(reports[0].summary())
    return result


def step_export(options: argparse.Namespace) -> dict[str, Any]:
    start_django()
    from articles.models import Project
    from exchange.outgoing.exporting import ExportOptions, open_export

    project = Project.objects.get(slug="bench")
    first: list[float] = []
    begun = perf_counter()

    def work() -> None:
        with open(os.devnull, "wb") as sink:
            for chunk in open_export(project, ExportOptions(format=options.step.partition(":")[2])).chunks():
                first.append(perf_counter()) if not first else None
                sink.write(chunk)

    return {**measured(work), "first": first[0] - begun}


def step_bare_import(options: argparse.Namespace) -> dict[str, Any]:
    return copied_rows(options, by=executemany)


def step_copy_import(options: argparse.Namespace) -> dict[str, Any]:
    return copied_rows(options, by=copy)


def step_bare_export(options: argparse.Namespace) -> dict[str, Any]:
    start_django()
    connection = connect(os.environ["DATABASE_URL"])
    first: list[float] = []
    begun = perf_counter()

    def work() -> None:
        with open(os.devnull, "wb") as sink:
            for table, columns in READ.items():
                cursor = connection.cursor("bare") if options.postgresql else connection.cursor()
                if options.postgresql:
                    cursor.itersize = BATCH
                names = ", ".join(f'"{column}"' for column in columns)
                cursor.execute(
                    f"select {names} from {table} order by id"
                    if table == "articles_article"
                    else f"select {names} from {table}"
                )
                for row in cursor:
                    sink.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")
                    first.append(perf_counter()) if not first else None
                cursor.close()

    return {**measured(work), "first": first[0] - begun}


STEPS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "import": step_import,
    "import-again": step_import,
    "bare-import": step_bare_import,
    "copy-import": step_copy_import,
    "export": step_export,
    "bare-export": step_bare_export,
}

if __name__ == "__main__":
    main()
