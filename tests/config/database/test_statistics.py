"""PostgreSQL's statistics after many rows came: taken again where a table has grown, and left alone where it has not.

How large a table was at the last time is set here: how it grows depends on the room that other tests have left in it.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Project
from config.database.bulk import refresh_statistics
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def is_counted(*, at_last_time: str) -> bool:
    """Whether articles are counted, where they had so many pages at the last time: SQL, ``now`` for those of now."""
    with connection.cursor() as cursor:
        now = "pg_relation_size(oid) / current_setting('block_size')::int"
        cursor.execute(
            f"UPDATE pg_class SET relpages = {at_last_time.replace('now', now)} WHERE relname = %s",  # noqa: S608
            [Article._meta.db_table],
        )
    with CaptureQueriesContext(connection) as queries:
        refresh_statistics([Article])
    return any(query["sql"].startswith("ANALYZE") for query in queries)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no statistics that grow old")
def test_only_a_table_that_has_grown_by_a_tenth_is_counted(project: Project) -> None:
    make_article(project, "The only one.")
    assert is_counted(at_last_time="0")
    assert not is_counted(at_last_time="now")
    assert not is_counted(at_last_time="ceil(now * 0.95)")
    assert is_counted(at_last_time="floor(now * 0.9)")


def test_sqlite_is_not_asked(project: Project) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("the test above")
    with CaptureQueriesContext(connection) as queries:
        refresh_statistics([Article])
    assert len(queries) == 0
