"""How unsure the machine is of an article, kept in a column for the queue."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Avg, FloatField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.judged import Judged, Level
from annotator.models import Annotation, AnnotationSet
from annotator.services.sets import newest
from annotator.vocabulary import Source
from articles.models import Article, Project
from config.database.bulk import pieces


def measure_uncertainty(project: Project, articles: Iterable[int]) -> None:
    """Note how far the scores of the newest suggestions that people are asked to judge lie from 1, on average.

    An article without such suggestions has 0. One statement for each 5,000 articles.
    """
    machine = AnnotationSet.objects.filter(source=Source.SUGGESTER)
    asked = Judged.of(project.judged).condition([Level.ASKED])
    for piece in pieces(articles):
        sets = newest(machine.filter(article__in=piece)).order_by().values("pk")
        scored = Annotation.objects.filter(asked, set__article=OuterRef("pk"), set__in=sets, score__isnull=False)
        Article.objects.filter(pk__in=piece).update(uncertainty=doubt_in(scored))


def doubt_in(scored: QuerySet[Annotation]) -> Coalesce:
    means = scored.order_by().values("set__article").annotate(doubt=Value(1.0) - Avg("score")).values("doubt")
    return Coalesce(Subquery(means, output_field=FloatField()), 0.0)
