"""The page on which a person works on an article."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from annotator.services import journal
from annotator.services.news import guideline_news
from annotator.services.places import has_room, no_room
from annotator.services.preferences import changed_keys
from annotator.services.sets import sets_to_open
from annotator.views.reading import with_pictures
from annotator.workbench.opening import opened
from annotator.workbench.threads import threads_on
from articles.models import Article
from config.packed import Packing, render_packed


def opened_page(request: HttpRequest, article: Article, **more: Any) -> HttpResponse:
    """The workbench of the article. ``more`` is for the template."""
    workset, machine_sets = sets_to_open(article, request.user)
    # The number comes first: the page will ask for what is done while it is drawn.
    order = journal.last_order(workset) if workset.pk else 0
    found = opened(article, workset, machine_sets)
    packing = Packing()
    context = {
        "article": article,
        "project": article.project,
        "bench": found.bench,
        "text": packing.place(found.text),
        "cards": packing.place(found.cards),
        "table": packing.place([found.table]),
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
        **more,
    }
    response = with_pictures(render_packed(request, "workbench/workbench.html", context, packing), article)
    response["Quotemark-User"] = str(request.user.pk)
    return response
