"""What came back to whoever annotated: articles that they finished and that have gold now, and which they looked at."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from annotator.judged import Judged
from annotator.merging.alignment import Group, aligned
from annotator.models import Annotation, AnnotationSet, SeenGold
from annotator.services.readings import standing_frames
from annotator.services.visibility import finished_by
from annotator.vocabulary import Source, Verdict
from articles.models import Article, Project

MOST_PROJECTS = 10  # named on the first page
BATCH = 500


def returned_to(user: Any) -> QuerySet[Any]:
    """The saved gold of articles that the user has finished, what was saved last first; ``seen``: they looked at it."""
    projects = Project.objects.visible_to(user).order_by().values("pk")
    gold = AnnotationSet.objects.gold().filter(article__in=finished_by(user), article__project__in=projects)
    looked = SeenGold.objects.filter(user=user.pk, article=OuterRef("article"), at__gte=OuterRef("finished_at"))
    rows = gold.filter(article__withdrawn_at__isnull=True).annotate(seen=Exists(looked))
    return rows.order_by("-finished_at", "-pk")


def unseen(user: Any) -> QuerySet[Any]:
    return returned_to(user).filter(seen=False)


def unseen_by_project(user: Any) -> list[dict[str, Any]]:
    """Slug and name of the projects in which something came back that the user has not looked at, with the number."""
    rows = unseen(user).order_by().values("article__project__slug", "article__project__name")
    return list(rows.annotate(number=Count("pk")).order_by("article__project__name")[:MOST_PROJECTS])


def changes_in(articles: Sequence[Article], user: Any) -> dict[int, list[Group]]:
    """For each of these articles of one project what the user has and what gold has. Four queries at most.

    Only articles that the user has finished and that have gold: the others are left out. What the project does not ask
    for, and gold does not hold, is nothing that the editor left out.
    """
    if not articles:
        return {}
    sets = AnnotationSet.objects.filter(article__in=articles, state=AnnotationSet.State.FINISHED).order_by()
    own = {row.article_id: row.pk for row in sets.filter(source=Source.ANNOTATOR, user=user.pk) if row.is_signed}
    gold = {row.article_id: row.pk for row in sets.filter(source=Source.GOLD) if row.article_id in own}
    project = articles[0].project
    frames = standing_frames(project, [*gold.values(), *(own[key] for key in gold)])
    judged = Judged.of(project.judged)
    return {
        article.pk: [
            group
            for group in aligned(article.text, [frames[own[article.pk]], frames[gold[article.pk]]])
            if group.readings[1] or any(judged.asks(frame.kind, frame.entity_type) for frame in group.readings[0])
        ]
        for article in articles
        if article.pk in gold
    }


def rejected_by(user: Any, article: Article) -> set[tuple[str, int, int]]:
    """Kind and place of what the user rejected in the article."""
    sets = AnnotationSet.objects.filter(article=article, source=Source.ANNOTATOR, user=user.pk)
    rows = Annotation.objects.filter(set__in=sets, verdict=Verdict.REJECTED).order_by()
    return set(rows.values_list("kind", "start", "end"))


@transaction.atomic
def mark_looked_at(article: Article, *, user: Any, at: datetime.datetime | None) -> None:
    """Note that the user has looked at what came back, as it stood at that moment. An earlier one changes nothing.

    Nor does it where nothing came back.
    """
    if at and returned_to(user).filter(article=article).exists():
        note([article.pk], user=user, at=min(at, timezone.now()))


@transaction.atomic
def mark_all_looked_at(project: Project, *, user: Any) -> None:
    waiting = list(unseen(user).filter(article__project=project).order_by().values_list("article", flat=True))
    for start in range(0, len(waiting), BATCH):
        note(waiting[start : start + BATCH], user=user, at=timezone.now())


def note(articles: Sequence[int], *, user: Any, at: datetime.datetime) -> None:
    SeenGold.objects.filter(user=user.pk, article__in=articles, at__lt=at).update(at=at)
    rows = [SeenGold(user_id=user.pk, article_id=key, at=at) for key in articles]
    SeenGold.objects.bulk_create(rows, ignore_conflicts=True)
