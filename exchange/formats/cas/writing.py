"""UIMA CAS: a ZIP of one XMI an article, and TypeSystem.xml. INCEpTION, DKPro and dkpro-cassis read it.

UIMA counts UTF-16 code units; dkpro-cassis converts them from and to code points.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from annotator.frame import Frame
from annotator.vocabulary import Kind
from articles.readers.types import Span
from exchange.formats.cas.types import (
    ARTICLE,
    ARTICLE_FEATURES,
    BLOCK,
    COMMON_FEATURES,
    FIGURE,
    LINK,
    META_DATA,
    PART,
    SENTENCE,
    SET,
    TOKEN,
    TYPE_SYSTEM,
    TYPES,
    our_types,
)
from exchange.formats.json.lines import json_text
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import flat_values, in_lists
from exchange.formats.tokens import Cutter, sentence_starts
from exchange.formats.zipped import numbered_name, zipped
from exchange.records.article import AnnotationRecord, ArticleRecord
from exchange.records.loss import LossReport

if TYPE_CHECKING:
    from cassis import Cas
    from spacy.tokens import Doc

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
KIND_FEATURES: dict[str, tuple[str, ...]] = {
    Kind.QUOTE: ("speaker_name", "speaker_kind"),
    Kind.ENTITY: ("name",),
    Kind.CAPTION: (),
    Kind.REPAIR: ("replacement",),
}
REPLACED = gettext_noop("XML cannot hold control characters: each is U+FFFD instead")


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """The ZIP, an article at a time."""
    yield from zipped(files(records, report))


def files(records: Iterable[ArticleRecord], report: LossReport) -> Iterator[tuple[str, bytes]]:
    yield TYPE_SYSTEM, our_types().to_xml().encode("utf-8")
    cutter = Cutter()
    for number, record in enumerate(records, start=1):
        cas = cas_of(with_xml_text(record, report), cutter)
        report.written.update(item.frame.kind for item in record.annotations)
        yield numbered_name(number, record.id, "xmi"), cas.to_xmi().encode("utf-8")


def with_xml_text(record: ArticleRecord, report: LossReport) -> ArticleRecord:
    text, count = NOT_IN_XML.subn("\ufffd", record.text)
    if count:
        report.lose("characters", REPLACED, article=record.id, count=count)
    return replace(record, text=text)


def cas_of(record: ArticleRecord, cutter: Cutter) -> Cas:
    """The article with its tokens, sentences, annotations and all that is known about it."""
    from cassis import Cas

    cas = Cas(our_types(), sofa_string=record.text, sofa_mime="text/plain")
    filling = Filling(cas)
    filling.add_article(record)
    places = [(start, end) for item in record.annotations for _, start, end in item.frame.spans]
    with cutter.cut(record.text, places, language=record.language) as doc:
        filling.add_tokens(doc)
    for name, items in in_lists(record.annotations).items():
        for item in items:
            filling.add_annotation(TYPES[name], item)
    return cas


class Filling:
    """Puts a record into a CAS."""

    def __init__(self, cas: Cas) -> None:
        self.cas = cas
        self.types = cas.typesystem

    def make(self, kind: str, /, **features: Any) -> Any:
        """A feature structure with these features, in the CAS; None and "" are not written."""
        told = {
            name: NOT_IN_XML.sub("\ufffd", value) if isinstance(value, str) else value
            for name, value in features.items()
            if value not in (None, "")
        }
        made = self.types.get_type(kind)(**told)
        self.cas.add(made)
        return made

    def add_article(self, record: ArticleRecord) -> None:
        values = {**native.article_values(record), "extra": json_text(record.extra)}
        self.make(ARTICLE, **{name: values[name] for name in ARTICLE_FEATURES})
        self.make(
            META_DATA,
            begin=0,
            end=len(record.text),
            language=record.language or "x-unspecified",
            documentTitle=record.title or record.id,
            documentId=record.id,
            documentUri=record.url,
        )
        for block in record.blocks:
            self.make(BLOCK, begin=block.start, end=block.end, kind=block.kind)
        for figure in record.figures:
            caption, credit = self.part("caption", figure.caption), self.part("credit", figure.credit)
            image = {"image_url": figure.image_url, "alt": figure.alt}
            self.make(FIGURE, **image, caption=caption, credit=credit, score=figure.score)
        for values in native.article_values(record)["sets"]:
            self.make(SET, **{**values, "notes": json.dumps(values["notes"]) if "notes" in values else None})

    def part(self, role: str, span: Span | None) -> Any:
        return self.make(PART, begin=span[0], end=span[1], role=role) if span else None

    def add_tokens(self, doc: Doc) -> None:
        for token in doc:
            if not token.is_space:
                self.make(TOKEN, begin=token.idx, end=token.idx + len(token))
        for first, last in pairwise([*sentence_starts(doc), len(doc)]):
            words = [token for token in doc[first:last] if not token.is_space]
            if words:
                self.make(SENTENCE, begin=words[0].idx, end=words[-1].idx + len(words[-1]))

    def add_annotation(self, kind: str, item: AnnotationRecord) -> None:
        """The statement over the hull of its main spans, with all of its spans as parts."""
        frame = item.frame
        wanted = {*COMMON_FEATURES, *KIND_FEATURES[frame.kind]}
        features = {key: value for key, value in flat_values(item).items() if key in wanted}
        features["begin"], features["end"] = frame.hull
        if frame.kind == Kind.QUOTE:
            features |= {"quote_type": frame.quote_type, "identifier": item.wikidata_id}
            features["candidates"] = json.dumps(frame.candidates, ensure_ascii=False) if frame.candidates else None
        if frame.kind == Kind.ENTITY:
            features |= {"value": frame.entity_type, "identifier": item.wikidata_id}
        else:
            features["parts"] = self.links(frame)
        self.make(kind, **features)

    def links(self, frame: Frame) -> Any:
        links = [self.make(LINK, role=role, target=self.part(role, (start, end))) for role, start, end in frame.spans]
        return self.types.get_type("uima.cas.FSArray")(elements=links)
