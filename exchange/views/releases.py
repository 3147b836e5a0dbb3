"""The pages of releases: all of a project, making one, one with what it holds, and its files."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import Refused
from annotator.markdown import safe_html
from annotator.views.requests import HtmxRequest
from articles import access
from articles.models import Project, Role
from exchange.forms.releases import ReleaseForm
from exchange.models import Release
from exchange.outgoing.downloads import sent_file, zip_of_files
from exchange.outgoing.selection import choices_for
from exchange.releases import storage
from exchange.releases.services import ask_release, withdrawn_since
from exchange.runs.services import begin
from exchange.views.runs import state_of

SHOWN = 100


@require_http_methods(["GET", "POST"])
@login_required
def releases(request: HttpRequest, slug: str) -> HttpResponse:
    """All releases, newest first; a manager makes one here."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    sets = choices_for(project, request.user)
    if request.method == "GET":
        return page_of_releases(request, project, ReleaseForm(sets=sets))
    access.require(project, request.user, at_least=Role.MANAGER)
    form = ReleaseForm(request.POST, sets=sets)
    if not form.is_valid():
        return page_of_releases(request, project, form, status=400)
    try:
        release, is_new = ask_release(
            project, user=request.user, client_id=form.cleaned_data["client_id"], options=form.options
        )
    except Refused as error:
        form.add_error(None, str(error))
        return page_of_releases(request, project, form, status=400)
    if is_new:
        begin(release.run)
    return redirect(release)


def page_of_releases(request: HttpRequest, project: Project, form: ReleaseForm, *, status: int = 200) -> HttpResponse:
    context = {
        "section": "releases",
        "project": project,
        "form": form,
        "client_id": form["client_id"].value() or uuid.uuid4(),
        "releases": project.releases.defer("salt")[:SHOWN],
        "may_make": access.allows(project, request.user, at_least=Role.MANAGER),
        "articles": project.articles.in_use().count(),
    }
    return render(request, "exchange/releases.html", context, status=status)


@require_safe
@never_cache
@login_required
def release(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    """One release: how far it is, what changed, its files and its data card. Asked by htmx: how far it is alone."""
    found = release_for(request, slug, number)
    run = found.run
    run.project = found.project
    context: dict[str, Any] = {"section": "releases", "project": found.project, "release": found}
    context |= state_of(request, run)
    if request.htmx:
        response = render(request, "exchange/release.html#state", context)
        if not found.is_under_way:
            response["HX-Refresh"] = "true"
        return response
    if found.manifest:
        context |= {"manifest": found.manifest, "withdrawn": withdrawn_since(found), "card": card_of(found)}
    return render(request, "exchange/release.html", context)


def card_of(found: Release) -> str:
    """The data card as HTML, empty where its file is gone."""
    path = storage.path_in(found, storage.CARD)
    return safe_html(path.read_text(encoding="utf-8")) if path else ""


def release_for(request: HttpRequest, slug: str, number: int, *, at_least: Role = Role.REVIEWER) -> Release:
    project = access.project_for(request.user, slug, at_least=at_least)
    found = get_object_or_404(project.releases.select_related("run"), number=number)
    found.project = project
    return found


@require_POST
@login_required
def make_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Try a release again that failed or was broken off; in any other state nothing happens."""
    found = release_for(request, slug, number, at_least=Role.MANAGER)
    begin(found.run)
    return redirect(found)


@require_safe
@login_required
def release_file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    return sent_release_file(request, release_for(request, slug, number), name)


@require_safe
@login_required
def release_zip(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    return sent_release_zip(release_for(request, slug, number))


def sent_release_zip(found: Release) -> HttpResponseBase:
    """All files of a release as one ZIP, streamed. Raises Http404 where there are none."""
    files = storage.files_in(found)
    if not files:
        raise Http404(f"Release {found.number} has no files.")
    folder = f"{found.project.slug}-{found.number}"
    packed = zip_of_files((f"{folder}/{name}", path) for name, path in files)
    response = StreamingHttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{folder}.zip"'
    return response


def sent_release_file(request: HttpRequest, found: Release, name: str) -> HttpResponseBase:
    """One file of a release, or a part of it. Raises Http404 where the release has none of this name."""
    path = storage.path_in(found, name)
    if path is None:
        raise Http404(f"Release {found.number} has no file “{name}”.")
    digests = {item["name"]: item["sha256"] for item in found.files}
    digest = digests.get(name) or storage.digest_and_size(path)[0]
    return sent_file(request, path, name=f"{found.project.slug}-{found.number}-{name}", digest=digest)
