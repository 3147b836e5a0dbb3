"""Training anew from the quality page: what is under way, what there is to learn from, and the button."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template

from annotator.counted import is_large
from annotator.models import CheckedWork
from annotator.services.checked import number_checked
from annotator.services.lessons import LEAST_ARTICLES
from annotator.services.visibility import sees_everybody
from articles import access
from articles.models import Project, Role
from exchange.models import RunKind
from exchange.runs.training import UNDER_WAY

register = template.Library()


@register.inclusion_tag("exchange/_training.html", takes_context=True)
def training(context: Any, project: Project) -> dict[str, Any]:
    """The state of learning, and for managers the button that trains anew.

    In a large project the worker's count has to do: nobody waits for another one.
    """
    user = context["request"].user
    work = CheckedWork.objects.filter(pk=project.pk).first()
    is_exact = work is not None and (work.articles >= LEAST_ARTICLES or is_large(project))
    return {
        "project": project,
        "run": project.runs.filter(kind=RunKind.TRAIN, state__in=UNDER_WAY).defer("report").first(),
        "reads_runs": sees_everybody(project, user),
        "may_train": access.allows(project, user, at_least=Role.MANAGER) and project.archived_at is None,
        "checked": work.articles if work and is_exact else number_checked(project, most=LEAST_ARTICLES),
        "is_exact": is_exact,
        "least": LEAST_ARTICLES,
        "work": work if work and work.is_due else None,
        "client_id": uuid4(),
        "csrf_token": context.get("csrf_token"),
    }
