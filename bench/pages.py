"""Processor time of the pages that count, in a project of 20,000 articles: the first view, and those after it.

usage: pages.py [--articles 20000] [--root FOLDER] [--var FOLDER]

``--root`` measures another checkout; ``--var`` keeps the database there, for another run to use (and migrate).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

QUOTES = 5  # in each article
PEOPLE = 10_000  # of whom some share a family name
GIVEN = ("Ada", "Boris", "Carla", "Dirk", "Elif", "Farid", "Greta")
PAGES = (
    *("people/", "people/?q=person12", "people/?show=same", "people/?page=40", "people/?letter=C", "people/1/"),
    *("quality/", "export/", ""),
)
TEXT = "“It is closed,” said the mayor. The board met on Monday and heard more of it than it had wished to. " * 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--var", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quotemark-bench-") as place:
        set_up(options.root, options.var or Path(place))
        from articles.models import Project

        if not Project.objects.exists():
            fill(options.articles)
        for name in ("reviewer", "annotator"):
            measure(name)


def set_up(root: Path, var: Path) -> None:
    sys.path.insert(0, str(root))
    os.chdir(root)
    os.environ.update(QUOTEMARK_VAR=str(var), DJANGO_SETTINGS_MODULE="config.settings", ALLOWED_HOSTS="testserver")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill(number: int) -> None:
    """Articles with suggestions, half of them decided by one of two people."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from annotator.models import AnnotationSet, Event, Person, folded
    from articles.models import Article, Membership, Project, text_digest

    project = Project.objects.create(slug="bench", name="Bench")
    users = [get_user_model().objects.create_user(name) for name in ("reviewer", "annotator")]
    for user in users:
        Membership.objects.create(project=project, user=user, role=user.username)
    names = [f"{GIVEN[place % len(GIVEN)]} Person{place // 9 * 5 + place % 5}" for place in range(PEOPLE)]
    people = Person.objects.bulk_create(Person(project=project, name=name, folded=folded(name)) for name in names)
    digest, now = text_digest(TEXT), timezone.now()
    done = {"state": "finished", "finished_at": now}
    places: Iterator[int] = iter(range(number))
    while batch := list(islice(places, 1000)):
        articles = Article.objects.bulk_create(
            Article(
                project=project, external_id=f"a-{place}", text=TEXT, sha256=digest, words=600, label=f"Story {place}",
                blocks=[[0, len(TEXT), "paragraph"]], finished=place % 2 == 0,
            )
            for place in batch
        )  # fmt: skip
        machine = AnnotationSet.objects.bulk_create(
            AnnotationSet(article=row, source="suggester", suggester="bench", version="1", **done) for row in articles
        )
        own = AnnotationSet.objects.bulk_create(
            AnnotationSet(article=row, source="annotator", user=users[place % 4 // 2], **done)
            for place, row in enumerate(articles)
            if place % 2 == 0
        )
        fill_sets(machine, own, people)
        Event.objects.bulk_create(Event(project=project, article=row, verb="import") for row in articles)


def fill_sets(machine: list[Any], own: list[Any], people: list[Any]) -> None:
    from annotator.models import Annotation

    def quote(owner: Any, place: int, verdict: str, **more: Any) -> Annotation:
        person = people[(owner.article_id * 7 + place * place * 31) % len(people)]
        return Annotation(
            id=uuid.uuid4(), set=owner, kind="quote", verdict=verdict, quote_type="direct", speaker_kind="named",
            score=place / QUOTES, name=person.name, start=100 * place, end=100 * place + 16, place="paragraph",
            person=person, **more,
        )  # fmt: skip

    rows = [quote(owner, place, "suggested") for owner in machine for place in range(QUOTES)]
    origins = {(row.set.article_id, row.start): row for row in rows}
    decided = [
        quote(owner, place, "accepted", origin=origins[owner.article_id, 100 * place])
        for owner in own
        for place in range(QUOTES)
    ]
    Annotation.objects.bulk_create(rows + decided)


def measure(name: str) -> None:
    """Times of the thread that answers; what is counted in the background is waited for between the views."""
    from django.contrib.auth import get_user_model
    from django.core.cache import cache
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    client.get("/")
    for page in PAGES:
        cache.clear()
        times = []
        for _ in range(4):
            begun = time.thread_time()
            assert client.get(f"/projects/bench/{page}").status_code == 200
            times.append(1000 * (time.thread_time() - begun))
            wait_for_background()
        print(
            f"{name:<10} {page or 'articles':<22} first {times[0]:7.0f} ms, then {min(times[1:]):5.0f} ms", flush=True
        )


def wait_for_background() -> None:
    import threading

    for thread in threading.enumerate():
        if thread.name.startswith("counting"):
            thread.join()


if __name__ == "__main__":
    main()
