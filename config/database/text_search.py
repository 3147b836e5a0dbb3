"""A full-text index of one column: words, and beginnings of words, in texts of any number.

SQLite keeps it in an FTS5 table beside the column, which triggers keep up to date; PostgreSQL in a GIN index on
an expression. A later migration that makes Django copy the table on SQLite drops the triggers: it has to end with
``create`` as well, and the tests of the search fail until it does.
"""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

MOST_CHARACTERS = 100_000
"""PostgreSQL looks no further into a text: the index entry of one row is limited to a megabyte."""

FEW = 1000
"""As many rows PostgreSQL is asked for by index; where more match, going through the rows soon finds enough."""

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({column}, content='{table}', content_rowid='id')",
    "DROP TRIGGER IF EXISTS {index}_in",
    "DROP TRIGGER IF EXISTS {index}_out",
    "CREATE TRIGGER {index}_in AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column}); END",
    "CREATE TRIGGER {index}_out AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column}); END",
    "INSERT INTO {index}({index}) VALUES ('rebuild')",
)
SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS {index}_in",
    "DROP TRIGGER IF EXISTS {index}_out",
    "DROP TABLE IF EXISTS {index}",
)
POSTGRESQL = ("CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin ({vector})",)
POSTGRESQL_DROP = ("DROP INDEX IF EXISTS {index}",)
logger = logging.getLogger(__name__)


class TextIndex(NamedTuple):
    """The index of a column whose values never change, in a table with the primary key ``id``."""

    table: str
    column: str

    @property
    def names(self) -> dict[str, str]:
        vector = f"to_tsvector('simple', left({self.column}, {MOST_CHARACTERS}))"
        return {"table": self.table, "column": self.column, "index": f"{self.table}_words", "vector": vector}

    def create(self, apps: Any, schema_editor: Any) -> None:
        """Make the index of all that is there; for ``migrations.RunPython``."""
        self.execute(schema_editor, POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)

    def drop(self, apps: Any, schema_editor: Any) -> None:
        self.execute(schema_editor, POSTGRESQL_DROP if schema_editor.connection.vendor == "postgresql" else SQLITE_DROP)

    def execute(self, schema_editor: Any, statements: tuple[str, ...]) -> None:
        for statement in statements:
            schema_editor.execute(statement.format(**self.names))

    def ids(self, asked: str) -> RawSQL | None:
        """The ids of the rows that hold every word asked for, or a word that begins so. None if nothing is a word."""
        words = [word for word in asked.split() if any(character.isalnum() for character in word)]
        if not words:
            return None
        if connection.vendor == "postgresql":
            sql = "SELECT id FROM {table} WHERE {vector} @@ to_tsquery('simple', %s)"
            query = " & ".join(quoted(word, marks="'\\") + ":*" for word in words)
        else:
            sql = "SELECT rowid FROM {index} WHERE {index} MATCH %s"
            query = " AND ".join(quoted(word, marks='"') + " *" for word in words)
        return RawSQL(sql.format(**self.names), [query])  # noqa: S611 - what was typed is a parameter


class PartIndex(NamedTuple):
    """An index of short columns by groups of three letters, for what ``__icontains`` asks. On PostgreSQL alone.

    It needs the extension ``pg_trgm``. Where the role may not make that, there is no index and every row is read.
    """

    table: str
    columns: tuple[str, ...]
    extension: str = "pg_trgm"

    @property
    def name(self) -> str:
        return f"{self.table}_parts"

    def create(self, apps: Any, schema_editor: Any) -> None:
        """Make the index of all that is there; for ``migrations.RunPython``."""
        if schema_editor.connection.vendor != "postgresql":
            return
        columns = ", ".join(f"upper({column}::text) gin_trgm_ops" for column in self.columns)
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {self.extension}")
                schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {self.name} ON {self.table} USING gin ({columns})")
        except DatabaseError as error:
            logger.warning(
                "No index for parts of words: %s Searching goes on without it; docs/operation.md says how to make it.",
                error,
            )

    def few(self, asked: str, words: RawSQL | None) -> list[int] | None:
        """All rows with this in one of the columns, or among ``words``, if they are no more than ``FEW``.

        None where they are more, and on SQLite. Planned for what is asked: a plan for any words would read every row.
        """
        if connection.vendor != "postgresql":
            return None
        like = " OR ".join(f"upper({column}::text) LIKE upper(%s)" for column in self.columns)
        rows = f"SELECT id FROM {self.table} WHERE {like}"  # noqa: S608 - what was typed is a parameter
        asked_for = [(rows, [self.pattern(asked)] * len(self.columns))]
        asked_for += [(words.sql, words.params)] if words else []
        sql = " UNION ".join(f"({part} LIMIT {FEW + 1})" for part, _ in asked_for)
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            cursor.execute(sql, [value for _, values in asked_for for value in values], prepare=False)
            found = [pk for (pk,) in cursor.fetchall()]
        return found if len(found) <= FEW else None

    def pattern(self, asked: str) -> str:
        return f"%{connection.ops.prep_for_like_query(asked)}%"

    def drop(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {self.name}")


def quoted(word: str, *, marks: str) -> str:
    """The word between the first of these marks, with each of them doubled in it."""
    for mark in marks:
        word = word.replace(mark, mark * 2)
    return f"{marks[0]}{word}{marks[0]}"
