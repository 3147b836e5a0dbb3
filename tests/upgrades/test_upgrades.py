"""A database that an earlier version made comes to this one with all that was in it.

``bench/earlier_schema.py`` makes the files: what SQLite held, and the same as a backup for PostgreSQL.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Max, Min
from django.test import Client

from annotator.models import Annotation
from articles.models import Article
from config.database.replacing import connected_to
from config.database.tables import read_table, tables_of
from exchange.backup.container import opened_container
from exchange.backup.writing import name_of

FOLDER = Path(__file__).resolve().parent
VERSIONS = [path.stem for path in sorted(FOLDER.glob("*.backup"))]
FIRST, *LATER = VERSIONS  # the migrations of all begin with the first's
LEFT = pytest.mark.left_to_ci
OF_SQLITE = [FIRST, *(pytest.param(name, marks=LEFT) for name in LATER)]
OF_POSTGRESQL = [pytest.param(FIRST, marks=LEFT)]
Rows = dict[Any, dict[str, Any]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRESQL)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The database of that version, migrated: SQLite's own file, on PostgreSQL what its backup brings."""
    ContentType.objects.clear_cache()
    if connection.vendor == "sqlite":
        place = tmp_path / "old.sqlite3"
        place.write_bytes(gzip.decompress((FOLDER / f"{request.param}.sqlite3.gz").read_bytes()))
        with connected_to(place):
            call_command("migrate", verbosity=0, interactive=False)
            yield request.param
    else:
        call_command("restore", str(FOLDER / f"{request.param}.backup"), replace=True, verbosity=0)
        yield request.param
    ContentType.objects.clear_cache()


def rows_before(name: str) -> dict[str, Rows]:
    """The rows of each table by their first column, each a value for each column."""
    with opened_container(FOLDER / f"{name}.backup") as (archive, manifest):
        return {
            table["name"]: by_key(
                table["columns"],
                map(json.loads, archive.read(name_of(table["name"])).splitlines()),
            )
            for table in manifest["tables"]
        }


def rows_now() -> dict[str, Rows]:
    return {table.name: by_key(table.columns, read_table(table)) for table in tables_of(apps)}


def by_key(columns: Sequence[Sequence[str]], rows: Iterable[list[Any]]) -> Rows:
    return {
        row[0]: {
            name: json.loads(value) if kind == "json" and value is not None else value
            for (name, kind), value in zip(columns, row, strict=True)
        }
        for row in rows
    }


def test_every_value_of_an_earlier_version_is_there_after_the_upgrade(upgraded: str) -> None:
    before, after = rows_before(upgraded), rows_now()
    assert {name for name, rows in before.items() if not rows} == set()
    assert before.keys() <= after.keys()
    for name, rows in before.items():
        for key, row in rows.items():
            assert key in after[name], f"{name} {key} is gone"
            now = after[name][key]
            lost = {column: (value, now.get(column)) for column, value in row.items() if now.get(column) != value}
            assert lost == {}, f"{name} {key}"
    connection.check_constraints()
    spans = Annotation.objects.order_by().annotate(least=Min("spans__start"), most=Max("spans__end"))
    assert not spans.exclude(least=None).exclude(first=F("least"), last=F("most")).exists()
    assert_it_works()


def assert_it_works() -> None:
    """Texts are found by their words, and the pages open."""
    editor = get_user_model().objects.filter(is_superuser=True).order_by("pk")[0]
    browser = Client()
    browser.force_login(editor)
    article = Article.objects.order_by("pk")[0]
    for address in ("/", f"/projects/{article.project.slug}/", f"/articles/{article.pk}/"):
        assert browser.get(address).status_code == 200, address
