"""Places in articles: with an overlap of N, no more than N people read an article.

A place is a person's signed set, an assignment that the person has neither finished nor skipped, or a lease that runs.
Whoever takes a place locks the article first, so that two people who ask at once never take the same one.
``Article.readers`` counts signed sets and assignments, for the queue's indexes; leases, which end by themselves, are
counted when somebody asks. Work that others imported takes no place until its user signs it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from annotator.errors import Refused
from annotator.models import Adjudication, AnnotationSet, Assignment, Event, Lease, Skip
from annotator.services.exercises import purpose_of
from annotator.vocabulary import Source, Verb
from articles.models import Article, Project
from config.database.bulk import pieces
from config.database.prepared import prepared

CLOCKS_AGREE = datetime.timedelta(minutes=2)
"""The clocks of two machines differ by no more."""


@prepared
def leases_named(*, article: int, user: int) -> QuerySet[Lease]:
    return Lease.objects.filter(article=article, user=user).order_by()


def signed_sets() -> QuerySet[AnnotationSet]:
    """The sets that their own users have finished."""
    return AnnotationSet.objects.filter(
        source=Source.ANNOTATOR, state=AnnotationSet.State.FINISHED, imported_at__isnull=True
    )


def reserving() -> QuerySet[Assignment]:
    """The assignments that nobody skipped."""
    skipped = Skip.objects.filter(article=OuterRef("article"), user=OuterRef("user"))
    return Assignment.objects.filter(~Exists(skipped))


def running(*, now: datetime.datetime | None = None, soon: datetime.datetime | None = None) -> QuerySet[Lease]:
    """The leases that have not ended. One that begins later than soon is of a clock that went back, and is over.

    Soon is ``CLOCKS_AGREE`` from now. A query that is compiled once is given both.
    """
    now = timezone.now() if now is None else now
    soon = now + CLOCKS_AGREE if soon is None else soon
    return Lease.objects.filter(expires_at__gt=now, taken_at__lt=soon)


def holders(articles: Iterable[int]) -> dict[int, set[int]]:
    """The people who have a place in each of the articles. One query for each 5,000 articles."""
    found: dict[int, set[int]] = {}
    for piece in pieces(articles):
        rows = (
            signed_sets().filter(article__in=piece).order_by().values_list("article", "user")
            .union(
                reserving().filter(article__in=piece).order_by().values_list("article", "user"),
                running().filter(article__in=piece).order_by().values_list("article", "user"),
            )
        )  # fmt: skip
        for article, user in rows:
            found.setdefault(article, set()).add(user)
    return found


def lock(articles: Iterable[int]) -> None:
    """Keep others from taking places in these articles until the transaction ends. SQLite has one writer anyway."""
    rows = Article.objects.select_for_update(no_key=True).filter(pk__in=list(articles)).order_by("pk")
    list(rows.values_list("pk"))


def has_room(article: Article, user: Any) -> bool:
    """Whether the user has a place in the article, or could take one. Everybody has one in an exercise."""
    overlap = article.project.overlap
    if overlap is None or purpose_of(article):
        return True
    found = holders([article.pk]).get(article.pk, set())
    return user.pk in found or len(found) < overlap + third_place(article)


def third_place(article: Article) -> int:
    """1 while the readers of the article disagree and a third person is to break the tie, else 0."""
    if not article.project.tie_break:
        return 0
    disputed = Adjudication.objects.filter(article=article, state=Adjudication.State.DISPUTED)
    return int(disputed.exists())


@transaction.atomic
def take_place(article: Article, user: Any) -> bool:
    """Give the user a place in the article, or a longer lease. False if none is free.

    In a project that everybody reads, nobody needs one. Whoever takes an article no longer skips it.
    """
    if article.project.overlap is None:
        return True
    lock([article.pk])
    if not has_room(article, user):
        return False
    if signed_sets().filter(article=article, user=user).exists():
        return True
    now = timezone.now()
    until = now + datetime.timedelta(minutes=article.project.lease_minutes)
    if running(now=now).filter(article=article, user=user).update(expires_at=until):
        return True
    if not Lease.objects.filter(article=article, user=user).update(taken_at=now, expires_at=until):
        Lease.objects.create(article=article, user=user, taken_at=now, expires_at=until)
    if Skip.objects.filter(article=article, user=user).delete()[0]:
        recount([article.pk])
    write_event(article, user, Verb.TAKE, {"until": until.isoformat()})
    return True


def keep_place(workset: AnnotationSet, user: Any) -> None:
    """See to it that the user has a place before an action. Raises Refused if none is free. Gold needs none.

    A lease is renewed when less than half of its time is left, so that most actions cost one query.
    """
    project = workset.article.project
    if project.overlap is None or workset.is_signed or workset.source == Source.GOLD:
        return
    half = datetime.timedelta(minutes=project.lease_minutes) / 2
    now = timezone.now()
    if any(
        lease.expires_at > now + half and lease.taken_at < now + CLOCKS_AGREE
        for lease in leases_named(article=workset.article_id, user=user.pk)
    ):
        return
    if not take_place(workset.article, user):
        raise Refused(no_room(project))


def no_room(project: Project) -> str:
    """Why nobody else may work in an article."""
    overlap = project.overlap or 0
    return ngettext(
        "%(number)d person reads this article already, as many as the project wants. What you decided so far is kept; "
        "a manager of the project can let you go on.",
        "%(number)d people read this article already, as many as the project wants. What you decided so far is kept; "
        "a manager of the project can let you go on.",
        overlap,
    ) % {"number": overlap}


def recount(articles: Iterable[int]) -> None:
    """Count the readers of these articles anew, after a set was signed or an assignment changed."""
    for piece in pieces(articles):
        Article.objects.filter(pk__in=piece).update(readers=readers())


def readers() -> Any:
    """The number of people who have signed an outer article or are assigned to it, as an expression."""
    signed = signed_sets().filter(article=OuterRef("article"), user=OuterRef("user"))
    assigned = reserving().filter(~Exists(signed), article=OuterRef("pk"))
    return number_in(signed_sets().filter(article=OuterRef("pk"))) + number_in(assigned)


def number_in(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().values("article").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def held_by_others(project: Project, user: Any) -> dict[int, int]:
    """For each article that somebody else holds by a lease: how many places of it are taken. One query."""
    kept = reserving().filter(article=OuterRef("article"), user=OuterRef("user"))
    rows = running().filter(article__project=project).exclude(user=user.pk).filter(~Exists(kept))
    totals = rows.order_by().values("article").annotate(total=Count("pk") + F("article__readers"))
    return dict(totals.values_list("article", "total"))


@transaction.atomic
def give_back(article: Article, *, user: Any) -> bool:
    """Give the user's place back, so that others can have it. What was decided stays. False if there was none."""
    if not Lease.objects.filter(article=article, user=user).delete()[0]:
        return False
    write_event(article, user, Verb.GIVE_BACK, {})
    return True


@transaction.atomic
def free_places(project: Project, user: Any) -> None:
    """Give up all that somebody holds of the project and has not finished: they no longer annotate in it."""
    Lease.objects.filter(article__project=project, user=user).delete()
    assigned = Assignment.objects.filter(article__project=project, user=user)
    keys = list(assigned.values_list("article", flat=True))
    assigned.delete()
    recount(keys)


def write_event(article: Article, actor: Any, verb: Verb, after: dict[str, Any]) -> None:
    Event.objects.create(project_id=article.project_id, article=article, actor=actor, verb=verb, after=after)
