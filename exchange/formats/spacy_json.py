"""spaCy’s JSON: training data of version 2 and documents of version 3.

Source: spaCy’s documentation of its data formats. ``[text, {"entities": [[start, end, label], …]}]`` is training data,
``{"text", "ents": [{"start", "end", "label"}], "spans": {name: [{"start", "end", "label"}]}}`` what ``Doc.to_json`` and
displaCy give. Offsets are code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from articles.readers.types import ReadError
from exchange.formats.foreign.articles import article_keys, articles_from, id_from, text_key
from exchange.formats.foreign.flat import FlatRecord, FlatSpan
from exchange.formats.json.stream import read_each
from exchange.formats.json.values import list_at, shown, span_of, text_at
from exchange.formats.left_out import LeftOut
from exchange.formats.source import Head, SourceFile
from exchange.records.article import Failure, FilePlace, Incoming

GROUP_OF_SPANS = re.compile(r"spans\.[^.]+\.start\Z")
OF_WORDS = {"tokens", "sents", "words", "heads", "deps", "tags", "pos", "morphs", "lemmas", "links", "sent_starts"}
"""What spaCy says of words, which has no place here."""

SPAN_KEYS = {"start", "end", "label", "text", "kb_id", "start_char", "end_char", "token_start", "token_end"}
OLD = "paragraphs.sentences.tokens.orth"


def looks_like(head: Head) -> bool:
    keys = head.keys
    return bool({"ents.start", "entities[[", OLD} & keys) or any(map(GROUP_OF_SPANS.match, keys))


def read(source: SourceFile) -> Iterator[Incoming]:
    """The articles of a file of documents; their entities and groups of spans are labelled spans."""
    left_out = LeftOut()
    yield from articles_from(left_out.noted(flat_records(source, left_out), file=source.name), source)


def flat_records(source: SourceFile, left_out: LeftOut) -> Iterator[FlatRecord | Failure]:
    return read_each(
        source.file, lambda values, place: flat_record(values, source, left_out, place=place), name=source.name
    )


def flat_record(values: Mapping[str, Any], source: SourceFile, left_out: LeftOut, *, place: FilePlace) -> FlatRecord:
    """Raises ReadError that names the key which can’t be read."""
    if "paragraphs" in values and "text" not in values:
        raise ReadError(
            "this is spaCy’s JSON of tokens in paragraphs, which is not read; make a .spacy file of it with "
            "“spacy convert” and import that"
        )
    key = text_key(values, source.mapping)
    groups = values.get("spans") or {}
    if not isinstance(groups, dict):
        raise ReadError(f"spans is an object of lists by name, not {shown(groups)}")
    told = [
        (f"{name}[{number}]", item)
        for name in ("entities", "ents")
        for number, item in enumerate(list_at(values, name))
    ]
    for name in groups:
        told += [(f"spans.{name}[{number}]", item) for number, item in enumerate(list_at(groups, name))]
    spans = [span_from(item, where=where) for where, item in told]
    left_out.add(values, known=values.keys() - OF_WORDS)
    article = article_keys(dict(values), source.mapping, without={"id", key, "entities", "ents", "spans", *OF_WORDS})
    article_id = id_from(article.get("id"), values.get("id"))
    return FlatRecord(
        values={
            **article,
            "text": text_at(values, key),
            **({"id": article_id} if article_id else {}),
        },
        place=place,
        default_id=source.id_of(place),
        spans=tuple(spans),
    )


def span_from(value: Any, *, where: str) -> FlatSpan:
    """The span of ``[start, end, label]`` or of an object. One that stands in two groups is two spans."""
    if isinstance(value, list) and len(value) in (3, 4) and isinstance(value[2], str):
        start, end = span_of(value[:2], where=where)
        return FlatSpan(id=where, label=value[2] or "SPAN", pieces=((start, end),))
    if not isinstance(value, dict):
        raise ReadError(f"{where} is [start, end, label], or an object with these keys, not {shown(value)}")
    start, end = span_of(
        [value.get("start", value.get("start_char")), value.get("end", value.get("end_char"))],
        where=f"{where}.start, end",
    )
    surface = value.get("text")
    return FlatSpan(
        id=where,
        label=text_at(value, "label", where=f"{where}.", longest=1000) or "SPAN",
        pieces=((start, end),),
        surface=surface if isinstance(surface, str) else None,
        attributes={key: item for key, item in value.items() if key not in SPAN_KEYS or (key == "kb_id" and item)},
    )
