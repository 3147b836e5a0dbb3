"""How far the team is with articles: who has begun and finished each, whom it waits for, and lists by that."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, OuterRef, QuerySet, TextChoices, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models import Adjudication, Annotation, AnnotationSet, Assignment, Exercise, Lease
from annotator.services.exercises import exercises_in
from annotator.services.members import name_of
from annotator.services.places import CLOCKS_AGREE, reserving, running
from annotator.vocabulary import Purpose, Source
from articles.models import Article, Project
from config.database.prepared import prepared


class TeamState(TextChoices):
    """What of the team's work a list of articles can be filtered by."""

    UNTOUCHED = "untouched", _("nobody has begun")
    BEGUN = "begun", _("begun, not finished")
    FINISHED = "finished", _("finished by somebody")
    WAITING = "waiting", _("waits for a further reader")
    DISPUTED = "disputed", _("waits for a third person")
    OPEN = "open", _("to adjudicate")
    GOLD = "gold", _("adjudicated")
    ASSIGNED = "assigned", _("assigned")
    HELD = "held", _("held by somebody")
    PRACTICE = "practice", _("for practice")
    CHECK = "check", _("hidden checks")


OF_SETS = ("article", "user", "state", "imported_at")
FOR_MANAGERS = (TeamState.CHECK,)
BY_ADJUDICATION = (TeamState.WAITING, TeamState.DISPUTED, TeamState.OPEN, TeamState.GOLD)


@dataclass(slots=True)
class ArticleState:
    """What the list says of an article; people by their names."""

    begun: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    assigned: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    adjudication: str = ""
    purpose: str = ""


def add_states(articles: Sequence[Article], *, user: Any, with_checks: bool) -> None:
    """Give each article its ``team``; it stays empty where the user is in the middle of the work. Six queries.

    Hidden checks are named for managers only.
    """
    rows = sets_of_people.joined(articles=[article.pk for article in articles])
    working = {row.article_id for row, ((has_work,),) in rows if has_work and is_open_for(user, row)}
    states = {article.pk: ArticleState() for article in articles if article.pk not in working}
    sets, given = [row for row, _ in rows if row.article_id in states], reserved(articles=list(states))
    now = timezone.now()
    leases = held_now(articles=list(states), now=now, soon=now + CLOCKS_AGREE)
    keys_of_users = {*(row.user_id for row in sets), *(row.user_id for row in given), *(row.user_id for row in leases)}
    users = users_of(keys=[key for key in keys_of_users if key is not None])
    names = {one.pk: name_of(one) for one in users}
    for row in sets:
        state = states[row.article_id]
        (state.finished if row.is_signed else state.begun).append(names[row.user_id])
    for place in given:
        state = states[place.article_id]
        if names[place.user_id] not in (*state.finished, *state.begun):
            state.assigned.append(names[place.user_id])
    for lease in leases:
        states[lease.article_id].held.append(names[lease.user_id])
    for found in adjudicated(articles=list(states)):
        states[found.article_id].adjudication = found.get_state_display()
    for exercise in exercises_with(articles=list(states)):
        if with_checks or exercise.purpose != Purpose.CHECK:
            states[exercise.article_id].purpose = exercise.get_purpose_display()
    for article in articles:
        article.is_under_way = article.pk in working  # type: ignore[attr-defined]
        article.team = states.get(article.pk, ArticleState())  # type: ignore[attr-defined]


def is_open_for(user: Any, row: AnnotationSet) -> bool:
    """With an annotation in it, what ``under_way`` finds."""
    return row.user_id == user.pk and row.state == AnnotationSet.State.OPEN


@prepared
def sets_of_people(*, articles: Collection[int]) -> QuerySet[AnnotationSet]:
    """With whether there is any annotation in it."""
    sets = AnnotationSet.objects.filter(article__in=articles, source="annotator").only(*OF_SETS).order_by("id")
    has_work = Exists(Annotation.objects.filter(set=OuterRef("pk")))
    return sets.annotate(has_work=Case(When(has_work, then=1), default=0))


@prepared
def reserved(*, articles: Collection[int]) -> QuerySet[Assignment]:
    return reserving().filter(article__in=articles).order_by("id")


@prepared
def held_now(*, articles: Collection[int], now: datetime.datetime, soon: datetime.datetime) -> QuerySet[Lease]:
    return running(now=now, soon=soon).filter(article__in=articles).order_by("id")


@prepared
def users_of(*, keys: Collection[int]) -> QuerySet[Any]:
    return get_user_model().objects.filter(pk__in=keys).only("username", "first_name", "last_name").order_by()


@prepared
def adjudicated(*, articles: Collection[int]) -> QuerySet[Adjudication]:
    return Adjudication.objects.filter(article__in=articles, readers__gt=0).order_by()


@prepared
def exercises_with(*, articles: Collection[int]) -> QuerySet[Exercise]:
    return Exercise.objects.filter(article__in=articles).order_by()


def in_state(
    project: Project, articles: QuerySet[Article], state: str, *, who: int | None = None, readers: int | None = None
) -> QuerySet[Article]:
    """Those of the project's articles that are in this state. ``who``: by or for this person; else anybody's.

    ``readers``: finished by exactly this many people.
    """
    if readers is not None:
        articles = articles.filter(adjudication__readers=readers)
    sets = AnnotationSet.objects.filter(article=OuterRef("pk"), source=Source.ANNOTATOR)
    given, held = Assignment.objects.filter(article=OuterRef("pk")), running().filter(article=OuterRef("pk"))
    if who is not None:
        sets, given, held = sets.filter(user=who), given.filter(user=who), held.filter(user=who)
    if state in BY_ADJUDICATION:
        articles = articles.filter(adjudication__state=state, adjudication__readers__gt=0)
    if state in (TeamState.PRACTICE, TeamState.CHECK):
        articles = articles.filter(pk__in=exercises_in(project.pk, state))
    conditions = {
        TeamState.UNTOUCHED: ~Exists(sets),
        TeamState.BEGUN: Exists(sets.filter(state=AnnotationSet.State.OPEN)),
        TeamState.FINISHED: Exists(sets.filter(state=AnnotationSet.State.FINISHED)),
        TeamState.ASSIGNED: Exists(given),
        TeamState.HELD: Exists(held),
    }
    if state in conditions:
        return articles.filter(conditions[TeamState(state)])
    return articles.filter(Exists(sets) | Exists(given) | Exists(held)) if who is not None else articles
