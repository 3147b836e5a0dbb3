"""How good the suggestions of a project are, judged by what people have decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.agreement.figures import agreement_of
from annotator.agreement.wording import lines_of
from annotator.counted import Counted, counted, shown_again
from annotator.learning.here import learned_here
from annotator.quality import Bin, QualityLine, score_bins, tallies
from annotator.services.unaided import Figure, compared, has_unaided
from annotator.services.versions import SuggestedBy, suggested_by
from annotator.services.visibility import figures_for, finished_by, sees_everybody, sees_figures
from articles import access
from articles.models import Project, Role

MOST_PAIRS = 10  # those that agree least


@require_GET
@login_required
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    found = counted(
        project,
        f"quality:{figures_for(request.user, project)}",
        lambda: [[astuple(row) for row in part(project, user=request.user)] for part in (tallies, score_bins)],
    )
    reads_all = sees_everybody(project, request.user)
    agreed = agreement_of(project) if reads_all else Counted({})
    shows_unaided = reads_all and has_unaided(project)
    unaided = counted(project, "unaided", lambda: compared(project) or []) if shows_unaided else Counted([])
    rows, bins = found.value or ([], [])
    everybody = sees_figures(project, request.user)
    articles = project.articles.in_use()
    done = articles.filter(finished=True) if everybody else articles.filter(pk__in=finished_by(request.user))
    lines = [QualityLine(*row) for row in rows]
    learned = learned_here(project, user=request.user)
    context = {
        "section": "quality",
        "project": project,
        "counted": found,
        "tallies": lines,
        "tallies_by_version": list(zip(lines, versions_in(project, lines), strict=True)),
        "learned": learned,
        "bins": [Bin(*row) for row in bins],
        "sees_everybody": everybody,
        "reads_all": reads_all,
        "pairs": lines_of((agreed.value or {}).get("pairs", ()), first="first", second="second")[-MOST_PAIRS:],
        "shows_unaided": shows_unaided,
        "unaided": [(name, [Figure(*figure) for figure in figures]) for name, *figures in unaided.value or []],
        "decided": sum(line.decided for line in lines),
        "finished": done.count(),
        "articles": articles.count(),
    }
    return shown_again(render(request, "annotator/quality.html", context), found, agreed, unaided, learned.pace)


def versions_in(project: Project, lines: Sequence[QualityLine]) -> list[SuggestedBy]:
    """The suggester and version of each line, in words."""
    parted = (line.suggester.partition(" ") for line in lines)
    return suggested_by(project, ((name, version) for name, _, version in parted))
