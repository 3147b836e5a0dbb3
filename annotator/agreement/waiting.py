"""Which articles have newer work than the kept comparisons know, and comparing them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.models import AnnotationSet, Comparison, Counts, Event
from annotator.services.comparisons import compare_again, finished_work
from annotator.vocabulary import Source
from articles.models import Project
from suggesters.evaluation.agreement.columns import LAYOUT

KEPT = f"comparisons:{LAYOUT}"
"""The name of the counts that say up to which event everything is compared."""
LATE = 200
"""Events: one may become visible only after others with higher numbers have been counted."""
STEP = 500  # articles whose comparisons are written between two looks at the database


def waiting_articles(project: Project) -> QuerySet[Any, int]:
    """The keys of articles with two sets to compare in which something was done since, in order."""
    articles = project.articles.in_use().filter(finished_twice() | (finished() & suggested()))
    seen = Counts.objects.filter(project=project, name=KEPT).values_list("event", flat=True).first()
    changed = Q(~Exists(current()))
    if seen is not None:
        events = Event.objects.filter(project=project, id__gt=seen - LATE, article__isnull=False)
        changed &= Q(pk__in=events.values("article"))
    return articles.filter(changed).order_by("pk").values_list("pk", flat=True)


def keep_up(project: Project) -> dict[str, int]:
    """Compare whatever waits. Returns in how many articles that was."""
    number = reached = 0
    while batch := list(waiting_articles(project).filter(pk__gt=reached)[:STEP]):
        compare_again(batch)
        reached = batch[-1]
        number += len(batch)
    return {"compared": number}


def finished() -> Exists:
    """Whether a person’s set, or gold, is finished, as a condition on articles."""
    return Exists(AnnotationSet.objects.filter(finished_work(), article=OuterRef("pk")))


def finished_twice() -> Exists:
    """Whether two such sets are."""
    other = AnnotationSet.objects.filter(finished_work(), article=OuterRef("article"), id__gt=OuterRef("id"))
    return Exists(AnnotationSet.objects.filter(finished_work(), Exists(other), article=OuterRef("pk")))


def suggested() -> Exists:
    return Exists(AnnotationSet.objects.filter(article=OuterRef("pk"), source=Source.SUGGESTER))


def current() -> QuerySet[Comparison]:
    """An outer article’s comparisons that were made after its newest event."""
    newest = Event.objects.filter(article=OuterRef("article")).order_by("-id").values("id")[:1]
    found = Comparison.objects.filter(article=OuterRef("pk"), layout=LAYOUT)
    return found.filter(event__gte=Coalesce(Subquery(newest), Value(0)))
