"""Annotations of the native format: quotes, entities, captions and repairs with their provenance."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from articles.readers.types import ReadError, Span
from datasets.formats.jsonlines import canonical
from datasets.formats.values import (
    choice_at,
    list_at,
    optional_span_at,
    score_at,
    shown,
    spans_at,
    start_and_end,
    text_at,
)
from datasets.records import GOLD, AnnotationRecord, Owner, RoleSpan
from suggesters.quotation import quote_type

LISTS = {"quotes": "quote", "entities": "entity", "captions": "caption", "repairs": "repair"}
LIST_OF = {kind: name for name, kind in LISTS.items()}
QUOTE_TYPES = ["direct", "indirect", "mixed"]
SPEAKER_KINDS = ["named", "unnamed", "collective", "document", "none"]
VERDICTS = ["suggested", "accepted", "corrected", "rejected", "added"]
IMPORTED = "import"
"""The suggester that annotations count as when they do not tell whose they are."""

COMMON_KEYS = {
    *("id", "score", "reason", "suggester", "version", "annotator", "gold", "verdict", "origin", "created", "updated"),
}
KEYS = {
    "quote": {"type", "content", "cue", "speaker", "speaker_name", "speaker_kind", "candidates"},
    "entity": {"start", "end", "type", "name"},
    "caption": {"start", "end", "credit"},
    "repair": {"start", "end", "replacement"},
}


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
            told = owner_of(item, where=f"{label}.")
            if told is None:
                owner = owner or import_owner(values)
            result.append(annotation_of(item, kind, told or owner or GOLD, label=label, text=text))
    return tuple(result)


def import_owner(values: Mapping[str, Any]) -> Owner:
    """A version made of the record’s annotations, so that the same ones again are the same set."""
    stated = json.dumps(canonical({name: values.get(name) for name in LISTS}), ensure_ascii=False)
    return Owner("suggester", IMPORTED, sha256(stated.encode("utf-8")).hexdigest()[:12])
