"""Active time, as the pages of an article measure it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from annotator.forms.activity import ActivityForm
from annotator.services.activity import record
from annotator.views.actions import for_the_page
from articles import access
from config.database.sqlite.turns import taking_turns


@require_POST
@taking_turns
@for_the_page
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Stretches in which the user worked on the article. The same ones again add nothing."""
    article = access.article_for(request.user, pk)
    access.require_open(article.project)
    form = ActivityForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return HttpResponse(f"{words}\n", status=400, content_type="text/plain")
    record(article, user=request.user, stretches=form.cleaned_data["stretches"], sent_at=form.sent_at)
    return HttpResponse(status=204)
