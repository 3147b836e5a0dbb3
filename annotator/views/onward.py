"""On to the next article within the page: what a page asks for ahead, and what it is told when its article is left.

A page holds the next article before it is taken. When the user finishes or skips theirs, the answer says which article
it is now (``Quotemark-Next``), and the state of its page as it is now (``Quotemark-State``): where that is the state of
the page that is held, nothing on it has changed, and it is shown at once. Without scripts all are redirects.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotator.services.ahead import expected_after, state_of
from annotator.views.actions import for_the_page
from annotator.views.opened import opened_page
from articles import access
from articles.models import Article

View = Callable[[HttpRequest, int], HttpResponse]
HELD = "Quotemark-Held"


@require_GET
@never_cache
@for_the_page
def ahead(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the article that would come next, though it is not taken; 204 where none does."""
    article = access.article_for(request.user, pk)
    following = expected_after(article, user=request.user)
    if following is None:
        return HttpResponse(status=204)
    state = state_of(following, request.user)  # before the page: what changes meanwhile makes it another
    page = page_of(request, following)
    page["Quotemark-State"] = state
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False  # a late answer would put back the token of a session that ended
    return page


def from_page_or_form(view: View) -> View:
    """A view that pages call by script, saying which page they hold (or none), and that forms call without one."""
    by_script, by_form = for_the_page(view), login_required(view)

    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        return (by_script if HELD in request.headers else by_form)(request, pk)

    return answer


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """On to a page that is loaded as a whole."""
    if HELD not in request.headers:
        return redirect(address)
    response = HttpResponse(status=204)
    response["Quotemark-Next"] = address
    return response


def go_on(request: HttpRequest, article: Article, following: Article) -> HttpResponse:
    """On to an article that was taken after this one. Its notices are in the answer where the page is held."""
    address = following.get_absolute_url()
    if HELD not in request.headers or following.project_id != article.project_id:
        return go_to(request, address)
    held = request.headers[HELD]
    now = state_of(following, request.user) if held else ""
    response = render(request, "_notices.html") if now and now == held else HttpResponse()
    response["Quotemark-Next"] = address
    response["Quotemark-State"] = now
    return response


def page_of(request: HttpRequest, article: Article) -> HttpResponse:
    """The workbench of the article, as its own address shows it, without notices: they are for the page in sight."""
    there: Any = copy.copy(request)
    there.path = there.path_info = article.get_absolute_url()
    full = access.article_for(request.user, article.pk)
    return opened_page(there, full, with_notices=False)
