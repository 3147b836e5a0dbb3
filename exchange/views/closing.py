"""A project is archived, restored, deleted and brought back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from annotator.services import closing
from annotator.views.requests import HtmxRequest
from articles import access
from articles.models import Role
from articles.models.projects import DELETED_KEPT
from exchange.forms.settings import DeleteForm
from exchange.runs.closing import archive, delete
from exchange.views.settings import page


@require_POST
@login_required
def archive_project(request: HtmxRequest, slug: str) -> HttpResponse:
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    if archive(project, user=request.user):
        messages.success(
            request, gettext("“%(name)s” is archived: it is read and exported, and not changed.") % named(project)
        )
    return redirect("settings", project.slug)


@require_POST
@login_required
def restore_project(request: HtmxRequest, slug: str) -> HttpResponse:
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    if closing.restore(project, user=request.user):
        messages.success(request, gettext("“%(name)s” is open again, and back in the queue.") % named(project))
    return redirect("settings", project.slug)


@require_POST
@login_required
def delete_project(request: HtmxRequest, slug: str) -> HttpResponse:
    """Delete the project whose name was typed; the home page offers to bring it back."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = DeleteForm(request.POST, project=project)
    if not form.is_valid():
        return page(request, project, deletion=form, status=422)
    delete(project, user=request.user)
    said = gettext("“%(name)s” is deleted. You can bring it back here for %(days)d days.")
    messages.success(request, said % {**named(project), "days": DELETED_KEPT.days})
    return redirect("home")


@require_POST
@login_required
def bring_back_project(request: HtmxRequest, slug: str) -> HttpResponse:
    """A deleted project is as it was. A second time there is nothing to do."""
    project = access.deleted_project_for(request.user, slug)
    closing.bring_back_project(project, user=request.user)
    messages.success(request, gettext("“%(name)s” is back.") % named(project))
    return redirect(project)


def named(project: Any) -> dict[str, Any]:
    return {"name": project.name}
