"""Questions to colleagues about one annotation."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from annotator.models import AnnotationSet, Event, Flag
from annotator.services.decide import standing
from annotator.services.journal import Outcome
from annotator.vocabulary import Verb


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
            verb=Verb.FLAG, after={"note": note, "flag": question.pk},
        )  # fmt: skip
    return None
