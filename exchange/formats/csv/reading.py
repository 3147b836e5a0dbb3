"""CSV and TSV: our own rows, one a quote, and tables of others (``tables``).

The rows of an article follow one another; in our own export the first of them holds its text.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from typing import Any

from articles.readers.types import ReadError
from exchange.formats.csv.rows import (
    CHUNK,
    Row,
    by_article,
    delimiter_of,
    encoding_of,
    is_separator,
    named_rows,
    rows_of,
)
from exchange.formats.csv.tables import Table, foreign_articles
from exchange.formats.csv.writing import COLUMNS, unguarded_cell
from exchange.formats.foreign.articles import articles_from
from exchange.formats.json.stream import Buffered
from exchange.formats.json.values import shown
from exchange.formats.mapping import Mapping
from exchange.formats.native.annotations import QUOTE_SPANS
from exchange.formats.native.articles import record_of
from exchange.formats.source import Head, SourceFile
from exchange.records.article import CERTIFIED, GOLD, Failure, FilePlace, Incoming, Note

OURS = {"article_id", "content_offsets", "annotation_id"}
OWN_KEYS = {
    "id": "annotation_id",
    "type": "type",
    "speaker_name": "speaker_name",
    "speaker_kind": "speaker_kind",
    "verdict": "verdict",
    "reason": "reason",
    "origin": "origin",
}


def looks_like(head: Head) -> bool:
    """Whether it begins with the columns of our own export, or is a “Unicode text” of Excel: a table named .txt."""
    if head.start.removeprefix(codecs.BOM_UTF8).startswith(f"{COLUMNS[0]},{COLUMNS[1]},".encode()):
        return True
    return head.name.endswith((".txt", ".text")) and is_table_with_tabs(head.start)


def is_table_with_tabs(start: bytes) -> bool:
    """Whether the first line names columns, that of the texts among them, with tabs between."""
    text = start[:CHUNK].decode(encoding_of(start)[0], errors="replace").removeprefix("\ufeff")
    columns = [Mapping().column(name.strip()) for name in text.partition("\n")[0].rstrip("\r").split("\t")]
    return "text" in columns and sum(map(bool, columns)) > 1


def read(source: SourceFile) -> Iterator[Incoming]:
    """The articles of a table. Raises ReadError if no column holds their text."""
    file = Buffered(source.file)
    start = file.peek(CHUNK)
    encoding, note = encoding_of(start)
    delimiter = delimiter_of(start.decode(encoding, errors="replace"), source)
    if note:
        yield Note(source.name, note)
    rows = rows_of(file, encoding, delimiter, source)
    first = next(rows, None)
    if not isinstance(first, Failure | None) and is_separator(first[1]):
        first = next(rows, None)
    if first is None:
        raise ReadError("the file is empty; write a line of column names, and a row an article or quote")
    if isinstance(first, Failure):
        yield first
        return
    names = [name.strip() for name in first[1]]
    if set(names) >= OURS:
        yield from own_articles(named_rows(rows, names, source), source)
        return
    table = Table(names, source)
    if not table.has("text"):
        raise ReadError(
            f"no column holds the articles’ texts; the columns are {', '.join(names)[:300]}: name that of the text "
            "“text”, or say which it is in the mapping (“columns”: {“…”: “text”})"
        )
    yield from articles_from(foreign_articles(named_rows(rows, table.names, source), table), source)


def own_articles(rows: Iterator[Row | Failure], source: SourceFile) -> Iterator[Incoming]:
    """The articles of our own export."""
    for group in by_article(rows, lambda row: row.cells["article_id"]):
        if isinstance(group, Failure):
            yield group
            continue
        try:
            yield record_of(own_article(group), place=group[0].place, default_id=source.id_of(group[0].place))
        except ReadError as error:
            yield Failure(group[0].place, str(error))


def own_article(rows: Sequence[Row]) -> dict[str, Any]:
    """The article’s rows in the keys of the native format. Raises ReadError."""
    cells = [{name: unguarded_cell(cell) for name, cell in row.cells.items()} for row in rows]
    first = cells[0]
    text = next((told["text"] for told in cells if told.get("text")), "")
    if not text:
        raise ReadError(
            f"no row of the article “{first['article_id'][:100]}” holds its text; it stands in the first one"
        )
    return {
        "id": first["article_id"],
        "text": text,
        **{key: first.get(key, "") for key in ("title", "url", "publisher", "byline", "published", "language")},
        "quotes": [own_quote(told, text, place=row.place) for told, row in zip(cells, rows, strict=True)],
    }


def own_quote(cells: dict[str, str], text: str, *, place: FilePlace) -> dict[str, Any]:
    """A row as a quote of the native format. Raises ReadError if other words stand at its offsets."""
    values: dict[str, Any] = {role: own_spans(cells, f"{role}_offsets", place=place) for role in QUOTE_SPANS}
    found = [text[start:end] for start, end in values["content"]]
    if cells.get("fragments") and own_list(cells, "fragments", place=place) != found:
        raise ReadError(
            f"line {place.line}: the quote’s offsets name other words than its fragments; was the text changed?"
        )
    annotator, suggester = cells.get("annotator", ""), cells.get("suggester", "")
    owner = {annotator: True} if annotator in (str(GOLD), str(CERTIFIED)) else {"annotator": annotator}
    if suggester:
        owner = {"suggester": suggester, "version": cells.get("version", "")}
    told = {key: cells.get(column, "") for key, column in OWN_KEYS.items()}
    return {
        **values,
        **{key: value for key, value in told.items() if value},
        **({key: value for key, value in owner.items() if value}),
        "score": own_score(cells.get("score", ""), place=place),
    }


def own_spans(cells: dict[str, str], column: str, *, place: FilePlace) -> list[Any]:
    return own_list(cells, column, place=place) if cells.get(column) else []


def own_list(cells: dict[str, str], column: str, *, place: FilePlace) -> list[Any]:
    try:
        value = json.loads(cells[column])
    except (ValueError, RecursionError) as error:
        raise ReadError(f"line {place.line}: {column} is a JSON list, not {shown(cells[column])}") from error
    if not isinstance(value, list):
        raise ReadError(f"line {place.line}: {column} is a JSON list, not {shown(cells[column])}")
    return value


def own_score(told: str, *, place: FilePlace) -> float | None:
    try:
        return float(told) if told else None
    except ValueError as error:
        raise ReadError(f"line {place.line}: score is a number from 0 to 1, not {shown(told)}") from error
