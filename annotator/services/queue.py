"""Which article is next, and when one is finished."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from annotator.models import AnnotationSet, Event, Source
from articles import access
from articles.models import Article


def queue_for(user: Any) -> QuerySet[Article]:
    """The articles of the user's projects that the user has not finished and nobody withdrew, oldest first."""
    finished = AnnotationSet.objects.filter(
        article=OuterRef("pk"), source=Source.ANNOTATOR, user=user.pk, state=AnnotationSet.State.FINISHED
    )
    return Article.objects.visible_to(user).in_use().without_text().filter(~Exists(finished)).order_by("id")


def next_article(user: Any, *, after: Article | None = None) -> Article | None:
    """The first article of the queue behind this one, else the first of all; None when the queue is empty."""
    queue = queue_for(user)
    if after is not None:
        following = queue.filter(project=after.project_id, id__gt=after.pk).first()
        if following is not None:
            return following
        queue = queue.exclude(pk=after.pk)
    return queue.first()


@transaction.atomic
def finish(workset: AnnotationSet, *, user: Any) -> None:
    """Mark the user's work on the article as finished. Finishing twice is finishing once."""
    workset = AnnotationSet.objects.select_for_update().select_related("article__project").get(pk=workset.pk)
    access.require(workset.article.project, user)
    if workset.state == AnnotationSet.State.FINISHED:
        return
    workset.state = AnnotationSet.State.FINISHED
    workset.finished_at = timezone.now()
    workset.save(update_fields=["state", "finished_at"])
    Event.objects.create(
        project_id=workset.article.project_id, article=workset.article, actor=user, verb="finish",
        after={"annotations": workset.annotations.count()},
    )  # fmt: skip
