"""Which article is next, and when one is finished."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from annotator.models import AnnotationSet, Event
from annotator.vocabulary import Source, Verb
from articles import access
from articles.models import Article, Membership, Project


def queue_for(user: Any, *, most: int = 6) -> list[Article]:
    """The first articles of the queue: what the user has not finished and nobody withdrew.

    Project by project, oldest first. It begins after what is finished (``queue_start``), so that a project of any size
    costs the same.
    """
    found: list[Article] = []
    for project, start in places(user):
        found += unfinished(user, project, start=start)[: most - len(found)]
        if len(found) >= most:
            break
    return found


def places(user: Any) -> list[tuple[int, int]]:
    """The user's projects that are open, each with the id of the article at which the queue begins. One query.

    A superuser's take two: those that they are no member of begin at the beginning.
    """
    mine = Membership.objects.filter(user=user.pk, project__archived_at__isnull=True, project__deleted_at__isnull=True)
    starts = dict(mine.values_list("project", "queue_start"))
    projects = Project.objects.active().values_list("id", flat=True) if user.is_superuser else starts
    return [(project, starts.get(project, 0)) for project in sorted(projects)]


def unfinished(user: Any, project: int, *, start: int = 0) -> QuerySet[Article]:
    """The project's articles from this id on that the user has not finished and nobody withdrew."""
    finished = AnnotationSet.objects.filter(
        article=OuterRef("pk"), source=Source.ANNOTATOR, user=user.pk, state=AnnotationSet.State.FINISHED
    )
    articles = Article.objects.in_use().without_text().select_related("project").filter(project=project, id__gte=start)
    return articles.filter(~Exists(finished)).order_by("id")


def waiting(user: Any, *, most: int) -> int:
    """How many articles are in the queue, counted up to ``most``."""
    number = 0
    for project, start in places(user):
        number += unfinished(user, project, start=start).order_by()[: most - number].count()
        if number >= most:
            break
    return number


def next_article(user: Any, *, after: Article | None = None) -> Article | None:
    """The first article of the queue after this one, else the first of all; None if the queue is empty."""
    if after is not None:
        following = unfinished(user, after.project_id, start=after.pk + 1).first()
        if following is not None:
            return following
    others = [article for article in queue_for(user, most=2) if after is None or article.pk != after.pk]
    return others[0] if others else None


@transaction.atomic
def finish(workset: AnnotationSet, *, user: Any) -> None:
    """Mark the user's work on the article as finished. A second time changes nothing.

    Work that somebody else imported in the user's name is signed by it.
    """
    workset = AnnotationSet.objects.select_for_update().select_related("article__project").get(pk=workset.pk)
    access.require(workset.article.project, user)
    if workset.is_signed:
        return
    workset.state = AnnotationSet.State.FINISHED
    workset.finished_at = timezone.now()
    workset.imported_at = workset.imported_by = None
    workset.imported_first_by = ""
    workset.save(update_fields=["state", "finished_at", "imported_at", "imported_by", "imported_first_by"])
    Article.objects.filter(pk=workset.article_id).update(finished=True)
    advance(user, workset.article.project_id)
    Event.objects.create(
        project_id=workset.article.project_id, article=workset.article, actor=user, verb=Verb.FINISH,
        after={"annotations": workset.annotations.count()},
    )  # fmt: skip


def advance(user: Any, project: int) -> None:
    """Note up to where everything is finished, so that the queue need not look there again."""
    for membership in Membership.objects.filter(user=user.pk, project=project):
        articles = Article.objects.filter(project=project)
        first = unfinished(user, project, start=membership.queue_start).values_list("id", flat=True).first()
        last = articles.order_by("-id").values_list("id", flat=True).first() or 0
        membership.queue_start = last + 1 if first is None else first
        membership.save(update_fields=["queue_start"])
