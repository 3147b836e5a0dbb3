"""Where the editor changed my work: the list of articles, and one of them. Nobody else’s work is in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.forms.returned import LookedAtForm, ReturnedForm
from annotator.models import AnnotationSet
from annotator.services.returned import changes_in, mark_all_looked_at, mark_looked_at, rejected_by, returned_to, unseen
from annotator.views.requests import HtmxRequest
from annotator.workbench.cases import language_of
from annotator.workbench.returned import returned_in, returned_shown
from articles import access
from articles.models import Article, Role

PAGE = 20


@require_GET
@never_cache
@login_required
def returned(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles that came back, the last first, with what became of the user’s work in each."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    form = ReturnedForm(request.GET)
    number = form.cleaned_data["page"] if form.is_valid() else None
    gold = returned_to(request.user).filter(article__project=project)
    page = Paginator(gold.select_related("article"), PAGE).get_page(number or 1)
    articles = [row.article for row in page.object_list]
    for article in articles:
        article.project = project
    changes = changes_in(articles, request.user)
    context = {
        "section": "queue",
        "project": project,
        "page": page,
        "rows": [(row, returned_in(changes[row.article_id])) for row in page.object_list if row.article_id in changes],
        "unseen": unseen(request.user).filter(article__project=project).count(),
    }
    return render(request, "annotator/returned.html", context)


@require_GET
@never_cache
@login_required
def article_returned(request: HttpRequest, pk: int) -> HttpResponse:
    """What the editor changed in one article, the user’s work and gold side by side."""
    article = access.article_for(request.user, pk, at_least=Role.VIEWER)
    gold = returned_to(request.user).filter(article=article).first()
    waiting = unseen(request.user).filter(article__project=article.project).exclude(article=article)
    context = {
        "section": "queue",
        "article": article,
        "project": article.project,
        "lang": language_of(article),
        "gold": gold,
        "next": waiting.select_related("article").first(),
        **(what_became(article, gold, request.user) if gold else {}),
    }
    return render(request, "annotator/article_returned.html", context)


def what_became(article: Article, gold: AnnotationSet, user: Any) -> dict[str, Any]:
    changes = changes_in([article], user).get(article.pk, [])
    return {
        "became": returned_shown(article, changes, rejected_by(user, article)),
        "at": gold.finished_at.isoformat() if gold.finished_at else "",
    }


@require_POST
@login_required
def looked_at(request: HtmxRequest, pk: int) -> HttpResponse:
    """Note that the user has looked at what came back of an article. The page asks for it by itself."""
    article = access.article_for(request.user, pk, at_least=Role.VIEWER)
    form = LookedAtForm(request.POST)
    if not form.is_valid():
        return HttpResponse(
            "Write when the gold was saved: at=2026-11-28T12:00:00Z\n", status=400, content_type="text/plain"
        )
    mark_looked_at(article, user=request.user, at=form.cleaned_data["at"])
    return HttpResponse() if request.htmx else redirect("returned", article.project.slug)


@require_POST
@login_required
def all_looked_at(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for all articles of the project."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    mark_all_looked_at(project, user=request.user)
    return redirect("returned", project.slug)
