"""The notice that guidelines changed, and its answer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from annotator.forms.news import SeenForm
from annotator.services.news import mark_seen
from articles import access
from articles.models import Role


@require_POST
@login_required
def guidelines_seen(request: HttpRequest, slug: str) -> HttpResponse:
    """Note what the user has read, and go back to the article, or to the queue, whose page asked."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Write the version that was seen: number=2\n", status=400, content_type="text/plain")
    mark_seen(project, user=request.user, number=form.cleaned_data["number"])
    article = form.cleaned_data["article"]
    return redirect("workbench", article) if article else redirect("home")
