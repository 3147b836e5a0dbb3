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
from annotator.views.requests import HtmxRequest
from articles import access
from articles.models import Role
from exchange.forms.importing import READ_CHOICES, StartForm
from exchange.models import Run, RunKind, WorkerBeat
from exchange.outgoing.downloads import sent_file
from exchange.runs import services, storage
from exchange.runs.kinds import KINDS
from exchange.runs.mapping_choices import keep_choices
from exchange.runs.preview import preview_of
from exchange.runs.services import begin
from exchange.runs.wording import kept_note_in_words, note_in_words

FAILURES_SHOWN = 200
SECTIONS: dict[str, str] = {
    RunKind.IMPORT: "import",
    RunKind.EXPORT: "export",
    RunKind.RELEASE: "releases",
    RunKind.SUGGEST: "import",
    RunKind.TRAIN: "quality",
}
PATIENCE = 10
"""Seconds that a run waits before the page asks whether there is a worker at all."""


def run_for(request: HttpRequest, slug: str, key: uuid.UUID, *, to_change: bool = False) -> Run:
    """The run of the project, or 404. Reviewers see all runs; of exports, whoever asked for one sees it as well.

    ``to_change`` asks for the role that may stop runs of this kind and go on with them.
    """
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    run = get_object_or_404(Run.objects.select_related("user"), project=project, pk=key)
    run.project = project
    handler = KINDS[run.kind]
    if not (handler.is_personal and run.user_id == request.user.pk):
        access.require_role(project, request.user, at_least=handler.changed_by if to_change else Role.REVIEWER)
    return run


@never_cache
@require_safe
@login_required
def run_page(request: HtmxRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """A draft with its first records, or a run with its progress and report. The same address gives the fragment."""
    run = run_for(request, slug, key)
    if run.state == Run.State.DRAFT and run.kind == RunKind.IMPORT:
        return draft_page(request, run)
    context = {"section": SECTIONS[run.kind], "project": run.project, **context_of(request, run)}
    template = "exchange/run.html#state" if request.htmx else "exchange/run.html"
    return render(request, template, context)


def context_of(request: HttpRequest, run: Run) -> dict[str, Any]:
    report = run.report or {}
    failures = report.get("failures", [])
    return {
        **state_of(request, run),
        "done": f"exchange/_done_{run.kind}.html",
        "report": report,
        "failures": failures[:FAILURES_SHOWN],
        "failed": sum(report.get(name, 0) for name in ("failed", "left_out", "cut_short")),
        "notes": [(note["file"], kept_note_in_words(note)) for note in report.get("notes", [])],
        "suggestions": kept_note_in_words(report.get("suggestions", "")),
        "is_kept": run.kind == RunKind.EXPORT and storage.export_path(run).exists(),
        "next": next_article(request.user) if report.get("imported") else None,
    }


def state_of(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What ``_progress.html`` shows of a run, and what the user may do with it."""
    handler = KINDS[run.kind]
    is_mine = handler.is_personal and run.user_id == request.user.pk
    return {
        "run": run,
        "handler": handler,
        "may_change": is_mine or access.allows(run.project, request.user, at_least=handler.changed_by),
        "may_resume": run.may_be_resumed and (run.kind != RunKind.IMPORT or storage.has_uploads(run)),
        "lacks_worker": run.seconds_waiting > PATIENCE and not WorkerBeat.any_lives(),
    }


def draft_page(
    request: HtmxRequest, run: Run, *, form: StartForm | None = None, asked: str = "", status: int = 200
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
    template = "exchange/draft.html#preview" if request.htmx else "exchange/draft.html"
    return render(request, template, context, status=status)


@require_POST
@login_required
def run_start(request: HtmxRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Import the draft. One that was started already is left as it is."""
    run = run_for(request, slug, key)
    form = StartForm(request.POST)
    if not form.is_valid():
        return draft_page(request, run, form=form, status=400)
    return begun(request, run, **form.cleaned_data)


@require_POST
@login_required
def run_mapping(request: HtmxRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Keep what the names of a draft’s first records become, for the whole project, and show the draft again."""
    run = run_for(request, slug, key)
    asked = request.POST.get("format", "auto")
    if run.state != Run.State.DRAFT or asked not in dict(READ_CHOICES) or not storage.has_uploads(run):
        return redirect(run)
    keep_choices(run.project, preview_of(run, format=asked).questions, request.POST)
    if request.htmx:
        return draft_page(request, run, asked=asked)
    return redirect(f"{run.get_absolute_url()}?format={asked}")


@require_POST
@login_required
def run_resume(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Go on with a run that failed, was stopped, or was broken off."""
    return begun(request, run_for(request, slug, key, to_change=True))


def begun(request: HttpRequest, run: Run, **options: Any) -> HttpResponse:
    try:
        begin(run, **options)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(run)


@require_POST
@login_required
def run_cancel(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Stop the run. A draft is discarded with its files."""
    run = run_for(request, slug, key, to_change=True)
    was_draft = run.state == Run.State.DRAFT and run.kind == RunKind.IMPORT
    services.cancel(run)
    if was_draft:
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
    handler = KINDS[run.kind]
    response: HttpResponse
    if kind == "json":
        values = handler.values(run.report)
        response = JsonResponse(values, json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        lines = handler.lines(run.report)
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
    if run.kind != RunKind.EXPORT or run.state != Run.State.FINISHED or not run.report or not path.exists():
        raise Http404
    file = run.report["file"]
    response = sent_file(request, path, name=file["name"], digest=file["sha256"])
    if response.status_code in (200, 206):
        response["Content-Type"] = file["type"]
    return response
