"""CSV and TSV: our own rows, one a quote, and tables of others, by the mapping’s columns.

A table has a row an article, or several rows one after another with the same id: a quote a row (its words in columns
such as “quote”, “speaker” and “cue”, looked up in the text), or a labelled span a row (“start”, “end”, “label”). Of
an article’s rows the first that tells a title, an address or the text counts.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.readers.types import ReadError, Span
from datasets.flat import FlatRecord, FlatRelation, FlatSpan
from datasets.formats.csv import COLUMNS, JOINER, unguarded_cell
from datasets.formats.jsonlines import LINE_BYTES
from datasets.formats.jsonvalues import Buffered
from datasets.formats.native import record_of
from datasets.formats.values import shown
from datasets.inputs import Head, Source
from datasets.mapping import user_name
from datasets.reading import ARTICLE_COLUMNS, article_keys, articles_from, fits
from datasets.records import GOLD, Failure, Incoming, Note, Owner, Place
from datasets.words_in_text import located

CHUNK = 262_144
DELIMITERS = (",", ";", "\t", "|")
OURS = {"article_id", "content_offsets", "annotation_id"}
FALLBACK = "cp1252"
ROLES = ("content", "speaker", "cue")
OWN_KEYS = {
    "id": "annotation_id",
    "type": "type",
    "speaker_name": "speaker_name",
    "speaker_kind": "speaker_kind",
    "verdict": "verdict",
    "reason": "reason",
    "origin": "origin",
}
MOST_DIGITS = 20
SPAN_COLUMNS = ("start", "end", "label")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(LINE_BYTES)


def looks_like(head: Head) -> bool:
    """Whether it begins with the columns of our own export."""
    return head.start.removeprefix(codecs.BOM_UTF8).startswith(f"{COLUMNS[0]},{COLUMNS[1]},".encode())


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the table’s column names; its place is the line on which it begins."""

    place: Place
    cells: dict[str, str]


@dataclass(slots=True)
class Table:
    """A table’s columns: what each holds, by its own name."""

    names: list[str]
    source: Source
    meaning: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            told = self.source.mapping.column(name)
            if told and told not in self.meaning.values():
                self.meaning[name] = told

    def told(self, row: Row, column: str) -> str:
        """What the row tells for a key, without space around; empty where it tells nothing."""
        return next((row.cells[name].strip() for name, meaning in self.meaning.items() if meaning == column), "")

    def has(self, *columns: str) -> bool:
        return set(columns) <= set(self.meaning.values())

    def text(self, row: Row) -> str:
        return next((row.cells[name] for name, meaning in self.meaning.items() if meaning == "text"), "")


def read(source: Source) -> Iterator[Incoming]:
    """The articles of a table. Raises ReadError where it has no column that holds their text."""
    file = Buffered(source.file)
    start = file.peek(CHUNK)
    encoding, note = encoding_of(start)
    delimiter = delimiter_of(start.decode(encoding, errors="replace"), source)
    if note:
        yield Note(source.name, note)
    rows = rows_of(file, encoding, delimiter, source)
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
    yield from articles_from(foreign_articles(named_rows(rows, names, source), table), source)


def encoding_of(start: bytes) -> tuple[str, str]:
    """The encoding by its mark, else UTF-8 where the first bytes are, else Windows-1252 with a note that says so."""
    for mark, name in MARKS:
        if start.startswith(mark):
            return name, ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError as error:
        words = f"byte {error.start} is not UTF-8, so the table was read as Windows-1252; check a name with an accent"
        return FALLBACK, words
    return "utf-8", ""


def delimiter_of(text: str, source: Source) -> str:
    """The delimiter that gives the first line most columns that are known, then most columns."""

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return sum(bool(source.mapping.column(name)) or name in COLUMNS for name in names), len(names)

    return max(DELIMITERS, key=worth)


def rows_of(file: Buffered, encoding: str, delimiter: str, source: Source) -> Iterator[tuple[int, list[str]] | Failure]:
    """The rows with the lines on which they begin, then a failure where the table can’t be read on."""
    lines = io.TextIOWrapper(io.BufferedReader(Raw(file)), encoding=encoding, newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        place = Place(source.name, reader.line_num + 1)
        try:
            row = next(reader)
        except StopIteration:
            return
        except UnicodeError as error:
            yield Failure(place, f"what follows is not {encoding} ({error}); save the table as UTF-8")
            return
        except csv.Error as error:
            yield Failure(place, f"the row cannot be read ({error}); is a quotation mark not closed?")
            return
        yield place.line, row


class Raw(io.RawIOBase):
    """A file of bytes as the text layer of the standard library wants it."""

    def __init__(self, file: Buffered) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self.file.read(len(target))
        target[: len(data)] = data
        return len(data)


def named_rows(
    rows: Iterator[tuple[int, list[str]] | Failure], names: Sequence[str], source: Source
) -> Iterator[Row | Failure]:
    """The rows by column; empty ones are passed over, and one with too many cells is a failure."""
    for item in rows:
        if isinstance(item, Failure):
            yield item
            continue
        line, cells = item
        if not any(cell.strip() for cell in cells):
            continue
        place = Place(source.name, line)
        if len(cells) > len(names):
            yield Failure(place, f"the row has {len(cells)} cells and the table {len(names)} columns")
            continue
        yield Row(place, dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=True)))


def by_article(rows: Iterator[Row | Failure], key: Callable[[Row], str]) -> Iterator[list[Row] | Failure]:
    """The rows of each article: those one after another with the same key."""
    waiting: list[Row] = []
    for row in rows:
        if isinstance(row, Failure):
            yield row
            continue
        if waiting and key(waiting[0]) != key(row):
            yield waiting
            waiting = []
        waiting.append(row)
    if waiting:
        yield waiting


def own_articles(rows: Iterator[Row | Failure], source: Source) -> Iterator[Incoming]:
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


def own_quote(cells: dict[str, str], text: str, *, place: Place) -> dict[str, Any]:
    """A row as a quote of the native format. Raises ReadError where it names places at which other words stand."""
    values: dict[str, Any] = {role: own_spans(cells, f"{role}_offsets", place=place) for role in ROLES}
    found = [text[start:end] for start, end in values["content"]]
    if cells.get("fragments") and own_list(cells, "fragments", place=place) != found:
        raise ReadError(
            f"line {place.line}: the quote’s offsets name other words than its fragments; was the text changed?"
        )
    annotator, suggester = cells.get("annotator", ""), cells.get("suggester", "")
    owner = {"gold": True} if annotator == str(GOLD) else {"annotator": annotator}
    if suggester:
        owner = {"suggester": suggester, "version": cells.get("version", "")}
    told = {key: cells.get(column, "") for key, column in OWN_KEYS.items()}
    return {
        **values,
        **{key: value for key, value in told.items() if value},
        **({key: value for key, value in owner.items() if value}),
        "score": own_score(cells.get("score", ""), place=place),
    }


def own_spans(cells: dict[str, str], column: str, *, place: Place) -> list[Any]:
    return own_list(cells, column, place=place) if cells.get(column) else []


def own_list(cells: dict[str, str], column: str, *, place: Place) -> list[Any]:
    try:
        value = json.loads(cells[column])
    except (ValueError, RecursionError) as error:
        raise ReadError(f"line {place.line}: {column} is a JSON list, not {shown(cells[column])}") from error
    if not isinstance(value, list):
        raise ReadError(f"line {place.line}: {column} is a JSON list, not {shown(cells[column])}")
    return value


def own_score(told: str, *, place: Place) -> float | None:
    try:
        return float(told) if told else None
    except ValueError as error:
        raise ReadError(f"line {place.line}: score is a number from 0 to 1, not {shown(told)}") from error


def foreign_articles(rows: Iterator[Row | Failure], table: Table) -> Iterator[FlatRecord | Failure]:
    """The articles of another table; without an id, rows of the same text are one article’s."""
    has_rows_of_quotes = table.has("quote") or table.has(*SPAN_COLUMNS)

    def key(row: Row) -> str:
        told = table.told(row, "id") or table.text(row)
        return told if has_rows_of_quotes else f"{row.place.line}"

    for group in by_article(rows, key):
        if isinstance(group, Failure):
            yield group
            continue
        try:
            yield foreign_article(group, table)
        except ReadError as error:
            yield Failure(group[0].place, str(error))


def foreign_article(rows: Sequence[Row], table: Table) -> FlatRecord:
    """Raises ReadError."""
    text = next((table.text(row) for row in rows if table.text(row).strip()), "")
    of_rows = table.has("quote") or table.has(*SPAN_COLUMNS)
    values: dict[str, Any] = {}
    for column in ARTICLE_COLUMNS:
        told = next((table.told(row, column) for row in rows if table.told(row, column)), "")
        if told and fits(column, told):
            values[column] = told
        elif told:
            values[f"other_{column}"] = told
    others = {} if of_rows else other_cells(rows[0], table)
    spans = Spans(text)
    if table.has("quote"):
        for row in rows:
            spans.add_quote(row, table)
    elif table.has(*SPAN_COLUMNS):
        for row in rows:
            spans.add_span(row, table)
    if spans.not_found:
        values["quotes_not_found"] = spans.not_found
    article_id = table.told(rows[0], "id")
    return FlatRecord(
        values={
            **article_keys(others, table.source.mapping),
            **values,
            "text": text,
            **({"id": article_id} if article_id else {}),
        },
        place=rows[0].place,
        default_id=table.source.id_of(rows[0].place),
        spans=tuple(spans.spans),
        relations=tuple(spans.relations),
        tool_offsets=not table.has("quote"),
    )


def other_cells(row: Row, table: Table) -> dict[str, str]:
    """The cells of columns that the mapping does not name."""
    return {name: cell for name, cell in row.cells.items() if name and name not in table.meaning and cell}


@dataclass(slots=True)
class Spans:
    """The spans and relations of one article’s rows. ``not_found`` are quotes whose words the text does not hold."""

    text: str
    spans: list[FlatSpan] = field(default_factory=list)
    relations: list[FlatRelation] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    reached: int = 0

    def add_quote(self, row: Row, table: Table) -> None:
        """Find the row’s words in the text: the quote behind the last row’s, speaker and cue next to the quote."""
        words = table.told(row, "quote")
        if not words:
            return
        content = located(self.text, words, near=self.reached) or self.fragments(words)
        if not content:
            self.not_found.append(words)
            return
        self.reached = content[-1][1]
        named = {key: table.told(row, key) for key in ("speaker_name", "speaker_kind", "type")}
        attributes: dict[str, Any] = {key: value for key, value in named.items() if value}
        attributes |= other_cells(row, table)
        if (score := number_of(table.told(row, "score"))) is not None:
            attributes["score"] = score
        owner = owner_of(table.told(row, "annotator"))
        anchor = self.add("Content", tuple(content), owner, attributes)
        for role in ("speaker", "cue"):
            told = table.told(row, role)
            place = located(self.text, told, near=content[0][0], beside=content) if told else []
            if place:
                part = self.add(role.capitalize(), tuple(place), owner, {})
                self.relations.append(FlatRelation(role, anchor, part))
            elif told:
                key = "speaker_name" if role == "speaker" and "speaker_name" not in attributes else f"{role}_words"
                self.spans[int(anchor)].attributes[key] = told

    def fragments(self, words: str) -> list[Span]:
        """The places of a quote whose fragments were joined by our “ … ”; empty where one is not found."""
        found: list[Span] = []
        for part in words.split(JOINER.strip()):
            place = located(self.text, part.strip(), near=found[-1][1] if found else self.reached)
            if not place:
                return []
            found += place
        return sorted(found)

    def add_span(self, row: Row, table: Table) -> None:
        """Raises ReadError where start and end are no numbers."""
        told = [table.told(row, name) for name in SPAN_COLUMNS]
        if not any(told):
            return
        if not (told[0].isdecimal() and told[1].isdecimal() and len(told[0] + told[1]) < MOST_DIGITS and told[2]):
            raise ReadError(f"line {row.place.line}: start and end are offsets and label a name, not {', '.join(told)}")
        owner = owner_of(table.told(row, "annotator"))
        self.add(told[2], ((int(told[0]), int(told[1])),), owner, dict(other_cells(row, table)))

    def add(self, label: str, pieces: tuple[Span, ...], owner: Owner | None, attributes: dict[str, Any]) -> str:
        key = str(len(self.spans))
        self.spans.append(FlatSpan(id=key, label=label, pieces=pieces, owner=owner, attributes=attributes))
        return key


def owner_of(told: str) -> Owner | None:
    if told.casefold() == str(GOLD):
        return GOLD
    name = user_name(told)
    return Owner("annotator", name) if name else None


def number_of(told: str) -> float | None:
    """A score from 0 to 1; None where the cell tells none."""
    try:
        value = float(told)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
