"""spaCy DocBin: a document an article, spans in groups, and the frames that they are parts of.

``doc.spans["sc"]`` (the key that spaCy’s span categorizer learns from) holds the parts of quotes with the labels
CONTENT, SPEAKER and CUE; ``entities``, ``captions`` and ``repairs`` hold the others. ``span.id_`` names the annotation,
whose attributes are in ``doc.user_data["quotemark"]``. ``doc.ents`` are the entities that do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from exchange.formats.docbin.groups import GROUPS, USER_DATA
from exchange.formats.docbin.shard import Document, GroupSpan, PackedDocument, Packer, Shard, without_overlap
from exchange.formats.json.lines import json_text
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import flat_values, in_lists
from exchange.formats.tokens import Cutter, CutText
from exchange.formats.zipped import zipped
from exchange.records.article import ArticleRecord
from exchange.records.loss import LossReport

SHARD_TOKENS = 50_000
"""A DocBin is one piece in memory, so a large export is a ZIP of several with about this many tokens each."""


class Documents:
    """Makes documents of records in one process."""

    def __init__(self) -> None:
        self.cutter = Cutter()
        self.packer = Packer()

    def __call__(self, records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[PackedDocument]:
        for record in records:
            places = [(start, end) for item in record.annotations for _, start, end in item.frame.spans]
            tokens = self.cutter.cut(record.text, places, language=record.language)
            report.written.update(item.frame.kind for item in record.annotations)
            yield self.packer.packed(document_of(record, tokens))


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """One ``.spacy`` file where it has fewer than ``SHARD_TOKENS`` tokens, else a ZIP of such files."""
    return joined(Documents()(records, report=report))


def joined(documents: Iterable[PackedDocument]) -> Iterator[bytes]:
    shards = shards_of(documents)
    first, is_last = next(shards)
    if is_last:
        yield first
        return
    others = chain([first], (shard for shard, _ in shards))
    yield from zipped(((f"{number:05d}.spacy", shard) for number, shard in enumerate(others, start=1)), level=0)


def shards_of(documents: Iterable[PackedDocument]) -> Iterator[tuple[bytes, bool]]:
    """At least one DocBin, each with whether it is the last: without documents an empty one."""
    shard = Shard()
    for document in documents:
        if shard.size >= SHARD_TOKENS:
            yield shard.packed(), False
            shard = Shard()
        shard.add(document)
    yield shard.packed(), True


def document_of(record: ArticleRecord, tokens: CutText) -> Document:
    """The document: its tokens, its groups of spans, its entities and its user data."""
    groups: dict[str, list[GroupSpan]] = {}
    frames: dict[str, Any] = {}
    for name, items in in_lists(record.annotations).items():
        spans = groups[GROUPS[name]] = []
        frames[name] = []
        for number, annotation in enumerate(items):
            frame = annotation.frame
            key = frame.id or f"{name}-{number}"
            frames[name].append({**flat_values(annotation), "id": frame.id, "key": key})
            for role, start, end in frame.spans:
                label = frame.entity_type or role.upper()
                first, last = tokens.numbers(start, end)
                spans.append(GroupSpan(key, annotation.wikidata_id, label, first, last, start, end))
    article = {**native.article_values(record), "extra": json_text(record.extra)}
    del article["text"]
    return Document(tokens, groups, without_overlap(groups["entities"]), {USER_DATA: {**article, **frames}})
