"""Questions to colleagues about one annotation."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from annotator.models import AnnotationSet, Event, Flag
from annotator.services.decide import standing
from annotator.services.journal import Outcome
from annotator.vocabulary import Verb
from articles.models import Project


@transaction.atomic
def flag(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, card: str, note: str) -> Outcome | None:
    """Ask a colleague to look at an annotation. A repeated request, or the same words while open, asks only once."""
    if Flag.objects.filter(action=action_id).exists():
        return None
    now = standing(workset, card)
    annotation = now.proposal or now.decision
    question, made = Flag.objects.get_or_create(
        article=workset.article, annotation=annotation, user=user, note=note, resolved_at=None,
        defaults={"action": action_id},
    )  # fmt: skip
    if made:
        Event.objects.create(
            project_id=workset.article.project_id, article=workset.article, annotation=uuid.UUID(card), actor=user,
            verb=Verb.FLAG, after={"note": note, "flag": question.pk, "kind": annotation.kind if annotation else ""},
        )  # fmt: skip
    return None


def open_flags(project: Project) -> QuerySet[Flag]:
    """The questions of a project that nobody has resolved."""
    return Flag.objects.filter(article__project=project, resolved_at__isnull=True)


def own_flags(user: int | None) -> QuerySet[Any]:
    """The user's questions, newest first, with the annotation and ``card``: what the workbench calls it."""
    card = Coalesce("annotation__origin", "annotation")
    return Flag.objects.filter(user=user).select_related("annotation").annotate(card=card).order_by("-id")
