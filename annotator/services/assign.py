"""What managers do with places: assign articles, and release what somebody holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.models import Assignment, Event, Lease, Skip
from annotator.services.exercises import exercises_in
from annotator.services.places import holders, lock, recount, running, signed_sets, write_event
from annotator.vocabulary import Verb
from articles import access
from articles.models import Article, Project, Role
from config.database.bulk import pieces

BATCH = 500


@dataclass(slots=True)
class Assigned:
    """How many articles were assigned, and how many were not.

    These are finished or assigned before (``known``), without a free place (``full``), or practice and hidden checks,
    which everybody gets anyway (``exercises``).
    """

    done: int = 0
    known: int = 0
    full: int = 0
    exercises: int = 0


def assign(articles: Iterable[Article], *, to: Any, user: Any) -> Assigned:
    """Give articles of one project to a member, who gets them first. Each keeps a place. A second time adds nothing.

    What the member skipped before is in their queue again. Raises PermissionDenied unless the user is a manager.
    """
    result = Assigned()
    for batch in pieces(articles, BATCH):
        project = batch[0].project
        access.require(project, user, at_least=Role.MANAGER)
        if not access.allows(project, to, at_least=Role.ANNOTATOR):
            raise Refused(_("Only members who annotate can be assigned: %(name)s does not.") % {"name": to})
        assign_batch(project, batch, to=to, user=user, result=result)
    return result


@transaction.atomic
def assign_batch(project: Project, articles: Sequence[Article], *, to: Any, user: Any, result: Assigned) -> None:
    keys = [article.pk for article in articles]
    lock(keys)
    taken = holders(keys)
    known = set(Assignment.objects.filter(article__in=keys, user=to).values_list("article", flat=True))
    known |= set(signed_sets().filter(article__in=keys, user=to).values_list("article", flat=True))
    skipped = set(Skip.objects.filter(article__in=keys, user=to).values_list("article", flat=True))
    exercises = set(exercises_in(project.pk).filter(article__in=keys).values_list("article", flat=True))
    given: list[int] = []
    again: list[int] = []
    for key in keys:
        others = taken.get(key, set()) - {to.pk}
        if key in exercises:
            result.exercises += 1
        elif key in known and key not in skipped:
            result.known += 1
        elif project.overlap is not None and len(others) >= project.overlap:
            result.full += 1
        elif key in known:
            again.append(key)
        else:
            given.append(key)
    Skip.objects.filter(article__in=[*given, *again], user=to).delete()
    Assignment.objects.bulk_create(Assignment(article_id=key, user=to, by=user) for key in given)
    recount([*given, *again])
    write_events(project, [*given, *again], user, Verb.ASSIGN, to)
    result.done += len(given) + len(again)


@transaction.atomic
def assign_in_turn(articles: Sequence[Article], *, people: Sequence[Any], each: int, user: Any) -> Assigned:
    """Deal the articles out: each to this many of the people, who take turns. Numbers are those of all together."""
    result = Assigned()
    for place, person in enumerate(people):
        own = [one for number, one in enumerate(articles) if (place - number * each) % len(people) < each]
        found = assign(own, to=person, user=user)
        result.done += found.done
        result.known += found.known
        result.full += found.full
        result.exercises += found.exercises
    return result


def unassigned(project: Project, *, most: int) -> list[Article]:
    """The first articles that nobody has finished, is to read, or holds."""
    rows = project.articles.in_use().without_text().filter(readers=0).select_related("project")
    rows = rows.exclude(pk__in=exercises_in(project.pk)).exclude(pk__in=running().values("article"))
    return list(rows.order_by("id")[:most])


def unassign(articles: Iterable[Article], *, to: Any, user: Any) -> int:
    """Take assignments back. What the member has decided stays. Returns how many there were."""
    number = 0
    for batch in pieces(articles, BATCH):
        project = batch[0].project
        access.require(project, user, at_least=Role.MANAGER)
        number += unassign_batch(project, [article.pk for article in batch], to=to, user=user)
    return number


@transaction.atomic
def unassign_batch(project: Project, keys: Sequence[int], *, to: Any, user: Any) -> int:
    lock(keys)
    rows = Assignment.objects.filter(article__in=keys, user=to)
    found = list(rows.values_list("article", flat=True))
    rows.delete()
    recount(found)
    write_events(project, found, user, Verb.UNASSIGN, to)
    return len(found)


def write_events(project: Project, keys: Sequence[int], actor: Any, verb: Verb, to: Any) -> None:
    after = {"user": to.pk, "name": to.get_username()}
    Event.objects.bulk_create(
        Event(project=project, article_id=key, actor=actor, verb=verb, after=after) for key in keys
    )


@transaction.atomic
def release_place(lease: Lease, *, user: Any) -> bool:
    """End somebody's lease, so that others can have the place. What was decided stays. False if it had ended."""
    article = lease.article
    access.require(article.project, user, at_least=Role.MANAGER)
    if not Lease.objects.filter(pk=lease.pk).delete()[0]:
        return False
    write_event(article, user, Verb.RELEASE_PLACE, {"user": lease.user_id, "name": lease.user.get_username()})
    return True
