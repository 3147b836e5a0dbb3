"""The sections of a project's settings: each is saved on its own, and says what a change affects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from annotator.markdown import safe_html
from annotator.services.effects import effects_of
from annotator.services.guidelines import MOST_CHARACTERS, change_guidelines
from annotator.services.projects import change_settings
from annotator.views.requests import HtmxRequest
from articles import access
from articles.models import Project, Role
from exchange.forms.settings import SECTIONS, TITLES
from exchange.runs.profiles import suggest_anew
from exchange.views.settings import page


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def section(request: HtmxRequest, slug: str, name: str) -> HttpResponse:
    """Save one section. A GET with the form's values says what saving them would affect."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    if name not in SECTIONS:
        raise Http404("The settings have no section of this name.")
    if request.method != "POST":
        return effects(request, project, name)
    access.require(project, request.user, at_least=Role.MANAGER)
    form = SECTIONS[name](request.POST, project=project)
    if not form.is_valid():
        return page(request, project, sections={name: form}, status=422)
    said = saved_guidelines(request, project, form) if name == "guidelines" else saved(request, project, form)
    messages.success(request, f"{TITLES[name]}: {' '.join(said)}")
    return redirect("settings", project.slug)


def effects(request: HtmxRequest, project: Project, name: str) -> HttpResponse:
    """The sentences beside the button of a section, or the page where no fragment is asked for."""
    form = SECTIONS[name](request.GET, project=project)
    if not request.htmx or not form.previews:
        return redirect("settings", project.slug)
    wrong = [str(error) for errors in form.errors.values() for error in errors]
    lines = wrong or effects_of(project, form.settings)
    return render(request, "exchange/settings/_effects.html", {"effects": lines, "name": name})


def saved(request: HtmxRequest, project: Project, form: Any) -> list[str]:
    """What was done, in sentences."""
    lines = effects_of(project, form.settings)
    changed = change_settings(project, form.settings, user=request.user)
    if not changed:
        return [gettext("Nothing was changed.")]
    if "suggester" in changed and suggest_anew(project, user=request.user):
        lines.append(gettext("What lacks its suggestions gets them from a worker."))
    return [gettext("Saved."), *lines]


def saved_guidelines(request: HtmxRequest, project: Project, form: Any) -> list[str]:
    values = form.cleaned_data
    version = change_guidelines(project, values["text"], user=request.user, note=values["note"])
    if version is None:
        return [gettext("Nothing was changed.")]
    return [
        gettext(
            "Saved as version %(number)d. What is decided from now on carries it; the workbench says that they changed."
        )
        % {"number": version.number}
    ]


@require_POST
@login_required
def guidelines_preview(request: HtmxRequest) -> HttpResponse:
    """How a text in Markdown reads. Nothing is stored."""
    text = request.POST.get("text") or request.POST.get("guidelines") or ""
    return render(request, "exchange/settings/_preview.html", {"html": safe_html(text[:MOST_CHARACTERS])})
