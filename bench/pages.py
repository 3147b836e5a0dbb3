"""Processor time of the pages that count, with 100 and with 100,000 articles: the first view, and those after it.

usage: pages.py [--articles 100000] [--only pages] [--user reviewer] [--root FOLDER] [--var FOLDER]
On PostgreSQL: scripts/with-postgresql .venv/bin/python bench/pages.py

``--root`` measures another checkout; ``--var`` keeps the database there, for another run to use (and migrate).
A time is the processor time of this thread and of PostgreSQL's process together; both projects take turns. Of an
export the first part that is sent is waited for, with what comes before it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import uuid
from collections import namedtuple
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.decisions import meter

QUOTES = 5  # in each article
PEOPLE = 10_000  # of whom some share a family name
USERS = ["reviewer", "annotator"]
GIVEN = ("Ada", "Boris", "Carla", "Dirk", "Elif", "Farid", "Greta")
EXPORTS = (
    *("jsonl", "prodigy", "labelstudio", "doccano", "brat", "csv"),
    *("parquet", "docbin", "conll", "w3c", "cas", "citron"),
)
PAGES = {
    "pages": [
        *("", "?q=story+1", "?q=story+99", "?q=nothing", "people/", "people/?q=person12", "people/?show=same"),
        *("people/?page=2", "people/?letter=C", "people/PERSON/", "people/find/?q=person+1"),
        *("quality/", "progress/", "export/", "queue/", "agreement/", "adjudicate/", "mentions/", "mine/", "/inbox/"),
    ],
    "filters": [
        *(f"?state={state}" for state in ("open", "finished", "new", "flagged", "withdrawn")),
        *(f"?team={state}" for state in ("untouched", "begun", "finished", "waiting", "disputed", "open", "gold")),
        *(f"?team={state}" for state in ("assigned", "held", "practice", "check")),
        *("?readers=1", "?readers=2", "?team=finished&who=ANNOTATOR", "?q=story+1&state=new"),
    ],
    "interface": [
        *(f"/api/v1/articles/?project=SLUG{more}" for more in ("", "&q=story+1", "&q=nothing", "&publisher=none")),
        *(f"/api/v1/people/?project=SLUG{more}" for more in ("", "&q=person12", "&kind=person")),
        "/api/v1/annotations/?project=SLUG",
        *(f"/api/v1/annotations/?project=SLUG&{name}" for name in ("kind=quote", "verdict=accepted", "source=gold")),
        *(f"/api/v1/annotations/?project=SLUG&{name}" for name in ("decided=true", "decided=false", "person=PERSON")),
        *(f"/api/v1/annotations/?project=SLUG&{name}" for name in ("annotator=reviewer", "score_from=0.7")),
        *(f"/api/v1/annotations/?project=SLUG&{name}" for name in ("place=caption", "verdict=rejected")),
        *(f"/api/v1/threads/?project=SLUG{more}" for more in ("", "&waits=true", "&resolved=false", "&by=annotator")),
        *("/api/v1/projects/SLUG/queue/next/", "/api/v1/projects/SLUG/progress/", "/api/v1/projects/SLUG/agreement/"),
        *("/api/v1/registry-changes/?project=SLUG", "/api/v1/projects/SLUG/active-time/"),
    ],
    "exports": [
        f"/api/v1/projects/SLUG/exports/{name}/{chosen}"
        for name in EXPORTS
        for chosen in (("", "?set=machine") if name == "jsonl" else ("",))
    ],
}
SMALL, FACTOR, MOST = 100, 1.5, 100  # asked: this many times 100 articles, and milliseconds at the first view
TEXT = "“It is closed,” said the mayor. The board met on Monday and heard more of it than it had wished to. " * 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--only", choices=PAGES, nargs="+", default=[*PAGES])
    parser.add_argument("--user", choices=USERS, nargs="+", default=USERS)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--var", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quotemark-bench-") as place:
        set_up(options.root, options.var or Path(place))
        from articles.models import Project

        if not Project.objects.exists():
            fill("small", SMALL)
            fill("bench", options.articles)
            with_statistics()
        for name in options.user:
            measure(name, [page for part in options.only for page in PAGES[part]])


def set_up(root: Path, var: Path) -> None:
    sys.path.insert(0, str(root))
    os.chdir(root)
    os.environ.update(QUOTEMARK_VAR=str(var), DJANGO_SETTINGS_MODULE="config.settings", ALLOWED_HOSTS="testserver")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill(slug: str, number: int) -> None:
    """Articles with suggestions, half of them decided by one of two people; 10,000 people at most."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from annotator.models import Person, folded
    from articles.models import Membership, Project

    project = Project.objects.create(slug=slug, name=slug)
    users = [get_user_model().objects.get_or_create(username=name)[0] for name in USERS]
    for user in users:
        Membership.objects.create(project=project, user=user, role=user.username)
    count = min(PEOPLE, number)
    names = [f"{GIVEN[place % len(GIVEN)]} Person{place // 9 * 5 + place % 5}" for place in range(count)]
    people = Person.objects.bulk_create(Person(project=project, name=name, folded=folded(name)) for name in names)
    places: Iterator[int] = iter(range(number))
    while batch := list(islice(places, 5000)):
        with transaction.atomic():
            fill_batch(project, users, people, batch)


def fill_batch(project: Any, users: list[Any], people: list[Any], places: list[int]) -> None:
    """By the rows, as an import writes them: instances would take an hour for 100,000 articles."""
    from django.utils import timezone

    from annotator.models import AnnotationSet, Event
    from articles.models import Article, text_digest
    from config.database.bulk import reserved_keys

    keys = reserved_keys(Article, len(places))
    decided = [place for place in places if place % 2 == 0]
    sets = reserved_keys(AnnotationSet, len(places) + len(decided))
    now = timezone.now()
    insert(
        Article, id=keys, project_id=project.pk, external_id=[f"a-{place}" for place in places], text=TEXT,
        sha256=text_digest(TEXT), words=len(TEXT.split()), title=[f"Story {place}" for place in places],
        label=[f"Story {place}" for place in places], blocks=[[[0, len(TEXT), "paragraph"]]] * len(places),
        finished=[place % 2 == 0 for place in places], created_at=now,
    )  # fmt: skip
    done = {"state": "finished", "finished_at": now, "created_at": now}
    machine = dict(zip(places, sets, strict=False))
    own = dict(zip(decided, sets[len(places) :], strict=True))
    articles = dict(zip(places, keys, strict=True))
    insert(
        AnnotationSet,
        id=list(machine.values()),
        article_id=keys,
        source="suggester",
        suggester="bench",
        version="1",
        **done,
    )
    insert(
        AnnotationSet, id=list(own.values()), article_id=[articles[place] for place in decided], source="annotator",
        user_id=[users[place % 4 // 2].pk for place in decided], **done,
    )  # fmt: skip
    fill_sets(machine, own, people)
    fill_threads([articles[place] for place in places if place % 20 == 0], users)
    insert(Event, project_id=project.pk, article_id=keys, verb="import", at=now)


def fill_sets(machine: dict[int, int], own: dict[int, int], people: list[Any]) -> None:
    from django.utils import timezone

    from annotator.models import Annotation, Span

    ids: dict[tuple[int, int], str] = {}

    def quotes(sets: dict[int, int], verdict: str) -> list[str]:
        rows = [(place, number) for place in sets for number in range(QUOTES)]
        who = [people[(place * 7 + number * number * 31) % len(people)] for place, number in rows]
        new = [str(uuid.uuid4()) for _ in rows]
        insert(
            Annotation, id=new, set_id=[sets[place] for place, _ in rows], verdict=verdict, kind="quote",
            quote_type="direct", speaker_kind="named", place="paragraph", origin_id=[ids.get(row) for row in rows],
            score=[number / QUOTES for _, number in rows], name=[person.name for person in who],
            person_id=[person.pk for person in who], start=[100 * number for _, number in rows],
            end=[100 * number + 16 for _, number in rows], first=[100 * number for _, number in rows],
            last=[100 * number + 16 for _, number in rows], created_at=timezone.now(), updated_at=timezone.now(),
        )  # fmt: skip
        insert(
            Span, annotation_id=new, role="content", order=0, start=[100 * number for _, number in rows],
            end=[100 * number + 16 for _, number in rows],
        )  # fmt: skip
        ids.update(zip(rows, new, strict=True))
        return new

    quotes(machine, "suggested")
    quotes(own, "accepted")


def fill_threads(articles: list[int], users: list[Any]) -> None:
    """A question about each of the articles, by one of the two people and then the other; one in fifty is open."""
    from django.utils import timezone

    from annotator.models import Flag

    now, number = timezone.now(), len(articles)
    insert(
        Flag, article_id=articles, user_id=[users[place % 2].pk for place in range(number)], note="Is it her?",
        created_at=now, resolved_at=[now if place % 50 else None for place in range(number)],
    )  # fmt: skip


def insert(model: Any, **columns: Any) -> None:
    """Rows by columns: a list has a value for each row, anything else is the same in all."""
    from config.database.bulk import insert_rows

    number = max(len(values) for values in columns.values() if isinstance(values, list))
    row: Any = namedtuple("row", [*columns])  # type: ignore[misc]
    cells = (values if isinstance(values, list) else [values] * number for values in columns.values())
    insert_rows(model, [row(*values) for values in zip(*cells, strict=True)])


def with_statistics() -> None:
    """What each database knows of its tables after a night: SQLite keeps none, and PostgreSQL counts by itself."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def measure(name: str, pages: list[str]) -> None:
    """Both projects in turns, each page at first and then again; what is counted in the background is waited for."""
    from django.contrib.auth import get_user_model
    from django.core.cache import cache
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    client.get("/projects/small/")
    cost = meter()
    print(f"{name:<56} {'small: first':>12} {'then':>6} {'large: first':>14} {'then':>6}   then, large to small")
    for page in pages:
        cache.clear()
        found: dict[str, list[float]] = {"small": [], "bench": []}
        for _ in range(5):
            for slug, times in found.items():
                status, spent = cost(partial(asked, client, address_of(page, slug)))
                assert status in (200, 302, 403), (page, status)  # annotators may not see some pages
                times.append(spent)
                wait_for_background()
        small, large = (statistics.median(times[1:]) for times in found.values())
        firsts = [times[0] for times in found.values()]
        missed = "" if large <= FACTOR * small and firsts[1] < MOST else "   MISSED"
        line = f"{page or 'articles':<56} {firsts[0]:12.0f} {small:6.0f} {firsts[1]:14.0f} {large:6.0f}"
        print(f"{line}   {large / small:.2f}{missed}", flush=True)


def asked(client: Any, address: str) -> Any:
    """The response, of which what is streamed is read until the first part comes."""
    response = client.get(address, headers={"HX-Request": "true"} if "find" in address else {})
    if response.streaming:
        next(iter(response.streaming_content), None)  # closing the response would close the database's connection
    return response


def address_of(page: str, slug: str) -> str:
    """The page in a project. “PERSON” is the key of one of its people, “ANNOTATOR” that of a member."""
    from django.contrib.auth import get_user_model

    from annotator.models import Person

    if "PERSON" in page:
        page = page.replace("PERSON", str(Person.objects.filter(project__slug=slug).order_by("id")[7].pk))
    if "ANNOTATOR" in page:
        page = page.replace("ANNOTATOR", str(get_user_model().objects.get(username="annotator").pk))
    return page.replace("SLUG", slug) if page.startswith("/") else f"/projects/{slug}/{page}"


def wait_for_background() -> None:
    import threading

    for thread in threading.enumerate():
        if thread.name.startswith("counting"):
            thread.join()


if __name__ == "__main__":
    main()
