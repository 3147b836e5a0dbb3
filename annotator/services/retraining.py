"""Whether training anew is worth while: counted by a worker when articles were checked, shown on pages by one row."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from annotator.models import Annotation, CheckedWork, Event, LearnedModel
from annotator.services.checked import checked_sets, number_checked
from annotator.services.fits import touched_projects
from annotator.services.lessons import LEAST_ARTICLES, MOST_COUNTED
from annotator.vocabulary import Kind
from articles import access
from articles.models import Project, Role
from config.database.prepared import prepared

logger = logging.getLogger(__name__)


def offer_in(project: Project) -> CheckedWork | None:
    """How much checked work the project has, where training anew is worth while. One query."""
    row = next(iter(checked_work(project=project.pk)), None)
    return row if row is not None and row.is_due and project.archived_at is None else None


@prepared
def checked_work(*, project: int) -> QuerySet[CheckedWork]:
    return CheckedWork.objects.filter(pk=project).order_by()


def offers_for(user: Any) -> list[CheckedWork]:
    """The same for all projects that the user manages, in the order of their names. One query."""
    managed = Project.objects.active().with_roles(user, Role.MANAGER).order_by().values("pk")
    rows = CheckedWork.objects.filter(pk__in=managed, articles__gte=LEAST_ARTICLES).select_related("project")
    return [row for row in rows.order_by("project__name") if row.is_due]


def put_training_aside(project: Project, *, user: Any) -> None:
    """Propose no training until more articles are checked. Raises PermissionDenied unless the user is a manager."""
    access.require(project, user, at_least=Role.MANAGER)
    for row in CheckedWork.objects.filter(pk=project.pk):
        row.aside = max(row.articles, row.aside)
        row.save(update_fields=["aside"])


def note_training(project: Project, *, articles: int) -> None:
    """A training has ended that had so many checked articles: what comes next is compared with them."""
    values = {"articles": articles, "trained": articles, "changed": 0, "aside": 0}
    CheckedWork.objects.update_or_create(pk=project.pk, defaults=values)


def count_work(project: Project) -> None:
    """Count the project's checked articles, and those that it has learned from and that were changed since."""
    number = number_checked(project, most=MOST_COUNTED)
    values = {"articles": number, "changed": changed_since_training(project)}
    CheckedWork.objects.update_or_create(pk=project.pk, defaults=values)


def changed_since_training(project: Project) -> int:
    """In how many of the articles of the last training a quote was decided otherwise, added or moved since."""
    trainings = LearnedModel.objects.filter(project=project, run__isnull=False)
    last = trainings.only("data", "made_at").order_by("-number").first()
    if last is None:
        return 0
    sets = checked_sets(project).order_by().filter(article__in=last.data).values("pk")
    quotes = Annotation.objects.filter(set__in=sets, kind=Kind.QUOTE, updated_at__gt=last.made_at)
    return quotes.order_by().values("set__article").distinct().count()


def count_due(*, since: int) -> int:
    """Count where articles were checked after this event, everywhere for 0; returns the newest event.

    What fails is logged, and done again when the next article is checked.
    """
    newest: int = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    for project in touched_projects(since=since, until=newest):
        try:
            with transaction.atomic():
                count_work(project)
        except Exception:
            logger.exception("Counting the checked articles of the project “%s” failed", project.slug)
    return newest
