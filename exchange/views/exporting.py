"""The page on which a project’s data goes out."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from annotator.counted import counted, shown_again
from annotator.errors import Refused
from annotator.vocabulary import KIND_PLURALS, Kind
from articles import access
from articles.models import Project, Role
from exchange.forms.exporting import ExportForm
from exchange.models import RunKind
from exchange.outgoing.contents import contents_of, counts_of_sets
from exchange.outgoing.exporting import Export, open_export
from exchange.outgoing.selection import DEFAULT, SELECTIONS, choice_of, choices_for
from exchange.runs.services import ask_export, begin, latest_runs


@require_GET
@login_required
def export_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be exported, and how much of it there is."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    sets = choices_for(project, request.user)
    return render_export_page(request, project, ExportForm(request.GET or None, sets=sets), sets)


def render_export_page(
    request: HttpRequest,
    project: Project,
    form: ExportForm,
    sets: list[str],
    *,
    status: int = 200,
    prepared: dict[str, str] | None = None,
    report: dict[str, Any] | None = None,
) -> HttpResponse:
    sees_all = DEFAULT in sets  # as reviewers are offered it
    name = "sets" if sees_all else "sets:seen"
    found = counted(project, name, lambda: counts_of_sets(project, with_blind=sees_all))
    context = {
        "section": "export",
        "project": project,
        "form": form,
        "client_id": uuid.uuid4(),
        "prepared": prepared,
        "selection": SELECTIONS[choice_of(form["set"].value() or sets[0]).kind],
        "runs": [run for run in latest_runs(project, RunKind.EXPORT) if run.user_id == request.user.pk],
        "kinds": [str(KIND_PLURALS[Kind(kind)]) for kind in Kind.values],
        "counted": found,
        "contents": contents_of(found.value or [], sets),
        "articles": project.articles.in_use().count(),
    }
    return shown_again(render(request, "exchange/export.html", context | (report or {}), status=status), found)


@require_http_methods(["GET", "POST"])
@login_required
def export_prepare(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what file would be made; by POST, make it: at once where it is small, else by a worker."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    sets = choices_for(project, request.user)
    query = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    form = ExportForm(QueryDict(query), sets=sets)
    if not form.is_valid():
        return render_export_page(request, project, form, sets, status=400)
    try:
        export = open_export(
            project, form.options, reader=request.user
        )  # refuses now what the worker would refuse later
        if request.method == "GET":
            prepared = {"query": query, "format": export.format.label, "set": export.report.chosen}
            return render_export_page(request, project, form, sets, prepared=prepared)
        client_id = uuid_of(request.POST.get("client_id", ""))
        run, _ = ask_export(project, user=request.user, client_id=client_id, options={"query": query})
    except Refused as error:
        form.add_error(None, str(error))
        return render_export_page(request, project, form, sets, status=400)
    begin(run)
    return redirect(run)


def uuid_of(value: str) -> uuid.UUID:
    """The client’s id; a new one where it is none."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.uuid4()


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


@require_GET
@login_required
def export_report(request: HttpRequest, slug: str) -> HttpResponse:
    """The loss report of the export that the form asks for, shown on the page."""
    found = asked_export(request, slug)
    if isinstance(found, HttpResponse):
        return found
    for _ in found.chunks():
        pass
    sets = choices_for(found.project, request.user)
    context = {"query": request.GET.urlencode(), "loss": found.report.as_json(), "configuration": found.configuration}
    return render_export_page(request, found.project, ExportForm(request.GET, sets=sets), sets, report=context)


def asked_export(request: HttpRequest, slug: str) -> Export | HttpResponse:
    """The export that the form asks for, or the page that says what is wrong with the form."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    sets = choices_for(project, request.user)
    form = ExportForm(request.GET, sets=sets)
    if not form.is_valid():
        return render_export_page(request, project, form, sets, status=400)
    try:
        return open_export(project, form.options, reader=request.user)
    except Refused as error:
        form.add_error(None, str(error))
        return render_export_page(request, project, form, sets, status=400)
