"""Records without characters that cannot be stored or written: refused on their way in, marked on their way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext_noop

from articles.readers.storable import UNSTORABLE, first_unstorable, is_storable, marked, texts_in
from articles.readers.types import Block, FigureData
from exchange.records.article import AnnotationRecord, ArticleRecord, Failure, Incoming, Owner, SetRecord
from exchange.records.loss import LossReport

MARKED = gettext_noop("NUL or a lone surrogate, which no file of text holds: each is U+FFFD instead")


def storable(items: Iterable[Incoming]) -> Iterator[Incoming]:
    """The records that can be stored, and a failure for each that cannot."""
    for item in items:
        yield refused(item) if isinstance(item, ArticleRecord) and not is_clean(item) else item


def refused(record: ArticleRecord) -> Failure:
    text, found = next((text, found) for text in texts_of(record) if (found := first_unstorable(text)))
    position, name = found
    around = repr(text[max(position - 20, 0) : position + 20])
    return Failure(record.place, f"{name} cannot be stored: {around}; remove it")


def is_clean(record: ArticleRecord) -> bool:
    return is_storable("".join(texts_of(record)))


def texts_of(record: ArticleRecord) -> list[str]:
    """All texts that the record holds, from its id to the names of other candidates."""
    texts = [record.id, record.text, record.title, record.url, record.publisher, record.byline, record.language]
    texts += [block.kind for block in record.blocks]
    for figure in record.figures:
        texts += (figure.image_url, figure.alt)
    if record.extra:
        texts += texts_in(record.extra)
    for described in record.sets:
        texts += (described.owner.name, described.owner.version, *described.notes)
    for item in record.annotations:
        frame = item.frame
        texts += (frame.name, frame.reason, frame.replacement, frame.entity_type, frame.origin or "", item.wikidata_id)
        if frame.candidates:
            texts += [name for name, _score in frame.candidates]
        if frame.extra:
            texts += texts_in(frame.extra)
    owners = {item.owner for item in record.annotations}
    return [*texts, *(text for owner in owners for text in (owner.name, owner.version))]


def with_marks(record: ArticleRecord, report: LossReport) -> ArticleRecord:
    """The record as it can be written; what was marked is counted. Nearly every record is returned as it is."""
    texts = texts_of(record)
    if is_storable("".join(texts)):
        return record
    result = replace(
        record,
        **{name: marked(getattr(record, name)) for name in ("id", "text", "title", "url", "publisher", "byline")},
        language=marked(record.language),
        blocks=tuple(Block(block.start, block.end, marked(block.kind)) for block in record.blocks),
        figures=tuple(marked_figure(figure) for figure in record.figures),
        annotations=tuple(marked_annotation(item) for item in record.annotations),
        sets=tuple(marked_set(item) for item in record.sets),
        extra=marked(record.extra),
    )
    report.lose("characters", MARKED, article=result.id, count=sum(len(UNSTORABLE.findall(text)) for text in texts))
    return result


def marked_figure(figure: FigureData) -> FigureData:
    return replace(figure, image_url=marked(figure.image_url), alt=marked(figure.alt))


def marked_owner(owner: Owner) -> Owner:
    return Owner(owner.kind, marked(owner.name), marked(owner.version))


def marked_set(item: SetRecord) -> SetRecord:
    names = {"owner": marked_owner(item.owner), "imported_by": marked(item.imported_by)}
    return replace(item, **names, notes=tuple(marked(item.notes)))


def marked_annotation(item: AnnotationRecord) -> AnnotationRecord:
    frame = item.frame
    texts = {name: marked(getattr(frame, name)) for name in ("name", "reason", "replacement", "entity_type", "origin")}
    candidates = tuple((marked(name), score) for name, score in frame.candidates)
    return replace(
        item,
        frame=replace(frame, **texts, candidates=candidates, extra=marked(frame.extra)),
        owner=marked_owner(item.owner),
        wikidata_id=marked(item.wikidata_id),
    )
