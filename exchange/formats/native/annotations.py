"""Annotations of the native format: quotes, entities, captions and repairs with their provenance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple

from annotator.frame import Frame, RoleSpan
from annotator.vocabulary import Kind, QuoteType, Source, SpanRole, SpeakerKind, Verdict
from articles.readers.types import ReadError
from config.outside import LARGEST_NUMBER
from exchange.formats.json.lines import canonical, json_text
from exchange.formats.json.values import (
    choice_at,
    list_at,
    optional_span_at,
    score_at,
    shown,
    spans_at,
    start_and_end,
    text_at,
)
from exchange.records.article import CERTIFIED, GOLD, LIST_OF, LISTS, AnnotationRecord, Owner
from suggesters.quotation import quote_type

QUOTE_TYPES, SPEAKER_KINDS, VERDICTS = sorted(QuoteType.values), SpeakerKind.values, Verdict.values
QUOTE_SPANS = (SpanRole.CONTENT.value, SpanRole.CUE.value, SpanRole.SPEAKER.value)
"""The keys of a quote’s spans, in the order in which they are written."""
QUOTE, ENTITY, CAPTION, REPAIR = (kind.value for kind in (Kind.QUOTE, Kind.ENTITY, Kind.CAPTION, Kind.REPAIR))
SUGGESTED = Verdict.SUGGESTED.value  # plain texts: asking a member for its value takes longer than a comparison
IMPORTED = "import"
"""The suggester to which annotations belong that name no owner."""

OWNER_KEYS = ("suggester", "version", "annotator", "gold", "certified")
COMMON_KEYS = {
    *("id", "score", "reason", *OWNER_KEYS, "verdict", "origin", "created", "updated", "guidelines", "hashes"),
}
KEYS = {
    QUOTE: {"type", *QUOTE_SPANS, "speaker_name", "speaker_kind", "candidates"},
    ENTITY: {"start", "end", "type", "name"},
    CAPTION: {"start", "end", "credit"},
    REPAIR: {"start", "end", "replacement"},
}
SPAN_KEYS = {*QUOTE_SPANS, "start", "end", "credit"}
ALL_KEYS = {kind: COMMON_KEYS | keys for kind, keys in KEYS.items()}
OF_EVERY_SUGGESTION = {"score", "reason"}


class AnnotationShape(NamedTuple):
    """What the keys of an annotation show: millions of annotations have a handful of shapes.

    ``is_plain``: beside what it says, it has no key but a score and a reason. ``others`` are keys that we do not know.
    """

    names_owner: bool
    is_plain: bool
    others: tuple[str, ...]


@lru_cache(maxsize=256)
def shape_of(kind: str, *keys: str) -> AnnotationShape:
    """The shape of an annotation with these keys."""
    others = tuple(key for key in keys if key not in ALL_KEYS[kind])
    is_plain = OF_EVERY_SUGGESTION | KEYS[kind] >= set(keys)
    return AnnotationShape(not set(OWNER_KEYS).isdisjoint(keys), is_plain, others)


def annotations_of(values: Mapping[str, Any]) -> tuple[AnnotationRecord, ...]:
    """All annotations of a record. Raises ReadError that names the annotation and the key which cannot be read."""
    text = str(values["text"])
    owner: Owner | None = None
    result: list[AnnotationRecord] = []
    for name, kind in LISTS.items():
        for number, item in enumerate(list_at(values, name)):
            label = f"{name}[{number}]"
            if not isinstance(item, dict):
                raise ReadError(f"{label} is an object, not {shown(item)}")
            shape = shape_of(kind, *item)
            told = owner_of(item, where=f"{label}.") if shape.names_owner else None
            if told is None:
                owner = owner or import_owner(values)
            result.append(annotation_of(item, kind, told or owner or GOLD, shape, label=label, text=text))
    return tuple(result)


def import_owner(values: Mapping[str, Any]) -> Owner:
    """A version made of the record’s annotations, so that the same ones again are the same set."""
    stated = json.dumps({name: values.get(name) for name in LISTS}, ensure_ascii=False, sort_keys=True)
    return Owner(Source.SUGGESTER.value, IMPORTED, sha256(stated.encode("utf-8")).hexdigest()[:12])


def owner_of(values: Mapping[str, Any], *, where: str) -> Owner | None:
    """Whose statement it is, None where the keys do not say."""
    try:
        return known_owner(*map(values.get, OWNER_KEYS))
    except (ReadError, TypeError):  # said with its place; a list or an object cannot be cached
        return read_owner(values, where=where)


@lru_cache(maxsize=256, typed=True)
def known_owner(*told: Any) -> Owner | None:
    """The owner of these values of ``OWNER_KEYS``, one value for all annotations that have the same."""
    return read_owner(dict(zip(OWNER_KEYS, told, strict=True)), where="")


def read_owner(values: Mapping[str, Any], *, where: str) -> Owner | None:
    suggester = text_at(values, "suggester", where=where, longest=100)
    version = text_at(values, "version", where=where, longest=200)
    annotator = text_at(values, "annotator", where=where, longest=150)
    is_gold, is_certified = values.get("gold") is True, values.get("certified") is True
    owners = (("suggester", suggester), ("annotator", annotator), ("gold", is_gold), ("certified", is_certified))
    told = [name for name, value in owners if value]
    if len(told) > 1:
        raise ReadError(f"{where}{told[1]} stands beside {told[0]}; an annotation is of one of them")
    if suggester and not version:
        raise ReadError(f"{where}version is missing; a suggester is named with its version")
    if suggester:
        return Owner(Source.SUGGESTER.value, suggester, version)
    if annotator:
        return Owner(Source.ANNOTATOR.value, annotator)
    if is_certified:
        return CERTIFIED
    return GOLD if is_gold else None


def owner_values(owner: Owner) -> dict[str, Any]:
    if owner.kind == Source.SUGGESTER:
        return {"suggester": owner.name, "version": owner.version}
    return {owner.kind: True} if owner in (GOLD, CERTIFIED) else {"annotator": owner.name}


def annotation_of(
    values: Mapping[str, Any], kind: str, owner: Owner, shape: AnnotationShape, *, label: str, text: str
) -> AnnotationRecord:
    where = f"{label}."
    frame = READERS[kind](values, where=where, text=text)  # nobody else has this frame yet
    frame.score = score_at(values, "score", where=where)
    frame.reason = text_at(values, "reason", where=where, longest=500)
    if shape.is_plain:
        frame.verdict = verdict_for(owner, "", origin="", where=where)
        return AnnotationRecord(frame=frame, owner=owner, label=label)
    frame.id = id_text(values.get("id"))
    verdict = choice_at(values, "verdict", VERDICTS, where=where)
    origin = text_at(values, "origin", where=where, longest=100)
    frame.verdict = verdict_for(owner, verdict, origin=origin, where=where)
    frame.origin = origin or None
    frame.guidelines = guidelines_at(values, owner)
    frame.extra = {key: values[key] for key in shape.others}
    if frame.guidelines is None and "guidelines" in values:
        frame.extra["guidelines"] = values["guidelines"]
    return AnnotationRecord(frame=frame, owner=owner, label=label, hashes=hashes_at(values, where=where))


def guidelines_at(values: Mapping[str, Any], owner: Owner) -> int | None:
    """The version of the guidelines under which a person decided. Anything else of this key is kept as it is."""
    told = values.get("guidelines")
    is_version = type(told) is int and 0 < told <= LARGEST_NUMBER
    return told if is_version and owner.kind != Source.SUGGESTER else None


def hashes_at(values: Mapping[str, Any], *, where: str) -> dict[str, tuple[str, ...]]:
    """The hashes of the words of each role’s spans; empty unless the record is stand-off."""
    told = values.get("hashes")
    if not told:
        return {}
    if not isinstance(told, dict):
        raise ReadError(f"{where}hashes is an object with a list for each role, not {shown(told)}")
    return {role: tuple(map(str, list_at(told, role, where=f"{where}hashes."))) for role in told}


def id_text(value: Any) -> str:
    """An id as text; one that is not a UUID is replaced when it is stored."""
    return value if isinstance(value, str) else ""


def verdict_for(owner: Owner, verdict: str, *, origin: str, where: str) -> str:
    """The given verdict, else the one that fits: a suggester’s annotation is undecided, anybody else’s is decided."""
    if owner.kind == Source.SUGGESTER:
        if verdict not in ("", SUGGESTED):
            raise ReadError(f"{where}verdict is “{verdict}”, which only people give; name the annotator")
        return SUGGESTED
    if verdict == SUGGESTED:
        raise ReadError(f"{where}verdict is “suggested”, which only a suggester’s annotation is")
    return verdict or (Verdict.ACCEPTED.value if origin else Verdict.ADDED.value)


def read_quote(values: Mapping[str, Any], *, where: str, text: str) -> Frame:
    """A frame with what a quote has; what annotations of every kind have is still missing."""
    content = spans_at(values, "content", where=where)
    speaker = spans_at(values, "speaker", where=where)
    name = text_at(values, "speaker_name", where=where, longest=300).strip()
    spans: list[RoleSpan] = [("content", start, end) for start, end in content]
    spans += [("speaker", start, end) for start, end in speaker]
    spans += [("cue", start, end) for start, end in spans_at(values, "cue", where=where)]
    kind = choice_at(values, "speaker_kind", SPEAKER_KINDS, where=where)
    return Frame(
        "",
        QUOTE,
        "",
        tuple(spans),
        quote_type=choice_at(values, "type", QUOTE_TYPES, where=where) or quote_type(text, content),
        speaker_kind=kind or ("named" if name else "unnamed" if speaker else "none"),
        name=name,
        candidates=tuple(
            candidate_of(item, where=f"{where}candidates[{number}]")
            for number, item in enumerate(list_at(values, "candidates", where=where))
        ),
    )


def candidate_of(value: Any, *, where: str) -> tuple[str, float]:
    if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)):
        raise ReadError(f"{where} is [name, score], not {shown(value)}")
    return value[0], score_at({"score": value[1]}, "score", where=f"{where}.") or 0.0


def read_entity(values: Mapping[str, Any], *, where: str, text: str) -> Frame:
    entity_type = text_at(values, "type", where=where, longest=40)
    if not entity_type:
        raise ReadError(f"{where}type is missing; write PERSON, ORG, GPE or another type of OntoNotes")
    name = text_at(values, "name", where=where, longest=300).strip()
    spans = (("mention", *start_and_end(values, where=where)),)
    return Frame("", ENTITY, "", spans, entity_type=entity_type, name=name)


def read_caption(values: Mapping[str, Any], *, where: str, text: str) -> Frame:
    spans: list[RoleSpan] = [("caption", *start_and_end(values, where=where))]
    credit = optional_span_at(values, "credit", where=where)
    return Frame("", CAPTION, "", tuple([*spans, ("credit", *credit)] if credit else spans))


def read_repair(values: Mapping[str, Any], *, where: str, text: str) -> Frame:
    replacement = text_at(values, "replacement", where=where, longest=1000)
    spans = (("damaged", *start_and_end(values, where=where)),)
    return Frame("", REPAIR, "", spans, replacement=replacement)


READERS: dict[str, Callable[..., Frame]] = {
    QUOTE: read_quote,
    ENTITY: read_entity,
    CAPTION: read_caption,
    REPAIR: read_repair,
}


def annotation_values(record: AnnotationRecord) -> dict[str, Any]:
    """The annotation as plain JSON values, keys in a fixed order."""
    values = known_values(record)
    if record.frame.extra:
        values |= canonical(record.frame.extra)
    return values


def flat_values(record: AnnotationRecord) -> dict[str, Any]:
    """As ``annotation_values``, with what has no column as one JSON text: for formats with a schema."""
    values = known_values(record)
    values.pop("guidelines", None)
    return {**values, "extra": json_text(beside(record.frame))}


def beside(frame: Frame) -> dict[str, Any]:
    """What formats with a schema have no column for: the keys of ``extra``, and the version of the guidelines."""
    return {**frame.extra, "guidelines": frame.guidelines} if frame.guidelines else frame.extra


def known_values(record: AnnotationRecord) -> dict[str, Any]:
    """The annotation without the keys of ``extra``."""
    frame = record.frame
    values: dict[str, Any] = {"id": frame.id} if frame.id else {}
    values |= statement_values(frame)
    values |= owner_values(record.owner)
    values["verdict"] = frame.verdict
    values["origin"] = frame.origin
    if record.created:
        values["created"] = record.created
        values["updated"] = record.updated
    if frame.guidelines:
        values["guidelines"] = frame.guidelines
    if record.hashes:
        values["hashes"] = {role: list(hashes) for role, hashes in record.hashes.items()}
    return values


def statement_values(frame: Frame) -> dict[str, Any]:
    """What the annotation states, and how sure its source was: the keys of the prediction format."""
    values: dict[str, Any]
    if frame.kind == QUOTE:
        roles: dict[str, list[list[int]]] = {role: [] for role in QUOTE_SPANS}
        for role, start, end in frame.spans:
            roles[role].append([start, end])
        values = {
            "type": frame.quote_type,
            **roles,
            "speaker_name": frame.name or None,
            "speaker_kind": frame.speaker_kind,
        }
    else:
        start, end = frame.hull
        values = {"start": start, "end": end}
    if frame.kind == ENTITY:
        values["type"] = frame.entity_type
        values["name"] = frame.name or None
    elif frame.kind == CAPTION:
        values["credit"] = next((list(span) for span in frame.by_role(SpanRole.CREDIT)), None)
    elif frame.kind == REPAIR:
        values["replacement"] = frame.replacement
    values["score"] = frame.score
    values["reason"] = frame.reason
    if frame.candidates:
        values["candidates"] = [list(candidate) for candidate in frame.candidates]
    return values


def in_lists(annotations: Iterable[AnnotationRecord]) -> dict[str, list[AnnotationRecord]]:
    """The annotations by the key of the record that holds them, each list in the order in which it is written."""
    lists: dict[str, list[AnnotationRecord]] = {name: [] for name in LISTS}
    for annotation in annotations:
        lists[LIST_OF[annotation.frame.kind]].append(annotation)
    return {name: in_order(found) for name, found in lists.items()}


def in_order(annotations: Iterable[AnnotationRecord]) -> list[AnnotationRecord]:
    """By place, then by statement and owner, never by id: the same annotations are written in the same order."""
    by_place: dict[tuple[int, int], list[AnnotationRecord]] = {}
    for annotation in annotations:
        by_place.setdefault(annotation.frame.hull, []).append(annotation)
    return [
        annotation
        for _, found in sorted(by_place.items(), key=itemgetter(0))
        for annotation in (sorted(found, key=statement_order) if len(found) > 1 else found)
    ]


def statement_order(record: AnnotationRecord) -> str:
    frame = record.frame
    stated = {**statement_values(frame), **owner_values(record.owner), **canonical(frame.extra)}
    return json.dumps([stated, frame.verdict, bool(frame.origin), frame.guidelines or 0], ensure_ascii=False)
