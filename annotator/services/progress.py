"""How far a project is: in articles and words, by person, by kind, by week; and what waits for whom.

Practice, hidden checks and withdrawn articles do not count.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from annotator.models import Adjudication, Annotation, AnnotationSet, Assignment, Lease
from annotator.services.activity import seconds_by_person
from annotator.services.exercises import exercises_in
from annotator.services.notices import open_number
from annotator.services.places import reserving, running
from annotator.vocabulary import Kind, Source
from articles.models import Article, Project

WEEKS = 8
IDLE = datetime.timedelta(days=7)  # an assignment that nobody has begun for so long blocks others
MOST_SHOWN = 10  # of each thing that waits


def counted_articles(project: Project, *, with_exercises: bool = False) -> QuerySet[Article]:
    """The articles that make the dataset."""
    articles = project.articles.in_use()
    return articles if with_exercises else articles.exclude(pk__in=exercises_in(project.pk))


def sets_counted(project: Project, *, user: int | None = None, with_exercises: bool = False) -> QuerySet[AnnotationSet]:
    """The work of people, or of one person, on these articles."""
    sets = AnnotationSet.objects.filter(
        source=Source.ANNOTATOR, article__project=project, article__withdrawn_at__isnull=True
    ).order_by()
    sets = sets if user is None else sets.filter(user=user)
    return sets if with_exercises else sets.exclude(article__in=exercises_in(project.pk))


def signed() -> Q:
    return Q(state=AnnotationSet.State.FINISHED, imported_at__isnull=True)


def count_progress(project: Project, user: int | None = None, *, with_exercises: bool = False) -> dict[str, Any]:
    """The numbers as JSON values: of everybody, or of one person.

    ``with_exercises``: what people see of their own work, where a hidden check that did not count would be known by it.
    """
    sets = sets_counted(project, user=user, with_exercises=with_exercises)
    articles = counted_articles(project, with_exercises=with_exercises)
    begun = articles.filter(Exists(AnnotationSet.objects.filter(article=OuterRef("pk"), pk__in=sets)))
    finished = articles.filter(Exists(AnnotationSet.objects.filter(signed(), article=OuterRef("pk"), pk__in=sets)))
    return {
        "total": numbers(articles),
        "begun": numbers(begun),
        "finished": numbers(finished),
        "adjudicated": numbers(finished.filter(adjudication__state=Adjudication.State.GOLD)),
        "readers": readers_of(project) if user is None else [],
        "people": people_of(project, sets),
        "kinds": kinds_of(sets),
        "weeks": weeks_of(sets),
    }


def numbers(articles: QuerySet[Article]) -> dict[str, int]:
    found = articles.order_by().aggregate(articles=Count("pk"), words=Sum("words"))
    return {"articles": found["articles"], "words": found["words"] or 0}


def readers_of(project: Project) -> list[dict[str, int]]:
    """How many articles how many people have finished."""
    rows = Adjudication.objects.filter(project=project, article__withdrawn_at__isnull=True, readers__gt=0)
    found = rows.exclude(article__in=exercises_in(project.pk)).order_by("readers").values_list("readers")
    counted = found.annotate(articles=Count("pk"), words=Sum("article__words"))
    return [{"readers": readers, "articles": articles, "words": words} for readers, articles, words in counted]


def people_of(project: Project, sets: QuerySet[AnnotationSet]) -> list[dict[str, int]]:
    """For each person by key: articles begun (finished ones included), finished, adjudicated; words; active seconds."""
    gold = signed() & Q(article__adjudication__state=Adjudication.State.GOLD)
    rows = sets.values("user").annotate(
        begun=Count("pk"),
        finished=Count("pk", filter=signed()),
        adjudicated=Count("pk", filter=gold),
        words=Sum("article__words", filter=signed(), default=0),
    )
    seconds = seconds_by_person(project)
    ordered: Iterable[Any] = rows.order_by("-finished", "user")
    return [{**row, "seconds": seconds.get(row["user"], 0)} for row in ordered]


def kinds_of(sets: QuerySet[AnnotationSet]) -> dict[str, int]:
    """How many annotations of each kind stand in finished work."""
    rows = Annotation.objects.filter(set__in=sets.filter(signed())).standing().order_by().values_list("kind")
    found = dict(rows.annotate(number=Count("pk")).values_list("kind", "number"))
    return {str(kind): found.get(kind, 0) for kind in Kind}


def weeks_of(sets: QuerySet[AnnotationSet]) -> list[dict[str, Any]]:
    """What was finished in each of the last weeks, which begin on Mondays, the newest first; empty ones included."""
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    starts = [monday - datetime.timedelta(weeks=number) for number in range(WEEKS)]
    rows = sets.filter(signed(), finished_at__date__gte=starts[-1]).annotate(week=TruncWeek("finished_at"))
    found = {
        row["week"].date(): row
        for row in rows.values("week").annotate(sets=Count("pk"), words=Sum("article__words")).order_by()
    }
    return [
        {"from": start.isoformat(), **({key: found[start][key] for key in ("sets", "words")}
                                       if start in found else {"sets": 0, "words": 0})}
        for start in starts
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits, each with its number and the first of it."""

    leases: list[Lease]
    leases_number: int
    idle: list[Assignment]
    idle_number: int
    second_reader: int
    third_reader: int
    adjudication: int
    questions: int


def what_waits(project: Project, user: Any) -> Waits:
    """What blocks whom, and how many open questions the user may read. A fixed number of queries, all by index."""
    unread = [f"article__{name}" for name in ("text", "blocks", "extra")]
    leases = running().filter(article__project=project).select_related("article", "user").defer(*unread)
    idle = idle_assignments(project).select_related("article", "user").defer(*unread)
    states = Adjudication.objects.filter(project=project, article__withdrawn_at__isnull=True, readers__gt=0)
    states = states.exclude(article__in=exercises_in(project.pk))
    by_state = dict(states.order_by().values_list("state").annotate(number=Count("pk")))
    return Waits(
        leases=list(leases.order_by("expires_at", "id")[:MOST_SHOWN]),
        leases_number=leases.count(),
        idle=list(idle.order_by("at", "id")[:MOST_SHOWN]),
        idle_number=idle.count(),
        second_reader=by_state.get(Adjudication.State.WAITING, 0),
        third_reader=by_state.get(Adjudication.State.DISPUTED, 0),
        adjudication=by_state.get(Adjudication.State.OPEN, 0),
        questions=open_number(project, user),
    )


def idle_assignments(project: Project) -> QuerySet[Assignment]:
    """What was assigned a week ago or earlier and not begun."""
    sets = AnnotationSet.objects.filter(article=OuterRef("article"), user=OuterRef("user"), source=Source.ANNOTATOR)
    rows = reserving().filter(article__project=project, article__withdrawn_at__isnull=True)
    return rows.filter(~Exists(sets), at__lte=timezone.now() - IDLE)
