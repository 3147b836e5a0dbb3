"""spaCy DocBin: a document an article, spans in groups, and the frames that they are parts of.

``doc.spans["sc"]`` (the key that spaCy’s span categorizer learns from) holds the parts of quotes with the labels
CONTENT, SPEAKER and CUE; ``entities``, ``captions`` and ``repairs`` hold the others. ``span.id_`` names the annotation,
whose attributes are in ``doc.user_data["quotemark"]``. ``doc.ents`` are the entities that do not overlap.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from annotator.vocabulary import SpanRole
from articles.readers.types import ReadError
from exchange.formats.foreign.flat import FlatSpan
from exchange.formats.foreign.joining import frames_from
from exchange.formats.json.lines import json_text
from exchange.formats.json.values import list_at, object_in_json
from exchange.formats.left_out import LeftOut
from exchange.formats.mapping import Mapping
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import QUOTE_SPANS, flat_values, in_lists
from exchange.formats.source import Head, SourceFile
from exchange.formats.tokens import Cutter
from exchange.formats.zipped import zipped
from exchange.records.article import LISTS, ArticleRecord, Failure, FilePlace, Incoming, counted_note
from exchange.records.loss import LossReport

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin

SHARD_TOKENS = 50_000
"""A DocBin is one piece in memory, so a large export is a ZIP of several with about this many tokens each."""

ATTRIBUTES = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID")
GROUPS = {name: name for name in LISTS} | {"quotes": "sc"}
USER_DATA = "quotemark"
CREDIT = SpanRole.CREDIT.upper()

UNPACKED_BYTES = 500_000_000
"""What a DocBin may unpack to. It is read in one piece, so that a larger one would take all memory."""

BROKEN = (ValueError, LookupError, TypeError, AttributeError, OverflowError, zlib.error)
"""What spaCy raises on files that are not a DocBin, or a damaged one."""

KEPT_ATTRIBUTES = ("ORTH", "SPACY", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID")

ANALYSES = ("TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP")
"""What spaCy’s components say of words."""

LabelledPlace = tuple[str, int, int]
"""A span’s label and its place in the text."""


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """One ``.spacy`` file where it has fewer than ``SHARD_TOKENS`` tokens, else a ZIP of such files."""
    shards = shards_of(records, report)
    first, is_last = next(shards)
    if is_last:
        yield first
        return
    others = chain([first], (shard for shard, _ in shards))
    yield from zipped((f"{number:05d}.spacy", shard) for number, shard in enumerate(others, start=1))


def shards_of(records: Iterable[ArticleRecord], report: LossReport) -> Iterator[tuple[bytes, bool]]:
    """At least one DocBin, each with whether it is the last: without records one without documents."""
    from spacy.tokens import DocBin

    cutter = Cutter()
    shard = DocBin(attrs=ATTRIBUTES, store_user_data=True)
    tokens = 0
    for record in records:
        if tokens >= SHARD_TOKENS:
            yield shard.to_bytes(), False
            shard, tokens = DocBin(attrs=ATTRIBUTES, store_user_data=True), 0
        tokens += add_article(shard, record, cutter)
        report.written.update(item.frame.kind for item in record.annotations)
    yield shard.to_bytes(), True


def add_article(shard: DocBin, record: ArticleRecord, cutter: Cutter) -> int:
    """Add the article’s document; the number of its tokens."""
    places = [(start, end) for item in record.annotations for _, start, end in item.frame.spans]
    with cutter.cut(record.text, places, language=record.language) as doc:
        describe(doc, record)
        add_document(shard, doc)
        return len(doc)


def add_document(shard: DocBin, doc: Doc) -> None:
    """What ``DocBin.add`` does, without asking each token for a dozen words: it has no others than these.

    See spaCy’s ``tokens/_serialize.py``, version 0.1 of the format.
    """
    import srsly
    from spacy.attrs import SPACY

    columns = doc.to_array([*shard.attrs])
    shard.tokens.append(columns)
    shard.spaces.append(doc.to_array(SPACY).reshape(-1, 1).astype(bool))
    shard.flags.append({"has_unknown_spaces": doc.has_unknown_spaces})
    shard.cats.append(doc.cats)
    with known_encoders():
        shard.user_data.append(srsly.msgpack_dumps(doc.user_data))
        shard.span_groups.append(doc.spans.to_bytes())
    strings = doc.vocab.strings
    shard.strings.update(strings[key] for key in set(columns[:, 0].tolist()))
    for span in chain(doc.ents, *doc.spans.values()):
        shard.strings.update((span.label_, span.kb_id_, span.id_))


@contextmanager
def known_encoders() -> Iterator[None]:
    """Until the block ends srsly takes the encoders that it had before: it looks for them at every call, and far."""
    from srsly import msgpack_encoders

    msgpack_encoders.get_all = encoders
    try:
        yield
    finally:
        del msgpack_encoders.get_all  # that of its class stands again


@cache
def encoders() -> dict[str, Any]:
    from srsly import msgpack_encoders

    found: dict[str, Any] = type(msgpack_encoders).get_all(msgpack_encoders)
    return found


def describe(doc: Doc, record: ArticleRecord) -> None:
    """Set the document’s groups of spans, its entities and its user data."""
    from spacy.util import filter_spans

    frames: dict[str, Any] = {}
    for name, items in in_lists(record.annotations).items():
        spans = []
        frames[name] = []
        for number, annotation in enumerate(items):
            frame = annotation.frame
            key = frame.id or f"{name}-{number}"
            frames[name].append({**flat_values(annotation), "id": frame.id, "key": key})
            for role, start, end in frame.spans:
                label = frame.entity_type or role.upper()
                span = doc.char_span(start, end, label=label, span_id=key, kb_id=annotation.wikidata_id)
                if span is None:
                    raise AssertionError(f"[{start}, {end}) of {record.id} is not whole tokens")
                spans.append(span)
        doc.spans[GROUPS[name]] = spans
    doc.ents = filter_spans(doc.spans["entities"])
    article = {**native.article_values(record), "extra": json_text(record.extra)}
    del article["text"]
    doc.user_data[USER_DATA] = {**article, **frames}


def is_docbin(head: Head) -> bool:
    """Whether the bytes unpack to a map of msgpack that begins with the DocBin’s version."""
    try:
        return b"\xa7version" in zlib.decompressobj().decompress(head.start, 100)
    except zlib.error:
        return False


def read(source: SourceFile) -> Iterator[Incoming]:
    """The articles of a ``.spacy`` file, those of other programs too. Raises ReadError where it is none.

    The spans in the document’s groups count, also where they were changed after the export; what its frames were is
    read from ``user_data``. Spans that belong to no frame, and other entities, become frames by their labels.
    """
    left: Counter[str] = Counter()
    left_out = LeftOut()
    for number, doc in enumerate(docs_of(source.file.read(UNPACKED_BYTES + 1), left_out), start=1):
        place = FilePlace(source.name, number)
        try:
            values = values_of_doc(doc, source.mapping, left, left_out)
            yield native.record_of(values, place=place, default_id=source.id_of(place))
            native.count_unread(values, left_out)
        except ReadError as error:
            yield Failure(place, f"document {number}: {error}")
    for words, count in left.items():
        yield counted_note(source.name, words, count)
    yield from left_out.notes(source.name)


def docs_of(data: bytes, left_out: LeftOut) -> Iterator[Doc]:
    import spacy
    from spacy.tokens import DocBin

    refuse_bomb(data)
    try:
        found = DocBin().from_bytes(data)
        keep_entities_only(found, left_out)
        yield from found.get_docs(spacy.blank("xx").vocab)
    except BROKEN as error:
        raise ReadError(f"not a DocBin that spaCy can read: {type(error).__name__}: {str(error)[:200]}") from error


def refuse_bomb(data: bytes) -> None:
    unpacker = zlib.decompressobj()
    size, waiting = 0, data
    while waiting and not unpacker.eof:
        try:
            size += len(unpacker.decompress(waiting, 1_000_000))
        except zlib.error as error:
            raise ReadError("not a DocBin: the file is not packed by zlib") from error
        if size > UNPACKED_BYTES:
            raise ReadError(f"unpacks to more than {UNPACKED_BYTES:,} bytes; write several DocBins of fewer documents")
        waiting = unpacker.unconsumed_tail


def keep_entities_only(found: DocBin, left_out: LeftOut) -> None:
    """Leave tags, heads and the like out: nothing reads them, and a file could point with them beside the document."""
    from spacy.attrs import IDS

    wanted = {IDS[name] for name in KEPT_ATTRIBUTES}
    columns = [number for number, attribute in enumerate(found.attrs) if attribute in wanted]
    analyses = {IDS[name]: name for name in ANALYSES}
    others = [(number, analyses[key]) for number, key in enumerate(found.attrs) if key in analyses]
    for tokens in found.tokens:
        left_out.add({name: bool(tokens[:, number].any()) for number, name in others}, known=(), where="words.")
    for cats in found.cats:
        left_out.add(cats, known=(), where="cats.")
    found.attrs = [found.attrs[number] for number in columns]
    found.tokens = [tokens[:, columns] for tokens in found.tokens]


def values_of_doc(doc: Doc, mapping: Mapping, left: Counter[str], left_out: LeftOut) -> dict[str, Any]:
    """The document in the shape of the native format. Raises ReadError for what cannot be read."""
    told = plain(doc.user_data.get(USER_DATA))
    told = told if isinstance(told, dict) else {}
    values = {key: value for key, value in told.items() if key not in {*LISTS, "extra"}}
    values |= object_in_json(told.get("extra"), where="extra")
    values["text"] = doc.text
    parts = parts_by_frame(doc)
    for name in LISTS:
        frames = list_at(told, name)
        values[name] = [found for frame in frames if (found := frame_values(name, frame, parts)) is not None]
    spans = [*spans_without_frame(parts), *entities_without_frame(doc, values["entities"], parts)]
    joined = frames_from(doc.text, spans, (), mapping)
    left.update(joined.left)
    count_left_out(doc, parts, left_out)
    for name, more in joined.lists.items():
        values[name] += more
    return values


def count_left_out(doc: Doc, parts: dict[tuple[str, str], list[LabelledPlace]], left_out: LeftOut) -> None:
    """Count the user data of other programs, and the ids of spans that belong to no frame of ours."""
    for key, value in doc.user_data.items():
        if key != USER_DATA or not isinstance(value, dict):
            name = f"._.{key[1]}" if isinstance(key, tuple) and len(key) > 1 else f"user_data.{key}"
            left_out.add({name: value}, known=())
    for group, spans in doc.spans.items():
        left_out.add(dict(spans.attrs), known=(), where=f"spans.{group}.")
        for span in spans:
            if (group, span.id_) in parts:
                left_out.add({"id": span.id_, "kb_id": span.kb_id_}, known=(), where=f"spans.{group}.")
    for span in doc.ents:
        left_out.add({"id": span.ent_id_}, known=(), where="ents.")


def spans_without_frame(parts: dict[tuple[str, str], list[LabelledPlace]]) -> Iterator[FlatSpan]:
    """Spans of groups that no frame has taken, each once however many groups it is in."""
    labelled = ((label or group, start, end) for (group, _), spans in parts.items() for label, start, end in spans)
    for number, (label, start, end) in enumerate(dict.fromkeys(labelled), start=1):
        yield FlatSpan(id=f"S{number}", label=label, pieces=((start, end),))


def entities_without_frame(
    doc: Doc, known: list[dict[str, Any]], parts: dict[tuple[str, str], list[LabelledPlace]]
) -> Iterator[FlatSpan]:
    """The document’s entities that are neither in a frame nor in a group."""
    told = {(item["type"], item["start"], item["end"]) for item in known}
    told |= {part for spans in parts.values() for part in spans}
    try:
        entities = doc.ents
    except BROKEN as error:
        raise ReadError(f"the entities can’t be read: {str(error)[:200]}") from error
    for number, span in enumerate(entities, start=1):
        if (span.label_, span.start_char, span.end_char) not in told:
            attributes = {"kb_id": span.kb_id_} if span.kb_id_ else {}
            yield FlatSpan(
                id=f"E{number}",
                label=span.label_ or "ENTITY",
                pieces=((span.start_char, span.end_char),),
                attributes=attributes,
            )


def parts_by_frame(doc: Doc) -> dict[tuple[str, str], list[LabelledPlace]]:
    """The spans of the document’s groups, by group and by the id of their annotation."""
    found: dict[tuple[str, str], list[LabelledPlace]] = {}
    for group, group_spans in doc.spans.items():
        try:
            spans = list(group_spans)
            places = [(span.id_, (span.label_, span.start_char, span.end_char)) for span in spans]
        except BROKEN as error:
            raise ReadError(f"the group of spans “{group}” can’t be read: {str(error)[:200]}") from error
        for key, part in places:
            found.setdefault((group, key), []).append(part)
    return found


def frame_values(name: str, frame: Any, parts: dict[tuple[str, str], list[LabelledPlace]]) -> dict[str, Any] | None:
    """The annotation with the spans that its group holds now, which are taken out of ``parts``; None without any."""
    if not isinstance(frame, dict):
        raise ReadError(f"{name} in user_data is a list of objects")
    spans = parts.pop((GROUPS[name], str(frame.get("key"))), [])
    values = {key: value for key, value in frame.items() if key not in ("key", "extra")}
    values |= object_in_json(frame.get("extra"), where=f"{name}.extra")
    if name == "quotes":
        by_role = {role: [[start, end] for label, start, end in spans if label == role.upper()] for role in QUOTE_SPANS}
        return {**values, **by_role} if by_role["content"] else None
    credits = [[start, end] for label, start, end in spans if label == CREDIT]
    main = [part for part in spans if part[0] != CREDIT]
    if not main:
        return None
    label, values["start"], values["end"] = main[0]
    if name == "entities":
        values["type"] = label
    elif name == "captions":
        values["credit"] = credits[0] if credits else None
    return values


def plain(value: Any) -> Any:
    """What msgpack gave, with lists instead of tuples."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
