"""Who asks for articles of a project, and what is left for them there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Case, Exists, OuterRef, QuerySet, When

from annotator.models import AnnotationSet, Assignment, Exercise, Skip
from annotator.services.exercises import exercises_in
from annotator.services.places import running
from annotator.vocabulary import Purpose, Source
from articles.models import Article, Membership, Project, Role
from config.database.prepared import prepared

Row = TypeVar("Row", Membership, Project)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks for articles of a project. ``start`` is where their queue begins (``queue_start``).

    ``draws`` changes with each article that they finish. With ``after``, only what follows this id counts where the
    project goes from the oldest to the newest. ``has_exercises``: whether the project has practice or hidden checks;
    ``is_checked``: whether the user gets the latter, as all do but managers, who choose them.
    """

    user: Any
    project: Project
    start: int = 0
    draws: int = 0
    has_assigned: bool = True
    after: int = 0
    has_exercises: bool = True
    is_checked: bool = False

    def left(self) -> QuerySet[Article]:
        """What the user has neither finished nor skipped, without exercises."""
        rows = work_left(self.user, self.project.pk) if self.has_exercises else unfinished(self.user, self.project.pk)
        return rows.filter(~Exists(self.skips()))

    def skips(self) -> QuerySet[Skip]:
        return Skip.objects.filter(article=OuterRef("pk"), user=self.user.pk)

    def exercises(self, purpose: Purpose) -> QuerySet[Article]:
        """Those that the user has neither finished nor skipped, in their order."""
        keys = exercises_in(self.project.pk, purpose)
        return (
            unfinished(self.user, self.project.pk).filter(~Exists(self.skips()), pk__in=keys).order_by("shuffle", "id")
        )

    def gets_checks(self) -> bool:
        return self.has_exercises and self.is_checked and self.project.check_share > 0

    def assigned(self) -> QuerySet[Article]:
        return self.left().filter(pk__in=Assignment.objects.filter(user=self.user.pk).values("article"))

    def held(self) -> QuerySet[Article]:
        """What the user has taken, without what is assigned."""
        return self.others().filter(pk__in=running().filter(user=self.user.pk).values("article"))

    def others(self) -> QuerySet[Article]:
        """What is not assigned to the user."""
        assigned = Assignment.objects.filter(article=OuterRef("pk"), user=self.user.pk)
        return self.left().filter(~Exists(assigned)) if self.has_assigned else self.left()

    def open(self) -> QuerySet[Article]:
        """What the user may read though it is neither assigned to them nor held by them, full articles included."""
        held = running().filter(article=OuterRef("pk"), user=self.user.pk)
        return self.others() if self.project.overlap is None else self.others().filter(~Exists(held))


@prepared
def places_of_user(*, user: int) -> QuerySet[Membership]:
    """The memberships of who annotates, with whether anything there is assigned to them, and whether there are
    exercises.
    """
    places = Membership.objects.filter(user=user, project__archived_at__isnull=True, project__deleted_at__isnull=True)
    return with_what_is_there(places.exclude(role=Role.VIEWER).order_by(), user, project=OuterRef("project"))


@prepared
def projects_to_ask(*, user: int) -> QuerySet[Project]:
    """All projects that have a queue, for a superuser, with the same."""
    return with_what_is_there(Project.objects.active().order_by(), user, project=OuterRef("pk"))


def with_what_is_there(rows: QuerySet[Row], user: int, *, project: OuterRef) -> QuerySet[Row]:
    mine = Assignment.objects.filter(user=user, article__project=project)
    exercises = Exercise.objects.filter(project=project)
    found: QuerySet[Row] = rows.annotate(
        is_assigned=Case(When(Exists(mine), then=1), default=0),
        is_exercised=Case(When(Exists(exercises), then=1), default=0),
    )
    return found


@prepared
def projects_by_keys(*, keys: Collection[int]) -> QuerySet[Project]:
    return Project.objects.filter(pk__in=keys).order_by()


def askings(user: Any, *, project: Project | None = None) -> list[Asking]:
    """One for each project in which the user annotates, in order, or for the one that is named. Two queries.

    Archived and deleted projects have no queue.
    """
    places = [
        (place, bool(assigned), bool(exercises))
        for place, ((assigned, exercises),) in places_of_user.joined(user=user.pk)
        if project is None or place.project_id == project.pk
    ]
    projects = {one.pk: one for one in projects_by_keys(keys=[place.project_id for place, _, _ in places])}
    found = {
        place.project_id: Asking(
            user, projects[place.project_id], place.queue_start, place.queue_draws, has_assigned,
            has_exercises=has_exercises, is_checked=place.role != Role.MANAGER,
        )
        for place, has_assigned, has_exercises in places if place.project_id in projects
    }  # fmt: skip
    if user.is_superuser:
        for other, ((assigned, exercises),) in projects_to_ask.joined(user=user.pk):
            if project is None or other.pk == project.pk:
                asking = Asking(user, other, has_assigned=bool(assigned), has_exercises=bool(exercises))
                found.setdefault(other.pk, asking)
    return [found[key] for key in sorted(found)]


def unfinished(user: Any, project: int, *, start: int = 0) -> QuerySet[Article]:
    """The project's articles from this id on that the user has not finished and nobody withdrew."""
    finished = AnnotationSet.objects.filter(
        article=OuterRef("pk"), source=Source.ANNOTATOR, user=user.pk, state=AnnotationSet.State.FINISHED
    )
    articles = Article.objects.in_use().without_text().select_related("project").filter(project=project)
    left = articles.filter(~Exists(finished)).order_by("id")
    return left.filter(id__gte=start) if start else left  # with it SQLite would leave the indexes of other orders


def work_left(user: Any, project: int, *, start: int = 0) -> QuerySet[Article]:
    """The same without practice and hidden checks."""
    return unfinished(user, project, start=start).exclude(pk__in=exercises_in(project))
