"""W3C Web Annotation (JSON-LD): JSON Lines, an AnnotationPage an article, an Annotation each statement.

A span is a target with two selectors: TextPositionSelector, whose positions are code points as the Web Annotation Data
Model asks, and TextQuoteSelector with the words and those around, by which a reader checks the unit. The roles of the
targets, and what the vocabulary has no word for, are given in terms of our own, which the page’s context defines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote as percent_encoded

from annotator.vocabulary import Kind, Source
from exchange.formats.json.lines import canonical, written
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import SPAN_KEYS, annotation_values, in_lists
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
MOTIVATIONS: dict[str, str] = {
    Kind.QUOTE: "classifying",
    Kind.ENTITY: "tagging",
    Kind.CAPTION: "classifying",
    Kind.REPAIR: "editing",
}


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """One page a line; each line is a whole JSON-LD document."""
    for record in records:
        report.written.update(item.frame.kind for item in record.annotations)
        yield written(page_of(record))


def page_of(record: ArticleRecord) -> dict[str, Any]:
    """The page with all annotations of an article. ``article`` holds its keys of the native format, with its text."""
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
    frame = item.frame
    told = {
        "creator": creator_of(item.owner),
        "created": item.created.replace("+00:00", "Z") or None,
        "modified": item.updated.replace("+00:00", "Z") or None,
    }
    return {
        "id": f"urn:uuid:{frame.id}" if frame.id else f"{source}#annotation-{number}",
        "type": "Annotation",
        "motivation": MOTIVATIONS[frame.kind],
        **{key: value for key, value in told.items() if value is not None},
        "body": bodies_of(item),
        "target": [
            {"type": "SpecificResource", "source": source, "role": role, "selector": selectors(record, start, end)}
            for role, start, end in frame.spans
        ],
        "kind": frame.kind,
        "details": {key: value for key, value in annotation_values(item).items() if key not in SPAN_KEYS},
    }


def creator_of(owner: Owner) -> dict[str, str] | None:
    """Who stated it; nobody is named for the gold set."""
    if owner.kind == Source.SUGGESTER:
        return {"type": "Software", "name": str(owner)}
    return {"type": "Person", "nickname": owner.name} if owner.kind == Source.ANNOTATOR else None


def bodies_of(item: AnnotationRecord) -> list[dict[str, str]]:
    """What is stated, in the vocabulary’s own words: the kind, its type, whom it means, what should stand there."""
    frame = item.frame
    bodies = [tag("classifying", frame.kind)]
    bodies += [tag("tagging", value) for value in (frame.quote_type, frame.entity_type) if value]
    if frame.name:
        bodies.append(tag("identifying", frame.name))
    if item.wikidata_id:
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": f"{WIKIDATA}{item.wikidata_id}"})
    if frame.replacement:
        bodies.append(tag("editing", frame.replacement))
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
