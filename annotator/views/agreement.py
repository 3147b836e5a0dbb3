"""How far the people of a project agree: the page, and its figures as CSV and JSON. For reviewers alone.

Annotators are refused: every figure about others’ work is a hint of what they decided.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.agreement.figures import agreement_of, figures_now
from annotator.agreement.tables import NAMES_OF_COLUMNS, rows_of_figures
from annotator.agreement.wording import attributes_of, differences_of, labels_of, lines_of, matrix, roles_of, sentences
from annotator.counted import shown_again
from annotator.forms.agreement import AgreementForm
from annotator.judged import Judged
from articles import access
from articles.models import Project, Role

FEWEST_FOR_MATRIX = 3  # people


@require_GET
@login_required
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    form = AgreementForm(request.GET, project=project)
    found = agreement_of(project, form.chosen if form.is_valid() else None)
    context = {
        "section": "quality",
        "project": project,
        "form": form,
        "filtered": form.is_valid() and any(form.cleaned_data.values()),
        "query": request.GET.urlencode(),
        "counted": found,
        **(said_of(project, found.value) if found.value else {}),
    }
    return shown_again(render(request, "annotator/agreement.html", context), found)


def said_of(project: Project, value: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of the figures."""
    judged = Judged.of(project.judged)
    pairs = lines_of(value["pairs"], first="first", second="second")
    pooled = value["pooled"]
    return {
        "value": value,
        "pairs": pairs,
        "matrix": matrix(pairs, value["people"]) if len(value["people"]) >= FEWEST_FOR_MATRIX else [],
        "against_gold": lines_of(value["against_gold"], first="person", second=""),
        "machines": [
            *lines_of(value["machine_against_gold"], first="suggester", second=""),
            *lines_of(value["machine_against_people"], first="suggester", second="person"),
        ],
        "differences": differences_of(value["differences"], judged),
        **(
            {
                "roles": list(roles_of(pooled, judged)),
                "labels": labels_of(pooled),
                "attributes": attributes_of(pooled),
                "sentences": sentences(pooled),
            }
            if pooled
            else {}
        ),
    }


@require_GET
@login_required
def figures(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The figures as a file: JSON as the interface gives them, or CSV with a figure a line."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    form = AgreementForm(request.GET, project=project)
    value = figures_now(project, form.chosen if form.is_valid() else None)
    if kind == "json":
        response: HttpResponse = JsonResponse(value, json_dumps_params={"indent": 1})
    else:
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(NAMES_OF_COLUMNS)
        writer.writerows(rows_of_figures(value))
        response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{project.slug}-agreement.{kind}"'
    return response
