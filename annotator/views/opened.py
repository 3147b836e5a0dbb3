"""The page on which a person works on an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from annotator.context import site
from annotator.models import AnnotationSet
from annotator.services import journal
from annotator.services.news import guideline_news
from annotator.services.places import has_room, no_room
from annotator.services.sets import sets_to_open
from annotator.views.reading import with_pictures
from annotator.workbench.opening import opened
from annotator.workbench.page import how_imported, shape_of, values_of_article, values_of_bench, values_of_user
from annotator.workbench.rarities import Rarities, rarities_of
from annotator.workbench.threads import threads_on
from articles.models import Article
from config.filled import Value, fill

PAGE = "workbench/workbench.html"


def opened_page(request: HttpRequest, article: Article, *, with_notices: bool = True) -> HttpResponse:
    """The workbench of the article. Without notices, they wait for another page."""
    user: Any = request.user
    workset, machine_sets = sets_to_open(article, user)
    # The number comes first: the page will ask for what is done while it is drawn.
    order = journal.last_order(workset) if workset.pk else 0
    rare = rarities_of(article, user)
    found = opened(article, workset, machine_sets, has_figures=rare.figures)
    of_site = site(request)
    shape = {
        **shape_of(found.bench, workset, rare),
        **journal.history_state(workset if workset.pk else None),
        "inbox_new": of_site["inbox_new"] + 0 if rare.unread else 0,
    }
    values: dict[str, Value] = {
        **values_of_article(article),
        **values_of_bench(found.bench),
        **values_of_user(user, of_site, rare),
        **parts_rarely_there(request, article, workset, rare, with_notices=with_notices),
        "order": str(order),
        "here": request.get_full_path(),
        "csrf_token": get_token(request),
        "text": found.text,
        "cards": found.cards,
        "table": [found.table],
    }
    response = with_pictures(fill(PAGE, shape, values), article)
    response["Quotemark-User"] = str(user.pk)
    return response


def parts_rarely_there(
    request: HttpRequest, article: Article, workset: AnnotationSet, rare: Rarities, *, with_notices: bool
) -> dict[str, str]:
    """What most pages do not have, each drawn where there is any."""
    user: Any = request.user
    threads = threads_on(article, user) if rare.questions else []
    news = guideline_news(user, [article.project])
    messages: Sequence[Any] = get_messages(request) if with_notices else ()  # type: ignore[assignment]  # has a length
    return {
        "imported": how_imported(workset),
        "no_room": "" if workset.is_signed or has_room(article, user) else no_room(article.project),
        "threads_drawn": render_to_string(f"{PAGE}#flags", {"threads": threads}) if threads else "",
        "news": render_to_string("annotator/_guideline_news.html", {"news": news, "article": article}, request)
        if news
        else "",
        "notices": render_to_string("_notices.html", {"messages": messages}) if len(messages) else "",
    }
