"""Annotations as a reviewer reads them in the admin: their words, marked, in the words around them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, IntegerField, QuerySet
from django.db.models.functions import Greatest, Substr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from annotator.in_context import AROUND, in_context
from annotator.models import Annotation
from annotator.services.frames import frame_of
from annotator.vocabulary import MAIN_ROLE, Kind
from annotator.workbench.marks import Mark, highlighted


def with_surroundings(rows: QuerySet[Annotation]) -> QuerySet[Any]:
    """With ``around``: the annotation's hull and some words on both sides, cut out by the database.

    So a list of a hundred annotations does not read whole articles. The cut starts at ``max(start - AROUND, 0)``.
    """
    first = Greatest(F("start") - AROUND, 0, output_field=IntegerField())
    length = F("end") - first + AROUND
    return rows.annotate(around=Substr("set__article__text", first + 1, length))


def words_in_context(annotation: Any) -> SafeString:
    """The main spans as ``<mark>`` between the words around them. Reads ``around`` and the prefetched spans."""
    frame = frame_of(annotation)
    offset = max(annotation.start - AROUND, 0)
    html = in_context(annotation.around, offset=offset, spans=frame.by_role(MAIN_ROLE[frame.kind]))
    if annotation.kind == Kind.REPAIR:
        return format_html("{} → <b>{}</b>", html, annotation.replacement)
    return html


def blocks_with_marks(annotation: Annotation) -> SafeString:
    """The blocks of the article that the annotation touches, with all of its roles marked."""
    article = annotation.set.article
    frame = frame_of(annotation)
    marks = [
        Mark(start, end, role if role != "damaged" else "content", (frame.id,), frame.verdict)
        for role, start, end in frame.spans
    ]
    touched = [
        block
        for block in article.block_list()
        if any(block.start < mark.end and mark.start < block.end for mark in marks)
    ]
    return format_html_join(
        "",
        '<p class="quotemark-block" dir="auto">{}</p>',
        ((mark_safe(highlighted(article.text, block.start, block.end, marks)),) for block in touched),  # noqa: S308
    )


def spans_table(annotation: Annotation) -> SafeString:
    """Role, offsets and words of each span."""
    text = annotation.set.article.text
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>[{}, {})</td><td>{}</td></tr>",
        ((role, start, end, text[start:end]) for role, start, end in frame_of(annotation).spans),
    )
    return format_html(
        '<table class="quotemark-spans"><thead><tr><th scope="col">Role</th><th scope="col">Code points</th>'
        '<th scope="col">Words</th></tr></thead><tbody>{}</tbody></table>',
        rows,
    )
