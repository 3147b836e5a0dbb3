"""UIMA CAS: a ZIP of one XMI an article, and TypeSystem.xml. INCEpTION, DKPro and dkpro-cassis read it.

UIMA counts UTF-16 code units, as ``Xmi`` makes of code points.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, pairwise

from django.utils.translation import gettext_noop

from annotator.vocabulary import Kind
from exchange.formats.cas.types import (
    ARTICLE,
    ARTICLE_FEATURES,
    BLOCK,
    COMMON_FEATURES,
    FIGURE,
    META_DATA,
    PARTS,
    SENTENCE,
    SET,
    TOKEN,
    TYPE_SYSTEM,
    TYPES,
    our_types,
)
from exchange.formats.cas.xmi import NOT_IN_XML, Xmi
from exchange.formats.json.lines import json_text
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import flat_values, in_lists
from exchange.formats.tokens import Cutter, CutText, sentence_starts
from exchange.formats.zipped import numbered_name, zipped
from exchange.records.article import AnnotationRecord, ArticleRecord
from exchange.records.loss import LossReport

KIND_FEATURES: dict[str, tuple[str, ...]] = {
    Kind.QUOTE: ("speaker_name", "speaker_kind"),
    Kind.ENTITY: ("name",),
    Kind.CAPTION: (),
    Kind.REPAIR: ("replacement",),
}
LEVEL = 1
"""Of compression: half the time of the usual 6, for a file that is a tenth larger."""
REPLACED = gettext_noop("XML cannot hold control characters: each is U+FFFD instead")


class XmiWriter:
    """Writes articles in one process, each with its id."""

    def __init__(self) -> None:
        self.cutter = Cutter()

    def __call__(self, records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[tuple[str, bytes]]:
        for record in records:
            xmi = xmi_of(with_xml_text(record, report), self.cutter)
            report.written.update(item.frame.kind for item in record.annotations)
            yield record.id, xmi.written().encode("utf-8")


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """The ZIP, an article at a time."""
    return joined(XmiWriter()(records, report=report))


def joined(articles: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    numbered = ((numbered_name(number, key, "xmi"), data) for number, (key, data) in enumerate(articles, start=1))
    return zipped(chain([(TYPE_SYSTEM, our_types().to_xml().encode("utf-8"))], numbered), level=LEVEL)


def with_xml_text(record: ArticleRecord, report: LossReport) -> ArticleRecord:
    text, count = NOT_IN_XML.subn("\ufffd", record.text)
    if count:
        report.lose("characters", REPLACED, article=record.id, count=count)
    return replace(record, text=text)


def xmi_of(record: ArticleRecord, cutter: Cutter) -> Xmi:
    """The article with its tokens, sentences, annotations and all that is known about it."""
    xmi = Xmi(record.text)
    add_article(xmi, record)
    places = [(start, end) for item in record.annotations for _, start, end in item.frame.spans]
    add_tokens(xmi, cutter.cut(record.text, places, language=record.language))
    for name, items in in_lists(record.annotations).items():
        for item in items:
            add_annotation(xmi, TYPES[name], item)
    return xmi


def add_article(xmi: Xmi, record: ArticleRecord) -> None:
    values = {**native.article_values(record), "extra": json_text(record.extra)}
    xmi.add(ARTICLE, {name: values[name] for name in ARTICLE_FEATURES})
    about = {"language": record.language or "x-unspecified", "documentTitle": record.title or record.id}
    xmi.add(META_DATA, {**about, "documentId": record.id, "documentUri": record.url}, (0, len(record.text)))
    for block in record.blocks:
        xmi.add(BLOCK, {"kind": block.kind}, (block.start, block.end))
    for figure in record.figures:
        caption = xmi.add_part("caption", *figure.caption) if figure.caption else None
        credit = xmi.add_part("credit", *figure.credit) if figure.credit else None
        image = {"image_url": figure.image_url, "alt": figure.alt}
        xmi.add(FIGURE, {**image, "caption": caption, "credit": credit, "score": figure.score})
    for described in values["sets"]:
        xmi.add(SET, {**described, "notes": json.dumps(described["notes"]) if "notes" in described else None})


def add_tokens(xmi: Xmi, tokens: CutText) -> None:
    """The words without white space, and the sentences from their first word to their last."""
    ends = tokens.ends
    words = [number for number, word in enumerate(tokens.words) if not word.isspace()]
    xmi.add_places(TOKEN, [(tokens.starts[number], ends[number]) for number in words])
    edges = [bisect_left(words, number) for number in [*sentence_starts(tokens), len(ends)]]
    sentences = [(words[first], words[last - 1]) for first, last in pairwise(edges) if first < last]
    xmi.add_places(SENTENCE, [(tokens.starts[first], ends[last]) for first, last in sentences])


def add_annotation(xmi: Xmi, kind: str, item: AnnotationRecord) -> None:
    """The statement over the hull of its main spans, with all of its spans as parts."""
    frame = item.frame
    wanted = {*COMMON_FEATURES, *KIND_FEATURES[frame.kind]}
    features = {key: value for key, value in flat_values(item).items() if key in wanted}
    if frame.kind == Kind.QUOTE:
        features |= {"quote_type": frame.quote_type, "identifier": item.wikidata_id}
        features["candidates"] = json.dumps(frame.candidates, ensure_ascii=False) if frame.candidates else None
    if frame.kind == Kind.ENTITY:
        features |= {"value": frame.entity_type, "identifier": item.wikidata_id}
    else:
        features[PARTS] = " ".join(str(xmi.add_link(*span)) for span in frame.spans)
    xmi.add(kind, features, frame.hull)
