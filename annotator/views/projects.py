"""A project's articles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from annotator.counted import number_in_use
from annotator.forms.progress import TeamForm, annotating
from annotator.forms.search import SearchForm
from annotator.guideline import title_of
from annotator.models import AnnotationSet, CertificateTest, Flag
from annotator.services.activity import seconds_by_article
from annotator.services.article_states import add_states, in_state
from annotator.services.asked import with_counts
from annotator.services.notices import open_number
from annotator.services.visibility import under_way
from annotator.views.requests import HtmxRequest
from annotator.vocabulary import Purpose, Source
from articles import access
from articles.models import Article, Project, Role
from config.database.prepared import prepared
from config.packed import render_packed

PAGE = 50
FEW = 1000  # sets of the user, whose articles are looked up first
SHOWN = ("project", "label", "publisher", "published", "words", "withdrawn_at", "withdrawn_reason")
"""What a row shows of an article."""


@require_GET
@login_required
def project(request: HtmxRequest, slug: str) -> HttpResponse:
    """The articles, paginated by id, so that the last page costs no more than the first."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    form = SearchForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    role = access.role_in(project, request.user)
    may_review, may_manage = role in (Role.REVIEWER, Role.MANAGER), role == Role.MANAGER
    team = TeamForm(request.GET, with_checks=may_manage) if may_review else None
    rows = rows_asked(project, request.user, values, team.cleaned_data if team and team.is_valid() else {})
    shown: list[Any] = rows[:PAGE]
    with_counts(shown, user=request.user)
    if may_review:
        add_states(shown, user=request.user, with_checks=may_manage)
    times = seconds_by_article([article.pk for article in shown]) if may_review else {}
    for article in shown:
        article.seconds = 0 if may_review and article.is_under_way else times.get(article.pk, 0)
    [(_, ((tests,),))] = facts.joined(project=project.pk)
    context = {
        "section": "articles",
        "may_review": may_review,
        "project": project,
        "questions": open_number(project, request.user) if may_review else 0,
        "form": form,
        "articles": shown,
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "total": number_in_use(project),
        "more_query": more_query(request.GET, rows),
        "team_form": team,
        "annotating": people_annotating(project=project.pk) if may_review else [],
        "purposes": Purpose.choices,
        "may_withdraw": may_manage and project.archived_at is None,
        "may_manage": may_manage,
        "may_import": may_review and project.archived_at is None,
        "guideline": title_of(project.chosen_profile),
        "has_guidelines": bool(project.guidelines),
        "may_check": role != Role.VIEWER and bool(tests),
    }
    template = "annotator/project.html#articles" if request.htmx else "annotator/project.html"
    return render_packed(request, template, context)


@prepared
def facts(*, project: int) -> QuerySet[Project]:
    """With whether a test of a certificate goes on."""
    tests = CertificateTest.objects.filter(project=OuterRef("pk"), ended_at__isnull=True)
    rows = Project.objects.filter(pk=project).only("pk").order_by()
    return rows.annotate(tests=Case(When(Exists(tests), then=1), default=0))


@prepared
def people_annotating(*, project: int) -> QuerySet[Any]:
    return annotating(project)


def rows_asked(project: Project, user: Any, values: dict[str, Any], team: dict[str, Any]) -> list[Any]:
    """The articles of one page and the next one, with what ``with_work_of`` adds."""
    q, state, after = values.get("q", ""), values.get("state", ""), values.get("after") or 0
    if not (q or state) and all(value in ("", None) for value in team.values()):
        return all_after(project, user.pk, after)
    articles = articles_of(project, user.pk, q=q, state=state)
    if any(team.values()):
        articles = articles.exclude(pk__in=under_way(user))  # its readers stay unknown until it is finished
    if team:
        articles = in_state(project, articles, team["team"], who=team["who"], readers=team["readers"])
    return list(articles.filter(id__gt=after)[: PAGE + 1])


def all_after(project: Project, user: int, after: int) -> list[Any]:
    """The same where nothing is filtered."""
    rows: list[Any] = []
    found: Any
    for found, ((found.my_state, found.my_import),) in first_articles.joined(
        project=project.pk, user=user, after=after
    ):
        found.project = project
        rows.append(found)
    return rows


@prepared
def first_articles(*, project: int, user: int, after: int) -> QuerySet[Article]:
    articles = Article.objects.filter(project=project, withdrawn_at__isnull=True, id__gt=after)
    first: QuerySet[Article] = with_work_of(user, articles).only(*SHOWN)[: PAGE + 1]
    return first


def more_query(asked: QueryDict, rows: list[Article]) -> str:
    """The query of the next page: what was asked for, after the last article of this one."""
    query = asked.copy()
    query["after"] = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    return query.urlencode()


def articles_of(project: Project, user: int | None, *, q: str, state: str) -> Any:
    """The project's articles with ``my_state`` (open, finished or None), filtered. Withdrawn ones only if asked for.

    With ``my_import``, somebody else brought the user's work then.
    """
    articles = with_work_of(user, project.articles.filter(withdrawn_at__isnull=state != "withdrawn"))
    if q:
        articles = articles.search(q, project=project.pk)
    if state == "flagged":
        return articles.filter(pk__in=Flag.objects.filter(user=user).order_by().values("article"))
    if state == "new":
        return articles.filter(my_state__isnull=True)
    if state not in ("open", "finished"):
        return articles
    found = list(sets_in_state(user=user or 0, state=state))
    few = articles if len(found) > FEW else articles.filter(pk__in=[row.article_id for row in found])
    return few.filter(my_state=state)  # where they are many, those of one page are soon found


@prepared
def sets_in_state(*, user: int, state: str) -> QuerySet[AnnotationSet]:
    """The user’s sets in this state, in all projects: no more than one more than a few."""
    sets = AnnotationSet.objects.filter(source=Source.ANNOTATOR, user=user, state=state)  # by index
    return sets.only("pk", "article").order_by()[: FEW + 1]


def with_work_of(user: int | None, articles: Any) -> Any:
    """The query of the articles in their order, with ``my_state`` (open, finished or None).

    With ``my_import``, somebody else brought the user's work then.
    """
    mine = AnnotationSet.objects.filter(article=OuterRef("pk"), source="annotator", user=user)
    state_of_mine, import_of_mine = Subquery(mine.values("state")[:1]), Subquery(mine.values("imported_at")[:1])
    return articles.without_text().annotate(my_state=state_of_mine, my_import=import_of_mine).order_by("id")
