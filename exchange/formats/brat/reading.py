"""brat standoff: reading ``NAME.ann`` with the text of ``NAME.txt``. ``writing`` is the other direction.

Source: brat’s description of its standoff format. Lines of an annotation file, fields by tabs: ``T1 TYPE 0 5;9 12
words`` (pieces; the words are joined by a space), ``R1 TYPE Arg1:T1 Arg2:T2``, ``E1 TYPE:T1 ROLE:T2 …``, ``A1 TYPE T1
VALUE`` (or ``M1``), ``N1 Reference T1 BASE:ID name``, ``#1 AnnotatorNotes T1 words``, ``* TYPE T1 T2 …``. Offsets are
code points of the text as it is, ``\\r\\n`` being two; brat ends a piece at each line end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.vocabulary import SpanRole
from articles.readers.types import BYTE_ORDER_MARK, ReadError, Span
from exchange.formats.foreign.articles import articles_from, carried
from exchange.formats.foreign.flat import CARRY, FlatRecord, FlatRelation, FlatSpan
from exchange.formats.json.values import is_offset
from exchange.formats.mapping import Mapping
from exchange.formats.source import TEXT_BYTES, Head, SourceFile
from exchange.records.article import Failure, FilePlace, Incoming, counted_note

CARRY_EXTENSION = ".quotemark.json"
"""The file beside an article’s two that holds what brat has no place for: title, blocks, figures and the like."""
NOTE_OF_OURS = f"{CARRY} "
FIRST_LINE = re.compile(rb"\s*(?:[TREAMN]\d+\t\S|#\d*\t\S|\*\t\S)")
MOST_DIGITS = 10


def looks_like(head: Head) -> bool:
    return head.name.endswith(".ann") and (not head.start.strip() or FIRST_LINE.match(head.start) is not None)


def read(source: SourceFile) -> Iterator[Incoming]:
    """The article of one annotation file. Raises ReadError."""
    found = Lines()
    yield from articles_from(flat_records(source, found), source)
    for words, count in found.left.items():
        yield counted_note(source.name, words, count)


def flat_records(source: SourceFile, found: Lines) -> Iterator[FlatRecord | Failure]:
    base = source.name[: -len(".ann")] if source.name.lower().endswith(".ann") else source.name
    data = source.beside(f"{base}.txt")
    if data is None:
        raise ReadError(f"the text {base}.txt is not beside the annotations; bring both, in one folder or ZIP")
    lines = decoded(source.file.read(TEXT_BYTES + 1), name=source.name).split("\n")
    for number, line in enumerate(lines, start=1):
        try:
            found.add(line.removesuffix("\r"))
        except ReadError as error:
            yield Failure(FilePlace(source.name, number), str(error))
            return
    text, spans = without_mark(decoded(data, name=f"{base}.txt"), found.whole_spans())
    carry = carry_of(source.beside(f"{base}{CARRY_EXTENSION}"))
    yield FlatRecord(
        values={**carry, "text": text},
        place=FilePlace(source.name),
        default_id=source.default_id,
        spans=tuple(spans),
        relations=tuple(found.whole_relations(source.mapping)),
        splits_lines=True,
    )


def decoded(data: bytes, *, name: str) -> str:
    """The text with its line ends and byte order mark as they are, since offsets count them. Raises ReadError."""
    if len(data) > TEXT_BYTES:
        raise ReadError(f"{name} is larger than the limit of {TEXT_BYTES:,} bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError(f"{name}, line {line}: 0x{data[error.start]:02x} is not UTF-8; save it as UTF-8") from error


def without_mark(text: str, spans: list[FlatSpan]) -> tuple[str, list[FlatSpan]]:
    """The text without a byte order mark, and the spans moved along if they count it."""
    if not text.startswith(BYTE_ORDER_MARK):
        return text, spans
    rest = text[1:]

    def fitting(moved_by: int) -> int:
        return sum(
            " ".join(rest[max(start - moved_by, 0) : end - moved_by] for start, end in span.pieces) == span.surface
            for span in spans
        )

    if fitting(0) >= fitting(1):
        return rest, spans
    moved = [replace(span, pieces=tuple((start - 1, end - 1) for start, end in span.pieces)) for span in spans]
    return rest, moved


def carry_of(data: bytes | None) -> dict[str, Any]:
    """What Quotemark wrote beside the article. Raises ReadError if it is not our JSON."""
    if data is None:
        return {}
    try:
        return carried(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"the {CARRY_EXTENSION} beside the annotations is not JSON: {error}") from error


@dataclass(slots=True)
class TriggeredEvent:
    """An event: its trigger, and its arguments by role."""

    trigger: str
    arguments: list[tuple[str, str]]


@dataclass(slots=True)
class Lines:
    """What the lines of one annotation file say. ``left`` counts what was read and has no place here."""

    spans: dict[str, FlatSpan] = field(default_factory=dict)
    events: dict[str, TriggeredEvent] = field(default_factory=dict)
    relations: list[FlatRelation] = field(default_factory=list)
    said: list[tuple[str, str, Any]] = field(default_factory=list)
    carries: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def add(self, line: str) -> None:
        """Read one line. Raises ReadError that says what is wrong with it."""
        if not line.strip():
            return
        key, _, rest = line.partition("\t")
        head, _, tail = rest.partition("\t")
        words = head.split(" ")
        if not rest or not words[0]:
            raise ReadError(f"“{line[:60]}” is no line of brat standoff: it has no tab after its id")
        match key[:1]:
            case "T":
                self.add_span(key, words[0], head.partition(" ")[2], tail)
            case "R" | "*":
                self.add_relation(words[0], words[1:], is_pair=key[:1] == "R")
            case "E":
                self.add_event(key, words)
            case "A" | "M":
                self.say(words, words[2] if len(words) > 2 else True)
            case "N":
                self.say(["reference", *words[1:2]], words[2] if len(words) > 2 else "")
                self.say(["name", *words[1:2]], tail)
            case "#":
                self.add_note(words, tail)
            case _:
                raise ReadError(
                    f"“{key[:20]}” begins no line of brat standoff: ids begin with T, R, E, A, M, N, # or *"
                )

    def add_span(self, key: str, label: str, told: str, surface: str) -> None:
        if key in self.spans:
            raise ReadError(f"the id {key} comes twice")
        pieces = tuple(piece_of(piece, key) for piece in told.split(";"))
        self.spans[key] = FlatSpan(id=key, label=label, pieces=pieces, surface=surface)

    def add_relation(self, label: str, arguments: list[str], *, is_pair: bool) -> None:
        ends = [argument.partition(":")[2] if is_pair else argument for argument in arguments if argument]
        if len(ends) < 2 or not all(ends):
            raise ReadError(f"the relation {label} has no two arguments")
        self.relations += [FlatRelation(label, ends[0], other) for other in ends[1:]]

    def add_event(self, key: str, words: list[str]) -> None:
        pairs = [word.partition(":")[::2] for word in words if word]
        if not all(role and value for role, value in pairs):
            raise ReadError(f"the event {key} is TYPE:TRIGGER with arguments ROLE:ID, not “{' '.join(words)[:60]}”")
        self.events[key] = TriggeredEvent(pairs[0][1], pairs[1:])

    def say(self, words: list[str], value: Any) -> None:
        if len(words) < 2 or not words[1]:
            raise ReadError(f"the attribute {words[0]} names nothing that it is of")
        self.said.append((words[1], words[0], value))

    def add_note(self, words: list[str], tail: str) -> None:
        about = words[1] if len(words) > 1 else ""
        if words[0] == "AnnotatorNotes" and tail.startswith(NOTE_OF_OURS):
            try:
                self.carries[about] = carried({CARRY: json.loads(tail.removeprefix(NOTE_OF_OURS))})
            except (ValueError, RecursionError) as error:
                raise ReadError(f"the note about {about} is no JSON of Quotemark: {error}") from error
        else:
            self.said.append((about, "note" if words[0] == "AnnotatorNotes" else words[0], tail))

    def main_of(self, key: str) -> str:
        """The span that an id stands for: itself, or the trigger of an event."""
        seen: set[str] = set()
        while (event := self.events.get(key)) is not None and key not in seen:
            seen.add(key)
            key = event.trigger
        return key

    def whole_spans(self) -> list[FlatSpan]:
        """The spans with their attributes, notes and what Quotemark wrote; those of an event are its trigger’s."""
        attributes: dict[str, dict[str, Any]] = {}
        for about, name, value in self.said:
            key = self.main_of(about)
            if key not in self.spans:
                words = f"attributes and notes “{name}” of what is no span were left out"
                self.left[words] = self.left.get(words, 0) + 1
                continue
            known = attributes.setdefault(key, {})
            is_text = isinstance(value, str) and isinstance(known.get(name), str)
            known[name] = f"{known[name]}\n{value}" if is_text else value  # notes, or two of one name
        return [
            replace(span, attributes=attributes.get(key, {}), carry=self.carries.get(key, {}))
            for key, span in self.spans.items()
        ]

    def whole_relations(self, mapping: Mapping) -> Iterator[FlatRelation]:
        """The relations between spans, and those of each event: its contents are one quote, the others its parts."""
        for relation in self.relations:
            yield replace(relation, head=self.main_of(relation.head), child=self.main_of(relation.child))
        for event in self.events.values():
            parts = [("", event.trigger), *((role, self.main_of(key)) for role, key in event.arguments)]
            for role, key in parts:
                if key not in self.spans:
                    words = f"arguments “{role or 'trigger'}” whose spans are not there were left out"
                    self.left[words] = self.left.get(words, 0) + 1
            parts = [(re.sub(r"\d+$", "", role), key) for role, key in parts if key in self.spans]
            roles = {key: self.role_of(role, key, mapping) for role, key in parts}
            contents = [key for _, key in parts if roles[key] == SpanRole.CONTENT]
            mains = dict.fromkeys(contents) or dict.fromkeys([event.trigger])
            first = next(iter(mains))
            for key in list(mains)[1:]:
                yield FlatRelation("fragment", first, key)
            for role, key in parts:
                if key not in mains:
                    yield FlatRelation(role or "trigger", first, key)

    def role_of(self, role: str, key: str, mapping: Mapping) -> str:
        """The role of a part of an event: the one that its span’s label stands for, else its role in the event."""
        span = self.spans[key]
        target = mapping.target(span.label)
        return target.role if target.role != SpanRole.MENTION else mapping.relation(role)


def piece_of(told: str, key: str) -> Span:
    start, _, end = told.partition(" ")
    if not (start.isdecimal() and end.isdecimal() and len(start) <= MOST_DIGITS and len(end) <= MOST_DIGITS):
        raise ReadError(f"the span {key} is TYPE START END, pieces by “;”, not “{told[:40]}”")
    piece = int(start), int(end)
    if not all(is_offset(offset) for offset in piece):
        raise ReadError(f"the span {key} lies beyond any text: “{told[:40]}”")
    return piece
