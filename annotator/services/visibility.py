"""Whose work a user may see. This is the one place that says so: pages, quality, the interface and exports ask here.

Annotators work blind: in every article they see what machines suggest and what they decided themselves. Reviewers see
everybody's sets and gold. Whoever reads an article blind (``blind``) does not see what machines suggest in it before
they have finished it. The registry of people is shared: it holds names, not who said what.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from annotator.models import Annotation, AnnotationSet
from annotator.querysets import AnnotationQuerySet
from annotator.services.blind import read_blind
from annotator.vocabulary import Source
from articles import access
from articles.models import Project, Role

DECIDED = (Source.ANNOTATOR, Source.GOLD)


def sees_everybody(project: Project, user: Any) -> bool:
    """Whether the user may see the sets of all people in the project, and gold. One query."""
    return access.allows(project, user, at_least=Role.REVIEWER)


def sets_visible_to(user: Any) -> QuerySet[AnnotationSet]:
    """All sets of the projects that the user reviews; of the others the machines’ sets and the user’s own."""
    return AnnotationSet.objects.filter(may_read(user, to_set=""))


def annotations_visible_to(user: Any) -> QuerySet[Annotation]:
    return Annotation.objects.filter(may_read(user, to_set="set__"))


def decisions_visible_to(user: Any, project: Project) -> AnnotationQuerySet[Annotation]:
    """What people have decided in the project: everybody’s and saved gold for reviewers, else the user’s own."""
    rows = Annotation.objects.in_project(project)
    if sees_everybody(project, user):
        begun_gold = Q(set__source=Source.GOLD, set__state=AnnotationSet.State.OPEN)
        return rows.filter(set__source__in=DECIDED).exclude(begun_gold)
    return rows.filter(set__source=Source.ANNOTATOR, set__user=user)


def viewer(user: Any, project: Project) -> str:
    """The same for all users who see the same decisions of the project: a part of the key of what is cached."""
    return "all" if sees_everybody(project, user) else str(user.pk)


def may_read(user: Any, *, to_set: str) -> Q:
    """The condition, ``to_set`` being the lookup from the model to its set."""
    unseen = Q(**{f"{to_set}source": Source.SUGGESTER}) & read_blind(user, article=f"{to_set}article", as_reader=True)
    if user.is_superuser:
        return Q(**{f"{to_set}article__project__deleted_at__isnull": True}) & ~unseen
    reviewed = Project.objects.reviewed_by(user)
    shared = Q(**{f"{to_set}source": Source.SUGGESTER}) | Q(**{f"{to_set}user": user})
    mine = Q(**{f"{to_set}article__project__in": Project.objects.visible_to(user)}) & shared
    return (Q(**{f"{to_set}article__project__in": reviewed}) | mine) & ~unseen
