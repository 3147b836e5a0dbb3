"""Frames and their rows: read, checked and written in one piece."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext

from annotator.frame import Frame, RoleSpan
from annotator.models import Annotation, AnnotationSet, Span
from annotator.services.errors import Refused
from annotator.vocabulary import ATTRIBUTE_NAMES, ATTRIBUTES, ROLES, Kind, SpanRole, Verdict
from articles.models import Article

VERDICTS = frozenset(Verdict.values)


def gathered(rows: Iterable[tuple[Annotation, Sequence[Sequence[Any]]]]) -> list[Annotation]:
    """The annotations of a prepared query ``with_joined_spans``, with their spans and the names of their people."""
    annotations: list[Annotation] = []
    for annotation, joined in rows:
        annotation.person_name = joined[0][0] or ""
        annotation.loaded_spans = [(role, order, start, end) for _, role, order, start, end in joined]
        annotations.append(annotation)
    return annotations


def spans_of(annotation: Annotation) -> list[tuple[str, int, int, int]]:
    """Role, order, start and end of each span."""
    if "loaded_spans" in annotation.__dict__:
        return annotation.loaded_spans
    return [(span.role, span.order, span.start, span.end) for span in annotation.spans.all()]


def frame_of(annotation: Annotation) -> Frame:
    """The stored annotation as a frame. Reads ``annotation.spans``: gather or prefetch them for many."""
    roles = [role for role, _, _ in ROLES[annotation.kind]]
    spans = sorted(spans_of(annotation), key=lambda span: (roles.index(span[0]), span[1]))
    return Frame(
        id=str(annotation.pk),
        kind=annotation.kind,
        verdict=annotation.verdict,
        spans=tuple((role, start, end) for role, _, start, end in spans),
        origin=str(annotation.origin_id) if annotation.origin_id else None,
        quote_type=annotation.quote_type,
        speaker_kind=annotation.speaker_kind,
        entity_type=annotation.entity_type,
        replacement=annotation.replacement,
        name=annotation.name,
        person=annotation.person_id,
        score=annotation.score,
        reason=annotation.reason,
        candidates=tuple((name, score) for name, score in annotation.candidates),
        extra=annotation.extra,
    )


def checked(frame: Frame, article: Article) -> Frame:
    """The frame with its spans in text order, or Refused where it does not fit the article's text or its own kind."""
    if frame.kind not in ROLES:
        raise Refused(f"“{frame.kind}” is no kind of annotation: write one of {', '.join(ROLES)}.")
    length = len(article.text)
    for role, start, end in frame.spans:
        if not 0 <= start < end <= length:
            raise Refused(
                f"The {role} span [{start}, {end}) does not lie within the text of article “{article.external_id}”, "
                f"which has {length} code points."
            )
    spans = ordered_spans(frame)
    check_attributes(frame)
    if frame.kind == Kind.REPAIR and frame.replacement == article.text[slice(*frame.hull)]:
        raise Refused(
            gettext("“%(words)s” stands there already: a repair says what should stand there instead.")
            % {"words": frame.replacement}
        )
    return frame if spans == frame.spans else replace(frame, spans=spans)


def ordered_spans(frame: Frame) -> tuple[RoleSpan, ...]:
    """The spans by role, then by place; Refused for a role that the kind lacks, too few, too many or overlapping."""
    found: dict[str, list[RoleSpan]] = {role: [] for role, _, _ in ROLES[frame.kind]}
    for span in frame.spans:
        if span[0] not in found:
            named = ", ".join(sorted(found))
            raise Refused(f"A {frame.kind} has no span of the role “{span[0]}”: its roles are {named}.")
        found[span[0]].append(span)
    result: list[RoleSpan] = []
    for role, least, most in ROLES[frame.kind]:
        spans = found[role] if len(found[role]) < 2 else sorted(set(found[role]))
        if len(spans) < least or (most is not None and len(spans) > most):
            raise Refused(
                f"A {frame.kind} needs {count_in_words(least, most)} span of the role “{role}”, not {len(spans)}."
            )
        refuse_overlaps(spans)
        result += spans
    return tuple(result)


def refuse_overlaps(spans: Sequence[RoleSpan]) -> None:
    """Raise Refused where two of the spans of one role, which are in order, overlap."""
    for (_role, _start, end), (role, start, _end) in pairwise(spans):
        if start < end:
            raise Refused(
                gettext("Two spans of one role (%(role)s) overlap at %(start)s: join them.")
                % {"role": SpanRole(role).label, "start": start}
            )


def count_in_words(least: int, most: int | None) -> str:
    if least == most:
        return f"exactly {least}"
    return f"at least {least}" if most is None else f"between {least} and {most}"


def check_attributes(frame: Frame) -> None:
    """Raise Refused where an attribute is missing, unknown or belongs to another kind."""
    wanted = ATTRIBUTES[frame.kind]
    values = (frame.quote_type, frame.speaker_kind, frame.entity_type, frame.replacement)
    for name, value in zip(ATTRIBUTE_NAMES, values, strict=True):
        if name not in wanted:
            if value:
                raise Refused(f"A {frame.kind} has no {name.replace('_', ' ')}.")
            continue
        allowed = wanted[name]
        if not value or (allowed is not None and value not in allowed):
            hint = f"one of {', '.join(allowed)}" if allowed else "a text"
            raise Refused(f"The {name.replace('_', ' ')} of a {frame.kind} is {hint}, not “{value}”.")
    if frame.verdict not in VERDICTS:
        raise Refused(f"“{frame.verdict}” is no verdict.")


def row_of(frame: Frame, workset: AnnotationSet, *, version: int = 1) -> Annotation:
    """An unsaved row for the frame. The set's article must be loaded."""
    start, end = frame.hull
    return Annotation(
        id=uuid.UUID(frame.id),
        set=workset,
        kind=frame.kind,
        verdict=frame.verdict,
        origin_id=uuid.UUID(frame.origin) if frame.origin else None,
        quote_type=frame.quote_type,
        speaker_kind=frame.speaker_kind,
        entity_type=frame.entity_type,
        replacement=frame.replacement,
        name=frame.name,
        person_id=frame.person,
        score=frame.score,
        reason=frame.reason,
        candidates=[list(candidate) for candidate in frame.candidates],
        extra=frame.extra,
        start=start,
        end=end,
        place=workset.article.block_kind_at(start),
        version=version,
    )


def span_rows(frame: Frame) -> list[Span]:
    """Unsaved rows for the frame's spans, numbered within each role."""
    rows: list[Span] = []
    orders: dict[str, int] = {}
    for role, start, end in frame.spans:
        order = orders.get(role, 0)
        orders[role] = order + 1
        rows.append(Span(annotation_id=uuid.UUID(frame.id), role=role, order=order, start=start, end=end))
    return rows


def write_frames(workset: AnnotationSet, frames: Sequence[Frame], *, version: int = 1) -> None:
    """Insert checked frames into a set, in bulk. Within the caller's transaction."""
    rows = [row_of(frame, workset, version=version) for frame in frames]
    join_figures(rows, workset.article)
    Annotation.objects.bulk_create(rows, batch_size=500)
    Span.objects.bulk_create([row for frame in frames for row in span_rows(frame)], batch_size=1000)


def join_figures(rows: Sequence[Annotation], article: Article) -> None:
    """Point each caption to the article's figure whose caption it covers. One query, none without captions."""
    captions = [row for row in rows if row.kind == Kind.CAPTION]
    if not captions:
        return
    figures = [(figure.caption, figure) for figure in article.figures.all() if figure.caption]
    for row in captions:
        row.figure = next((figure for (start, end), figure in figures if start < row.end and end > row.start), None)


def replace_frame(workset: AnnotationSet, frame: Frame, *, row: Annotation, version: int) -> None:
    """Make the set's annotation equal to the checked frame, under a new version. ``row`` has its spans with it."""
    changed = row_of(frame, workset, version=version)
    join_figures([changed], workset.article)
    changed.created_at = row.created_at
    changed._state.adding = False
    changed.save()
    if frame_of(row).spans != frame.spans:
        Span.objects.filter(annotation=row).delete()
        Span.objects.bulk_create(span_rows(frame))
