"""CSV for spreadsheets: one row a quote. All else is counted in the loss report."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_noop

from annotator.vocabulary import Kind, Source
from exchange.formats.native.annotations import QUOTE_SPANS, in_order
from exchange.records.article import AnnotationRecord, ArticleRecord
from exchange.records.loss import LossReport

COLUMNS = (
    *("article_id", "title", "url", "publisher", "published", "quote", "fragments", "type", "cue", "speaker"),
    *("speaker_name", "speaker_kind", "wikidata_id", "verdict", "annotator", "suggester", "version", "score"),
    *("reason", "content_offsets", "cue_offsets", "speaker_offsets", "block_kind", "annotation_id", "origin"),
    *("byline", "language", "text"),
)
JOINER = " … "
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # some spreadsheets take wide signs as narrow ones
"""A spreadsheet runs a cell that begins so as a formula, wherever its words came from."""

GUARDS = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
NO_COLUMN = "CSV has no column for "
QUOTES_ONLY = gettext_noop("CSV has a row for quotes only")
NO_ROW = gettext_noop("CSV has no row for an article without quotes")
GUARDED = gettext_noop("the cell began like a formula and got an apostrophe in front")


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """The header, then the rows of one article at a time. Entities, captions and repairs have no row.

    The text stands in the first row of its article, so that a reader finds everything and the file does not swell.
    """
    yield lines_of([COLUMNS])
    for record in records:
        quotes = in_order(item for item in record.annotations if item.frame.kind == Kind.QUOTE)
        for item in record.annotations:
            if item.frame.kind != Kind.QUOTE:
                report.lose(item.frame.kind, QUOTES_ONLY, article=record.id)
        if not quotes:
            report.lose("articles", NO_ROW, article=record.id)
        report.written[Kind.QUOTE.value] += len(quotes)
        count_unheld(record, quotes, report)
        rows = [row_of(record, quote, text="" if number else record.text) for number, quote in enumerate(quotes)]
        guarded = [[guarded_cell(cell) for cell in row] for row in rows]
        changed = sum(
            old != new for row, safe in zip(rows, guarded, strict=True) for old, new in zip(row, safe, strict=True)
        )
        if changed:
            report.lose("cells as they were", GUARDED, article=record.id, count=changed)
        if rows:
            yield lines_of(guarded)


def count_unheld(record: ArticleRecord, quotes: Iterable[AnnotationRecord], report: LossReport) -> None:
    """Count what the rows of the article and its quotes leave out."""
    sets = [item for item in record.sets if item.notes or (item.finished and item.owner.kind == Source.ANNOTATOR)]
    unheld = {
        "figures": record.figures,
        "blocks, which an import finds by the shape of the text": record.blocks,
        "other keys of the article": record.extra,
        "whether a set is finished, and its notes": sets,
    }
    for words, value in unheld.items():
        if value:
            report.lose("articles", f"{NO_COLUMN}{words}", article=record.id)
    for quote in quotes:
        if quote.frame.extra or quote.frame.candidates:
            report.lose("details of quotes", f"{NO_COLUMN}candidates and other keys", article=record.id)
        if quote.frame.guidelines:
            report.lose("details of quotes", f"{NO_COLUMN}the version of the guidelines", article=record.id)


def row_of(record: ArticleRecord, quote: AnnotationRecord, *, text: str) -> list[str]:
    """The cells in the order of ``COLUMNS``, not guarded yet."""
    frame = quote.frame
    is_suggester = quote.owner.kind == Source.SUGGESTER
    content, cue, speaker = map(frame.by_role, QUOTE_SPANS)
    fragments = record.surfaces(quote, "content")
    return [
        record.id,
        record.title,
        record.url,
        record.publisher,
        record.published.isoformat() if record.published else "",
        JOINER.join(fragments),
        as_json(fragments),
        frame.quote_type,
        JOINER.join(record.surfaces(quote, "cue")),
        JOINER.join(record.surfaces(quote, "speaker")),
        frame.name,
        frame.speaker_kind,
        quote.wikidata_id,
        frame.verdict,
        "" if is_suggester else str(quote.owner),
        quote.owner.name if is_suggester else "",
        quote.owner.version,
        "" if frame.score is None else repr(frame.score),
        frame.reason,
        as_json(content),
        as_json(cue),
        as_json(speaker),
        quote.block_kind,
        frame.id,
        frame.origin or "",
        record.byline,
        record.language,
        text,
    ]


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def guarded_cell(cell: str) -> str:
    """The cell so that it is not a formula. A cell that looks guarded gets an apostrophe too, and reads back alike."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) or GUARDS.match(cell) else cell


def unguarded_cell(cell: str) -> str:
    return cell[1:] if GUARDS.match(cell) else cell


def lines_of(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
