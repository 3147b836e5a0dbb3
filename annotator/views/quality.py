"""What the suggestions of a project are worth, as far as people have decided."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.models import AnnotationSet, Source
from annotator.quality import score_bins, tallies
from articles import access


@require_GET
@login_required
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project_for(request.user, slug)
    lines = tallies(project)
    sets = AnnotationSet.objects.filter(article__project=project, source=Source.ANNOTATOR)
    context = {
        "section": "quality",
        "project": project,
        "tallies": lines,
        "bins": score_bins(project),
        "decided": sum(line.decided for line in lines),
        "finished": sets.filter(state=AnnotationSet.State.FINISHED).values("article").distinct().count(),
        "articles": project.articles.in_use().count(),
    }
    return render(request, "quality.html", context)
