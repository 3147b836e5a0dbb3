"""Who said what: the quotes of a registry's people, each counted once.

The rule: in an article with a gold set, gold says who said what, and nothing else counts. In any other article, what
people decided counts as far as the user may see it (``visibility``). Decisions of several people are one quote if they
are about the same suggestion, or mark the same words. Rejected ones and those of withdrawn articles never count.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from annotator.models import Annotation, AnnotationSet, Person
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


def with_quotes(people: QuerySet[Person], project: Project, *, user: Any) -> Any:
    """The people with ``quotes``: how many of their quotes count."""
    own = quotes_in(project, user=user).filter(person=OuterRef("pk")).order_by().values("person")
    number = own.annotate(number=Count(F("identity"), distinct=True)).values("number")
    return people.annotate(quotes=Coalesce(Subquery(number, output_field=IntegerField()), 0))


def number_of(quotes: QuerySet[Annotation]) -> int:
    return quotes.order_by().aggregate(number=Count("identity", distinct=True))["number"] or 0
