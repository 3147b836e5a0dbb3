"""The very rows of an import again, through the driver alone: what ``bench/exchange.py`` compares an import with."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from time import perf_counter, process_time
from typing import Any

TABLES = ("articles_article", "annotator_annotationset", "annotator_annotation", "annotator_span", "annotator_event")
BATCH = 1000
SETS_BETWEEN = "select id from annotator_annotationset where article_id between {0} and {1}"


def start_django(*, bare: bool = False) -> None:
    if bare:
        os.environ["DATABASE_URL"] = os.environ["BARE_URL"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()


def create_tables() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def copied_rows(options: argparse.Namespace, *, by: Callable[..., None]) -> dict[str, Any]:
    """The import’s rows into an empty copy of its tables: articles of a stretch with all that hangs on them."""
    source_url = os.environ["DATABASE_URL"]
    if options.postgresql:
        make_empty_database(source_url)
    start_django(bare=True)
    create_tables()
    from django.db import connection

    connection.ensure_connection()
    target = connection.connection
    source = connect(source_url)
    copy_project(source, target, connection.ops.quote_name)
    clock = cpu = 0.0
    for tables in stretches(source):
        begun, begun_cpu = perf_counter(), process_time()
        with connection.cursor():
            from django.db import transaction

            with transaction.atomic():
                for table, columns, rows in tables:
                    by(target, table, columns, rows)
        clock += perf_counter() - begun
        cpu += process_time() - begun_cpu
    if by is executemany:
        check_same(source, target)
    return {"seconds": clock, "cpu": cpu, "memory": 0}


def make_empty_database(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("drop database if exists quotemark_bare")
        server.execute("create database quotemark_bare")


def connect(url: str) -> Any:
    if url.startswith("sqlite"):
        import sqlite3

        return sqlite3.connect(url.removeprefix("sqlite:///"))
    import psycopg
    from psycopg.types.json import set_json_loads

    connection = psycopg.connect(url)
    set_json_loads(lambda data: data.decode() if isinstance(data, bytes) else data, connection)  # as text, both ways
    return connection


def copy_project(source: Any, target: Any, quote: Callable[[str], str]) -> None:
    for table, columns, rows in whole_table(source, "articles_project"):
        executemany(target, table, columns, rows)


def whole_table(source: Any, table: str) -> Iterator[tuple[str, list[str], list[Any]]]:
    cursor = source.cursor()
    cursor.execute(f"select * from {table}")
    yield table, [column[0] for column in cursor.description], cursor.fetchall()


def stretches(source: Any) -> Iterator[list[tuple[str, list[str], list[Any]]]]:
    """The rows of all tables for each thousand articles, in the order in which they may be inserted."""
    cursor = source.cursor()
    cursor.execute("select min(id), max(id) from articles_article")
    first, last = cursor.fetchone()
    where = {
        "articles_article": "id between {0} and {1}",
        "annotator_annotationset": "article_id between {0} and {1}",
        "annotator_annotation": f"set_id in ({SETS_BETWEEN})",
        "annotator_span": f"annotation_id in (select id from annotator_annotation where set_id in ({SETS_BETWEEN}))",
        "annotator_event": "article_id between {0} and {1}",
    }
    for start in range(first, last + 1, BATCH):
        tables = []
        for table in TABLES:
            cursor.execute(f"select * from {table} where " + where[table].format(start, start + BATCH - 1))
            tables.append((table, [column[0] for column in cursor.description], cursor.fetchall()))
        yield tables


def executemany(target: Any, table: str, columns: list[str], rows: list[Any]) -> None:
    mark = "?" if "sqlite" in type(target).__module__ else "%s"
    names = ", ".join(f'"{column}"' for column in columns)
    target.cursor().executemany(f"insert into {table} ({names}) values ({', '.join([mark] * len(columns))})", rows)


def copy(target: Any, table: str, columns: list[str], rows: list[Any]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with target.cursor().copy(f"copy {table} ({names}) from stdin") as stream:
        for row in rows:
            stream.write_row(row)


def check_same(source: Any, target: Any) -> None:
    for table in TABLES:
        counts = []
        for connection in (source, target):
            cursor = connection.cursor()
            cursor.execute(f"select count(*) from {table}")
            counts.append(cursor.fetchone()[0])
        assert counts[0] == counts[1], (table, counts)
