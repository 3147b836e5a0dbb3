"""The pages of a run: what it would bring, how far it is, what became of it, and its file."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import Refused
from annotator.services.queue import next_article
from articles import access
from articles.models import Project, Role
from exchange.forms.pages import READ_CHOICES, StartForm
from exchange.outgoing.downloads import sent_file
from exchange.run_models import Run, WorkerBeat
from exchange.runs import services, storage
from exchange.runs.importing import lines_of
from exchange.runs.mapping_choices import keep_choices
from exchange.runs.preview import preview_of
from exchange.runs.tasks import begin
from exchange.runs.wording import kept_note_in_words, loss_in_words, note_in_words

FAILURES_SHOWN = 200
PATIENCE = 10
"""Seconds that a run waits before the page asks whether there is a worker at all."""


def run_for(request: HttpRequest, slug: str, key: uuid.UUID) -> Run:
    """The run of the project, or 404: imports are for reviewers, exports for who asked for them and for reviewers."""
    project = access.project_for(request.user, slug)
    run = get_object_or_404(Run.objects.select_related("user"), project=project, pk=key)
    run.project = project
    if run.kind == Run.Kind.IMPORT or run.user_id != request.user.pk:
        access.require(project, request.user, at_least=Role.REVIEWER)
    return run


@never_cache
@require_safe
@login_required
def run_page(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A draft with its first records, or a run with its progress and report. The same address gives the fragment."""
    run = run_for(request, slug, key)
    if run.state == Run.State.DRAFT:
        return draft_page(request, run)
    context = {"section": run.kind, "project": run.project, "run": run, **context_of(request, run)}
    template = "exchange/run.html#state" if request.headers.get("HX-Request") else "exchange/run.html"
    return render(request, template, context)


def context_of(request: HttpRequest, run: Run) -> dict[str, Any]:
    report = run.report or {}
    failures = report.get("failures", [])
    is_kept = run.kind == Run.Kind.EXPORT and storage.export_path(run).exists()
    return {
        "report": report,
        "failures": failures[:FAILURES_SHOWN],
        "notes": [(note["file"], kept_note_in_words(note)) for note in report.get("notes", [])],
        "suggestions": kept_note_in_words(report.get("suggestions", "")),
        "lines": loss_in_words(report["loss"]) if "loss" in report else [],
        "is_kept": is_kept,
        "lacks_worker": run.seconds_waiting > PATIENCE and not WorkerBeat.any_lives(),
        "next": next_article(request.user) if report.get("imported") else None,
        "may_resume": run.may_be_resumed and (run.kind == Run.Kind.EXPORT or storage.has_uploads(run)),
    }


def draft_page(
    request: HttpRequest, run: Run, *, form: StartForm | None = None, asked: str = "", status: int = 200
) -> HttpResponse:
    asked = asked or request.GET.get("format", "")
    known = asked if asked in dict(READ_CHOICES) else run.options.get("format", "auto")
    preview = preview_of(run, format=known) if storage.has_uploads(run) else None
    context = {
        "section": "import",
        "project": run.project,
        "run": run,
        "form": form or StartForm(initial={"format": known, "suggest": run.options.get("suggest", True)}),
        "preview": preview,
        "notes": [(note.place, note_in_words(note)) for note in preview.notes] if preview else [],
    }
    template = "exchange/draft.html#preview" if request.headers.get("HX-Request") else "exchange/draft.html"
    return render(request, template, context, status=status)


@require_POST
@login_required
def run_start(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Import the draft. One that was started already is left as it is."""
    run = run_for(request, slug, key)
    form = StartForm(request.POST)
    if not form.is_valid():
        return draft_page(request, run, form=form, status=400)
    return begun(request, run, **form.cleaned_data)


@require_POST
@login_required
def run_mapping(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Keep what the names of a draft’s first records become, for the whole project, and show the draft again."""
    run = run_for(request, slug, key)
    asked = request.POST.get("format", "auto")
    if run.state != Run.State.DRAFT or asked not in dict(READ_CHOICES) or not storage.has_uploads(run):
        return redirect(run)
    keep_choices(run.project, preview_of(run, format=asked).questions, request.POST)
    if request.headers.get("HX-Request"):
        return draft_page(request, run, asked=asked)
    return redirect(f"{run.get_absolute_url()}?format={asked}")


@require_POST
@login_required
def run_resume(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Go on with a run that failed, was stopped, or was broken off."""
    return begun(request, run_for(request, slug, key))


def begun(request: HttpRequest, run: Run, **options: Any) -> HttpResponse:
    try:
        begin(run, **options)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(run)


@require_POST
@login_required
def run_cancel(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    run = run_for(request, slug, key)
    services.cancel(run)
    if run.state == Run.State.DRAFT:
        storage.remove_files(run)
        return redirect("import", slug)
    return redirect(run)


@require_safe
@login_required
def run_report(request: HttpRequest, slug: str, key: uuid.UUID, kind: str) -> HttpResponse:
    """The report as a file: ``json`` or ``txt``."""
    run = run_for(request, slug, key)
    if run.report is None:
        raise Http404
    response: HttpResponse
    if kind == "json":
        values = run.report["loss"] if run.kind == Run.Kind.EXPORT else run.report
        response = JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        lines = run.report["lines"] if run.kind == Run.Kind.EXPORT else lines_of(run.report)
        response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    name = f"{slug}-{run.kind}-{run.created_at:%Y%m%d-%H%M}.report.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@login_required
def run_file(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponseBase:
    """The file of an export, whole or in part, so that a download that broke off goes on."""
    run = run_for(request, slug, key)
    path = storage.export_path(run)
    if run.kind != Run.Kind.EXPORT or run.state != Run.State.FINISHED or not run.report or not path.exists():
        raise Http404
    file = run.report["file"]
    response = sent_file(request, path, name=file["name"], digest=file["sha256"])
    if response.status_code in (200, 206):
        response["Content-Type"] = file["type"]
    return response


def latest_runs(project: Project, kind: str) -> list[Run]:
    """The project’s last runs of the kind that were started."""
    return list(
        project.runs.filter(kind=kind).exclude(state=Run.State.DRAFT).select_related("user").defer("report")[:8]
    )
