"""Counts over a whole project: exact in a small one, counted in the background in a large one."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.utils import timezone

from annotator.models import Counts, Event
from annotator.querysets import FirstCounted
from articles.models import Article, Project
from config.database.prepared import prepared

LARGE = 1000  # articles
MOST_AT_ONCE = 1000  # articles that are counted for every page
SECONDS_TO_REFRESH = 2
PAUSE = datetime.timedelta(seconds=10)  # between two counts of the same, however much is written meanwhile

Count = Callable[[], Any]
logger = logging.getLogger(__name__)
at_work: set[tuple[int, str]] = set()
at_work_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts, as JSON values; None before the first time. ``at``: when, if something may have changed since."""

    value: Any
    at: datetime.datetime | None = None


def counted(project: Project, name: str, count: Count, *, large: bool = False) -> Counted:
    """What ``count`` returns, as JSON values: exact, or with more than ``LARGE`` articles as it was counted last.

    ``large`` says that counting takes long for another reason, such as many people.

    Where something has been done in the project since, it is counted again in the background: nobody waits for that.
    Who may see it is the caller's matter: ``name`` differs where viewers see different things.
    """
    if not large and not is_large(project):
        return Counted(count())
    stored = Counts.objects.filter(project=project, name=name).defer("value").first()
    if stored is None:
        begin(project, name, count)
        return Counted(None)
    value = value_stored(stored.pk, stored.at)
    if stored.event == newest_event(project):
        return Counted(value)
    if abs(timezone.now() - stored.at) > PAUSE:  # the clock may have gone back
        begin(project, name, count)
    return Counted(value, stored.at)


def counted_now(project: Project, name: str, count: Count) -> Any:
    """The same as JSON values for who cannot come again: counted here where something has been done since."""
    found = counted(project, name, count)
    return count() if found.value is None or found.at else found.value


@lru_cache(maxsize=32)
def value_stored(key: int, at: datetime.datetime) -> Any:
    """The value that was stored at this time: read and decoded once, since that of ten thousand people takes long.

    If it is counted anew at this very moment, it is the newer one. Whoever gets it must not change it.
    """
    return Counts.objects.values_list("value", flat=True).filter(pk=key).first()


def is_large(project: Project) -> bool:
    """Whether nobody should wait for a count over all of the project."""
    return project.articles.order_by()[: LARGE + 1].count() > LARGE


def number_in_use(project: Project) -> int:
    """How many articles of the project are not withdrawn: exact. A large project is counted after a change alone.

    Whatever changes the number is an event, or an article newer than all others. One query where nothing has changed.
    """
    for _, ((number, event, newest),) in sizes.joined(project=project.pk):
        return number if number <= min(LARGE, MOST_AT_ONCE) else number_then(project.pk, event or 0, newest)
    return 0


@prepared
def sizes(*, project: int) -> QuerySet[Project]:
    """With the number of articles in use, as far as ``MOST_AT_ONCE`` and one, and what says whether it has changed."""
    articles = Article.objects.filter(project=OuterRef("pk")).order_by("-id")
    events = Event.objects.filter(project=OuterRef("pk")).order_by("-id")
    rows = Project.objects.filter(pk=project).only("pk").order_by()
    return rows.annotate(
        in_use=FirstCounted(articles.in_use().order_by().values("pk")[: MOST_AT_ONCE + 1]),
        event=Subquery(events.values("id")[:1]),
        newest=Subquery(articles.annotate(came=Cast("created_at", TextField())).values("came")[:1]),
    )


@lru_cache(maxsize=64)
def number_then(project: int, event: int, newest: str) -> int:
    return Article.objects.filter(project=project).in_use().count()


def shown_again(response: HttpResponse, *found: Counted) -> HttpResponse:
    """The response; where one of these has never been counted, the browser asks for the page again in a moment."""
    if any(item.value is None for item in found):
        response["Refresh"] = str(SECONDS_TO_REFRESH)
    return response


def newest_event(project: Project) -> int:
    """The id of the project's newest event, or 0: whatever changes a count writes one."""
    return Event.objects.filter(project=project).order_by("-id").values_list("id", flat=True).first() or 0


def begin(project: Project, name: str, count: Count) -> None:
    """Count in a thread of this process, unless one is at it already."""
    key = (project.pk, name)
    with at_work_lock:
        if key in at_work:
            return
        at_work.add(key)
    threading.Thread(target=work, args=(project, name, count), name=f"counting {name}", daemon=True).start()


def work(project: Project, name: str, count: Count) -> None:
    """The thread: what fails is logged, and tried again by the next view."""
    try:
        store(project, name, count)
    except Exception:
        logger.exception("Counting %s of the project “%s” failed", name, project.slug)
    finally:
        connection.close()
        with at_work_lock:
            at_work.discard((project.pk, name))


def store(project: Project, name: str, count: Count) -> None:
    event, at = newest_event(project), timezone.now()
    values = {"value": count(), "event": event, "at": at}
    Counts.objects.update_or_create(project=project, name=name, defaults=values)
