"""The home page: my queue, my projects, and what I did lately."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from annotator.history import history_lines
from annotator.models import AnnotationSet, CheckedWork, Event, Flag
from annotator.services.asked import with_counts
from annotator.services.asking import askings
from annotator.services.flags import own_flags
from annotator.services.lessons import LEAST_ARTICLES
from annotator.services.news import guideline_news
from annotator.services.nothing_left import Why, why_nothing
from annotator.services.queue import first_articles, waiting_in
from annotator.services.retraining import offers_for
from annotator.services.returned import unseen_by_project
from annotator.services.visibility import finished_by
from annotator.views.queue import LONG_QUEUE, number_in_words
from annotator.vocabulary import Verb
from articles import access
from articles.models import Article, Project, Role
from config.database.prepared import prepared
from config.packed import render_packed

MOST_EVENTS = 40
MOST_REASONS = 10  # projects of which it is said why nothing waits
ORDINARY = (Why.FINISHED, Why.NO_ARTICLES)  # said of all projects together


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    waiting = what_waits(request.user)
    there = what_there_is(request.user)
    every = projects_of(request.user)
    projects = [project for project in every if project.archived_at is None]
    context = {
        "section": "queue",
        **waiting,
        "projects": projects,
        "archived": [project for project in every if project.archived_at is not None],
        "deleted": Project.objects.deleted_for(request.user).order_by("name") if there.deleted else (),
        "may_make": there.rights and access.may_make_projects(request.user),
        "news": guideline_news(request.user, projects),
        "has_articles": any(project.total for project in projects),
        "to_import_into": None if waiting["next"] else Project.objects.reviewed_by(request.user).active().first(),
        "returned": unseen_by_project(request.user) if there.returned else (),
        "questions": questions_of(request.user) if there.questions else (),
        "to_train": offers_for(request.user) if there.checked else (),
        "events": history_lines(last_events(request.user))[:6],
    }
    return render_packed(request, "annotator/home.html", context)


class There(NamedTuple):
    """Whether there may be anything of each sort, so that nothing is looked for in vain."""

    returned: bool
    questions: bool
    deleted: bool
    checked: bool
    rights: bool


def what_there_is(user: Any) -> There:
    """One query."""
    users = superusers_with if user.is_superuser else users_with
    [(_, (found,))] = users.joined(user=user.pk)
    there = There(*map(bool, found))
    return there._replace(rights=there.rights or user.is_staff or user.is_superuser)


@prepared
def users_with(*, user: int) -> QuerySet[User]:
    """The user, with what ``There`` says."""
    return with_sorts(user, Project.objects.filter(memberships__user=user, memberships__role=Role.MANAGER))


@prepared
def superusers_with(*, user: int) -> QuerySet[User]:
    """The same for a superuser, who manages every project."""
    return with_sorts(user, Project.objects.all())


def with_sorts(user: int, managed: QuerySet[Project]) -> QuerySet[User]:
    managed = managed.order_by()
    worth_training = CheckedWork.objects.filter(articles__gte=LEAST_ARTICLES)
    sorts = {
        "returned": Exists(AnnotationSet.objects.gold().filter(article__in=finished_by(SimpleNamespace(pk=user)))),
        "questions": Exists(Flag.objects.filter(user=user)),
        "deleted": Exists(managed.filter(deleted_at__isnull=False)),
        "checked": Exists(worth_training.filter(project__in=managed.values("pk"))),
        "rights": Exists(User.user_permissions.through.objects.filter(user=user))
        | Exists(User.groups.through.objects.filter(user=user))
        | Exists(managed),
    }
    flags = {name: Case(When(sorts[name], then=1), default=0) for name in There._fields}
    return User.objects.filter(pk=user).only("pk").order_by().annotate(**flags)


def last_events(user: Any) -> list[Event]:
    """What the user did last, with the articles. A change of the registry has a line of its own."""
    events = own_events(actor=user.pk)
    keys = {event.article_id for event in events if event.article_id is not None}
    articles = {article.pk: article for article in articles_named(keys=keys)}
    for event in events:
        event.actor = user
        event.article = articles.get(event.article_id) if event.article_id is not None else None
    return events


@prepared
def own_events(*, actor: int) -> QuerySet[Event]:
    return Event.objects.filter(actor=actor).exclude(verb=Verb.NAME_PERSON).order_by("-id")[:MOST_EVENTS]


@prepared
def articles_named(*, keys: Collection[int]) -> QuerySet[Article]:
    return Article.objects.filter(pk__in=keys).only("label").order_by()


def what_waits(user: Any) -> dict[str, Any]:
    """The next article, the first of those after it, and the number in each project; or why there is none."""
    mine = askings(user)
    queue = first_articles(mine)
    with_counts(queue, user=user)
    if not queue:
        told = [(asking.project, why_nothing(user, asking.project)) for asking in mine[:MOST_REASONS]]
        return {"next": None, "reasons": told if any(why.why not in ORDINARY for _, why in told) else []}
    [upcoming] = access.articles_by_key(pk=queue[0].pk)
    numbers = [(asking.project, waiting_in(asking, most=LONG_QUEUE)) for asking in mine]
    return {
        "next": queue[0],
        "lead": upcoming.lead if upcoming.title else "",
        "queue": queue[1:],
        "waiting": number_in_words(sum(number for _, number in numbers)),
        "waits": [(project, number_in_words(number)) for project, number in numbers if number],
    }


def questions_of(user: Any) -> QuerySet[Any]:
    """The user's last questions to colleagues, those not resolved first."""
    flags = own_flags(user.pk).filter(article__project__in=Project.objects.visible_to(user).order_by().values("pk"))
    unread = [f"article__{name}" for name in ("text", "blocks", "extra")]
    return flags.select_related("article").defer(*unread).order_by(F("resolved_at").desc(nulls_first=True), "-id")[:6]


def projects_of(user: Any) -> list[Any]:
    """The user's projects, each with its number of articles and of finished ones, counted in indexes.

    Finished by anybody where the user reviews; who works blind is shown the own ones.
    """
    projects = projects_numbered if user.is_superuser else projects_joined
    found: list[Any] = []
    project: Any
    for project, ((project.total, project.finished),) in projects.joined(user=user.pk):
        found.append(project)
    return found


@prepared
def projects_numbered(*, user: int) -> QuerySet[Project]:
    return with_numbers(Project.objects.standing(), user, Project.objects.all())


@prepared
def projects_joined(*, user: int) -> QuerySet[Project]:
    reviewing = (Role.VIEWER, Role.REVIEWER, Role.MANAGER)
    reviewed = Project.objects.filter(memberships__user=user, memberships__role__in=reviewing)
    return with_numbers(Project.objects.standing().filter(memberships__user=user), user, reviewed)


def with_numbers(projects: QuerySet[Project], user: int, reviewed: QuerySet[Project]) -> QuerySet[Project]:
    """With ``total`` and ``finished``; the latter is that of everybody where the project is reviewed."""
    articles = (
        Article.objects.in_use()
        .filter(project=OuterRef("pk"))
        .order_by()
        .values("project")
        .annotate(number=Count("pk"))
    )
    anybody = articles.filter(finished=True)
    own = articles.filter(pk__in=finished_by(SimpleNamespace(pk=user)))
    finished = Case(
        When(pk__in=reviewed.order_by().values("pk"), then=Subquery(anybody.values("number"))),
        default=Subquery(own.values("number")),
    )
    return (
        projects.annotate(total=Coalesce(Subquery(articles.values("number")), 0))
        .annotate(finished=Coalesce(finished, 0))
        .order_by("name")
    )
