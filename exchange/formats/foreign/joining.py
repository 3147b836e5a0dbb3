"""Flat spans and relations of other tools as frames: a quote with its speaker and cue, a caption with its credit.

1. Contents that a fragment relation joins are one quote. A speaker or cue belongs to every quote that a relation joins
   it with, whatever the relation’s direction; where relations join it to another speaker or cue only, to that one’s
   quotes. A relation that names a role gives it to its other end too: an entity that is said to be the speaker is one.
2. In an article without such relations (and ``join`` is “nearest”), contents between which only speakers, cues and no
   full stop stand are one quote.
3. A speaker, cue or credit that no relation joins belongs to the nearest content or caption of its paragraph that has
   none by a relation; to the earlier of two that are equally near.
4. What finds no quote stays as an entity of its label. What can’t be taken is counted in ``Frames.left``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.vocabulary import MAIN_ROLE, ROLES, Kind, SpanRole
from articles.readers.text import block_spans
from articles.readers.types import Span
from exchange.formats.foreign.flat import FlatRelation, FlatSpan
from exchange.formats.foreign.frame_values import (
    caption_values,
    carried_values,
    entity_values,
    quote_values,
    repair_values,
)
from exchange.formats.mapping import IGNORE, Mapping, Target
from exchange.records.article import Owner

FULL_STOP = re.compile(r"[.!?…]")
MAIN_OF = {str(role): str(main) for kind, main in MAIN_ROLE.items() for role, _, _ in ROLES[kind] if role != main}
"""The main role beside which each other role stands: “content” for “cue”."""

PARTS_OF_QUOTES = {role for role, main in MAIN_OF.items() if main == SpanRole.CONTENT}


@dataclass(slots=True)
class Frames:
    """The record’s annotation lists in the native format, and counts of what could not be kept as it was."""

    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, values: dict[str, Any]) -> None:
        self.lists.setdefault(name, []).append(values)


@dataclass(slots=True)
class DraftFrame:
    """One quote or caption while its parts are found. ``by_relation`` are the roles that relations gave it."""

    anchors: list[FlatSpan]
    parts: dict[str, list[FlatSpan]] = field(default_factory=dict)
    by_relation: set[str] = field(default_factory=set)

    def add(self, role: str, span: FlatSpan) -> None:
        parts = self.parts.setdefault(role, [])
        if span not in parts:
            parts.append(span)

    @property
    def places(self) -> list[Span]:
        return sorted(piece for span in self.anchors for piece in span.pieces)


def frames_from(text: str, spans: Sequence[FlatSpan], relations: Sequence[FlatRelation], mapping: Mapping) -> Frames:
    """The frames of an article, of all owners; only spans of the same owner are joined. Offsets are code points."""
    result = Frames()
    owners = {span.id: span.owner for span in spans}
    for owner in dict.fromkeys(owners.values()):
        own = {span.id: span for span in spans if span.owner == owner}
        inner = [item for item in relations if item.head in own and item.child in own]
        Joiner(text, own, inner, mapping, owner or mapping.default_owner, result).run()
    for relation in relations:
        if relation.head not in owners or relation.child not in owners:
            result.left[f"relations “{relation.label}” whose spans are not there were left out"] += 1
        elif owners[relation.head] != owners[relation.child]:
            result.left[f"relations “{relation.label}” between spans of two people were left out"] += 1
    return result


def target_of_span(span: FlatSpan, mapping: Mapping) -> Target:
    """What the span is: what Quotemark wrote if its label is still the same, else what the label says."""
    kind = span.carry.get("kind")
    if kind and span.carry.get("label") == span.label:
        role = str(MAIN_ROLE.get(str(kind), SpanRole.MENTION))
        told = carried_values(span).get("type")
        return Target(str(kind), role, str(told or span.label) if role == SpanRole.MENTION else "")
    return mapping.target(span.label)


@dataclass(slots=True)
class Joiner:
    """Joins the spans of one owner in one article."""

    text: str
    spans: dict[str, FlatSpan]
    relations: Sequence[FlatRelation]
    mapping: Mapping
    owner: Owner | None
    result: Frames
    targets: dict[str, Target] = field(default_factory=dict)
    groups: dict[str, DraftFrame] = field(default_factory=dict)  # by the id of each of their anchors
    joined: dict[str, list[DraftFrame]] = field(default_factory=dict)  # by the id of each span that has a place
    beside: list[tuple[str, str]] = field(default_factory=list)

    def run(self) -> None:
        self.targets = {key: target_of_span(span, self.mapping) for key, span in self.spans.items()}
        for key, span in sorted(self.spans.items(), key=lambda item: item[1].hull):
            if self.role(key) in MAIN_OF.values():
                self.groups[key] = DraftFrame([span])
        for relation in self.relations:
            self.join_by(relation)
        self.join_beside()
        if self.mapping.join == "nearest":
            if not any(group.by_relation for group in self.groups.values()):
                self.join_interrupted()
            self.join_nearest()
        self.write()

    def role(self, key: str) -> str:
        return self.targets[key].role

    def join_by(self, relation: FlatRelation) -> None:
        """Apply the relation; what it can’t say here is counted."""
        said = self.mapping.relation(relation.label)
        ends = (relation.head, relation.child)
        roles = {self.role(key) for key in ends}
        if said == IGNORE:
            self.result.left[f"relations “{relation.label}” were left out, as the mapping says"] += 1
        elif roles == {SpanRole.CONTENT} and said == "fragment":
            self.unite(*ends)
        elif roles <= PARTS_OF_QUOTES:
            self.beside.append(ends)
        elif not (self.attach(*ends, said=said) or self.attach(*reversed(ends), said=said)):
            self.result.left[f"relations “{relation.label}” that join no quote were left out"] += 1

    def unite(self, first: str, second: str) -> None:
        """Make one quote of two; the anchor that Quotemark wrote comes first."""
        one, other = self.groups[first], self.groups[second]
        one.by_relation.add(SpanRole.CONTENT)
        if one is other:
            return
        one.anchors = sorted([*one.anchors, *other.anchors], key=lambda span: (not span.carry, span.hull))
        for span in other.anchors:
            self.groups[span.id] = one
        for role, spans in other.parts.items():
            for span in spans:
                one.add(role, span)
        one.by_relation |= other.by_relation
        for places in self.joined.values():
            places[:] = list(
                {id(group): group for group in (one if item is other else item for item in places)}.values()
            )

    def attach(self, main: str, other: str, *, said: str) -> bool:
        """Whether the other span plays a role in the main one’s quote or caption, which it then has."""
        role = self.role(other)
        if role == SpanRole.MENTION and said in MAIN_OF:
            role = said
        if role not in MAIN_OF or MAIN_OF[role] != self.role(main):
            return False
        self.place(other, role, self.groups[main])
        self.groups[main].by_relation.add(role)
        return True

    def place(self, key: str, role: str, group: DraftFrame) -> None:
        group.add(role, self.spans[key])
        groups = self.joined.setdefault(key, [])
        if all(item is not group for item in groups):
            groups.append(group)

    def join_beside(self) -> None:
        """Speakers and cues that relations join only to one another get the quotes of the other."""
        direct = set(self.joined)
        waiting = self.beside
        while waiting:
            rest = []
            before = set(self.joined)
            for ends in waiting:
                for key, other in (ends, ends[::-1]):
                    if key not in direct and other in before:
                        for group in self.joined[other]:
                            self.place(key, self.role(key), group)
                            group.by_relation.add(self.role(key))
                        break
                else:
                    rest.append(ends)
            if len(rest) == len(waiting):
                break
            waiting = rest
        for first, second in waiting:
            if first not in self.joined and second not in self.joined:
                self.result.left["relations between speakers and cues of no quote were left out"] += 1

    def join_interrupted(self) -> None:
        """Make one quote of contents between which only speakers, cues and no full stop stand."""
        contents = [key for key in self.groups if self.role(key) == SpanRole.CONTENT]
        lone = [span for key, span in self.spans.items() if self.role(key) in PARTS_OF_QUOTES]
        paragraph = Paragraphs(self.text)
        for first, second in zip(contents, contents[1:], strict=False):
            start, end = self.spans[first].hull[1], self.spans[second].hull[0]
            between = [span for span in lone if start <= span.hull[0] and span.hull[1] <= end]
            is_ours = self.spans[first].carry or self.spans[second].carry
            if (
                between
                and not is_ours
                and paragraph.at(start - 1) == paragraph.at(end)
                and not FULL_STOP.search(self.text, start, end)
            ):
                one, other = self.groups[first], self.groups[second]
                one.anchors += other.anchors
                for span in other.anchors:
                    self.groups[span.id] = one

    def join_nearest(self) -> None:
        paragraph = Paragraphs(self.text)
        for key, span in self.spans.items():
            role = self.role(key)
            if role not in MAIN_OF or key in self.joined:
                continue
            here = paragraph.at(span.hull[0])
            free = [
                group
                for main, group in self.groups.items()
                if self.role(main) == MAIN_OF[role]
                and role not in group.by_relation
                and any(paragraph.at(start) == here or start <= span.hull[0] < end for start, end in group.places)
            ]
            if free:
                self.place(key, role, min(free, key=lambda group: (gap(group.places, span.hull), group.places)))

    def write(self) -> None:
        written: set[int] = set()
        for key, span in self.spans.items():
            target = self.targets[key]
            group = self.groups.get(key)
            if target.role == IGNORE:
                self.result.left[f"spans “{span.label}” were left out, as the mapping says"] += 1
            elif group is not None:
                if id(group) not in written:
                    written.add(id(group))
                    self.write_group(target.kind, group)
            elif target.kind == Kind.REPAIR and (values := repair_values(span, self.owner)):
                self.result.add("repairs", values)
            elif target.role == SpanRole.MENTION or key not in self.joined:
                self.write_entity(span, target)

    def write_group(self, kind: str, group: DraftFrame) -> None:
        if kind == Kind.QUOTE:
            told = [self.targets[span.id].value for span in group.anchors]
            values = quote_values(group.anchors, group.parts, self.owner, quote_type=next(filter(None, told), ""))
            self.result.add("quotes", values)
            return
        values, losses = caption_values(group.anchors[0], group.parts.get(SpanRole.CREDIT, []), self.owner)
        self.result.left.update(losses)
        self.result.add("captions", values)

    def write_entity(self, span: FlatSpan, target: Target) -> None:
        if target.role in MAIN_OF:
            self.result.left[f"spans “{span.label}” that belong to no {MAIN_OF[target.role]} became entities"] += 1
        elif target.role != SpanRole.MENTION:
            self.result.left[f"spans “{span.label}” without what should stand there instead became entities"] += 1
        elif span.label == target.value and not span.carry and not self.mapping.knows(span.label):
            self.result.left[f"spans “{span.label}” became entities of that type; the mapping can say otherwise"] += 1
        entity_type = target.value if target.kind == Kind.ENTITY else span.label
        values, losses = entity_values(span, entity_type, self.owner)
        self.result.left.update(losses)
        self.result.add("entities", values)


@dataclass(slots=True)
class Paragraphs:
    """Which paragraph of the text an offset lies in."""

    text: str
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [start for start, _ in block_spans(self.text)]

    def at(self, offset: int) -> int:
        return bisect_right(self.starts, offset)


def gap(places: Iterable[Span], span: Span) -> int:
    """How many characters lie between the span and the nearest of the places; 0 where they touch or overlap."""
    return min(max(start - span[1], span[0] - end, 0) for start, end in places)
