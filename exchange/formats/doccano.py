"""doccano’s JSON Lines: spans with or without relations.

Source: doccano’s importer and exporter (``data_import/pipeline``, ``data_export/pipeline``). Two shapes are read,
``{"id", "text", "label": [[start, end, label], …]}`` and ``{"id", "text", "entities": [{"id", "start_offset",
"end_offset", "label"}], "relations": [{"id", "from_id", "to_id", "type"}]}``; the second is written. Offsets are code
points. Every other key is a metadata column to doccano, which it keeps; one of them, “quotemark”, holds what spans and
relations can’t: the article’s keys, and an object for each anchor, found again by label and place, with its words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.vocabulary import Source
from articles.readers.types import ReadError
from exchange.formats.foreign.articles import article_keys, articles_from, carried, id_from, text_key
from exchange.formats.foreign.flat import CARRY, FlatRecord, FlatRelation, FlatSpan, article_values, flattened
from exchange.formats.json.lines import written
from exchange.formats.json.stream import read_each
from exchange.formats.json.values import list_at, shown, span_of, text_at
from exchange.formats.mapping import user_name
from exchange.formats.source import Head, SourceFile
from exchange.records.article import LISTS, ArticleRecord, Failure, FilePlace, Incoming, Owner
from exchange.records.loss import LossReport

SHAPES = ("label", "labels", "entities")
KEYS = {"id", *SHAPES, "relations", CARRY}
TEXTS = {"text", "data"}
"""The keys of texts in doccano’s files and in those of its interface."""

OF_EVERYBODY = ("all", "unknown")
"""Files of doccano’s ZIP that do not belong to one user."""
NATIVE_LISTS = LISTS.keys() - {"entities"}


def looks_like(head: Head) -> bool:
    keys = head.keys
    if not TEXTS & keys or keys & NATIVE_LISTS:
        return False
    spans = {"entities.start_offset", "relations.from_id", "label[[", "labels[["} & keys
    return bool(spans) or ("Comments" in keys and bool({"label[", "entities["} & keys)) or "label[" in keys


def read(source: SourceFile) -> Iterator[Incoming]:
    """The articles of doccano’s JSON Lines, or of its JSON array."""
    yield from articles_from(flat_records(source), source)


def flat_records(source: SourceFile) -> Iterator[FlatRecord | Failure]:
    owner = owner_of_file(source)
    return read_each(
        source.file, lambda values, place: flat_record(values, source, place=place, owner=owner), name=source.name
    )


def owner_of_file(source: SourceFile) -> Owner | None:
    """doccano’s ZIP has a file for each user, named so, unless its users work together."""
    name = user_name(source.default_id.rsplit("/", 1)[-1])
    return Owner(Source.ANNOTATOR.value, name) if source.archive and name and name not in OF_EVERYBODY else None


def flat_record(values: Mapping[str, Any], source: SourceFile, *, place: FilePlace, owner: Owner | None) -> FlatRecord:
    """Raises ReadError that names the key which can’t be read."""
    shape = next((key for key in SHAPES if key in values), None)
    if shape is None:
        raise ReadError("this is no record of doccano: it has neither “label” nor “entities”; choose another format")
    carry = carried(values)
    others = {key: value for key, value in values.items() if key != "Comments" or value}
    key = text_key(values, source.mapping, also=("data",))
    article = {**article_keys(others, source.mapping, without={*KEYS, key}), **carried_article(carry)}
    article["text"] = text_at(values, key)
    if article_id := id_from(article.get("id"), values.get("id")):
        article["id"] = article_id
    told = list_at(values, shape)
    is_category = shape != "entities" and told and all(isinstance(item, str) for item in told)
    if is_category:
        article["categories"] = told
    spans = [
        span_from(item, number, owner=owner, where=f"{shape}[{number}]")
        for number, item in enumerate(() if is_category else told)
    ]
    relations = [
        relation_from(item, where=f"relations[{number}]") for number, item in enumerate(list_at(values, "relations"))
    ]
    return FlatRecord(
        values=article,
        place=place,
        default_id=source.id_of(place),
        spans=tuple(with_carries(spans, relations, carry)),
        relations=tuple(relations),
    )


def carried_article(carry: Mapping[str, Any]) -> dict[str, Any]:
    article = carry.get("article")
    return dict(article) if isinstance(article, dict) else {}


def with_carries(
    spans: Sequence[FlatSpan], relations: Iterable[FlatRelation], carry: Mapping[str, Any]
) -> Iterator[FlatSpan]:
    """The spans with what Quotemark wrote of them: by id while label and place are the same, else by these.

    doccano gives new ids. Spans that relations point to are not anchors, so that they never take an anchor’s place.
    """
    told = carry.get("annotations")
    waiting = [item for item in told if is_carry(item)] if isinstance(told, list) else []
    by_id = {str(item.get("id")): item for item in waiting}
    parts = {relation.child for relation in relations}
    by_place: dict[tuple[Any, ...], deque[dict[str, Any]]] = {}
    same = {span.id for span in spans if span.id in by_id and place_of(by_id[span.id]) == (span.label, *span.hull)}
    for item in waiting:
        if str(item.get("id")) not in same:
            by_place.setdefault(place_of(item), deque()).append(item)
    for span in spans:
        others = by_place.get((span.label, *span.hull))
        found = by_id[span.id] if span.id in same else others.popleft() if others and span.id not in parts else None
        words = found and found.get("words")
        known = found["carry"] if found else {}
        yield replace(span, carry=known, surface=words if isinstance(words, str) else None)


def is_carry(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("at"), list) and isinstance(item.get("carry"), dict)


def place_of(item: Mapping[str, Any]) -> tuple[Any, ...]:
    """Label, start and end; a list of other things is the place of no span."""
    return tuple(part if isinstance(part, str | int) else None for part in item["at"])


def span_from(value: Any, number: int, *, owner: Owner | None, where: str) -> FlatSpan:
    """The span of ``[start, end, label]`` or of an object; its id is the one given, or its number."""
    if isinstance(value, dict):
        label = text_at(value, "label", where=f"{where}.", longest=1000)
        offsets = [value.get("start_offset"), value.get("end_offset")]
        start, end = span_of(offsets, where=f"{where}.start_offset, end_offset")
        key = id_from(value.get("id")) or f"#{number}"
    elif isinstance(value, list) and len(value) == 3 and isinstance(value[2], str):
        start, end = span_of(value[:2], where=where)
        label, key = value[2], f"#{number}"
    else:
        raise ReadError(f"{where} is [start, end, label], or an object with start_offset, not {shown(value)}")
    if not label.strip():
        raise ReadError(f"{where} has no label")
    return FlatSpan(id=key, label=label, pieces=((start, end),), owner=owner)


def relation_from(value: Any, *, where: str) -> FlatRelation:
    if not isinstance(value, dict):
        raise ReadError(f"{where} is an object with from_id, to_id and type, not {shown(value)}")
    label = text_at(value, "type", where=f"{where}.", longest=1000)
    return FlatRelation(label, id_from(value.get("from_id")), id_from(value.get("to_id")))


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """One line a record. Nothing is lost."""
    for record in records:
        report.written.update(item.frame.kind for item in record.annotations)
        yield written(values_of(record))


def values_of(record: ArticleRecord) -> dict[str, Any]:
    flat = flattened(record)
    numbers = {span.id: number for number, span in enumerate(flat.spans, start=1)}
    anchors = [span for span in flat.spans if span.carry]
    return {
        "id": record.id,
        "text": record.text,
        "entities": [
            {"id": numbers[span.id], "label": span.label, "start_offset": span.hull[0], "end_offset": span.hull[1]}
            for span in flat.spans
        ],
        "relations": [
            {"id": number, "from_id": numbers[item.head], "to_id": numbers[item.child], "type": item.label}
            for number, item in enumerate(flat.relations, start=1)
        ],
        "Comments": [],
        **{key: getattr(record, key) for key in ("title", "url", "publisher") if getattr(record, key)},
        CARRY: {
            "article": article_values(record),
            "annotations": [
                {
                    "id": numbers[span.id],
                    "at": [span.label, *span.hull],
                    "words": span.surface,
                    "carry": span.carry,
                }
                for span in anchors
            ],
        },
    }
