"""Articles as other tools see them: labelled spans, and relations between two of them.

Every reader of another tool’s format gives ``FlatRecord``; ``joining`` makes frames of it. Every writer takes what
``flattened`` makes of a record: each annotation has an *anchor*, its first main span, which carries everything but
the spans, so that a format that has a place for one JSON object in a span loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from annotator.vocabulary import Source, SpanRole
from articles.readers.types import Span
from exchange.formats.native.annotations import QUOTE_SPANS, SPAN_KEYS, annotation_values, in_order
from exchange.formats.native.articles import values_of
from exchange.records.article import LISTS, AnnotationRecord, ArticleRecord, FilePlace, Owner

LABEL_OF_ROLE = {role.value: role.capitalize() for role in SpanRole} | {SpanRole.DAMAGED.value: "Repair"}
FRAGMENT = "Fragment"
RELATION_OF_ROLE = LABEL_OF_ROLE | {SpanRole.CONTENT.value: FRAGMENT}
STATED_KEYS = (
    *("type", *QUOTE_SPANS, "speaker_name", "speaker_kind"),
    *("start", "end", "name", "credit", "replacement"),
)
CARRY = "quotemark"
"""The key under which files of other tools’ formats carry what those have no place for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatSpan:
    """A labelled stretch, of several pieces where the tool can join them.

    ``pieces`` are in the unit of the tool until ``OffsetFinder`` has made code points of them; ``surface`` are the
    words as the file carries them (pieces joined by a space), None where it carries none. ``attributes`` are the other
    tool’s. ``owner`` is whose statement it is, None where the file does not say.

    ``carry`` is what Quotemark wrote there, empty where it did not: the annotation’s ``kind``, the ``label`` as it was
    written, ``values`` with the keys of the native annotation except its spans, for a suggestion ``said``, which shows
    whether it was changed, and ``pieces`` where the format could not write them as they are.
    """

    id: str
    label: str
    pieces: tuple[Span, ...]
    surface: str | None = None
    owner: Owner | None = None
    carry: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def hull(self) -> Span:
        return min(start for start, _ in self.pieces), max(end for _, end in self.pieces)


@dataclass(frozen=True, slots=True)
class FlatRelation:
    """A labelled pair of spans, by their ids."""

    label: str
    head: str
    child: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatRecord:
    """One article with spans and relations. ``values`` are the article’s keys of the native format, text included.

    ``tool_offsets`` is False where the reader has made code points of all offsets itself. ``splits_lines``: the
    tool ends a piece at each line end, so that pieces with nothing but a line end between them are one.
    """

    values: dict[str, Any]
    place: FilePlace
    default_id: str = ""
    spans: tuple[FlatSpan, ...] = ()
    relations: tuple[FlatRelation, ...] = ()
    tool_offsets: bool = True
    splits_lines: bool = False


def article_values(record: ArticleRecord, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """The article’s keys of the native format without text, annotations and what is empty.

    ``blocks`` stays where it is empty, since a missing one is found by the shape of the text; so do ``title``,
    ``byline`` and ``published``.
    """
    values = values_of(replace(record, annotations=()))
    left_out = {"text", *LISTS, *without}
    needed = {"blocks", "title", "byline", "published"}
    return {
        key: value
        for key, value in values.items()
        if key not in left_out and (key in needed or key in record.extra or value not in ("", None, []))
    }


def flattened(record: ArticleRecord, *, in_pieces: bool = False) -> FlatRecord:
    """The record’s annotations as spans and relations, in the order of the text.

    A quote’s first fragment is its anchor; the other fragments are linked to it by ``Fragment``, speakers and cues by
    ``Speaker`` and ``Cue``, a caption’s credit by ``Credit``. A speaker or cue of several quotes of one owner is one
    span. Ids are “T1”, “T2” …. ``in_pieces``: a quote’s fragments are pieces of its one anchor.
    """
    flat = Flattening(in_pieces)
    for annotation in in_order(record.annotations):
        flat.add(annotation, record.text)
    return FlatRecord(
        values={"text": record.text},
        place=record.place,
        spans=tuple(flat.spans),
        relations=tuple(flat.relations),
    )


@dataclass(slots=True)
class Flattening:
    in_pieces: bool
    spans: list[FlatSpan] = field(default_factory=list)
    relations: list[FlatRelation] = field(default_factory=list)
    shared: dict[tuple[Owner, str, int, int], str] = field(default_factory=dict)

    def add(self, annotation: AnnotationRecord, text: str) -> None:
        frame = annotation.frame
        role = frame.spans[0][0]
        main = frame.by_role(role)
        kept = len(main) if self.in_pieces else 1
        label = frame.entity_type if role == SpanRole.MENTION else LABEL_OF_ROLE[role]
        carry = {"kind": frame.kind, "label": label, "values": values_to_carry(annotation)}
        if annotation.owner.kind == Source.SUGGESTER:
            carry["said"] = said(annotation_values(annotation))
        anchor = self.span(label, tuple(main[:kept]), text, annotation.owner, carry)
        for other_role, start, end in frame.spans[kept:]:
            child = self.part(other_role, (start, end), text, annotation.owner)
            self.relations.append(FlatRelation(RELATION_OF_ROLE[other_role], anchor, child))

    def part(self, role: str, span: Span, text: str, owner: Owner) -> str:
        """The id of the span, which speakers and cues share with other quotes of the same owner."""
        key = (owner, role, *span)
        if role in (SpanRole.SPEAKER, SpanRole.CUE) and key in self.shared:
            return self.shared[key]
        self.shared[key] = self.span(LABEL_OF_ROLE[role], (span,), text, owner, {})
        return self.shared[key]

    def span(self, label: str, pieces: tuple[Span, ...], text: str, owner: Owner, carry: dict[str, Any]) -> str:
        key = f"T{len(self.spans) + 1}"
        surface = " ".join(text[start:end] for start, end in pieces)
        self.spans.append(FlatSpan(id=key, label=label, pieces=pieces, surface=surface, owner=owner, carry=carry))
        return key


def said(values: Mapping[str, Any]) -> str:
    """A digest of what an annotation of the native format states: equal for two that state the same."""
    told = [values.get(key) or None for key in STATED_KEYS]
    return sha256(json.dumps(told, ensure_ascii=False).encode("utf-8")).hexdigest()[:12]


def values_to_carry(annotation: AnnotationRecord) -> dict[str, Any]:
    """The annotation’s keys of the native format without its spans and what is empty."""
    beside = annotation.frame.extra
    return {
        key: value
        for key, value in annotation_values(annotation).items()
        if key in beside or (key not in SPAN_KEYS and value not in ("", None))
    }
