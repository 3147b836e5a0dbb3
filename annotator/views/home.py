"""The home page: my queue, my projects, and what I did lately."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.history import history_lines
from annotator.models import Event
from annotator.services.asked import with_counts
from annotator.services.flags import own_flags
from annotator.services.news import guideline_news
from annotator.services.nothing_left import Why, why_nothing
from annotator.services.queue import askings, first_articles, waiting_in
from annotator.services.retraining import offers_for
from annotator.services.returned import unseen_by_project
from annotator.services.visibility import finished_by
from annotator.views.queue import LONG_QUEUE, number_in_words
from annotator.vocabulary import Verb
from articles import access
from articles.models import Article, Project, Role

MOST_REASONS = 10  # projects of which it is said why nothing waits
ORDINARY = (Why.FINISHED, Why.NO_ARTICLES)  # said of all projects together


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    waiting = what_waits(request.user)
    events = Event.objects.filter(actor=request.user.pk).select_related("article", "actor").order_by("-id")
    events = events.exclude(verb=Verb.NAME_PERSON)  # a change of the registry has a line of its own
    every = list(projects_of(request.user))
    projects = [project for project in every if project.archived_at is None]
    context = {
        "section": "queue",
        **waiting,
        "projects": projects,
        "archived": [project for project in every if project.archived_at is not None],
        "deleted": Project.objects.deleted_for(request.user).order_by("name"),
        "may_make": access.may_make_projects(request.user),
        "news": guideline_news(request.user, projects),
        "has_articles": any(project.total for project in projects),
        "to_import_into": None if waiting["next"] else Project.objects.reviewed_by(request.user).active().first(),
        "returned": unseen_by_project(request.user),
        "questions": questions_of(request.user),
        "to_train": offers_for(request.user),
        "events": history_lines(events.defer("article__text", "article__blocks", "article__extra")[:40])[:6],
    }
    return render(request, "annotator/home.html", context)


def what_waits(user: Any) -> dict[str, Any]:
    """The next article, the first of those after it, and the number in each project; or why there is none."""
    mine = askings(user)
    queue = first_articles(mine)
    with_counts(queue, user=user)
    if not queue:
        told = [(asking.project, why_nothing(user, asking.project)) for asking in mine[:MOST_REASONS]]
        return {"next": None, "reasons": told if any(why.why not in ORDINARY for _, why in told) else []}
    upcoming = Article.objects.get(pk=queue[0].pk)
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


def projects_of(user: Any) -> QuerySet[Any]:
    """The user's projects, each with its number of articles and of finished ones, counted in indexes.

    Finished by anybody where the user reviews; who works blind is shown the own ones.
    """
    articles = (
        Article.objects.in_use()
        .filter(project=OuterRef("pk"))
        .order_by()
        .values("project")
        .annotate(number=Count("pk"))
    )
    anybody = articles.filter(finished=True)
    own = articles.filter(pk__in=finished_by(user))
    reviewed = Project.objects.with_roles(user, Role.VIEWER, Role.REVIEWER, Role.MANAGER).order_by()
    finished = Case(
        When(pk__in=reviewed.values("pk"), then=Subquery(anybody.values("number"))),
        default=Subquery(own.values("number")),
    )
    return (
        Project.objects.visible_to(user)
        .annotate(total=Coalesce(Subquery(articles.values("number")), 0))
        .annotate(finished=Coalesce(finished, 0))
        .order_by("name")
    )
