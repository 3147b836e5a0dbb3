"""Who said what: the quotes of a registry's people, each counted once.

The rule: in an article with a gold set, gold says who said what, and nothing else counts. In any other article, what
people decided counts as far as the user may see it (``visibility``). Decisions of several people are one quote if they
are about the same suggestion, or mark the same words. Rejected ones and those of withdrawn articles never count.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from annotator.models import Annotation, AnnotationSet
from annotator.services.visibility import decisions_visible_to
from annotator.vocabulary import Kind, Source
from articles.models import Project

PLACE = Concat(
    Cast("set__article_id", CharField()), Value(":"), Cast("start", CharField()), Value("-"), Cast("end", CharField())
)
IDENTITY = Coalesce(Cast("origin_id", CharField()), PLACE, output_field=CharField())


def quotes_in(project: Project, *, user: Any, withdrawn: bool = False) -> QuerySet[Annotation]:
    """The annotations that count, with ``identity``: equal for those that are one quote.

    With ``withdrawn``, those of withdrawn articles instead, to say how many are left out.
    """
    gold = AnnotationSet.objects.filter(article=OuterRef("set__article"), source=Source.GOLD)
    decided = decisions_visible_to(user, project).standing().filter(kind=Kind.QUOTE)
    rows = decided.filter(set__article__withdrawn_at__isnull=not withdrawn)
    return rows.filter(Q(set__source=Source.GOLD) | ~Exists(gold)).annotate(identity=IDENTITY)


def numbers_by_person(project: Project, *, user: Any) -> list[tuple[int, int]]:
    """Each person with the number of quotes that count, most quoted first. Without those who have none."""
    rows = quotes_in(project, user=user).filter(person__isnull=False).values_list("person")
    return list(rows.annotate(number=Count("identity", distinct=True)).order_by("-number", "person__name"))


def number_of(quotes: QuerySet[Annotation]) -> int:
    return quotes.order_by().aggregate(number=Count("identity", distinct=True))["number"] or 0
