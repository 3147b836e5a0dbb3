"""The sets of an article that a user may read (``visibility`` says which), and two of them laid side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotator.frame import Frame
from annotator.judged import Judged
from annotator.merging.alignment import Group, aligned
from annotator.models import Annotation, AnnotationSet
from annotator.services.frames import frame_of, gathered
from annotator.services.merge import rows_standing
from annotator.services.people import NameIndex
from annotator.services.visibility import sets_visible_to
from annotator.vocabulary import Source
from articles.models import Article, Project

ORDER = {Source.ANNOTATOR: 0, Source.SUGGESTER: 1, Source.CERTIFIED: 2, Source.GOLD: 3}


def readable_sets(article: Article, user: Any) -> list[AnnotationSet]:
    """The user’s own set first, then those of other people, of machines, and gold. One query."""
    rows = sets_visible_to(user).filter(article=article).select_related("user", "imported_by")
    found = sorted(rows, key=lambda row: (row.user_id != user.pk, ORDER[Source(row.source)], row.pk))
    for row in found:
        row.article = article
    return found


def set_with(annotation: UUID, sets: Sequence[AnnotationSet]) -> AnnotationSet | None:
    """Which of these sets holds the annotation, or the decision about this suggestion."""
    owners = Annotation.objects.filter(Q(pk=annotation) | Q(origin=annotation), set__in=sets)
    keys = set(owners.order_by().values_list("set", flat=True))
    return next((found for found in sets if found.pk in keys), None)


def standing_frames(project: Project, sets: Iterable[int]) -> dict[int, list[Frame]]:
    """What stands in each of these sets of the project, of the kinds that it shows. Speakers are the registry’s."""
    judged = Judged.of(project.judged)
    found: dict[int, list[Frame]] = {key: [] for key in sets}
    for row in gathered(rows_standing.joined(sets=list(found))):
        if judged.shows(row.kind, row.entity_type):
            found[row.set_id].append(frame_of(row))
    names = {frame.name for frames in found.values() for frame in frames if frame.name and not frame.person}
    index = NameIndex.among(project.pk, names) if names else NameIndex()
    return {key: [known(frame, index) for frame in frames] for key, frames in found.items()}


def known(frame: Frame, index: NameIndex) -> Frame:
    """The frame with whom the registry has under its name: machines name people, and point to nobody."""
    return frame if frame.person or not frame.name else replace(frame, person=index.find(frame.name))


def side_by_side(article: Article, left: AnnotationSet, right: AnnotationSet) -> list[Group]:
    """What each set says about each thing that one of them marks, in reading order. Three queries at most."""
    frames = standing_frames(article.project, [left.pk, right.pk])
    return aligned(article.text, [frames[left.pk], frames[right.pk]])
