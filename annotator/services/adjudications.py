"""The articles of a project by how far their adjudication is, and which is next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from annotator.models import Adjudication, Annotation, AnnotationSet
from annotator.vocabulary import Source
from articles.models import Article, Project
from config.database.bulk import pieces


def adjudications_in(project: Project, *, state: str = "") -> QuerySet[Adjudication]:
    """The rows of articles in use that somebody has finished, without the articles' texts."""
    rows = Adjudication.objects.filter(project=project, article__withdrawn_at__isnull=True).exclude(readers=0)
    rows = rows.filter(state=state) if state else rows
    unread = [f"article__{name}" for name in ("text", "blocks", "extra")]
    return rows.select_related("article").defer(*unread).order_by("article")


def note_finished(articles: Iterable[int]) -> None:
    """Note that work on these articles came in finished, from elsewhere: whoever adjudicates them compares it anew."""
    for piece in pieces(articles):
        known = set(Adjudication.objects.filter(article__in=piece).values_list("article", flat=True))
        gold = set(AnnotationSet.objects.gold().filter(article__in=piece).values_list("article", flat=True))
        finished = AnnotationSet.objects.filter(
            article__in=piece, source=Source.ANNOTATOR, state=AnnotationSet.State.FINISHED
        )
        rows: list[Adjudication] = []
        readers = finished.order_by().values_list("article", "article__project").annotate(number=Count("pk"))
        for article, project, number in readers:
            state = Adjudication.State.OPEN if number > 1 else Adjudication.State.WAITING
            if article in gold and (number < 2 or article not in known):
                state = Adjudication.State.GOLD
            compared = None if number > 1 else 0
            rows.append(
                Adjudication(article_id=article, project_id=project, state=state, readers=number, open=compared)
            )
        Adjudication.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["article"],
            update_fields=["state", "readers", "open", "stamp", "updated_at"],
        )  # fmt: skip


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
