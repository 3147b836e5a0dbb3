"""The workbench: the text of one article, with the cards beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.errors import Refused
from annotator.services.exercises import purpose_of
from annotator.services.queue import finish, take_next
from annotator.services.sets import set_of
from annotator.views.onward import from_page_or_form, go_on, go_to
from annotator.views.opened import opened_page
from annotator.views.reading import article_read, set_asked_for
from annotator.vocabulary import Purpose
from articles import access
from articles.models import Article, Role


@require_GET
@never_cache
@login_required
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    article, may_work = article_to_open(request.user, pk)
    asked = set_asked_for(request, article, may_work=may_work)
    if asked or not may_work:
        return article_read(request, article, asked)
    return opened_page(request, article)


def article_to_open(user: Any, pk: int) -> tuple[Article, bool]:
    """The article, and whether the user may decide in it."""
    try:
        return access.article_for(user, pk), True
    except access.RoleTooLow:
        return access.article_for(user, pk, at_least=Role.VIEWER), False


@require_POST
@from_page_or_form
def finish_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the article and open the next one of the queue; after practice the page that says how it went."""
    article = access.article_for(request.user, pk)
    access.require_open(article.project)
    try:
        finish(set_of(article, request.user), user=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return go_to(request, article.get_absolute_url())
    if purpose_of(article) == Purpose.PRACTICE:
        return go_to(request, reverse("feedback", args=[article.pk]))
    following = take_next(request.user, after=article)
    return go_on(request, article, following) if following else go_to(request, reverse("home"))
