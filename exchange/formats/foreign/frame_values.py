"""The keys of the native format for one frame made of other tools’ spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.vocabulary import Kind, QuoteType, Source, SpanRole, SpeakerKind, Verdict
from articles.readers.types import Span
from exchange.formats.foreign.flat import FlatSpan, said
from exchange.formats.mapping import plain
from exchange.formats.native.annotations import COMMON_KEYS, KEYS, QUOTE_SPANS, owner_values
from exchange.records.article import GOLD, Owner

NATIVE_KEYS = COMMON_KEYS.union(*KEYS.values())
NAME_KEYS = ("speakername", "name", "person", "canonical", "canonicalname")
TYPE_KEYS = ("quotetype", "type", "quotationtype")
PROVENANCE_KEYS = ("id", "suggester", "version", "verdict", "origin", "created", "updated")


def quote_values(
    anchors: Sequence[FlatSpan], parts: Mapping[str, Sequence[FlatSpan]], owner: Owner | None, *, quote_type: str
) -> dict[str, Any]:
    """A quote of its contents, speakers and cues. ``quote_type`` is the one that a label names, if any."""
    attributes: dict[str, Any] = {}
    for span in anchors:
        attributes = {**span.attributes, **attributes}
    values = quote_attributes(attributes)
    for role in (SpanRole.SPEAKER, SpanRole.CUE):
        for span in parts.get(role, ()):
            values = {**part_attributes(role, span.attributes), **values}
    if quote_type:
        values["type"] = quote_type
    common = common_values(anchors[0], owner, kind=Kind.QUOTE)
    spans = {role: pieces_of(anchors if role == SpanRole.CONTENT else parts.get(role, ())) for role in QUOTE_SPANS}
    return decided({**common, **values, **spans}, anchors[0])


def carried_values(span: FlatSpan) -> dict[str, Any]:
    """What Quotemark wrote of the span’s annotation; empty where it wrote nothing."""
    values = span.carry.get("values")
    return dict(values) if isinstance(values, dict) else {}


def common_values(span: FlatSpan, owner: Owner | None, *, kind: str) -> dict[str, Any]:
    """What Quotemark wrote of the annotation, and whose it is.

    A suggestion that the tool shows as a person’s statement is that person’s decision about it.
    """
    carried = carried_values(span)
    if span.carry.get("kind") != kind:
        carried = {key: value for key, value in carried.items() if key not in KEYS[kind] | {"type"}}
    if not any(carried.get(key) for key in Source.values):
        return carried | (owner_values(owner) if owner else {})
    if takes_over(span):
        suggestion = carried.get("id")
        carried = {key: value for key, value in carried.items() if key not in PROVENANCE_KEYS}
        return {**carried, **owner_values(span.owner or GOLD), **({"origin": suggestion} if suggestion else {})}
    return carried


def takes_over(span: FlatSpan) -> bool:
    """Whether the tool shows a suggestion of ours as a person’s statement."""
    return (
        bool(carried_values(span).get("suggester")) and span.owner is not None and span.owner.kind != Source.SUGGESTER
    )


def decided(values: dict[str, Any], span: FlatSpan) -> dict[str, Any]:
    """The values with a fitting verdict: for a suggestion taken over, whether the person changed it."""
    values = with_fitting_verdict(values)
    if not takes_over(span) or "verdict" in values or "origin" not in values:
        return values
    is_same = said(values) == span.carry.get("said")
    return {**values, "verdict": (Verdict.ACCEPTED if is_same else Verdict.CORRECTED).value}


def with_fitting_verdict(values: dict[str, Any]) -> dict[str, Any]:
    """The values, without a verdict that their owner cannot give: a person decides, a suggester does not."""
    verdict = values.get("verdict")
    is_decided = bool(values.get("annotator") or values.get("gold"))
    if verdict is None or is_decided == (verdict != Verdict.SUGGESTED):
        return values
    others = {key: value for key, value in values.items() if key != "verdict"}
    return others if verdict == Verdict.SUGGESTED else {**others, "other_verdict": verdict}


def quote_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Another tool’s attributes of a quote: those that we know as ours, the others kept as they are."""
    values: dict[str, Any] = {}
    for key, value in attributes.items():
        name = plain(key)
        told = str(value).strip().casefold() if isinstance(value, str) else ""
        if name in TYPE_KEYS and told in QuoteType.values:
            values["type"] = told
        elif name == "speakerkind" and told in SpeakerKind.values:
            values["speaker_kind"] = told
        elif name in NAME_KEYS and isinstance(value, str) and len(value) <= 300:
            values["speaker_name"] = value
        else:
            values |= other_attribute(key, value)
    return values


def part_attributes(role: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """A speaker’s name is the quote’s; other attributes of its parts are kept with the role in front."""
    values: dict[str, Any] = {}
    for key, value in attributes.items():
        if role == SpanRole.SPEAKER and plain(key) in NAME_KEYS and isinstance(value, str) and len(value) <= 300:
            values["speaker_name"] = value
        elif role == SpanRole.SPEAKER and plain(key) == "speakerkind" and value in SpeakerKind.values:
            values["speaker_kind"] = value
        elif key != "verdict":
            values[f"{role}_{key}"] = value
    return values


def other_attribute(key: str, value: Any) -> dict[str, Any]:
    """The attribute under its own key, or under “other_KEY” if a native key has this name with another meaning."""
    if key == "score" and isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return {"score": value}
    if key == "reason" and isinstance(value, str) and len(value) <= 500:
        return {"reason": value}
    if plain(key) == "verdict" and value in Verdict.values:
        return {"verdict": value}
    return {f"other_{key}" if key in NATIVE_KEYS else key: value}


def entity_values(span: FlatSpan, entity_type: str, owner: Owner | None) -> tuple[dict[str, Any], list[str]]:
    """An entity, and what it could not hold. One of several pieces reaches from the first to the last."""
    values: dict[str, Any] = {}
    losses: list[str] = []
    for key, value in span.attributes.items():
        if plain(key) in NAME_KEYS and isinstance(value, str) and len(value) <= 300:
            values["name"] = value
        else:
            values |= other_attribute(key, value)
    start, end = span.hull
    if len(span.pieces) > 1:
        values["fragments"] = [list(piece) for piece in span.pieces]
        losses.append("entities of several pieces reach from the first to the last; “fragments” keeps the pieces")
    if len(entity_type) > 40:
        values["label"] = span.label
        losses.append("labels of more than 40 characters were cut; “label” keeps them whole")
    common = common_values(span, owner, kind=Kind.ENTITY)
    stated = {"start": start, "end": end, "type": entity_type[:40].strip() or "LABEL"}
    return decided({**common, **values, **stated}, span), losses


def caption_values(
    span: FlatSpan, credits: Sequence[FlatSpan], owner: Owner | None
) -> tuple[dict[str, Any], list[str]]:
    """A caption, and what it could not hold: it has one credit."""
    start, end = span.hull
    values: dict[str, Any] = {"start": start, "end": end}
    for key, value in span.attributes.items():
        values |= other_attribute(key, value)
    losses = []
    if credits:
        values["credit"] = list(credits[0].hull)
    if len(credits) > 1:
        values["credits"] = [list(credit.hull) for credit in credits]
        losses.append("captions have one credit; “credits” keeps all of them")
    return decided({**common_values(span, owner, kind=Kind.CAPTION), **values}, span), losses


def repair_values(span: FlatSpan, owner: Owner | None) -> dict[str, Any]:
    """A repair; empty if neither Quotemark nor the tool says what should stand there instead."""
    common = common_values(span, owner, kind=Kind.REPAIR)
    told = span.attributes.get("replacement") or common.get("replacement")
    if not isinstance(told, str) or not told:
        return {}
    start, end = span.hull
    others = {key: value for key, value in span.attributes.items() if key != "replacement"}
    for key, value in others.items():
        common |= other_attribute(key, value)
    return decided({**common, "start": start, "end": end, "replacement": told}, span)


def pieces_of(spans: Iterable[FlatSpan]) -> list[list[int]]:
    """The pieces in order, those that overlap joined; those that touch stay two."""
    joined: list[Span] = []
    for start, end in sorted({piece for span in spans for piece in span.pieces}):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return [list(piece) for piece in joined]
