"""spaCy DocBin read: our own with everything, those of other programs with their groups of spans and entities."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from annotator.vocabulary import SpanRole
from articles.readers.types import ReadError
from exchange.formats.docbin.groups import GROUPS, USER_DATA
from exchange.formats.foreign.flat import FlatSpan
from exchange.formats.foreign.joining import frames_from
from exchange.formats.json.values import list_at, object_in_json
from exchange.formats.left_out import LeftOut
from exchange.formats.mapping import Mapping
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import QUOTE_SPANS
from exchange.formats.source import Head, SourceFile
from exchange.records.article import LISTS, Failure, FilePlace, Incoming, counted_note

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin

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
