"""The plain value of one annotation: what a decision changes, an event keeps before and after, and undo puts back."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from annotator.vocabulary import MAIN_ROLE

RoleSpan = tuple[str, int, int]


@dataclass(slots=True)
class Frame:
    """One annotation with its spans ``(role, start, end)``, offsets in code points, half-open.

    Never changed: ``replace`` makes another one; that the dataclass is not frozen makes millions of them in less time.
    """

    id: str
    kind: str
    verdict: str
    spans: tuple[RoleSpan, ...]
    origin: str | None = None
    quote_type: str = ""
    speaker_kind: str = ""
    entity_type: str = ""
    replacement: str = ""
    name: str = ""
    person: int | None = None
    score: float | None = None
    reason: str = ""
    candidates: tuple[tuple[str, float], ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def by_role(self, role: str) -> list[tuple[int, int]]:
        return [(start, end) for span_role, start, end in self.spans if span_role == role]

    @property
    def hull(self) -> tuple[int, int]:
        """From the first to the last code point of the main role's spans."""
        if len(self.spans) == 1:
            return self.spans[0][1:]
        main = MAIN_ROLE[self.kind]
        first = last = -1
        for role, start, end in self.spans:
            if role == main:
                first = start if first < 0 or start < first else first
                last = max(last, end)
        return first, last

    def said_alike(self, other: Frame) -> bool:
        """Whether both state the same: spans, attributes and person; scores, reasons and verdicts aside."""
        return self.statement() == other.statement()

    def statement(self) -> tuple[Any, ...]:
        return (
            self.kind,
            tuple(sorted(self.spans)),
            self.quote_type,
            self.speaker_kind,
            self.entity_type,
            self.replacement,
            self.person,
        )

    def as_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in FIELDS}
        values["spans"] = [list(span) for span in self.spans]
        values["candidates"] = [list(candidate) for candidate in self.candidates]
        return values


FIELDS = tuple(one.name for one in fields(Frame))


def frame_from_json(values: dict[str, Any]) -> Frame:
    return Frame(
        **{
            **values,
            "spans": tuple((role, start, end) for role, start, end in values["spans"]),
            "candidates": tuple((name, score) for name, score in values.get("candidates", ())),
        }
    )
