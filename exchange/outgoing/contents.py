"""Counts of what an export would hold, shown on the export page beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from annotator.models import Annotation, AnnotationSet
from annotator.services.sets import latest_sets_of
from annotator.vocabulary import Kind, Source
from articles.models import Project
from exchange.outgoing.selection import ALL, DEFAULT, GOLD, MACHINE, MIXED, choice_text


@dataclass(slots=True)
class SetContents:
    """One choice of ``--set``: how many articles have such a set, and what stands in them."""

    name: str
    articles: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def cells(self) -> list[int]:
        """The annotations by kind, in the order of ``Kind``."""
        return [self.counts.get(kind, 0) for kind in Kind.values]


def contents_of(project: Project, choices: Iterable[str]) -> list[SetContents]:
    """The choices with their counts, rejected annotations and withdrawn articles left out; two queries. The default
    choice and “all” have no row.
    """
    sets = AnnotationSet.objects.filter(article__project=project, article__withdrawn_at__isnull=True)
    sets = sets.filter(~Q(source=Source.SUGGESTER) | Q(pk__in=latest_sets_of(project).values("pk")))
    rows = {name: SetContents(name) for name in choices if name not in (DEFAULT, ALL, MIXED)}
    groups: Sequence[str] = ("source", "user__username")
    for source, username, articles in sets.values_list(*groups).annotate(n=Count("article", distinct=True)).order_by():
        if (row := rows.get(row_of(source, username))) is not None:
            row.articles = articles
    annotations = Annotation.objects.standing().filter(set__in=sets.values("pk"))
    counted = annotations.values_list("set__source", "set__user__username", "kind").annotate(n=Count("id")).order_by()
    for source, username, kind, count in counted:
        if (row := rows.get(row_of(source, username))) is not None:
            row.counts[kind] = count
    return list(rows.values())


def row_of(source: str, username: str | None) -> str:
    if source == Source.ANNOTATOR:
        return choice_text(username or "")
    return GOLD if source == Source.GOLD else MACHINE
