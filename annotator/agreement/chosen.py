"""Which comparisons are summed: of whom, of which articles, of what time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator.models import AnnotationSet, Comparison
from annotator.services.comparisons import Between
from articles.models import Project
from suggesters.evaluation.agreement.columns import LAYOUT


@dataclass(frozen=True, slots=True)
class Chosen:
    """The time is when the later of two sets was finished. ``machines``: also suggestions with each person’s work."""

    person: int | None = None
    publisher: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    machines: bool = False

    @property
    def between(self) -> list[str]:
        return [str(kind) for kind in Between if self.machines or kind != Between.MACHINE_AND_PERSON]

    @property
    def articles(self) -> Q:
        """The condition on articles."""
        return Q(withdrawn_at__isnull=True) & (Q(publisher=self.publisher) if self.publisher else Q())

    def kept(self, project: Project) -> QuerySet[Comparison]:
        """The kept comparisons that are asked for."""
        found = Comparison.objects.filter(project=project, layout=LAYOUT, between__in=self.between)
        found = found.filter(article__in=project.articles.filter(self.articles))
        if self.person is not None:
            found = found.filter(Q(first__user=self.person) | Q(second__user=self.person))
        if self.since:
            first, second = ({f"{side}__finished_at__date__gte": self.since} for side in ("first", "second"))
            found = found.filter(Q(**first) | Q(**second))
        if self.until:
            first, second = ({f"{side}__finished_at__date__lte": self.until} for side in ("first", "second"))
            found = found.filter(Q(**first), Q(**second))
        return found

    def takes(self, first: AnnotationSet, second: AnnotationSet) -> bool:
        """The same for two sets, whatever their article."""
        if self.person is not None and self.person not in (first.user_id, second.user_id):
            return False
        last = max(timezone.localdate(one.finished_at) for one in (first, second) if one.finished_at)
        return (not self.since or last >= self.since) and (not self.until or last <= self.until)
