"""Repairs applied to a record: the text as it should read, and every offset moved along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_noop

from annotator.frame import Frame, RoleSpan
from annotator.vocabulary import Kind
from articles.models import text_digest
from articles.readers.types import Block
from exchange.records.article import AnnotationRecord, ArticleRecord, with_text
from exchange.records.loss import LossReport
from suggesters.repaired import RepairedText
from suggesters.suggestions import Repair

APPLIED = gettext_noop("applied to the text")
OVERLAPPING = gettext_noop("not applied, since another repair with a higher score overlaps")
REMOVED = gettext_noop("a repair removed the words of one of its spans")


def with_repairs_applied(record: ArticleRecord, *, report: LossReport) -> ArticleRecord:
    """The record on its repaired text. Its repairs leave the record, counted in the report; so does an annotation
    whose words a repair removed. ``extra["repaired_from"]`` is the digest of the text as it is stored.
    """
    repairs = [item.frame for item in record.annotations if item.frame.kind == Kind.REPAIR]
    others = tuple(item for item in record.annotations if item.frame.kind != Kind.REPAIR)
    chosen = without_overlaps(repairs)
    for count, reason in ((len(chosen), APPLIED), (len(repairs) - len(chosen), OVERLAPPING)):
        if count:
            report.lose(Kind.REPAIR.value, reason, article=record.id, count=count)
    record = replace(record, annotations=others, extra={**record.extra, "repaired_from": text_digest(record.text)})
    if not chosen:
        return record
    repaired = RepairedText(record.text, chosen)
    moved = with_text(record, repaired.text, move=repaired.to_repaired)
    kept: list[AnnotationRecord] = []
    for item in moved.annotations:
        if all(start < end for _, start, end in item.frame.spans):
            kept.append(with_joined_spans(item))
        else:
            report.lose(item.frame.kind, REMOVED, article=record.id)
    return replace(moved, blocks=without_collisions(moved.blocks), annotations=tuple(kept))


def without_overlaps(repairs: Sequence[Frame]) -> list[Repair]:
    """The repairs that can be made together, in order: the likeliest of those that overlap. A person’s come first."""
    chosen: list[Repair] = []
    for frame in sorted(repairs, key=lambda frame: (-(1.0 if frame.score is None else frame.score), frame.spans)):
        [(_, start, end)] = frame.spans
        if all(end <= other.start or other.end <= start for other in chosen):
            chosen.append(Repair(start, end, frame.replacement))
    return sorted(chosen, key=lambda repair: repair.start)


def without_collisions(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks in order without overlaps: a repair over the end of a block may have joined it with the next."""
    kept: list[Block] = []
    for block in blocks:
        start = max(block.start, kept[-1].end if kept else 0)
        if start < block.end:
            kept.append(Block(start, block.end, block.kind))
    return tuple(kept)


def with_joined_spans(annotation: AnnotationRecord) -> AnnotationRecord:
    """Spans of one role that a repair made overlap are one span."""
    kept: list[RoleSpan] = []
    for role, start, end in annotation.frame.spans:
        if kept and kept[-1][0] == role and start < kept[-1][2]:
            kept[-1] = (role, kept[-1][1], max(end, kept[-1][2]))
        else:
            kept.append((role, start, end))
    return annotation.with_frame(spans=tuple(kept))
