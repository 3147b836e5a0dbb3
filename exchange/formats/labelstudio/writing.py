"""Label Studio’s JSON: writing tasks that it imports, and that come back with nothing lost.

A person’s and the gold set are annotations, a suggester’s is a prediction. Type, kind of speaker, name and replacement
are choices and text areas of the region, which people see and change; everything else is in ``meta`` of the region and
the task, which Label Studio keeps. ``configuration.py`` writes the configuration of
a project that takes and shows all of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotator.vocabulary import Kind, Source
from exchange.formats.foreign.flat import CARRY, FlatRecord, FlatRelation, FlatSpan, article_values, flattened
from exchange.formats.foreign.frame_values import carried_values
from exchange.formats.native.annotations import owner_values
from exchange.records.article import ArticleRecord, Owner
from exchange.records.loss import LossReport

CHOICES = {"type": "quote_type", "speaker_kind": "speaker_kind"}
TEXT_AREAS: dict[str, str] = {Kind.QUOTE: "speaker_name", Kind.ENTITY: "name", Kind.REPAIR: "replacement"}
COLUMNS = ("title", "url", "publisher", "byline", "language")


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """One array of tasks, one a line. Nothing is lost."""
    opening = "[\n"
    number = 0
    for number, record in enumerate(records, start=1):
        report.written.update(item.frame.kind for item in record.annotations)
        flat = flattened(record)
        report.labels.update(span.label for span in flat.spans)
        yield opening + json.dumps(task_of(record, flat, number), ensure_ascii=False, allow_nan=False)
        opening = ",\n"
    yield "\n]\n" if number else "[]\n"


def task_of(record: ArticleRecord, flat: FlatRecord, number: int) -> dict[str, Any]:
    owners = dict.fromkeys([item.owner for item in record.sets] + [item.owner for item in record.annotations])
    annotations: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    for owner in owners:
        spans = [span for span in flat.spans if span.owner == owner]
        result = result_of(spans, flat.relations)
        if owner.kind == Source.SUGGESTER:
            predictions.append({"model_version": str(owner), "result": result})
        else:
            annotations.append(annotation_of(owner, result))
    data = {key: getattr(record, key) for key in COLUMNS if getattr(record, key)}
    if record.published:
        data["published"] = record.published.isoformat()
    return {
        "id": number,
        "data": {"text": record.text, "id": record.id, **data},
        "meta": {CARRY: article_values(record)},
        "annotations": annotations,
        "predictions": predictions,
    }


def annotation_of(owner: Owner, result: list[dict[str, Any]]) -> dict[str, Any]:
    """No ``completed_by``: Label Studio would refuse a user whom it does not know."""
    return {
        "result": result,
        "was_cancelled": False,
        "ground_truth": owner.kind == Source.GOLD,
        CARRY: owner_values(owner),
    }


def result_of(spans: Sequence[FlatSpan], relations: Iterable[FlatRelation]) -> list[dict[str, Any]]:
    ids = {span.id for span in spans}
    result: list[dict[str, Any]] = []
    for span in spans:
        result.append(region_of(span))
        result += said_of(span)
    return result + [
        {"type": "relation", "from_id": item.head, "to_id": item.child, "direction": "right", "labels": [item.label]}
        for item in relations
        if item.head in ids
    ]


def region_of(span: FlatSpan) -> dict[str, Any]:
    start, end = span.hull
    score = carried_values(span).get("score")
    return {
        "id": span.id,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {"start": start, "end": end, "text": span.surface, "labels": [span.label]},
        **({} if score is None else {"score": score}),
        **({"meta": {CARRY: span.carry}} if span.carry else {}),
    }


def said_of(span: FlatSpan) -> Iterator[dict[str, Any]]:
    """The results that people see and change beside the region."""
    start, end = span.hull
    kind = span.carry.get("kind")
    told = carried_values(span)
    if kind == Kind.QUOTE:
        for key, name in CHOICES.items():
            yield {
                "id": span.id,
                "from_name": name,
                "to_name": "text",
                "type": "choices",
                "value": {"start": start, "end": end, "choices": [told[key]]},
            }
    area = TEXT_AREAS.get(str(kind))
    if area and told.get(area):
        yield {
            "id": span.id,
            "from_name": area,
            "to_name": "text",
            "type": "textarea",
            "value": {"start": start, "end": end, "text": [told[area]]},
        }
