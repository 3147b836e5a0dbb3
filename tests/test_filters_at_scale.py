"""Every filter of every list costs about as much as the list itself, with thousands of articles and decisions."""

from __future__ import annotations

import datetime
import json
from collections import namedtuple
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pytest
from django.contrib import admin
from django.db import OperationalError, connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from annotator.models import Alias, Annotation, AnnotationSet, Event, Flag, Person, Span
from articles.models import Article, Project
from config.database.bulk import insert_rows, reserved_keys
from tests.factories import make_member, make_suggested, make_user, new_id

MANY = 20_000 if connection.vendor == "postgresql" else 5_000
MOST_STEPS = 5_000_000  # of SQLite's machine, in one page: each of the 10,000 annotations costs some 200
MOST_COST = 100_000  # as PostgreSQL estimates a query
OUR_APPS = {"annotator", "articles", "datasets"}
VALUES = {
    "project": "harbour", "external_id": "number-17", "publisher": "Paper 3", "language": "en", "q": "number 17",
    "published_from": "2024-03-01", "published_to": "2024-03-01", "withdrawn": "true", "kind": "quote",
    "wikidata_id": "Q42", "article": "17", "annotation_set": "17", "verdict": "accepted", "source": "annotator",
    "suggester": "rules", "suggester_version": "1", "annotator": "ann", "person": "17", "place": "paragraph",
    "people kind": "person", "score_from": "0.9", "score_to": "0.1", "decided": "true",
    "verb": "merge people", "undone": "true", "annotation": "0b6e9f5c-3d0c-4c0e-9a43-2f6a0c9d7a11", "by": "ann",
    "resolved": "false", "waits": "true",
}  # fmt: skip
OTHERS = {
    "decided": ["false"], "withdrawn": ["false"], "verdict": ["rejected"], "source": ["gold"], "resolved": ["true"],
    "waits": ["false"],
}  # fmt: skip


def insert(model: type[models.Model], **columns: Any) -> None:
    """Rows by columns: a list has a value for each row, anything else is the same in all."""
    number = max(len(values) for values in columns.values() if isinstance(values, list))
    row: Any = namedtuple("row", [*columns])  # type: ignore[misc]
    cells = (values if isinstance(values, list) else [values] * number for values in columns.values())
    insert_rows(model, [row(*values) for values in zip(*cells, strict=True)])


def fill(project: Project, user: Any) -> None:
    """Articles with a suggestion each. The user has decided about all but each tenth, and finished every other one."""
    names = [f"Number {place}" for place in range(MANY)]
    articles, people = reserved_keys(Article, MANY), reserved_keys(Person, MANY // 5)
    sets = reserved_keys(AnnotationSet, 2 * MANY)
    machine, own = sets[:MANY], sets[MANY:]
    suggested, decided = ([str(new_id()) for _ in range(MANY)] for _ in range(2))
    now, day = timezone.now(), datetime.date(2024, 1, 1)
    insert(
        Article, id=articles, project_id=project.pk, external_id=names, title=names, label=names, sha256="0" * 64,
        text="“It is closed,” said the mayor.", publisher=[f"Paper {place % 40}" for place in range(MANY)],
        language="en", published=[day + datetime.timedelta(days=place % 365) for place in range(MANY)], created_at=now,
    )  # fmt: skip
    insert(
        Person, id=people, project_id=project.pk, name=names[: len(people)], folded="", created_at=now,
        by_decision=[place % 2 == 0 for place in range(len(people))],
    )  # fmt: skip
    insert(Alias, person_id=people, name=names[-len(people) :], folded="")
    insert(
        AnnotationSet, id=machine, article_id=articles, source="suggester", suggester="rules", version="1",
        created_at=now,
    )  # fmt: skip
    insert(
        AnnotationSet, id=own, article_id=articles, source="annotator", user_id=user.pk, created_at=now,
        state=["open", "finished"] * (MANY // 2), finished_at=[None, now] * (MANY // 2),
    )  # fmt: skip
    quote = {
        "kind": "quote", "quote_type": "direct", "speaker_kind": "named", "name": names, "place": "paragraph",
        "score": [place / MANY for place in range(MANY)], "start": 0, "end": 14, "first": 0, "last": 14,
        "person_id": [*people] * 5, "created_at": now, "updated_at": now,
    }  # fmt: skip
    insert(Annotation, id=suggested, set_id=machine, verdict="suggested", **quote)
    origins = [key if place % 10 else None for place, key in enumerate(suggested)]
    insert(Annotation, id=decided, set_id=own, verdict="accepted", origin_id=origins, **quote)
    insert(Span, annotation_id=suggested + decided, role="content", order=0, start=0, end=14)
    insert(Event, project_id=project.pk, article_id=articles, actor_id=user.pk, verb="accept", at=now)
    insert(Flag, article_id=articles, annotation_id=suggested, user_id=user.pk, note="Why?", created_at=now)


def api_addresses() -> Iterator[str]:
    resolver = get_resolver()  # loads all addresses, with the converters of the first for the others
    assert resolver.url_patterns
    from exchange.api.urls import router

    for prefix, viewset, _ in router.registry:
        if not hasattr(viewset, "list"):
            continue
        yield f"/api/v1/{prefix}/"
        filterset = getattr(viewset, "filterset_class", None)
        for name in filterset.base_filters if filterset else ():
            assert name in VALUES, f"give VALUES one of the filter {name}"
            for value in [VALUES.get(f"{prefix} {name}", VALUES[name]), *OTHERS.get(name, [])]:
                yield f"/api/v1/{prefix}/?{name}={value}"


def admin_lists() -> Iterator[str]:
    for model in admin.site._registry:
        if model._meta.app_label in OUR_APPS:
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def admin_addresses(client: Client, address: str) -> set[str]:
    """A list of the admin, narrowed by the first choices of each of its filters, and by a search."""
    shown = client.get(address).context["cl"]
    choices = [choice for spec in shown.filter_specs for choice in islice(spec.choices(shown), 3)]
    queries = [str(choice["query_string"]) for choice in choices]
    return {f"{address}{query}" for query in [*queries, "?q=number+17"]}


@contextmanager
def work_counted() -> Iterator[list[str]]:
    """Collects what costs too much: on SQLite by the steps of its machine, which ends such a query."""
    found: list[str] = []
    if connection.vendor == "sqlite":
        steps = 0

        def step() -> bool:
            nonlocal steps
            steps += 10_000
            return steps > MOST_STEPS

        connection.ensure_connection()
        connection.connection.set_progress_handler(step, 10_000)
        try:
            yield found
        finally:
            connection.connection.set_progress_handler(None, 0)
        found.append(str(steps))
        return
    with CaptureQueriesContext(connection) as queries:
        yield found
    selects = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT")]
    found.append(str(max(map(estimated_cost, selects), default=0)))


def estimated_cost(sql: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql)
        (plan,) = cursor.fetchone()
    found = json.loads(plan) if isinstance(plan, str) else plan
    return float(found[0]["Plan"]["Total Cost"])


def too_costly(client: Client, address: str) -> bool:
    most = MOST_STEPS if connection.vendor == "sqlite" else MOST_COST
    try:
        with work_counted() as found:
            response = client.get(address)
    except OperationalError:
        return True
    assert response.status_code == 200, address
    return float(found[0]) > most


@pytest.mark.left_to_ci
def test_no_filter_of_any_list_reads_a_table_for_each_row(client: Client, project: Project) -> None:
    user = make_member(project, role="reviewer", name="ann")
    root = make_user("root", is_superuser=True, is_staff=True)
    fill(project, user)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # of every table, so that nothing hangs on what ran before
    pages = [f"/projects/harbour/?{query}" for query in ("q=number+17", "state=new", "state=open", "state=finished")]
    client.force_login(user)
    costly = [address for address in [*api_addresses(), *pages] if too_costly(client, address)]
    client.force_login(root)
    decided = [f"/api/v1/annotations/?decided={value}" for value in ("true", "false")]
    lists = [address for listed in admin_lists() for address in admin_addresses(client, listed)]
    costly += [address for address in [*decided, *lists] if too_costly(client, address)]
    assert costly == []


def read_whole(sql: str) -> list[str]:
    """The tables that PostgreSQL would read from one end to the other for a query."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql)
        return [line for (line,) in cursor.fetchall() if "Seq Scan on" in line]


DECIDED_IN = {"annotator_annotation", "annotator_span", "annotator_event"}


def forget_statistics(tables: Iterable[str]) -> None:
    """As if PostgreSQL had never counted the tables, whatever the tests before left, until the test's end."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE")  # so that none is counted meanwhile
            cursor.execute("DELETE FROM pg_statistic WHERE starelid = %s::regclass", [table])
            cursor.execute("UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE oid = %s::regclass", [table])


def test_no_decision_reads_a_whole_table_before_it_was_counted(client: Client, project: Project) -> None:
    """PostgreSQL counts rows about a minute after they came; until then it guesses how many there are."""
    if connection.vendor != "postgresql":
        pytest.skip("tests/annotator/test_many_articles.py reads SQLite's plans")
    forget_statistics(DECIDED_IN)
    user = make_member(project, name="ann")
    fill(project, user)
    article = make_suggested(project)
    client.force_login(user)
    spans = [["content", 0, 20], ["cue", 22, 26]]
    quote = Annotation.objects.filter(set__article=article, kind="quote")[0].pk
    for values in (
        {"verb": "accept", "card": str(quote), "version": 0},
        {"verb": "change", "card": str(quote), "version": 1, "spans": json.dumps(spans)},
        {"verb": "undo"},
        {"verb": "undo"},
    ):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(f"/articles/{article.pk}/actions/", {"action": str(new_id()), **values})
        assert response.status_code == 200
        selects = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT")]
        whole = [(line.split("Seq Scan on ")[1].split()[0], sql) for sql in selects for line in read_whole(sql)]
        assert [(table, sql) for table, sql in whole if table in DECIDED_IN] == []  # of actions there are few
