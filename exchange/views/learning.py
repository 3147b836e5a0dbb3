"""The learned versions of a project: all of them, one with its figures, training anew, and which one is used."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import Refused
from annotator.guideline import title_of
from annotator.learning.here import panel_in
from annotator.models import LearnedModel
from annotator.services.learning import version_in_use, versions_of
from annotator.services.profiles import touched_by_change
from annotator.services.retraining import put_training_aside
from articles import access
from articles.models import Project, Role
from articles.profiles import read_profile
from exchange.forms.training import TrainForm
from exchange.models import Run
from exchange.runs.training import ask_training
from exchange.runs.training_report import change_in_words, measured_rows, outcome_of, report_of
from exchange.runs.versions import use_no_version, use_version

SHOWN = 200


@require_safe
@login_required
def models(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions, the newest first; a manager trains anew here and chooses which one is used."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    used = version_in_use(project)
    versions = list(versions_of(project).select_related("made_by")[:SHOWN])
    for version in versions:
        version.project = project
    context = {
        "section": "quality",
        "project": project,
        "versions": versions,
        "used": used,
        "guideline": title_of(project.chosen_profile),
        "may_manage": access.allows(project, request.user, at_least=Role.MANAGER) and project.archived_at is None,
    }
    return render(request, "exchange/models.html", context)


@require_safe
@login_required
def model(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version: what it learned from, how it was compared, and whether it is in use."""
    version = version_for(request, slug, number, at_least=Role.VIEWER)
    project, gate = version.project, version.gate
    used = version_in_use(project)
    context = {
        "section": "quality",
        "project": project,
        "version": version,
        "is_used": used is not None and used.pk == version.pk,
        "report": version.report,
        "guideline": title_of(read_profile(version.profile)),
        "gate": gate,
        "rows": measured_rows(gate),
        "change": change_in_words(gate) if gate else "",
        "outcome": outcome_of(report_of(version)),
        "learning": panel_in(project, version, user=request.user),
        "may_manage": access.allows(project, request.user, at_least=Role.MANAGER) and project.archived_at is None,
    }
    return render(request, "exchange/model.html", context)


def version_for(request: HttpRequest, slug: str, number: int, *, at_least: Role) -> LearnedModel:
    project = access.project_for(request.user, slug, at_least=at_least)
    rows = LearnedModel.objects.select_related("made_by").defer("content")
    found = get_object_or_404(rows, project=project, number=number)
    found.project = project
    return found


@require_POST
@login_required
def use_model(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put this version into use; nothing happens where it is already."""
    version = version_for(request, slug, number, at_least=Role.MANAGER)
    changed, run = use_version(version, user=request.user)
    return told(request, version.project, gettext("Version %(number)d is in use.") % {"number": number}, changed, run)


@require_POST
@login_required
def use_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Let suggestions follow the rules alone; nothing happens where they do already."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    changed, run = use_no_version(project, user=request.user)
    return told(request, project, gettext("Suggestions follow the rules alone."), changed, run)


def told(request: HttpRequest, project: Project, said: str, changed: bool, run: Run | None) -> HttpResponse:
    """Say what holds now, and what follows from it."""
    if changed and run is not None:
        number = touched_by_change(project).anew
        said += " " + ngettext(
            "%(number)d article is being suggested anew.", "%(number)d articles are being suggested anew.", number
        ) % {"number": number}
    messages.success(request, said)
    return redirect("models", project.slug)


@require_POST
@login_required
def train(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a training; the one that is under way, where there is one."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = TrainForm(request.POST)
    try:
        run = ask_training(
            project, user=request.user, client_id=form.cleaned_data["client_id"] if form.is_valid() else None
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect("models", project.slug)
    return redirect(run)


@require_POST
@login_required
def train_later(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the proposal to train aside, until more articles are checked."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    put_training_aside(project, user=request.user)
    return redirect("project", project.slug)
