"""Rows of CSV and TSV: the encoding, the delimiter, and the rows by column, each article’s together."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from exchange.formats.csv.writing import COLUMNS
from exchange.formats.json.lines import LINE_BYTES
from exchange.formats.json.stream import Buffered
from exchange.formats.mapping import Mapping
from exchange.formats.source import SourceFile
from exchange.records.article import Failure, FilePlace

CHUNK = 262_144
DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""

FALLBACKS = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman"}
MARKS_OF_WORDS = "“”‘’„–—…«»€"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(LINE_BYTES)


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the table’s column names; its place is the line on which it begins."""

    place: FilePlace
    cells: dict[str, str]


def encoding_of(start: bytes) -> tuple[str, str]:
    """The encoding by its mark, else UTF-8 if the first bytes are, else the old one that fits them better, with a note
    that says so.
    """
    for mark, name in MARKS:
        if start.startswith(mark):
            return name, ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError as error:
        found = max(FALLBACKS, key=lambda name: likelihood(start, name))
        words = (
            f"byte {error.start} is not UTF-8, so the table was read as {FALLBACKS[found]}; check a name with an accent"
        )
        return found, words
    return "utf-8", ""


def likelihood(start: bytes, encoding: str) -> int:
    """How many characters beyond ASCII are what words have in this encoding: quotation marks and dashes, and small
    letters beside other letters. What words hardly have counts against it.
    """
    text = start.decode(encoding, errors="replace")
    worth = 0
    for place, character in enumerate(text):
        if character < "\x80":
            continue
        beside = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
        fits = character in MARKS_OF_WORDS or (character.isalpha() and any(map(str.isalpha, beside)))
        is_odd = character == "\ufffd" or (character.isupper() and text[place - 1 : place].islower())
        worth += fits - 2 * is_odd - (not fits)
    return worth


def delimiter_of(text: str, source: SourceFile) -> str:
    """The delimiter that the first line names, else the one by which it has most known columns, then most columns."""
    if named := SEPARATOR_LINE.match(text.removeprefix("\ufeff")):
        return named[1]
    mapping = Mapping(columns=source.mapping.columns)  # one that the page watches would note what is no column

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return sum(bool(mapping.column(name)) or name in COLUMNS for name in names), len(names)

    return max(DELIMITERS, key=worth)


def is_separator(row: Sequence[str]) -> bool:
    """Whether the row is the line that names the delimiter, and no line of column names."""
    return bool(row) and row[0].lower() == "sep=" and not any(row[1:])


def rows_of(
    file: Buffered, encoding: str, delimiter: str, source: SourceFile
) -> Iterator[tuple[int, list[str]] | Failure]:
    """The rows with the lines on which they begin, then a failure if the rest of the table can’t be read."""
    lines = io.TextIOWrapper(io.BufferedReader(Raw(file)), encoding=encoding, newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        place = FilePlace(source.name, reader.line_num + 1)
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
    """A file of bytes in the shape that the standard library’s text layer needs."""

    def __init__(self, file: Buffered) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self.file.read(len(target))
        target[: len(data)] = data
        return len(data)


def named_rows(
    rows: Iterator[tuple[int, list[str]] | Failure], names: Sequence[str], source: SourceFile
) -> Iterator[Row | Failure]:
    """The rows by column; empty ones are skipped, and one with too many cells is a failure."""
    for item in rows:
        if isinstance(item, Failure):
            yield item
            continue
        line, cells = item
        if not any(cell.strip() for cell in cells):
            continue
        place = FilePlace(source.name, line)
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
