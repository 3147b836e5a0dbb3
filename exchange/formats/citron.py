"""Citron JSON, as BBC’s Citron trains on and evaluates: a ZIP of one JSON file a document, with quotes and coreference.

Spans are ``{"start", "end", "text"}`` in code points, half-open. See ``docs/data_format.md`` of github.com/bbc/citron.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_noop

from annotator.frame import Frame
from annotator.vocabulary import Kind, SpanRole
from articles.readers.types import ReadError, Span
from exchange.formats.foreign.articles import articles_from
from exchange.formats.foreign.flat import FRAGMENT, LABEL_OF_ROLE, FlatRecord, FlatRelation, FlatSpan
from exchange.formats.json.stream import read_each
from exchange.formats.json.values import list_at, shown, span_of, text_at
from exchange.formats.left_out import LeftOut
from exchange.formats.native.annotations import in_lists
from exchange.formats.source import Head, SourceFile
from exchange.formats.zipped import numbered_name, zipped
from exchange.records.article import ArticleRecord, Failure, FilePlace, Incoming
from exchange.records.loss import LossReport

NO_CUE = gettext_noop("it has no cue, which Citron’s quotes are found by")
MORE_CUES = gettext_noop("Citron holds one cue a quote")
NO_PLACE = gettext_noop("Citron JSON has no place for it")
QUOTE_KEYS = {"contents", "cue", "confidence", "id"}
SPAN_KEYS = {"start", "end", "text"}
DETAILS = gettext_noop("types, names, reasons, verdicts and who decided have no place")


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """The ZIP, a file at a time. Citron’s programs read the folder that it unpacks to."""
    yield from zipped(files(records, report))


def files(records: Iterable[ArticleRecord], report: LossReport) -> Iterator[tuple[str, bytes]]:
    for number, record in enumerate(records, start=1):
        text = json.dumps(document(record, report), ensure_ascii=False, indent=1)
        yield numbered_name(number, record.id, "json"), text.encode("utf-8")


def document(record: ArticleRecord, report: LossReport) -> dict[str, Any]:
    """The article as Citron’s annotator writes it. ``id`` is the article’s; Citron does not need it."""
    lists = in_lists(record.annotations)
    quotes = [quote for quote in lists["quotes"] if quote.frame.by_role(SpanRole.CUE)]
    for of, reason, count in (
        (Kind.QUOTE.value, NO_CUE, len(lists["quotes"]) - len(quotes)),
        ("cues", MORE_CUES, sum(len(quote.frame.by_role(SpanRole.CUE)) - 1 for quote in quotes)),
        ("details", DETAILS, len(quotes)),
        ("figures", NO_PLACE, len(record.figures)),
        *((items[0].frame.kind, NO_PLACE, len(items)) for name, items in lists.items() if name != "quotes" and items),
    ):
        if count:
            report.lose(of, reason, article=record.id, count=count)
    report.written[Kind.QUOTE.value] += len(quotes)
    return {
        "id": record.id,
        "text": record.text,
        "quotes": [quote_values(quote.frame, record.text) for quote in quotes],
        "coreference_groups": coreference_groups(record),
    }


def quote_values(quote: Frame, text: str) -> dict[str, Any]:
    """Keys in Citron’s order; ``confidence`` is a text, as Citron writes it."""
    values = {
        "sources": [span_values(span, text) for span in quote.by_role(SpanRole.SPEAKER)],
        "cue": span_values(quote.by_role(SpanRole.CUE)[0], text),
        "contents": [span_values(span, text) for span in quote.by_role(SpanRole.CONTENT)],
    }
    if quote.score is not None:
        values["confidence"] = repr(quote.score)
    return {**values, "id": quote.id} if quote.id else values


def coreference_groups(record: ArticleRecord) -> list[list[dict[str, Any]]]:
    """For each name the mentions that mean it, as speaker or as entity, where there are several: in order of place."""
    groups: dict[str, set[Span]] = {}
    for frame in (item.frame for item in record.annotations):
        if frame.name:
            mentions = [*frame.by_role(SpanRole.SPEAKER), *frame.by_role(SpanRole.MENTION)]
            groups.setdefault(frame.name, set()).update(mentions)
    several = sorted(sorted(spans) for spans in groups.values() if len(spans) > 1)
    return [[span_values(span, record.text) for span in spans] for spans in several]


def span_values(span: Span, text: str) -> dict[str, Any]:
    start, end = span
    return {"start": start, "end": end, "text": text[start:end]}


def is_citron(head: Head) -> bool:
    return {"quotes.contents", "quotes.sources", "quotes.cue"} <= head.keys and "text" in head.keys


def read(source: SourceFile) -> Iterator[Incoming]:
    """The documents of a file: one, or any number of JSON objects. Units of offsets are found by the spans’ words."""
    left_out = LeftOut()
    return articles_from(left_out.noted(flat_records(source, left_out), file=source.name), source)


def flat_records(source: SourceFile, left_out: LeftOut) -> Iterator[FlatRecord | Failure]:
    return read_each(source.file, lambda values, place: flat_record(values, place, source, left_out), name=source.name)


def flat_record(values: dict[str, Any], place: FilePlace, source: SourceFile, left_out: LeftOut) -> FlatRecord:
    """A span for each of a quote’s parts. The quote’s own keys go to its first content."""
    spans: list[FlatSpan] = []
    relations: list[FlatRelation] = []
    content = LABEL_OF_ROLE[SpanRole.CONTENT]
    for number, quote in enumerate(list_at(values, "quotes")):
        where = f"quotes[{number}]."
        if not isinstance(quote, dict):
            raise ReadError(f"quotes[{number}] is an object with sources, cue and contents, not {shown(quote)}")
        parts = parts_of(quote, where)
        count_left_out(quote, parts, left_out)
        if not parts[content]:
            raise ReadError(f"{where}contents is empty")
        anchor = f"{number}-{content}-0"
        for label, places in parts.items():
            for index, span in enumerate(places):
                key = f"{number}-{label}-{index}"
                attributes = quote_attributes(quote, where) if key == anchor else {}
                spans.append(flat_span(key, label, span, attributes, where=where))
                if key != anchor:
                    relations.append(FlatRelation(FRAGMENT if label == content else label, anchor, key))
    told = {key: value for key, value in values.items() if key not in ("quotes", "coreference_groups")}
    left_out.add(values, known=told.keys() | {"quotes"})
    return FlatRecord(
        values={**told, "text": text_at(values, "text")},
        place=place,
        default_id=source.id_of(place),
        spans=tuple(spans),
        relations=tuple(relations),
    )


def parts_of(quote: dict[str, Any], where: str) -> dict[str, list[Any]]:
    """The spans by label. In what Citron has found itself (with a confidence), ``sources`` are the mentions that its
    coreference led to, and ``coreferences`` those next to the quote; in its training data it is the other way round.
    """
    sources = list_at(quote, "sources", where=where)
    if quote.get("confidence") is not None:
        sources = list_at(quote, "coreferences", where=where) or sources
    return {
        LABEL_OF_ROLE[SpanRole.CONTENT]: list_at(quote, "contents", where=where),
        LABEL_OF_ROLE[SpanRole.SPEAKER]: sources,
        LABEL_OF_ROLE[SpanRole.CUE]: [quote["cue"]] if quote.get("cue") else [],
    }


def count_left_out(quote: dict[str, Any], parts: dict[str, list[Any]], left_out: LeftOut) -> None:
    """Count the keys of the quote and its spans that nothing reads; of the two lists of mentions the one not taken."""
    taken = parts[LABEL_OF_ROLE[SpanRole.SPEAKER]]
    known = {key for key in ("sources", "coreferences") if quote.get(key) == taken}
    left_out.add(quote, known=known | QUOTE_KEYS, where="quotes.")
    for label, spans in parts.items():
        for span in spans:
            if isinstance(span, dict):
                left_out.add(span, known=SPAN_KEYS, where=f"quotes.{label.lower()}.")


def quote_attributes(quote: dict[str, Any], where: str) -> dict[str, Any]:
    """The confidence as a score, which Citron writes as a text, and the id."""
    values: dict[str, Any] = {}
    if quote.get("confidence") is not None:
        try:
            values["score"] = float(quote["confidence"])
        except (TypeError, ValueError) as error:
            raise ReadError(f"{where}confidence is a number, not {shown(quote['confidence'])}") from error
    return {**values, "id": str(quote["id"])} if quote.get("id") else values


def flat_span(key: str, label: str, span: Any, attributes: dict[str, Any], *, where: str) -> FlatSpan:
    if not isinstance(span, dict):
        raise ReadError(f"{where}{label.lower()} is an object with start, end and text, not {shown(span)}")
    place = span_of([span.get("start"), span.get("end")], where=f"{where}{label.lower()}: start, end")
    surface = span.get("text")
    return FlatSpan(
        id=key,
        label=label,
        pieces=(place,),
        surface=surface if isinstance(surface, str) else None,
        carry={"kind": Kind.QUOTE.value, "label": label, "values": attributes} if attributes else {},
    )
