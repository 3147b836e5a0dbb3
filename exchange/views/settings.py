"""A project's settings: the page with all sections, and the guideline profile that suggestions follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.guideline import PRESET_WORDS, choice_rows, kind_rows, preset_rows, title_of
from annotator.services.fits import put_aside
from annotator.services.learning import version_in_use
from annotator.services.profiles import touched_by_change
from annotator.views.requests import HtmxRequest
from articles import access
from articles.models import Project, Role
from articles.models.projects import DELETED_KEPT
from exchange.forms.profiles import CUSTOM, OfferForm, ProfileFileForm, ProfileForm
from exchange.forms.settings import SECTIONS, TITLES, DeleteForm
from exchange.runs.profiles import follow


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings_page(request: HtmxRequest, slug: str) -> HttpResponse:
    """The guideline for every member; a manager saves another. A GET with the form's values shows what they choose."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    if request.method != "POST":
        form = ProfileForm(request.GET) if "preset" in request.GET else None
        return page(request, project, form=form, status=200 if form is None or form.is_valid() else 400)
    access.require(project, request.user, at_least=Role.MANAGER)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return page(request, project, form=form, status=400)
    return followed(request, project, form.wanted)


@require_POST
@login_required
def profile_upload(request: HtmxRequest, slug: str) -> HttpResponse:
    """A profile from a file becomes the project's."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = ProfileFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, project, upload=form, status=400)
    return followed(request, project, form.wanted)


@require_safe
@login_required
def profile_file(request: HtmxRequest, slug: str) -> HttpResponse:
    """The profile as a file, for another project or ``suggest_file --profile``."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    response = JsonResponse(project.profile, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{project.slug}-profile.json"'
    return response


@require_POST
@login_required
def profile_offer(request: HtmxRequest, slug: str) -> HttpResponse:
    """Take the profile that fits the checked articles better, or put the offer aside."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return page(request, project, status=400)
    if form.cleaned_data["answer"] == "take":
        return followed(request, project, form.wanted)
    put_aside(project)
    return redirect("settings", project.slug)


def followed(request: HtmxRequest, project: Project, wanted: Any) -> HttpResponse:
    """Save the profile, say what follows from it, and show the settings again."""
    run = follow(project, wanted, user=request.user)
    said = gettext("Suggestions follow the guideline “%(name)s”.") % {"name": title_of(wanted)}
    if run is not None:
        number = touched_by_change(project).anew
        said += " " + ngettext(
            "%(number)d article is being suggested anew.", "%(number)d articles are being suggested anew.", number
        ) % {"number": number}
    messages.success(request, said)
    return redirect("settings", project.slug)


def shown_section(project: Project, name: str, filled: Mapping[str, Any]) -> dict[str, Any]:
    form = filled.get(name) or SECTIONS[name](project=project)
    return {"name": name, "title": TITLES[name], "form": form}


def page(
    request: HtmxRequest,
    project: Project,
    *,
    form: ProfileForm | None = None,
    upload: ProfileFileForm | None = None,
    sections: Mapping[str, Any] | None = None,
    deletion: DeleteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or the part of the profile; ``sections`` are forms that were filled in and not saved."""
    saved = project.chosen_profile
    wanted = form.wanted if form is not None and form.is_valid() else saved
    role = access.role_in(project, request.user)
    context = {
        "section": "settings",
        "project": project,
        "form": form,
        "upload": upload or ProfileFileForm(),
        "profile": wanted,
        "title": title_of(wanted),
        "shown": wanted.key if wanted.key in PRESET_WORDS else CUSTOM,
        "is_saved": wanted == saved,
        "presets": preset_rows(wanted),
        "kinds": kind_rows(wanted),
        "choices": choice_rows(wanted),
        "may_change": role == Role.MANAGER and project.archived_at is None,
        "may_close": role == Role.MANAGER,
        "sections": [shown_section(project, name, sections or {}) for name in SECTIONS],
        "deletion": deletion or DeleteForm(project=project),
        "kept_days": DELETED_KEPT.days,
        "may_review": role in (Role.REVIEWER, Role.MANAGER),
        "touched": None if wanted == saved else touched_by_change(project),
        "gives_up": None if wanted.key == saved.key else version_in_use(project),
    }
    template = "exchange/settings.html#guideline" if request.htmx else "exchange/settings.html"
    return render(request, template, context, status=status)
