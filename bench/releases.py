"""What a release of a large project costs: processor time an article, and memory above the start.

usage: releases.py [--articles 20000] [--annotations 10] [--formats jsonl csv]

Makes a project in a database of its own (SQLite in a temporary folder, or DATABASE_URL), in which a tenth of the
articles repeat another one, and releases it in a process of its own, divided by hash.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORDS = [
    f"{start}{middle}{end}" for start in "bdfgklmnprst" for middle in ("a", "e", "o") for end in ("ndor", "st", "l")
]
LENGTH = 400  # words
BATCH = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--annotations", type=int, default=10, help="of each article")
    parser.add_argument("--formats", nargs="+", default=["jsonl", "csv"])
    parser.add_argument("--release-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.release_only:
        release(options.formats)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUOTEMARK_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        fill(options.articles, options.annotations)
        subprocess.run([sys.executable, __file__, "--release-only", "--formats", *options.formats], check=True)


def fill(articles: int, annotations: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from articles.models import Project

    project = Project.objects.create(slug="large", name="Large")
    started = time.perf_counter()
    for first in range(0, articles, BATCH):
        write_batch(project, range(first, min(first + BATCH, articles)), annotations)
    print(f"{articles:,} articles with {annotations} quotes each in {time.perf_counter() - started:.0f} s", flush=True)


def write_batch(project: Any, numbers: range, annotations: int) -> None:
    from django.db import transaction

    from annotator.models import Annotation, AnnotationSet, Span
    from articles.models import Article, text_digest

    with transaction.atomic():
        articles = Article.objects.bulk_create(article(project, number) for number in numbers)
        sets = AnnotationSet.objects.bulk_create(AnnotationSet(article=row, source="gold") for row in articles)
        rows = [quote(row, place) for row in sets for place in range(annotations)]
        Annotation.objects.bulk_create(rows, batch_size=500)
        Span.objects.bulk_create(
            (Span(annotation=row, role="content", order=0, start=row.start, end=row.end) for row in rows),
            batch_size=500,
        )
        assert text_digest(articles[0].text) == articles[0].sha256


def article(project: Any, number: int) -> Any:
    from articles.models import Article, text_digest

    draw = random.Random(number // 10 if number % 10 == 1 else number)
    text = " ".join(draw.choices(WORDS, k=LENGTH))
    return Article(
        project=project, external_id=f"a{number}", text=text, sha256=text_digest(text), words=LENGTH,
        title=f"Story {number}", label=f"Story {number}", publisher=f"Publisher {number % 50}",
    )  # fmt: skip


def quote(annotation_set: Any, place: int) -> Any:
    from annotator.models import Annotation

    return Annotation(
        id=uuid.uuid4(), set=annotation_set, kind="quote", verdict="added", quote_type="indirect", speaker_kind="none",
        start=place * 40, end=place * 40 + 30, first=place * 40, last=place * 40 + 30,
    )  # fmt: skip


def release(formats: list[str]) -> None:
    import django

    django.setup()
    from articles.models import Project
    from exchange.releases.options import ReleaseOptions, SplitOptions
    from exchange.releases.services import ask_release
    from exchange.runs.services import do_here

    project = Project.objects.get(slug="large")
    wanted = ReleaseOptions(formats=tuple(formats), split=SplitOptions(method="hash"))
    asked, _ = ask_release(project, user=None, client_id=uuid.uuid4(), options=wanted)
    before, started, clock = megabytes(), time.process_time(), time.perf_counter()
    do_here(asked.run)
    seconds, elapsed = time.process_time() - started, time.perf_counter() - clock
    asked.refresh_from_db()
    assert asked.manifest is not None, asked.reason
    for line in report(asked.manifest, seconds=seconds, elapsed=elapsed, memory=megabytes() - before):
        print(line)


def report(manifest: dict[str, Any], *, seconds: float, elapsed: float, memory: float) -> Iterator[str]:
    articles = manifest["counts"]["articles"]
    size = sum(item["size"] for item in manifest["files"]) / 1e6
    near = manifest["splits"]["near_duplicates"]
    quotes = manifest["counts"]["annotations"]["quotes"]["all"]
    yield f"{articles:,} articles, {quotes:,} quotes, {size:.0f} MB of files"
    yield f"processor time {seconds:.1f} s, {1000 * seconds / articles:.2f} ms an article; by the clock {elapsed:.1f} s"
    yield f"memory above the start {memory:.0f} MB"
    yield f"near-duplicates: {near['groups']:,} groups, {near['articles']:,} articles"


def megabytes() -> float:
    """The most that the process has had in memory. (``getrusage`` would tell that of the process which began it.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
