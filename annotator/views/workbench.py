"""The workbench: the text of one article, with the cards beside it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.errors import Refused
from annotator.services import journal
from annotator.services.exercises import purpose_of
from annotator.services.news import guideline_news
from annotator.services.places import has_room, no_room
from annotator.services.preferences import changed_keys
from annotator.services.queue import finish, take_next
from annotator.services.sets import set_of, set_to_show
from annotator.views.reading import article_read, set_asked_for, with_pictures
from annotator.vocabulary import Purpose
from annotator.workbench.opening import opened
from annotator.workbench.threads import threads_on
from articles import access
from articles.models import Article, Role
from config.packed import Packing, render_packed


@require_GET
@never_cache
@login_required
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    article, may_work = article_to_open(request.user, pk)
    asked = set_asked_for(request, article, may_work=may_work)
    if asked or not may_work:
        return article_read(request, article, asked)
    workset = set_to_show(article, request.user)
    # The number comes first: the page will ask for what is done while it is drawn.
    order = journal.last_order(workset) if workset.pk else 0
    found = opened(article, workset)
    packing = Packing()
    context = {
        "article": article,
        "project": article.project,
        "bench": found.bench,
        "text": packing.place(found.text),
        "cards": packing.place(found.cards),
        "has_headline": bool(article.blocks) and article.blocks[0][2] == "headline",
        "finished": workset.is_signed,
        "imported": workset if workset.imported_at else None,
        "no_room": "" if workset.is_signed or has_room(article, request.user) else no_room(article.project),
        "is_blind": workset.hides_suggestions,
        "order": order,
        "own_keys": json.dumps(changed_keys(request.user)),
        "news": guideline_news(request.user, [article.project]),
        "threads": threads_on(article, request.user),
        **journal.history_state(workset if workset.pk else None),
    }
    return with_pictures(render_packed(request, "workbench/workbench.html", context, packing), article)


def article_to_open(user: Any, pk: int) -> tuple[Article, bool]:
    """The article, and whether the user may decide in it."""
    try:
        return access.article_for(user, pk), True
    except access.RoleTooLow:
        return access.article_for(user, pk, at_least=Role.VIEWER), False


@require_POST
@login_required
def finish_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the article and open the next one of the queue; after practice the page that says how it went."""
    article = access.article_for(request.user, pk)
    access.require_open(article.project)
    try:
        finish(set_of(article, request.user), user=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(article)
    if purpose_of(article) == Purpose.PRACTICE:
        return redirect("feedback", pk=article.pk)
    following = take_next(request.user, after=article)
    return redirect(following) if following else redirect("home")
