"""Which article is next, by the project's policy, and when one is finished or skipped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from annotator.models import Adjudication, AnnotationSet, Lease
from annotator.services.asking import Asking, askings, work_left
from annotator.services.comparisons import compare_after_commit
from annotator.services.exercises import is_check_due
from annotator.services.feedback import note_attempt
from annotator.services.merge import refresh
from annotator.services.places import (
    held_by_others,
    keep_place,
    lock,
    readers,
    running,
    take_place,
    write_event,
)
from annotator.services.plain_queue import FIRST, MOST_COUNTED, first_plain, is_plain, number_plain
from annotator.vocabulary import Purpose, Verb
from articles import access
from articles.models import Article, Membership, Project, QueuePolicy

LARGEST_SHUFFLE = 2**31


def sources(asking: Asking) -> Iterator[QuerySet[Article]]:
    """What waits for the user, in the order in which it is given out. No article is in two of them.

    First practice, then what is assigned, what the user has taken, and what the project's policy says. Hidden checks
    stand between (``places_of``).
    """
    if asking.has_exercises:
        yield asking.exercises(Purpose.PRACTICE)
    if asking.has_assigned:
        yield asking.assigned()
    if asking.project.overlap is not None:
        yield asking.held()
    if asking.project.queue_policy != QueuePolicy.ASSIGNED:
        yield from by_policy(asking)


def by_policy(asking: Asking) -> Iterator[QuerySet[Article]]:
    """The articles with a free place, in the order of the project's policy, in one query or a few."""
    overlap = asking.project.overlap
    taken = {} if overlap is None else held_by_others(asking.project, asking.user)
    if overlap is not None and asking.project.tie_break:
        yield disputed(asking, taken)
    policy = asking.project.queue_policy
    if policy == QueuePolicy.FEWEST and overlap is not None:
        for readers_now in range(overlap):
            yield asking.open().filter(readers=readers_now).exclude(pk__in=taken).order_by("id")
            yield asking.open().filter(pk__in=[key for key, total in taken.items() if total == readers_now])
        return
    rows = asking.open()
    if overlap is not None:
        # As a sum, so that SQLite reads in the order that is asked for rather than by the number of readers.
        rows = rows.alias(places=F("readers") + 0).filter(places__lt=overlap)
        rows = rows.exclude(pk__in=[key for key, n in taken.items() if n >= overlap])
    if policy == QueuePolicy.FEWEST:
        yield rows.order_by("readers", "id")
    elif policy == QueuePolicy.UNCERTAIN:
        yield rows.order_by("-uncertainty", "id")
    elif policy == QueuePolicy.RANDOM:
        point = point_of(asking)
        yield rows.filter(shuffle__gte=point).order_by("shuffle", "id")
        yield rows.filter(shuffle__lt=point).order_by("shuffle", "id")
    else:
        yield rows.filter(id__gte=max(asking.start, asking.after + 1))


def disputed(asking: Asking, taken: dict[int, int]) -> QuerySet[Article]:
    """The articles whose readers disagree, and which nobody reads as the third person yet: they have one more place."""
    overlap = asking.project.overlap or 0
    full = [key for key, total in taken.items() if total > overlap]
    rows = asking.open().filter(adjudication__state=Adjudication.State.DISPUTED, readers=overlap)
    return rows.exclude(pk__in=full).order_by("id")


def point_of(asking: Asking) -> int:
    """Where in the random order the user goes on: another place for each person, and after each finished article.

    So any two people meet in some articles, and asking again gives the same article.
    """
    drawn = hashlib.sha256(f"{asking.user.pk}:{asking.project.pk}:{asking.draws}".encode("ascii")).digest()
    return int.from_bytes(drawn[:4], "big") % LARGEST_SHUFFLE


def places_of(asking: Asking, number: int) -> list[bool]:
    """For each of the first places of the list: whether a hidden check stands there, while any work is left.

    A place is a draw: with each finished article the others move up by one. Practice comes before all checks.
    """
    if not asking.gets_checks():
        return [False] * number
    left = asking.exercises(Purpose.CHECK).order_by().count()
    practice = asking.exercises(Purpose.PRACTICE).order_by().count()
    found: list[bool] = []
    for place in range(number):
        due = place >= practice and left > 0 and is_check_due(asking.project, asking.user, asking.draws + place)
        left -= due
        found.append(due)
    return found


def listed(asking: Asking, *, most: int, start: int = 0) -> list[Article]:
    """What waits for the user in the project, in order, from the place ``start`` on."""
    places = places_of(asking, start + most)
    before, number = sum(places[:start]), sum(places[start:])
    if not number:
        return listed_work(asking, most=most, start=start - before)
    checks = iter(asking.exercises(Purpose.CHECK)[before : before + number])
    work = listed_work(asking, most=most - number + 1, start=start - before)
    found: list[Article] = []
    for is_check in places[start:]:
        if not work:
            break
        found.append(next(checks) if is_check else work.pop(0))
    return found


def listed_work(asking: Asking, *, most: int, start: int = 0) -> list[Article]:
    """The same without hidden checks."""
    if is_plain(asking) and start + most <= FIRST:
        return first_plain(asking)[start : start + most]
    found: list[Article] = []
    for source in sources(asking):
        if start:
            number = source.order_by().count()
            if number <= start:
                start -= number
                continue
        found += source[start : start + most - len(found)]
        start = 0
        if len(found) >= most:
            break
    return found


def queue_for(user: Any, *, most: int = 6) -> list[Article]:
    """The first articles of the queue, project by project."""
    return first_articles(askings(user), most=most)


def first_articles(mine: Sequence[Asking], *, most: int = 6) -> list[Article]:
    """The same for projects that are known.

    From the oldest to the newest it begins after what is finished (``queue_start``), so that a project of any size
    costs the same.
    """
    found: list[Article] = []
    for asking in mine:
        found += listed(asking, most=most - len(found))
        if len(found) >= most:
            break
    return found


def waiting_in(asking: Asking, *, most: int) -> int:
    """How many articles of the project wait for the user, counted up to ``most``."""
    if is_plain(asking) and most <= MOST_COUNTED:
        return min(number_plain(asking), most)
    work = 0
    for source in sources(asking):
        work += source.order_by()[: most - work].count()
        if work >= most:
            break
    number = 0
    for is_check in places_of(asking, most) if work else ():
        if not work:
            break
        number, work = number + 1, work - (not is_check)
    return number


def waiting(user: Any, *, most: int) -> int:
    """How many articles are in the queue, counted up to ``most``."""
    number = 0
    for asking in askings(user):
        number += waiting_in(asking, most=most - number)
        if number >= most:
            break
    return number


def next_article(
    user: Any,
    *,
    after: Article | None = None,
    project: Project | None = None,
    tried: tuple[int, ...] = (),
    draws_ahead: int = 0,
) -> Article | None:
    """The next article of the queue, or None if it is empty. Nothing is taken.

    After an article, its project comes first. ``tried`` are articles that somebody else was quicker to take.
    ``draws_ahead``: how many articles of the project the user will have finished by then.
    """
    passed = [*tried, *([after.pk] if after else [])]
    if after is not None:
        for asking in askings(user, project=after.project):
            if found := first_of(replace(asking, after=after.pk, draws=asking.draws + draws_ahead), passed):
                return found
    for asking in askings(user, project=project):
        if found := first_of(asking, passed):
            return found
    return None


def first_of(asking: Asking, passed: list[int]) -> Article | None:
    """The first that was not passed: a hidden check where one is due, though not as the last of all."""
    found = first_work(asking, passed)
    if found is None or not places_of(asking, 1)[0]:
        return found
    return asking.exercises(Purpose.CHECK).exclude(pk__in=passed).first() or found


def first_work(asking: Asking, passed: list[int]) -> Article | None:
    if is_plain(asking) and len(passed) < FIRST:
        return next((article for article in first_plain(asking) if article.pk not in passed), None)
    for source in sources(asking):
        if passed:
            source = source.exclude(pk__in=passed)
        if found := source.first():
            return found
    return None


def take_next(user: Any, *, after: Article | None = None, project: Project | None = None) -> Article | None:
    """Take the next article of the queue, so that nobody else gets the user's place in it. None if nothing is left."""
    tried: tuple[int, ...] = ()
    while (found := next_article(user, after=after, project=project, tried=tried)) is not None:
        if take_place(found, user):
            break
        tried = (*tried, found.pk)
    return found


@transaction.atomic
def finish(workset: AnnotationSet, *, user: Any) -> None:
    """Mark the user's work on the article as finished. A second time changes nothing.

    Work that somebody else imported in the user's name is signed by it. The user's lease becomes the finished set.
    Raises Refused if all places in the article are taken.
    """
    workset = AnnotationSet.objects.select_for_update().select_related("article__project").get(pk=workset.pk)
    article = workset.article
    access.require(article.project, user)
    if workset.is_signed:
        return
    if article.project.overlap is not None:
        lock([article.pk])
        keep_place(workset, user)
        Lease.objects.filter(article=article, user=user).delete()
    workset.state = AnnotationSet.State.FINISHED
    workset.finished_at = timezone.now()
    workset.imported_at = workset.imported_by = None
    workset.imported_first_by = ""
    workset.save(update_fields=["state", "finished_at", "imported_at", "imported_by", "imported_first_by"])
    Article.objects.filter(pk=article.pk).update(finished=True, readers=readers())
    advance(user, article.project_id)
    write_event(article, user, Verb.FINISH, {"annotations": workset.annotations.count()})
    note_attempt(workset, user=user)
    refresh(article)
    compare_after_commit(article.pk)


def advance(user: Any, project: int) -> None:
    """Note up to where everything is finished, so that the queue need not look there again."""
    for membership in Membership.objects.filter(user=user.pk, project=project):
        articles = Article.objects.filter(project=project)
        first = work_left(user, project, start=membership.queue_start).values_list("id", flat=True).first()
        last = articles.order_by("-id").values_list("id", flat=True).first() or 0
        Membership.objects.filter(pk=membership.pk).update(
            queue_start=last + 1 if first is None else first, queue_draws=F("queue_draws") + 1
        )


def leases_in(project: Project) -> QuerySet[Lease]:
    """Who holds which article of the project until when, the next to end first, for managers."""
    rows = running().filter(article__project=project).select_related("article__project", "user")
    return rows.defer(*unread("article")).order_by("expires_at", "id")


def unread(article: str) -> list[str]:
    return [f"{article}__{name}" for name in ("text", "blocks", "extra")]
