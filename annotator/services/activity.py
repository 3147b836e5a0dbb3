"""Active time: the stretches in which people work on articles, each moment counted once.

The page measures (``static/js/activity.js``): a stretch ends with the last key, pointer or scroll before 60 idle
seconds, or when the page is hidden. The server unites the stretches of all tabs and devices, so that the same one
again, or another of the same time, adds nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from annotator.models import ActiveTime, AnnotationSet
from annotator.vocabulary import Source
from articles.models import Article, Project
from config.database.prepared import prepared
from config.database.rows import Microseconds

OLDEST = datetime.timedelta(days=7)
"""How long a browser without a connection may keep stretches."""
LONGEST = datetime.timedelta(hours=12)
CLOCKS_AGREE = datetime.timedelta(seconds=5)
"""Clocks that differ by more are taken to be wrong, and the stretches are moved."""
MOST_SECONDS = 24 * 60 * 60
LENGTH = ExpressionWrapper(F("end") - F("start"), output_field=DurationField())


class Stretch(NamedTuple):
    start: datetime.datetime
    end: datetime.datetime


@transaction.atomic
def record(article: Article, *, user: Any, stretches: Iterable[Stretch], sent_at: datetime.datetime) -> None:
    """Add what a page measured. ``sent_at`` is its clock when it sent it. Nothing where the project does not count."""
    if not article.project.count_time:
        return
    found = plausible(stretches, earliest=article.created_at, ahead=sent_at - timezone.now())
    if not found:
        return
    get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    own = ActiveTime.objects.filter(article=article, user=user)
    near = list(own.filter(start__lte=max(end for _, end in found), end__gte=min(start for start, _ in found)))
    stored = {Stretch(row.start, row.end): row.pk for row in near}
    wanted = united([*stored, *found])
    own.filter(pk__in=[pk for stretch, pk in stored.items() if stretch not in wanted]).delete()
    ActiveTime.objects.bulk_create(
        ActiveTime(article=article, user=user, start=stretch.start, end=stretch.end)
        for stretch in wanted
        if stretch not in stored
    )


def plausible(stretches: Iterable[Stretch], *, earliest: datetime.datetime, ahead: datetime.timedelta) -> list[Stretch]:
    """The stretches by the server’s clock, which the page’s is ``ahead`` of, without what cannot have been."""
    now = timezone.now()
    shift = ahead if abs(ahead) > CLOCKS_AGREE else datetime.timedelta()
    earliest = max(earliest, now - OLDEST)
    moved = (Stretch(max(start - shift, earliest), min(end - shift, now)) for start, end in stretches)
    return [stretch for stretch in moved if datetime.timedelta() < stretch.end - stretch.start <= LONGEST]


def united(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches in order, those that overlap or touch as one."""
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if result and start <= result[-1].end:
            result[-1] = Stretch(result[-1].start, max(result[-1].end, end))
        else:
            result.append(Stretch(start, end))
    return result


def measured(seconds: int | None, project: Project) -> int | None:
    """What the page says of an action, as it is stored: nothing where the project does not count."""
    return seconds if project.count_time else None


def seconds_in(times: QuerySet[ActiveTime], by: str) -> dict[Any, int]:
    """The active time in whole seconds by the values of a column. One query."""
    totals = times.order_by().values_list(by).annotate(total=Sum(LENGTH))
    return {key: round(total.total_seconds()) for key, total in totals}


def seconds_of(article: Article, user: Any) -> int:
    """How long the user has worked on the article. One query."""
    return seconds_in(ActiveTime.objects.filter(article=article, user=user), "user").get(user.pk, 0)


def seconds_by_person(project: Project, users: Sequence[int] | None = None) -> dict[int, int]:
    """How long each person has worked on the project’s articles."""
    times = ActiveTime.objects.filter(article__project=project)
    return seconds_in(times if users is None else times.filter(user__in=users), "user")


def seconds_by_article(articles: Collection[int]) -> dict[int, int]:
    """How long all people together have worked on each of the articles."""
    rows = measured_articles.joined(articles=articles)
    return {row.pk: round(total / 1_000_000) for row, ((total,),) in rows if total is not None}


@prepared
def measured_articles(*, articles: Collection[int]) -> QuerySet[Article]:
    """The articles, with the microseconds of all people together; None where nobody was measured."""
    times = ActiveTime.objects.filter(article=OuterRef("pk")).order_by().values("article")
    total = Microseconds(Sum(LENGTH))
    rows = Article.objects.filter(pk__in=articles).only("pk").order_by()
    return rows.annotate(total=Subquery(times.annotate(total=total).values("total")))


def seconds_by_set(sets: Iterable[int]) -> dict[int, int]:
    """The active time of each of these sets of annotators, with what an import brought; those without any are left out.

    Two queries.
    """
    keys = list(sets)
    rows = AnnotationSet.objects.filter(pk__in=keys, source=Source.ANNOTATOR).order_by()
    owners = {(article, user): (pk, brought) for pk, article, user, brought in rows.values_list(
        "pk", "article", "user", "seconds"
    )}  # fmt: skip
    found = {pk: brought for pk, brought in owners.values() if brought is not None}
    length = ExpressionWrapper(F("end") - F("start"), output_field=DurationField())
    times = ActiveTime.objects.filter(article__in={article for article, _ in owners}).order_by()
    for article, user, total in times.values_list("article", "user").annotate(total=Sum(length)):
        if (article, user) in owners:
            pk, brought = owners[article, user]
            found[pk] = round(total.total_seconds()) + (brought or 0)
    return found
