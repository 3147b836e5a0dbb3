"""Counts of what an export would hold, shown on the export page beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from annotator.judged import ON_PAGES, Judged
from annotator.models import Annotation, AnnotationSet
from annotator.services.blind import sets_open_to_all
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


def counts_of_sets(project: Project, *, with_blind: bool = True) -> list[list[Any]]:
    """Source, user name, number of articles, and annotations by kind, for each owner of sets; two queries.

    Rejected annotations, withdrawn articles, older sets of a suggester and suggestions of kinds that are off are left
    out. JSON values.
    """
    sets = AnnotationSet.objects.filter(article__project=project, article__withdrawn_at__isnull=True)
    shown = latest_sets_of(project) if with_blind else sets_open_to_all(project)
    sets = sets.filter(~Q(source=Source.SUGGESTER) | Q(pk__in=shown.values("pk")))
    sets = sets.exclude(source=Source.GOLD, state=AnnotationSet.State.OPEN)  # it is being adjudicated
    owners = sets.values_list("source", "user__username").annotate(n=Count("article", distinct=True)).order_by()
    found: dict[tuple[str, str], list[Any]] = {
        (source, name or ""): [source, name or "", articles, {}] for source, name, articles in owners
    }
    annotations = Annotation.objects.standing().filter(set__in=sets.values("pk"))
    judged = Judged.of(project.judged)
    if not judged.hides_nothing:
        annotations = annotations.filter(~Q(set__source=Source.SUGGESTER) | judged.condition(ON_PAGES))
    by_kind = annotations.values_list("set__source", "set__user__username", "kind").annotate(n=Count("id")).order_by()
    for source, name, kind, number in by_kind:
        if (row := found.get((source, name or ""))) is not None:  # a set may have come in between
            row[3][kind] = number
    return list(found.values())


def contents_of(counts: Iterable[Sequence[Any]], choices: Iterable[str]) -> list[SetContents]:
    """The choices with their counts (``counts_of_sets``). The default choice and “all” have no row."""
    rows = {name: SetContents(name) for name in choices if name not in (DEFAULT, ALL, MIXED)}
    for source, username, articles, by_kind in counts:
        if (row := rows.get(row_of(source, username))) is not None:
            row.articles, row.counts = articles, by_kind
    return list(rows.values())


def row_of(source: str, username: str | None) -> str:
    if source == Source.ANNOTATOR:
        return choice_text(username or "")
    return {Source.GOLD: GOLD, Source.SUGGESTER: MACHINE}.get(Source(source), ALL)
