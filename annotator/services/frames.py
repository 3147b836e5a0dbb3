"""Frames and their rows: read and written in one piece."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from annotator.frame import Frame
from annotator.models import Annotation, AnnotationSet, Span
from annotator.vocabulary import ROLES, Kind
from articles.models import Article


def gathered(rows: Iterable[tuple[Annotation, Sequence[Sequence[Any]]]]) -> list[Annotation]:
    """The annotations of a prepared query ``with_joined_spans``, with their spans and their people's names."""
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
    """The stored annotation as a frame. Reads ``annotation.spans``: for many, gather or prefetch them first."""
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
        guidelines=annotation.guidelines,
    )


def row_of(frame: Frame, workset: AnnotationSet, *, version: int = 1) -> Annotation:
    """An unsaved row for the frame. The set's article must be loaded."""
    start, end = frame.hull
    first, last = frame.reach
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
        guidelines=frame.guidelines,
        start=start,
        end=end,
        first=first,
        last=last,
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
    """Insert checked frames into a set, in bulk, within the caller's transaction."""
    rows = [row_of(frame, workset, version=version) for frame in frames]
    join_figures(rows, workset.article)
    Annotation.objects.bulk_create(rows, batch_size=500)
    Span.objects.bulk_create([row for frame in frames for row in span_rows(frame)], batch_size=1000)


def join_figures(rows: Sequence[Annotation], article: Article) -> None:
    """Point each caption to the article's figure whose caption it overlaps. One query, or none without captions."""
    captions = [row for row in rows if row.kind == Kind.CAPTION]
    if not captions:
        return
    figures = [(figure.caption, figure) for figure in article.figures.all() if figure.caption]
    for row in captions:
        row.figure = next((figure for (start, end), figure in figures if start < row.end and end > row.start), None)


def replace_frame(workset: AnnotationSet, frame: Frame, *, row: Annotation, version: int) -> None:
    """Make the set's annotation equal to the checked frame, under a new version. ``row`` has its spans loaded."""
    changed = row_of(frame, workset, version=version)
    join_figures([changed], workset.article)
    changed.created_at = row.created_at
    changed._state.adding = False
    changed.save()
    if frame_of(row).spans != frame.spans:
        Span.objects.filter(annotation=row).delete()
        Span.objects.bulk_create(span_rows(frame))


def remove_rows(workset: AnnotationSet, ids: Sequence[str]) -> None:
    """Delete these annotations, which the caller has read in this set of a person, within its transaction.

    Django's ``delete`` would ask first what else points to them. Only their spans do: decisions and draws point to a
    machine's annotations, and the database refuses to delete what anything points to.
    """
    rows = workset.annotations.filter(pk__in=ids)
    Span.objects.filter(annotation__in=[uuid.UUID(pk) for pk in ids])._raw_delete(rows.db)
    rows._raw_delete(rows.db)
