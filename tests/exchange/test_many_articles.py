"""What an import costs must not grow with the project: articles are found by an index, never by walking through all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from articles.models import Project
from config.database.rows import rows_side_by_side
from exchange.incoming import importing
from tests.exchange.helpers import article, as_lines, export_bytes, import_bytes, quote


@contextmanager
def ways_to_articles() -> Iterator[list[str]]:
    """How SQLite finds articles for each query within: by which index, and by how much of it."""
    found: list[str] = []

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            rows = connection.connection.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "?"), params or ())
            found.extend(row[3] for row in rows if "articles_article " in f"{row[3]} ")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


def test_an_import_finds_known_articles_by_an_index(project: Project) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plans are read from SQLite")
    native = as_lines(article(sha256=None, quotes=[quote()]), article("second"))
    stand_off = export_bytes_of(project, native)
    with ways_to_articles() as found:
        assert import_bytes(project, native).unchanged == 2
        assert import_bytes(project, native.replace(b'"id": "pier", ', b""), name="pier.jsonl").unchanged == 2
        assert import_bytes(project, stand_off).unchanged == 2
    assert found != []
    assert [line for line in found if "(project_id=? AND " not in line and "rowid=?" not in line] == []


def export_bytes_of(project: Project, native: bytes) -> bytes:
    import_bytes(project, native)
    return export_bytes(project, stand_off=True)


@pytest.mark.django_db(transaction=True)
def test_postgresql_reads_the_rows_of_a_batch_by_their_keys() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite does so anyway")
    before = cost_of_a_page()
    with rows_side_by_side():
        assert cost_of_a_page() == "1" != before
    assert cost_of_a_page() == before


def cost_of_a_page() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW random_page_cost")
        return str(cursor.fetchone()[0])


def test_postgresql_looks_at_what_a_large_import_has_made_grow(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL plans by what it has counted")
    import_bytes(project, as_lines(article(quotes=[quote()])))
    assert rows_counted() < 1
    monkeypatch.setattr(importing, "MANY", 1)
    import_bytes(project, as_lines(article("second", quotes=[quote()])))
    assert rows_counted() == 8


def rows_counted() -> float:
    """How many spans PostgreSQL believes that there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'annotator_span'")
        return float(cursor.fetchone()[0])
