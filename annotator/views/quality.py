"""How good the suggestions of a project are, judged by what people have decided."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.counted import counted
from annotator.quality import score_bins, tallies
from annotator.services.visibility import sees_everybody, viewer
from articles import access


@require_GET
@login_required
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project_for(request.user, slug)
    lines, bins = counted(
        project,
        f"quality:{viewer(request.user, project)}",
        lambda: (tallies(project, user=request.user), score_bins(project, user=request.user)),
    )
    context = {
        "section": "quality",
        "project": project,
        "tallies": lines,
        "bins": bins,
        "sees_everybody": sees_everybody(project, request.user),
        "decided": sum(line.decided for line in lines),
        "finished": project.articles.in_use().filter(finished=True).count(),
        "articles": project.articles.in_use().count(),
    }
    return render(request, "annotator/quality.html", context)
