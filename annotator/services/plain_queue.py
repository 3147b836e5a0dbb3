"""The queue of a project in which nothing was set up otherwise, found with prepared queries.

All that waits there is one list from the oldest to the newest (``queue.sources``).
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from annotator.models import Skip
from annotator.querysets import FirstCounted
from annotator.services.asking import Asking, unfinished
from articles.models import Article, Project, QueuePolicy
from config.database.prepared import prepared

FIRST = 6
"""Articles of a plain project that are found with a prepared query."""
MOST_COUNTED = 1000
"""Articles that are counted with one."""


def is_plain(asking: Asking) -> bool:
    """Whether all that waits is one list from the oldest to the newest, as where nothing was set up otherwise."""
    is_open_to_all = asking.project.overlap is None and asking.project.queue_policy == QueuePolicy.ORDER
    return is_open_to_all and not (asking.has_assigned or asking.has_exercises)


@prepared
def oldest_left(*, user: int, project: int, start: int) -> QuerySet[Article]:
    return left_for(user, project, start).order_by("id")[:FIRST]


@prepared
def with_number_left(*, user: int, project: int, start: int) -> QuerySet[Project]:
    """The project, with the number of articles that are left, counted up to ``MOST_COUNTED``."""
    left = left_for(user, project, start).order_by().values("pk")[:MOST_COUNTED]
    return Project.objects.filter(pk=project).only("pk").order_by().annotate(left=FirstCounted(left))


def left_for(user: int, project: int, start: int) -> QuerySet[Article]:
    """What ``sources`` yields for a plain project."""
    asker: Any = SimpleNamespace(pk=user)
    skips = Skip.objects.filter(article=OuterRef("pk"), user=user)
    return unfinished(asker, project).select_related(None).filter(~Exists(skips), id__gte=start)


def place_in(asking: Asking) -> dict[str, int]:
    start = max(asking.start, asking.after + 1)
    return {"user": asking.user.pk, "project": asking.project.pk, "start": start}


def first_plain(asking: Asking) -> list[Article]:
    """The first articles that wait in a plain project."""
    found = oldest_left(**place_in(asking))
    for article in found:
        article.project = asking.project
    return found


def number_plain(asking: Asking) -> int:
    """How many articles wait in a plain project, counted up to ``MOST_COUNTED``."""
    [(_, ((number,),))] = with_number_left.joined(**place_in(asking))
    return int(number)
