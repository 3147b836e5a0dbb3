"""A project's guidelines: the text in force, its earlier versions, and what changed between two."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.forms.guidelines import VersionForm
from annotator.markdown import safe_html
from annotator.services.asked import asked_in_words
from annotator.services.guidelines import difference
from annotator.views.requests import HtmxRequest
from articles import access
from articles.models import GuidelineVersion, Project, Role

MOST_VERSIONS = 200


@require_GET
@login_required
def guidelines(request: HtmxRequest, slug: str) -> HttpResponse:
    """The guidelines as a page, or as a fragment for the workbench's window.

    With ``version``, that version; with ``against`` as well, what changed from that one to it.
    """
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    form = VersionForm(request.GET)
    if not form.is_valid():
        raise Http404("There is no such version.")
    number, against = form.cleaned_data["version"], form.cleaned_data["against"]
    version = version_of(project, number or project.guideline_version, must_exist=number is not None)
    earlier = version_of(project, against, must_exist=True) if against else None
    text = version.text if version else project.guidelines
    context = {
        "project": project,
        "section": "articles",
        "asked": asked_in_words(project),
        "guidelines": safe_html(text),
        "version": version,
        "earlier": earlier,
        "lines": difference(earlier.text, text) if earlier else [],
        "is_in_force": number in (None, project.guideline_version),
        "may_change": access.allows(project, request.user, at_least=Role.MANAGER),
        **({} if request.htmx else {"versions": versions_of(project)}),
    }
    template = "annotator/guidelines.html#text" if request.htmx else "annotator/guidelines.html"
    return render(request, template, context)


def version_of(project: Project, number: int, *, must_exist: bool) -> GuidelineVersion | None:
    """The version of this number. One that nobody has kept (of the text in force) is None."""
    found = project.guideline_versions.select_related("by").filter(number=number).first()
    if found is None and must_exist and number != project.guideline_version:
        raise Http404("There is no such version.")
    return found


def versions_of(project: Project) -> list[dict[str, Any]]:
    """The versions, newest first, each with the number of the one before it."""
    rows = project.guideline_versions.select_related("by").defer("text").order_by("-number")[:MOST_VERSIONS]
    found = list(rows)
    before = [row.number for row in found[1:]]
    return [{"row": row, "before": number} for row, number in zip(found, [*before, None], strict=False)]
