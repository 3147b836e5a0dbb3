"""The people of a project, as its team page and the interface show them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from annotator.models import AnnotationSet, Event
from annotator.services.activity import seconds_by_person
from annotator.services.members import name_of
from annotator.services.visibility import sees_everybody
from annotator.vocabulary import Source
from articles.models import Membership, Project, Role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, or of its past: then without a membership. The numbers are articles."""

    user: Any
    membership: Membership | None
    active_at: datetime.datetime | None
    begun: int
    finished: int
    seconds: int = 0  # active time

    @property
    def name(self) -> str:
        return name_of(self.user)


def members_of(project: Project, *, user: Any) -> list[Member]:
    """The members whom the user may see, managers first: all for reviewers, else the user’s own row. Five queries."""
    memberships = project.memberships.select_related("user").order_by("user__username")
    if not sees_everybody(project, user):
        memberships = memberships.filter(user=user)
    rows = list(memberships)
    rows.sort(key=lambda row: -Role.values.index(row.role))
    numbers = numbers_of(project, [row.user_id for row in rows])
    active = active_of(project, [row.user_id for row in rows])
    times = seconds_by_person(project, [row.user_id for row in rows])
    return [
        Member(row.user, row, active.get(row.user_id), *numbers.get(row.user_id, (0, 0)), times.get(row.user_id, 0))
        for row in rows
    ]


def former_members(project: Project) -> list[Member]:
    """Who is no member any more and has worked here: their sets stay, under their names."""
    numbers = numbers_of(project)
    gone = set(numbers) - set(project.memberships.values_list("user_id", flat=True))
    users = get_user_model().objects.filter(pk__in=gone).order_by("username")
    active = active_of(project, gone)
    times = seconds_by_person(project, list(gone))
    return [Member(user, None, active.get(user.pk), *numbers[user.pk], times.get(user.pk, 0)) for user in users]


def whom_to_ask(project: Project) -> list[str]:
    """The names of those who manage the project."""
    managers = project.memberships.filter(role=Role.MANAGER).select_related("user").order_by("user__username")
    return [name_of(row.user) for row in managers]


def numbers_of(project: Project, users: Sequence[int] | None = None) -> dict[int, tuple[int, int]]:
    """How many articles each has begun (finished ones included) and finished; an unsigned import is only begun."""
    sets: QuerySet[Any] = AnnotationSet.objects.filter(article__project=project, source=Source.ANNOTATOR)
    if users is not None:
        sets = sets.filter(user__in=users)
    finished = Count("pk", filter=Q(state=AnnotationSet.State.FINISHED, imported_at=None))
    rows = sets.order_by().values_list("user").annotate(begun=Count("pk"), finished=finished)
    return {user: (begun, finished) for user, begun, finished in rows}


def active_of(project: Project, users: Any) -> dict[int, datetime.datetime | None]:
    """When each did something in the project last."""
    newest = Event.objects.filter(actor=OuterRef("pk"), project=project).order_by("-id")
    rows = get_user_model().objects.filter(pk__in=users).annotate(active_at=Subquery(newest.values("at")[:1]))
    return dict(rows.values_list("pk", "active_at"))
