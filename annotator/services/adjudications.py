"""The articles of a project by how far their adjudication is, and which is next."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from annotator.models import Adjudication, Annotation, AnnotationSet
from annotator.vocabulary import Source
from articles.models import Article, Project


def adjudications_in(project: Project, *, state: str = "") -> QuerySet[Adjudication]:
    """The rows of articles in use that somebody has finished, without the articles' texts."""
    rows = Adjudication.objects.filter(project=project, article__withdrawn_at__isnull=True).exclude(readers=0)
    rows = rows.filter(state=state) if state else rows
    unread = [f"article__{name}" for name in ("text", "blocks", "extra")]
    return rows.select_related("article").defer(*unread).order_by("article")


def numbers_by_state(project: Project) -> dict[str, int]:
    """How many articles have each state; one query in an index."""
    rows = adjudications_in(project).order_by().values_list("state").annotate(number=Count("pk"))
    return dict(rows.values_list("state", "number"))


def next_to_adjudicate(project: Project, user: Any, *, after: Article | None = None) -> Article | None:
    """The first article to adjudicate after this one, else the first of all, that this user may decide about."""
    own = AnnotationSet.objects.filter(article=OuterRef("article"), source=Source.ANNOTATOR, user=user)
    hinders: Any = Q(state=AnnotationSet.State.OPEN) & Exists(Annotation.objects.filter(set=OuterRef("pk")))
    if project.tie_break:
        hinders |= Q(state=AnnotationSet.State.FINISHED)
    rows = adjudications_in(project, state=Adjudication.State.OPEN).filter(~Exists(own.filter(hinders)))
    row = rows.filter(article__gt=after.pk).first() if after else None
    row = row or rows.exclude(article=after.pk if after else None).first()
    return row.article if row else None


def people_at(articles: list[int]) -> dict[int, list[AnnotationSet]]:
    """The sets of people at each of these articles, those who began first before the others; one query."""
    found: dict[int, list[AnnotationSet]] = {pk: [] for pk in articles}
    rows = AnnotationSet.objects.filter(article__in=articles, source=Source.ANNOTATOR).select_related("user")
    for row in rows.order_by("id"):
        found[row.article_id].append(row)
    return found
