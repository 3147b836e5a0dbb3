"""What asking for the next article costs in a large project with many people, by each policy.

Usage: .venv/bin/python bench/next_article.py [--articles 20000] [--people 12]

Makes a project in a database of its own: each person has finished their share of the articles, holds one and has
skipped a few. Prints milliseconds of processor time: the next article (taken), home's part of it, the count, and the
whole request behind the button “Next article”.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

REPEATS = 9
LONG_QUEUE = 1000


def make_queue(*, articles: int, people: int, overlap: int = 2) -> tuple[Any, list[Any]]:
    """A project of made-up articles, each second one read by as many as are wanted, and its people."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.utils import timezone

    from annotator.models import AnnotationSet
    from annotator.services.places import recount
    from annotator.services.queue import advance
    from annotator.services.skips import skip
    from articles.models import Article, Membership, Project
    from articles.models.texts import text_digest

    project = Project.objects.create(slug="many", name="Many", overlap=overlap)
    users = [get_user_model().objects.create_user(f"person{number}") for number in range(people)]
    for user in users:
        Membership.objects.create(project=project, user=user)
    rows = []
    for number in range(articles):
        text = f"Story {number}.\n\n" + "Nothing much happened in the harbour today, people say. " * 60
        row = Article(project=project, external_id=f"a{number}", text=text, title=f"Story {number}")
        row.derive(digest=text_digest(text))
        row.uncertainty = (number * 7919 % 1000) / 1000
        rows.append(row)
    Article.objects.bulk_create(rows, batch_size=500)
    keys = list(Article.objects.filter(project=project).order_by("id").values_list("id", flat=True))
    now = timezone.now()
    AnnotationSet.objects.bulk_create(
        (
            AnnotationSet(
                article_id=key, user=users[(place + shift) % people], source="annotator", state="finished",
                finished_at=now,
            )
            for place, key in enumerate(keys[: articles // 2])
            for shift in range(overlap)
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as databases do by themselves some time after
    recount(keys)
    for number, user in enumerate(users):
        advance(user, project.pk)
        for article in Article.objects.select_related("project").filter(pk__in=keys[-number * 3 - 3 : -number * 3 - 1]):
            skip(article, user=user, reason="too long")
    return project, users


def cost(call: Callable[[], Any]) -> float:
    """Milliseconds of processor time, the median of a few calls."""
    times = []
    for _ in range(REPEATS):
        begun = time.process_time()
        call()
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times)


def next_costs(project: Any, users: list[Any]) -> dict[str, dict[str, float]]:
    """For each policy: the next article taken anew, the first six of the list, the number that waits; the request."""
    from django.test import Client

    from annotator.models import Lease
    from annotator.services.asking import askings
    from annotator.services.assign import assign
    from annotator.services.queue import first_articles, take_next, waiting_in
    from articles.models import Article, QueuePolicy

    some = list(Article.objects.filter(project=project, readers=0).select_related("project").order_by("-id")[100:400])
    assign(some, to=users[1], user=boss_of(project))
    found: dict[str, dict[str, float]] = {}
    user = users[0]
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for policy in QueuePolicy.values:
        type(project).objects.filter(pk=project.pk).update(queue_policy=policy)
        for other in users[1:]:
            take_next(other)

        def take() -> None:
            Lease.objects.filter(user=user).delete()
            take_next(user)

        def ask() -> None:
            Lease.objects.filter(user=user).delete()
            assert client.post(f"/projects/{project.slug}/queue/next/").status_code == 302

        found[policy] = {
            "request": cost(ask),
            "take": cost(take),
            "list": cost(lambda: first_articles(askings(user))),
            "count": cost(lambda: [waiting_in(asking, most=LONG_QUEUE) for asking in askings(user)]),
        }
    return found


def boss_of(project: Any) -> Any:
    from articles.models import Role
    from tests.factories import make_member

    return make_member(project, role=Role.MANAGER, name="boss")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        import os

        os.environ.update(QUOTEMARK_VAR=place, DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        project, users = make_queue(articles=options.articles, people=options.people)
        print(f"{options.articles:,} articles, {options.people} people: ms of processor time")
        for policy, costs in next_costs(project, users).items():
            print(f"  {policy:10}", "  ".join(f"{name} {value:6.1f}" for name, value in costs.items()))


if __name__ == "__main__":
    main()
