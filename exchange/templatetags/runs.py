"""What pages of other rooms show of a project’s runs."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.db.models import QuerySet

from annotator.services.fits import offer_of
from annotator.services.retraining import offer_in
from articles.models import Project
from config.database.prepared import prepared
from exchange.models import Run, RunKind

register = template.Library()


@register.inclusion_tag("exchange/_under_way.html")
def runs_under_way(project: Project) -> dict[str, Any]:
    """The project’s runs that wait or are being done, with how far they are. For reviewers: ask before."""
    return {"project": project, "runs": first_under_way(project=project.pk)}


@prepared
def first_under_way(*, project: int) -> QuerySet[Run]:
    rows = Run.objects.filter(project=project, state__in=[Run.State.WAITING, Run.State.RUNNING])
    return rows.defer("report").order_by("asked_at")[:5]


@register.inclusion_tag("exchange/_offer.html", takes_context=True)
def profile_offer(context: Any, project: Project, *, may_change: bool) -> dict[str, Any]:
    """The guideline profile that fits the checked articles better than the project’s own. For reviewers: ask before."""
    shared = {"project": project, "offer": offer_of(project), "may_change": may_change}
    return {**shared, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("exchange/_training_offer.html", takes_context=True)
def training_offer(context: Any, project: Project, *, may_change: bool) -> dict[str, Any]:
    """That there is enough new work to train anew, unless a training is under way. For reviewers: ask before."""
    offer = offer_in(project)
    under_way = project.runs.filter(kind=RunKind.TRAIN, state__in=[Run.State.WAITING, Run.State.RUNNING])
    shown = offer if offer is not None and not under_way.exists() else None
    shared = {"project": project, "offer": shown, "may_change": may_change, "client_id": uuid4()}
    return {**shared, "csrf_token": context.get("csrf_token")}
