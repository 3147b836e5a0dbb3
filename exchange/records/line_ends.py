"""Line ends of an incoming text made ``\\n``, with every offset into it moved along."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from articles.readers.types import Span
from exchange.records.article import ArticleRecord, with_text

WINDOWS_LINE_END = re.compile("\r\n")
LINE = re.compile(r"[^\r\n]+")


def with_plain_line_ends(record: ArticleRecord) -> ArticleRecord:
    """The record with ``\\r\\n`` and ``\\r`` made ``\\n`` in its text, and all of its offsets into the new text."""
    if "\r" not in record.text:
        return record
    pairs = [match.start() for match in WINDOWS_LINE_END.finditer(record.text)]

    def move(start: int, end: int) -> Span:
        return moved_start(start, pairs), moved_end(end, pairs)

    return with_text(record, record.text.replace("\r\n", "\n").replace("\r", "\n"), move=move)


def moved_start(offset: int, pairs: list[int]) -> int:
    """The offset after the line ends before it; one between ``\\r`` and ``\\n`` moves before the line end.

    ``pairs`` are the places of ``\\r\\n`` in the old text, in order.
    """
    before = bisect_left(pairs, offset - 1)
    inside = before < len(pairs) and pairs[before] == offset - 1
    return offset - before - inside


def moved_end(offset: int, pairs: list[int]) -> int:
    """As ``moved_start``; an end between ``\\r`` and ``\\n`` moves after the line end, so that no stretch is lost."""
    return offset - bisect_left(pairs, offset - 1)


def split_at_lines(pieces: Iterable[Span], text: str) -> tuple[Span, ...]:
    """The pieces split at line ends, which are dropped; a piece of line ends alone stays as it is."""
    result: list[Span] = []
    for start, end in pieces:
        lines = [(start + found.start(), start + found.end()) for found in LINE.finditer(text[start:end])]
        result += lines or [(start, end)]
    return tuple(result)


def joined_lines(pieces: Sequence[Span], text: str) -> tuple[Span, ...]:
    """The pieces in order, joined where only white space with a line end lies between them."""
    result: list[Span] = []
    for start, end in sorted(pieces):
        between = text[result[-1][1] : start] if result else ""
        if "\n" in between and not between.strip():
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return tuple(result)
