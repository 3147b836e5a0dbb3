"""A learned version as a file: downloaded with its card, and brought into another project."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Refused
from annotator.models import LearnedModel
from annotator.services.portable import card_of, file_name, import_model, portable
from articles import access
from articles.models import Project, Role
from exchange.forms.models import ModelFileForm
from exchange.runs.measuring import ask_measuring


@require_safe
@login_required
def model_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The version as ``suggest_file --model`` and other projects read it."""
    version = version_for(request, slug, number, at_least=Role.REVIEWER)
    return attachment(portable(version).as_bytes(), file_name(version), content_type="application/json")


@require_safe
@login_required
def model_card(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The version's card for people, in Markdown."""
    version = version_for(request, slug, number, at_least=Role.REVIEWER)
    name = file_name(version).removesuffix(".json") + ".md"
    return attachment(card_of(version).encode(), name, content_type="text/markdown; charset=utf-8")


def attachment(content: bytes, name: str, *, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def model_import(request: HttpRequest, slug: str) -> HttpResponse:
    """A model from a file becomes a version; it is not used before a manager puts it into use."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    if request.method != "POST":
        return page(request, project, ModelFileForm())
    form = ModelFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, project, form, status=400)
    try:
        brought = import_model(project, form.wanted, user=request.user)
    except Refused as error:
        form.add_error("file", str(error))
        return page(request, project, form, status=400)
    if brought.is_new:
        ask_measuring(brought.version, user=request.user)
        said = gettext("The file is version %(number)d now. It is not in use yet.")
    else:
        said = gettext("Version %(number)d has the same model: nothing was changed.")
    messages.success(request, said % {"number": brought.version.number})
    return redirect(brought.version)


def page(request: HttpRequest, project: Project, form: ModelFileForm, *, status: int = 200) -> HttpResponse:
    context = {"section": "quality", "project": project, "form": form}
    return render(request, "exchange/model_import.html", context, status=status)


@require_POST
@login_required
def measure_model(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Measure an imported version on the project's own checked articles, again where it was before."""
    version = version_for(request, slug, number, at_least=Role.MANAGER)
    access.require(version.project, request.user, at_least=Role.MANAGER)
    if version.state == LearnedModel.State.IMPORTED and ask_measuring(version, user=request.user) is None:
        messages.error(request, gettext("Too few articles are fully checked to measure it here."))
    return redirect(version)


def version_for(request: HttpRequest, slug: str, number: int, *, at_least: Role) -> LearnedModel:
    project = access.project_for(request.user, slug, at_least=at_least)
    found = get_object_or_404(LearnedModel, project=project, number=number)
    found.project = project
    return found
