"""Managers say what articles with gold are used for: the dataset alone, practice, or hidden checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotator.models import AnnotationSet, Assignment, Event, Exercise, Lease
from annotator.services.merge import refresh
from annotator.services.places import lock, recount
from annotator.vocabulary import Purpose, Verb
from articles import access
from articles.models import Article, Membership, Project, Role


@dataclass(slots=True)
class Used:
    """How many articles changed, how many were so before, and how many have no gold."""

    done: int = 0
    known: int = 0
    without_gold: int = 0


@transaction.atomic
def use_for(project: Project, articles: Iterable[int], *, purpose: str, user: Any, note: str = "") -> Used:
    """Use these articles of the project for this purpose; "" is the dataset. A second time changes nothing.

    An exercise needs saved gold. It has no places: assignments and leases end. Raises PermissionDenied unless the user
    is a manager.
    """
    access.require(project, user, at_least=Role.MANAGER)
    gold = AnnotationSet.objects.gold().filter(article=OuterRef("pk"))
    keys = list(project.articles.in_use().filter(pk__in=list(articles)).order_by("pk").values_list("pk", flat=True))
    lock(keys)
    known = {row.article_id: row for row in Exercise.objects.filter(article__in=keys)}
    ready = set(Article.objects.filter(Exists(gold), pk__in=keys).values_list("pk", flat=True))
    result, changed = Used(), []
    for key in keys:
        row = known.get(key)
        if (row.purpose if row else "") == purpose and (not row or row.note == note):
            result.known += 1
        elif purpose and key not in ready:
            result.without_gold += 1
        else:
            changed.append(key)
    Exercise.objects.filter(article__in=changed).delete()
    if purpose:
        add_exercises(project, changed, Purpose(purpose), user=user, note=note)
    else:
        put_back(project, [key for key in changed if key in known])
    write_events(project, changed, known, purpose, user=user)
    result.done = len(changed)
    return result


def add_exercises(project: Project, keys: Sequence[int], purpose: Purpose, *, user: Any, note: str) -> None:
    Exercise.objects.bulk_create(
        Exercise(article_id=key, project=project, purpose=purpose, by=user, note=note) for key in keys
    )
    Assignment.objects.filter(article__in=keys).delete()
    Lease.objects.filter(article__in=keys).delete()
    recount(keys)


def put_back(project: Project, keys: Sequence[int]) -> None:
    """They are articles like others again: in everybody's queue, and what was finished in them counts as read."""
    if not keys:
        return
    Membership.objects.filter(project=project, queue_start__gt=min(keys)).update(queue_start=min(keys))
    recount(keys)
    for article in Article.objects.filter(pk__in=keys).select_related("project"):
        refresh(article)


def write_events(project: Project, keys: Sequence[int], known: dict[int, Exercise], purpose: str, *, user: Any) -> None:
    Event.objects.bulk_create(
        Event(
            project=project, article_id=key, actor=user, verb=Verb.USE_FOR,
            before={"purpose": known[key].purpose if key in known else ""}, after={"purpose": purpose},
        )
        for key in keys
    )  # fmt: skip
