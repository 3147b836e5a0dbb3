"""A new project, made by a form of which the name is enough."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from annotator.services.projects import free_slug, make_project, who_may_make
from annotator.views.requests import HtmxRequest
from articles import access
from exchange.forms.new_project import NewProjectForm, SlugForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_project(request: HtmxRequest) -> HttpResponse:
    """The form; what it makes leads to the import."""
    if not access.may_make_projects(request.user):
        raise PermissionDenied(who_may_make())
    form = NewProjectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        project, is_new = make_project(user=request.user, client_id=form.cleaned_data["client"], **form.values)
        if is_new:
            said = gettext("“%(name)s” is made, and you manage it. Import its first articles here.")
            messages.success(request, said % {"name": project.name})
        return redirect("import", project.slug)
    context = {"section": "new project", "form": form}
    return render(request, "exchange/new_project.html", context, status=422 if form.is_bound else 200)


@require_safe
@login_required
def slug_of_name(request: HtmxRequest) -> HttpResponse:
    """The field of the slug while the name is typed: made of the name, unless somebody has typed another."""
    form = SlugForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {"name": "", "slug": "", "proposed": ""}
    is_typed = values["slug"] and values["slug"] != values["proposed"]
    proposed = free_slug(values["name"]) if values["name"] and access.may_make_projects(request.user) else ""
    slug = values["slug"] if is_typed else proposed
    return render(request, "exchange/new_project.html#slug", {"slug": slug, "proposed": proposed})
