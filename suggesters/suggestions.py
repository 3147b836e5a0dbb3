"""The frames that suggesters propose and that every format of ours carries.

Offsets are code points of the text, half-open: ``text[start:end]`` is the surface. The records are those of the
prediction format, ``docs/formats.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

LEAST_SURE = 0.3
"""The least score where only likely suggestions are wanted. Scare quotes and possible captions score less."""

Span = tuple[int, int]
Spans = tuple[Span, ...]
QuoteType = Literal["direct", "indirect", "mixed"]
SpeakerKind = Literal["named", "unnamed", "collective", "document", "none"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be meant by a speaker mention, and how likely (0 to 1)."""

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Who said what: one or more fragments of content, the cue and the speaker beside it.

    ``speaker`` holds the mention as it stands (“he”, “the mayor”); ``speaker_name`` the person it points to, or None.
    ``candidates`` ranks the people that were considered, best first.
    """

    type: QuoteType
    content: tuple[Span, ...]
    cue: tuple[Span, ...] = ()
    speaker: tuple[Span, ...] = ()
    speaker_name: str | None = None
    speaker_kind: SpeakerKind = "none"
    score: float = 0.0
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention of a person, organisation, place …, with its OntoNotes type and the article's fullest name for it."""

    start: int
    end: int
    type: str
    name: str | None = None
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """The caption of an image: all of its words, the credit included.

    ``credit`` is the credit as printed, with its label and brackets: “(REUTERS / Ana Ruiz)”, “Photo: Ana Ruiz”.
    ``form``: a short name of the evidence for it, the same for all captions of that kind; empty where nothing is known.
    """

    start: int
    end: int
    credit: Span | None = None
    score: float = 0.0
    reason: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """A stretch of damaged text and the words that should stand there."""

    start: int
    end: int
    replacement: str
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All that one suggester proposes for one text."""

    quotes: tuple[Quote, ...] = ()
    entities: tuple[Entity, ...] = ()
    captions: tuple[Caption, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = field(default=())  # what was left out and why, in a sentence each
    is_cut_short: bool = False  # the time for the text was over before its end; a note says so

    def record(self) -> dict[str, Any]:
        """The ``quotes``, ``entities``, ``captions`` and ``repairs`` of the prediction format, as plain JSON values."""
        return {
            "quotes": [quote_record(quote) for quote in self.quotes],
            "entities": [entity_record(entity) for entity in self.entities],
            "captions": [caption_record(caption) for caption in self.captions],
            "repairs": [repair_record(repair) for repair in self.repairs],
        }


def quote_record(quote: Quote) -> dict[str, Any]:
    return {
        "type": quote.type,
        "content": [list(span) for span in quote.content],
        "cue": [list(span) for span in quote.cue],
        "speaker": [list(span) for span in quote.speaker],
        "speaker_name": quote.speaker_name,
        "speaker_kind": quote.speaker_kind,
        "score": round(quote.score, 4),
        "reason": quote.reason,
    }


def entity_record(entity: Entity) -> dict[str, Any]:
    return {
        "start": entity.start,
        "end": entity.end,
        "type": entity.type,
        "name": entity.name,
        "score": round(entity.score, 4),
    }


def caption_record(caption: Caption) -> dict[str, Any]:
    return {
        "start": caption.start,
        "end": caption.end,
        "credit": list(caption.credit) if caption.credit else None,
        "score": round(caption.score, 4),
    }


def repair_record(repair: Repair) -> dict[str, Any]:
    return {
        "start": repair.start,
        "end": repair.end,
        "replacement": repair.replacement,
        "score": round(repair.score, 4),
    }


def spans_of(values: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """``[[start, end], …]`` as read from JSON, as spans."""
    return tuple((int(start), int(end)) for start, end in values)


def quote_of(record: Mapping[str, Any]) -> Quote:
    """A quote of the prediction format; keys beside ``type`` and ``content`` may be missing."""
    return Quote(
        type=record["type"],
        content=spans_of(record["content"]),
        cue=spans_of(record.get("cue") or ()),
        speaker=spans_of(record.get("speaker") or ()),
        speaker_name=record.get("speaker_name"),
        speaker_kind=record.get("speaker_kind") or ("named" if record.get("speaker_name") else "none"),
        score=float(record.get("score") or 0.0),
        reason=record.get("reason") or "",
    )
