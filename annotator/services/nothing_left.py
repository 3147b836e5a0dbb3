"""Why nothing is left in somebody's queue of a project, in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Min, OuterRef, TextChoices

from annotator.services.asking import work_left
from annotator.services.places import running
from annotator.services.skips import skipped_by
from articles import access
from articles.models import Project, QueuePolicy, Role


class Why(TextChoices):
    ARCHIVED = "archived"
    VIEWER = "viewer"
    NO_ARTICLES = "no articles"
    SKIPPED = "skipped"
    FINISHED = "finished"
    UNASSIGNED = "unassigned"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class NothingLeft:
    """Why nobody gets an article. ``skipped`` counts what the user skipped; ``free_at`` is when a place may be free.

    Names of others are never said: annotators do not know who else reads an article.
    """

    why: Why
    skipped: int = 0
    free_at: datetime.datetime | None = None


def why_nothing(user: Any, project: Project) -> NothingLeft:
    """Why the user's queue of the project is empty. Asked only where it is."""
    if project.archived_at or project.deleted_at:
        return NothingLeft(Why.ARCHIVED)
    if not access.allows(project, user, at_least=Role.ANNOTATOR):
        return NothingLeft(Why.VIEWER)
    if not project.articles.in_use().exists():
        return NothingLeft(Why.NO_ARTICLES)
    if skipped := skipped_by(user, project).count():
        return NothingLeft(Why.SKIPPED, skipped=skipped)
    if not work_left(user, project.pk).exists():
        return NothingLeft(Why.FINISHED)
    if project.queue_policy == QueuePolicy.ASSIGNED:
        return NothingLeft(Why.UNASSIGNED)
    return NothingLeft(Why.TAKEN, free_at=next_free(user, project))


def next_free(user: Any, project: Project) -> datetime.datetime | None:
    """When the first lease ends in an article that the user could read then. None if places only end with people."""
    left = work_left(user, project.pk).filter(pk=OuterRef("article"), readers__lt=project.overlap or 0).order_by()
    ending = running().filter(Exists(left), article__project=project).exclude(user=user.pk)
    first: datetime.datetime | None = ending.aggregate(first=Min("expires_at"))["first"]
    return first
