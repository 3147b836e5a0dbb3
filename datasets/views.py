"""The pages on which a project’s data comes in and goes out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from annotator.models import Kind
from annotator.services.errors import Refused
from annotator.services.queue import next_article
from articles import access
from articles.models import Project, Role
from datasets.contents import contents_of
from datasets.exporting import Export, open_export
from datasets.forms import ExportForm, ImportForm
from datasets.importing import import_records
from datasets.loss import WORDS
from datasets.mapping import mapping_from_json
from datasets.selection import choices_for
from datasets.sources import records_of_uploads
from datasets.suggesting import suggest_for

FAILURES_SHOWN = 200


@require_http_methods(["GET", "POST"])
@login_required
def import_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Files or a pasted text come in; the page tells what became of each. The same import twice changes nothing."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"section": "import", "project": project, "form": form}
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        mapping = mapping_from_json(project.import_mapping)
        records = records_of_uploads(form.uploads, format=values["format"], mapping=mapping)
        report = import_records(project, records, user=request.user)
        context["report"] = report
        context["failures"] = report.failures[:FAILURES_SHOWN]
        context["suggestions"] = suggest_for(project, report.imported_ids) if values["suggest"] else ""
        context["next"] = next_article(request.user)
    return render(request, "datasets/import.html", context, status=400 if form.errors else 200)


@require_GET
@login_required
def export_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be exported, and how much of it there is."""
    project = access.project_for(request.user, slug)
    sets = choices_for(project, request.user)
    return render_export_page(request, project, ExportForm(request.GET or None, sets=sets), sets)


def render_export_page(
    request: HttpRequest, project: Project, form: ExportForm, sets: list[str], *, status: int = 200
) -> HttpResponse:
    context = {
        "section": "export",
        "project": project,
        "form": form,
        "kinds": [WORDS[kind].capitalize() for kind in Kind.values],
        "contents": contents_of(project, sets),
        "articles": project.articles.in_use().count(),
    }
    return render(request, "datasets/export.html", context, status=status)


@require_GET
@login_required
def export_download(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The export as a file, sent while it is read."""
    found = asked_export(request, slug)
    if isinstance(found, HttpResponse):
        return found
    name, chunks = found.named_chunks()
    response = StreamingHttpResponse(chunks, content_type=found.format.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@login_required
def export_loss(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The loss report of the export that the same form asks for, as a file."""
    found = asked_export(request, slug)
    if isinstance(found, HttpResponse):
        return found
    for _ in found.chunks():  # the report is complete when the export has been read
        pass
    response = JsonResponse(found.report.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}.loss.json"'
    return response


def asked_export(request: HttpRequest, slug: str) -> Export | HttpResponse:
    """The export that the form asks for, or the page that tells what is wrong with the form."""
    project = access.project_for(request.user, slug)
    sets = choices_for(project, request.user)
    form = ExportForm(request.GET, sets=sets)
    if not form.is_valid():
        return render_export_page(request, project, form, sets, status=400)
    try:
        return open_export(project, form.options)
    except Refused as error:
        form.add_error(None, str(error))
        return render_export_page(request, project, form, sets, status=400)
