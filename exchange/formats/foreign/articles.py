"""Flat records of other tools as articles: the readers’ last step, the same for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import replace
from typing import Any

from articles.readers.types import ReadError
from exchange.formats.columns import held_columns, key_of
from exchange.formats.foreign.flat import CARRY, FlatRecord, FlatSpan
from exchange.formats.foreign.joining import frames_from
from exchange.formats.foreign.offsets import OffsetFinder, settled
from exchange.formats.json.values import is_offset
from exchange.formats.mapping import IGNORE, Mapping, plain
from exchange.formats.native.articles import ARTICLE_KEYS, LONGEST, record_of
from exchange.formats.source import SourceFile
from exchange.records.article import ArticleRecord, Failure, Incoming, Note, counted_note
from exchange.records.line_ends import joined_lines, split_at_lines


def articles_from(items: Iterator[FlatRecord | Failure | Note], source: SourceFile) -> Iterator[Incoming]:
    """The articles of another tool’s records: offsets in code points, spans as frames. Failures and notes pass
    through; at the end come notes on the unit of the offsets, and on what could not be kept as it was.
    """
    finder = OffsetFinder()
    left: Counter[str] = Counter()
    for item in settled(items, finder):
        if not isinstance(item, FlatRecord):
            yield item
            continue
        try:
            yield article_from(item, source.mapping, finder, left)
        except ReadError as error:
            yield Failure(item.place, str(error))
    yield from finder.notes(source.name)
    for words, count in left.items():
        yield counted_note(source.name, words, count)


def article_from(record: FlatRecord, mapping: Mapping, finder: OffsetFinder, left: Counter[str]) -> ArticleRecord:
    """The article with its frames. Raises ReadError if it can’t be imported."""
    if not str(record.values.get("text") or "").strip():
        raise ReadError("the text is missing or empty; an article needs at least one word")
    record = finder.in_code_points(record)
    if record.splits_lines:
        record = replace(record, spans=tuple(with_joined_lines(span, record.values["text"]) for span in record.spans))
    frames = frames_from(str(record.values["text"]), record.spans, record.relations, mapping)
    article = record_of({**record.values, **frames.lists}, place=record.place, default_id=record.default_id)
    left.update(frames.left)
    return article


def with_joined_lines(span: FlatSpan, text: str) -> FlatSpan:
    """The span with pieces joined again that a line end had split, or with those that Quotemark wrote."""
    told = span.carry.get("pieces")
    if isinstance(told, list) and all(is_piece(item) for item in told):
        pieces = tuple((start, end) for start, end in told)
        if split_at_lines(pieces, text) == span.pieces:
            return replace(span, pieces=pieces)
    return replace(span, pieces=joined_lines(span.pieces, text))


def is_piece(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and is_offset(value[0]) and is_offset(value[1])


def carried(values: Any) -> dict[str, Any]:
    """What Quotemark wrote under its own key of another tool’s object; empty where it wrote nothing."""
    found = values.get(CARRY) if isinstance(values, dict) else None
    return dict(found) if isinstance(found, dict) else {}


def article_keys(values: dict[str, Any], mapping: Mapping, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Another tool’s columns as keys of the native format: those that the mapping names, the others as they are.

    A value that its key can’t hold, such as a date in words, is kept under the tool’s own key. A key that only
    happens to be one of the native format gets “other_” in front.
    """
    others = {key: value for key, value in values.items() if key not in without and mapping.column(key) != IGNORE}
    held = held_columns(others, mapping, longest=LONGEST)
    taken = {item.key for item in held.values()}
    result: dict[str, Any] = {column: item.value for column, item in held.items()}
    for key, value in others.items():
        if mapping.columns.get(plain(key)) == "id" and id_from(value):
            result["id"] = id_from(value)
        elif key not in taken:
            result[f"other_{key}" if key in ARTICLE_KEYS or key == CARRY else key] = value
    return result


def text_key(values: AbstractMapping[str, Any], mapping: Mapping, *, also: Collection[str] = ()) -> str:
    """The key that holds the text: “text”, else the one of the mapping, else one of ``also``."""
    texts = [key for key, value in values.items() if isinstance(value, str)]
    others = next((key for key in also if key in texts), "")
    return "text" if "text" in values else key_of("text", texts, mapping) or others or "text"


def id_from(*values: Any) -> str:
    """The first that is an id: a text, or a whole number as its digits; empty where none is."""
    for value in values:
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""
