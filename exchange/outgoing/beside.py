"""What people said and how long they worked, as a record has it beside its annotations.

``notes`` of an article are its questions and notes, with their answers. ``seconds`` of a set is the active time of its
person in the article, ``seconds`` of an annotation that of the actions about it. What an import brought of either is
kept in ``extra``, and what was measured here is added.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from annotator.models import ActiveTime, Comment, Event, Flag
from annotator.services.activity import seconds_by_set
from annotator.services.notices import readable
from exchange.records.article import AnnotationRecord

NOTES = "notes"
SECONDS = "seconds"


def notes_of(articles: Sequence[int], *, reader: Any = None) -> dict[int, list[dict[str, Any]]]:
    """The threads of each article, oldest first; of a reader those that they may read. Two queries if there are any."""
    flags = Flag.objects.filter(article__in=articles).select_related("user").order_by("id")
    if reader is not None:
        flags = flags.filter(readable(reader))
    found = list(flags)
    answers: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if found:
        for comment in Comment.objects.filter(flag__in=found).select_related("user").order_by("id"):
            answers[comment.flag_id].append(said(comment.user, comment.created_at, comment.text))
    result: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for flag in found:
        result[flag.article_id].append({
            "annotation": str(flag.annotation_id) if flag.annotation_id else None,
            **said(flag.user, flag.created_at, flag.note),
            "resolved": moment(flag.resolved_at),
            "answers": answers[flag.pk],
        })  # fmt: skip
    return result


def said(user: Any, at: datetime.datetime, text: str) -> dict[str, Any]:
    return {"by": user.get_username(), "at": moment(at), "text": text}


def moment(at: datetime.datetime | None) -> str | None:
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z") if at else None


def with_notes(extra: dict[str, Any], notes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The further keys of an article with its notes, after those that an import brought."""
    brought = extra.get(NOTES, [])
    brought = brought if isinstance(brought, list) else [brought]
    new = [note for note in notes if note not in brought]
    return {**extra, NOTES: [*brought, *new]} if new else extra


def times_of(articles: Sequence[int], sets: Iterable[int]) -> tuple[dict[int, int], dict[str, int]]:
    """The active time by set and by annotation. One query where none was measured, else five."""
    if not ActiveTime.objects.filter(article__in=articles).exists():
        return {}, {}
    return seconds_by_set(sets), seconds_by_annotation(articles)


def seconds_by_annotation(articles: Sequence[int]) -> dict[str, int]:
    """The active time of the actions about each annotation; that of an action about many is shared out."""
    events = Event.objects.filter(
        article__in=articles, action__seconds__gt=0, annotation__isnull=False
    ).order_by("id")  # fmt: skip
    rows = list(events.values_list("annotation", "action", "action__seconds"))
    sizes: dict[Any, int] = defaultdict(int)
    for _annotation, action, _seconds in rows:
        sizes[action] += 1
    found: dict[str, float] = defaultdict(float)
    for annotation, action, seconds in rows:
        found[str(annotation)] += (seconds or 0) / sizes[action]
    return {annotation: round(seconds) for annotation, seconds in found.items() if round(seconds)}


def add_seconds(annotations: Iterable[AnnotationRecord], seconds: dict[str, int]) -> None:
    """Put its active time into each record, which nobody else has yet."""
    for item in annotations:
        measured = seconds.get(item.frame.id)
        if measured:
            before = item.frame.extra.get(SECONDS)
            total = measured + (before if isinstance(before, int) else 0)
            item.frame = replace(item.frame, extra={**item.frame.extra, SECONDS: total})
