"""W3C Web Annotation (JSON-LD): JSON Lines, an AnnotationPage an article, an Annotation each statement.

A span is a target with two selectors: TextPositionSelector, whose positions are code points as the Web Annotation Data
Model asks, and TextQuoteSelector with the words and those around, by which a reader checks the unit. The roles of the
targets, and what the vocabulary has no word for, are told by terms of our own, which the page’s context defines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote as percent_encoded

from exchange.formats.json.lines import canonical, written
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import annotation_values, in_lists
from exchange.records.article import AnnotationRecord, ArticleRecord, Owner
from exchange.records.loss import LossReport

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OUR_TERMS = {
    "quotemark": "urn:quotemark:1:",
    "kind": "quotemark:kind",
    "role": "quotemark:role",
    "article": {"@id": "quotemark:article", "@type": "@json"},
    "details": {"@id": "quotemark:details", "@type": "@json"},
}
AROUND = 32
"""Characters before and after the words, in a TextQuoteSelector."""

WIKIDATA = "http://www.wikidata.org/entity/"
MOTIVATIONS = {"quote": "classifying", "entity": "tagging", "caption": "classifying", "repair": "editing"}
SPAN_KEYS = {"content", "cue", "speaker", "start", "end", "credit"}


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """One page a line; each line is a whole JSON-LD document."""
    for record in records:
        report.written.update(annotation.kind for annotation in record.annotations)
        yield written(page_of(record))


def page_of(record: ArticleRecord) -> dict[str, Any]:
    """The page with all annotations of an article. ``article`` is what the native format tells of it, with its text."""
    source = f"urn:quotemark:article:{percent_encoded(record.id, safe='')}"
    items = [
        annotation_of(item, record, source=source, number=number)
        for number, item in enumerate(
            (item for items in in_lists(record.annotations).values() for item in items), start=1
        )
    ]
    return {
        "@context": [CONTEXT, OUR_TERMS],
        "id": f"{source}#annotations",
        "type": "AnnotationPage",
        "items": items,
        "article": {**native.article_values(record), **canonical(record.extra)},
    }


def annotation_of(item: AnnotationRecord, record: ArticleRecord, *, source: str, number: int) -> dict[str, Any]:
    values = annotation_values(item)
    told = {
        "creator": creator_of(item.owner),
        "created": item.created.replace("+00:00", "Z") or None,
        "modified": item.updated.replace("+00:00", "Z") or None,
    }
    return {
        "id": f"urn:uuid:{item.id}" if item.id else f"{source}#annotation-{number}",
        "type": "Annotation",
        "motivation": MOTIVATIONS[item.kind],
        **{key: value for key, value in told.items() if value is not None},
        "body": bodies_of(item),
        "target": [
            {"type": "SpecificResource", "source": source, "role": role, "selector": selectors(record, start, end)}
            for role, start, end in item.spans
        ],
        "kind": item.kind,
        "details": {key: value for key, value in values.items() if key not in SPAN_KEYS},
    }


def creator_of(owner: Owner) -> dict[str, str] | None:
    """Who stated it; nobody is named for the gold set."""
    if owner.kind == "suggester":
        return {"type": "Software", "name": str(owner)}
    return {"type": "Person", "nickname": owner.name} if owner.kind == "annotator" else None


def bodies_of(item: AnnotationRecord) -> list[dict[str, str]]:
    """What is stated, in the vocabulary’s own words: the kind, its type, whom it means, what should stand there."""
    bodies = [tag("classifying", item.kind)]
    bodies += [tag("tagging", value) for value in (item.quote_type, item.entity_type) if value]
    if item.name:
        bodies.append(tag("identifying", item.name))
    if item.wikidata_id:
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": f"{WIKIDATA}{item.wikidata_id}"})
    if item.replacement:
        bodies.append(tag("editing", item.replacement))
    return bodies


def tag(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def selectors(record: ArticleRecord, start: int, end: int) -> list[dict[str, Any]]:
    """Position and words; of a stand-off record the position alone, the words’ hash being among the details."""
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    if record.text_sha256:
        return [position]
    text = record.text
    words = {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(0, start - AROUND) : start],
        "suffix": text[end : end + AROUND],
    }
    return [position, words]
