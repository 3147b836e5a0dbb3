"""Whose annotations a user may read. Blind double annotation holds here as on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from annotator.models import Annotation, AnnotationSet
from annotator.vocabulary import Source
from articles.models import Project


def sets_visible_to(user: Any) -> QuerySet[AnnotationSet]:
    """All sets of the projects that the user reviews; of the others the machines’ sets and the user’s own."""
    return AnnotationSet.objects.filter(may_read(user, to_set=""))


def annotations_visible_to(user: Any) -> QuerySet[Annotation]:
    return Annotation.objects.filter(may_read(user, to_set="set__"))


def may_read(user: Any, *, to_set: str) -> Q:
    """The condition, ``to_set`` being the lookup from the model to its set."""
    if user.is_superuser:
        return Q()
    reviewed = Project.objects.reviewed_by(user)
    shared = Q(**{f"{to_set}source": Source.SUGGESTER}) | Q(**{f"{to_set}user": user})
    mine = Q(**{f"{to_set}article__project__in": Project.objects.visible_to(user)}) & shared
    return Q(**{f"{to_set}article__project__in": reviewed}) | mine
