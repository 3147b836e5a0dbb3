"""Citron JSON, as BBC's Citron trains on and evaluates: a ZIP of one JSON file a document, with quotes and coreference.

Spans are ``{"start", "end", "text"}`` in code points, half-open. See ``docs/data_format.md`` of github.com/bbc/citron.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from articles.readers.types import Span
from datasets.formats.native_annotations import in_lists
from datasets.formats.zipped import numbered_name, zipped
from datasets.loss import LossReport
from datasets.records import AnnotationRecord, ArticleRecord

NO_CUE = "it has no cue, which Citron’s quotes are found by"
MORE_CUES = "Citron holds one cue a quote"
NO_PLACE = "Citron JSON has no place for it"
DETAILS = "types, names, reasons, verdicts and who decided have no place"


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """The ZIP, a file at a time. Citron’s programs read the folder that it unpacks to."""
    yield from zipped(files(records, report))


def files(records: Iterable[ArticleRecord], report: LossReport) -> Iterator[tuple[str, bytes]]:
    for number, record in enumerate(records, start=1):
        text = json.dumps(document(record, report), ensure_ascii=False, indent=1)
        yield numbered_name(number, record.id, "json"), text.encode("utf-8")


def document(record: ArticleRecord, report: LossReport) -> dict[str, Any]:
    """The article as Citron’s annotator writes it. ``id`` is the article’s, which Citron does not ask for."""
    lists = in_lists(record.annotations)
    quotes = [quote for quote in lists["quotes"] if quote.by_role("cue")]
    for of, reason, count in (
        ("quote", NO_CUE, len(lists["quotes"]) - len(quotes)),
        ("cues", MORE_CUES, sum(len(quote.by_role("cue")) - 1 for quote in quotes)),
        ("details", DETAILS, len(quotes)),
        ("figures", NO_PLACE, len(record.figures)),
        *((items[0].kind, NO_PLACE, len(items)) for name, items in lists.items() if name != "quotes" and items),
    ):
        if count:
            report.lose(of, reason, article=record.id, count=count)
    report.written["quote"] += len(quotes)
    return {
        "id": record.id,
        "text": record.text,
        "quotes": [quote_values(quote, record.text) for quote in quotes],
        "coreference_groups": coreference_groups(record),
    }


def quote_values(quote: AnnotationRecord, text: str) -> dict[str, Any]:
    """Keys in Citron’s order; ``confidence`` is a text, as Citron writes it."""
    values = {
        "sources": [span_values(span, text) for span in quote.by_role("speaker")],
        "cue": span_values(quote.by_role("cue")[0], text),
        "contents": [span_values(span, text) for span in quote.by_role("content")],
    }
    if quote.score is not None:
        values["confidence"] = repr(quote.score)
    return {**values, "id": quote.id} if quote.id else values


def coreference_groups(record: ArticleRecord) -> list[list[dict[str, Any]]]:
    """For each name the mentions that mean it, as speaker or as entity, where there are several: in order of place."""
    groups: dict[str, set[Span]] = {}
    for item in record.annotations:
        if item.name:
            groups.setdefault(item.name, set()).update([*item.by_role("speaker"), *item.by_role("mention")])
    several = sorted(sorted(spans) for spans in groups.values() if len(spans) > 1)
    return [[span_values(span, record.text) for span in spans] for spans in several]


def span_values(span: Span, text: str) -> dict[str, Any]:
    start, end = span
    return {"start": start, "end": end, "text": text[start:end]}
