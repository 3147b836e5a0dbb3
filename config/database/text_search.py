"""A full-text index of one column: words, and beginnings of words, in texts of any number.

SQLite keeps it in an FTS5 table beside the column, which triggers keep up to date; PostgreSQL in a GIN index on
an expression. A later migration that makes Django copy the table on SQLite drops the triggers: it has to end with
``create`` as well, and the tests of the search fail until it does.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

MOST_CHARACTERS = 100_000
"""PostgreSQL looks no further into a text: the index entry of one row is limited to a megabyte."""

FEW = 1000
"""As many rows PostgreSQL is asked for by index; where more match, going through the rows soon finds enough."""

GROUP, MOST_GROUPS = 3, 20
"""SQLite looks for groups of three letters, of a long question for this many: what they find is compared with it."""

TRIGRAMS_SINCE = (3, 34)

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
SQLITE_PARTS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5"
    "({columns}, content='{table}', content_rowid='id', tokenize='trigram', detail='none')",
    "DROP TRIGGER IF EXISTS {index}_in",
    "DROP TRIGGER IF EXISTS {index}_out",
    "DROP TRIGGER IF EXISTS {index}_new",
    "CREATE TRIGGER {index}_in AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {index}(rowid, {columns}) VALUES (new.id, {new}); END",
    "CREATE TRIGGER {index}_out AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', old.id, {old}); END",
    "CREATE TRIGGER {index}_new AFTER UPDATE OF {columns} ON {table} BEGIN "
    "INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', old.id, {old}); "
    "INSERT INTO {index}(rowid, {columns}) VALUES (new.id, {new}); END",
    "INSERT INTO {index}({index}) VALUES ('rebuild')",
)
SQLITE_PARTS_DROP = ("DROP TRIGGER IF EXISTS {index}_new", *SQLITE_DROP)
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
    """An index of short columns by groups of three letters, for what ``__icontains`` asks.

    On PostgreSQL it needs the extension ``pg_trgm``; with ``btree_gin`` it begins with the column ``within``, so that
    other projects cost nothing. Where the role may not make them, there is less of an index, or none and every row is
    read. SQLite keeps it in an FTS5 table, from version 3.34 on.
    """

    table: str
    columns: tuple[str, ...]
    within: str = ""
    extensions: tuple[str, str] = ("pg_trgm", "btree_gin")

    @property
    def name(self) -> str:
        return f"{self.table}_parts"

    def create(self, apps: Any, schema_editor: Any) -> None:
        """Make the index of all that is there; for ``migrations.RunPython``."""
        if schema_editor.connection.vendor == "postgresql":
            self.create_on_postgresql(schema_editor)
        elif schema_editor.connection.Database.sqlite_version_info >= TRIGRAMS_SINCE:
            self.execute(schema_editor, SQLITE_PARTS)

    def create_on_postgresql(self, schema_editor: Any) -> None:
        columns = [f"upper({column}::text) gin_trgm_ops" for column in self.columns]
        whole = [(self.extensions, [self.within, *columns])] if self.within else []
        for extensions, indexed in [*whole, (self.extensions[:1], columns)]:
            try:
                with transaction.atomic(using=schema_editor.connection.alias):
                    for extension in extensions:
                        schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
                    index = f"{self.name} ON {self.table} USING gin ({', '.join(indexed)})"
                    schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {index}")
                return
            except DatabaseError as error:
                names = " and ".join(extensions)
                logger.warning(
                    "No index for parts of words by %s: %s Searching goes on without it; docs/operation.md says how.",
                    names,
                    error,
                )

    def execute(self, schema_editor: Any, statements: tuple[str, ...]) -> None:
        names = {name: ", ".join(f"{name}.{column}" for column in self.columns) for name in ("new", "old")}
        for statement in statements:
            schema_editor.execute(
                statement.format(index=self.name, table=self.table, columns=", ".join(self.columns), **names)
            )

    def few(self, asked: str, words: RawSQL | None, *, within: int | None = None) -> list[int] | None:
        """All rows with this in one of the columns, or among ``words``, if they are no more than ``FEW``.

        None where they are more, or where no index answers. ``within`` is the only value of that column.
        """
        found = self.found_by(asked)
        if found is None:
            return None
        both = [found, self.among(words)] if words else [found]
        only, value = (f" AND {self.within} = %s", [within]) if within is not None else ("", [])
        parts = [f"SELECT {self.table}.id FROM {rows}{only} LIMIT {FEW + 1}" for rows, _ in both]  # noqa: S608
        sql = " UNION ".join(f"SELECT id FROM ({part}) AS found" for part in parts)  # noqa: S608 - values are parameters
        keys = rows_unprepared(sql, [given for _, values in both for given in [*values, *value]])
        return None if keys is None or len(keys) > FEW else keys

    def found_by(self, asked: str) -> tuple[str, list[Any]] | None:
        """The rows that have this in one of the columns, by the index. None where it cannot answer."""
        values: list[Any] = [f"%{connection.ops.prep_for_like_query(asked)}%"] * len(self.columns)
        if connection.vendor == "postgresql":
            like = " OR ".join(f"upper({column}::text) LIKE upper(%s)" for column in self.columns)
            return f"{self.table} WHERE ({like})", values
        groups = sorted({asked[at : at + GROUP] for at in range(len(asked) - GROUP + 1)})[:MOST_GROUPS]
        if not groups or "\0" in asked:
            return None
        match = " AND ".join(quoted(group, marks='"') for group in groups)
        hits = RawSQL(f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH %s", [match])  # noqa: S608, S611
        rows, params = self.among(hits)
        like = " OR ".join(f"{self.table}.{column} LIKE %s ESCAPE '\\'" for column in self.columns)
        return f"{rows} AND ({like})", [*params, *values]

    def among(self, hits: RawSQL) -> tuple[str, list[Any]]:
        """The rows with these keys. SQLite takes one hit after another, and so never more than are asked for."""
        if connection.vendor == "postgresql":
            return f"{self.table} WHERE id IN ({hits.sql})", [*hits.params]
        return f"({hits.sql}) AS hits CROSS JOIN {self.table} WHERE {self.table}.id = hits.rowid", [*hits.params]

    def drop(self, apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {self.name}")
        else:
            self.execute(schema_editor, SQLITE_PARTS_DROP)


def rows_unprepared(sql: str, values: Sequence[Any]) -> list[int] | None:
    """The keys that the query finds, None where SQLite has no such index.

    On PostgreSQL it is planned for these values: a plan for any words would read every row.
    """
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.connection.cursor() as cursor:
            return [pk for (pk,) in cursor.execute(sql, values, prepare=False)]
    try:
        with connection.cursor() as cursor:
            return [pk for (pk,) in cursor.execute(sql, values)]
    except DatabaseError as error:
        if "no such table" not in str(error):
            raise
        return None


def quoted(word: str, *, marks: str) -> str:
    """The word between the first of these marks, with each of them doubled in it."""
    for mark in marks:
        word = word.replace(mark, mark * 2)
    return f"{marks[0]}{word}{marks[0]}"
