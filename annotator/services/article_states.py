"""How far the team is with articles: who has begun and finished each, whom it waits for, and lists by that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from annotator.models import Adjudication, AnnotationSet, Assignment, Exercise
from annotator.services.exercises import exercises_in
from annotator.services.members import name_of
from annotator.services.places import reserving, running
from annotator.services.visibility import under_way
from annotator.vocabulary import Purpose, Source
from articles.models import Article, Project


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
    working = {key for (key,) in under_way(user).filter(article__in=[article.pk for article in articles])}
    states = {article.pk: ArticleState() for article in articles if article.pk not in working}
    sets = AnnotationSet.objects.filter(article__in=states, source=Source.ANNOTATOR).select_related("user")
    for row in sets.order_by("id"):
        (states[row.article_id].finished if row.is_signed else states[row.article_id].begun).append(name_of(row.user))
    for given in reserving().filter(article__in=states).select_related("user").order_by("id"):
        state = states[given.article_id]
        if name_of(given.user) not in (*state.finished, *state.begun):
            state.assigned.append(name_of(given.user))
    for lease in running().filter(article__in=states).select_related("user").order_by("id"):
        states[lease.article_id].held.append(name_of(lease.user))
    for found in Adjudication.objects.filter(article__in=states, readers__gt=0):
        states[found.article_id].adjudication = found.get_state_display()
    for exercise in Exercise.objects.filter(article__in=states):
        if with_checks or exercise.purpose != Purpose.CHECK:
            states[exercise.article_id].purpose = exercise.get_purpose_display()
    for article in articles:
        article.is_under_way = article.pk in working  # type: ignore[attr-defined]
        article.team = states.get(article.pk, ArticleState())  # type: ignore[attr-defined]


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
