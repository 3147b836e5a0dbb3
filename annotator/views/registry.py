"""Changes of the registry by reviewers: enter, merge, keep apart, move quotes; and the page that takes them back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotator.errors import Refused
from annotator.forms.people import PersonForm
from annotator.forms.registry import ChangeForm, MoveForm, PairForm, PeopleFilter
from annotator.models import Person, RegistryChange
from annotator.services import registry
from annotator.services.people import enter_person
from articles import access
from articles.models import Project, Role
from config.database.sqlite.turns import taking_turns

PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter somebody by hand, before anybody quoted them."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    form = PersonForm(request.POST or None, instance=Person(project=project))
    if form.is_valid():
        try:
            person = enter_person(project, user=request.user, **form.values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, gettext("%(name)s is in the registry.") % {"name": person})
            return redirect(person)
    context = {"section": "people", "project": project, "form": form}
    return render(request, "annotator/enter_person.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
@taking_turns
def merge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Merge another entry into this one."""
    project, keep = entry_for(request, slug, pk)
    form = PairForm(request.POST)
    if not form.is_valid():
        return refused(request, keep, first_error(form))
    try:
        done = registry.done_before(project, form.cleaned_data["action"], user=request.user)
        change = done or registry.merge_people(
            keep, other_entry(project, form), user=request.user, change_id=form.cleaned_data["action"]
        )
    except Refused as error:
        return refused(request, keep, str(error))
    words = gettext("“%(other)s” is merged into “%(name)s”.") % {"other": change.other, "name": change.name}
    messages.success(request, words)
    return back_to(form, project, keep)


@require_POST
@login_required
@taking_turns
def apart(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that another entry is another person."""
    project, one = entry_for(request, slug, pk)
    form = PairForm(request.POST)
    if not form.is_valid():
        return refused(request, one, first_error(form))
    try:
        change = registry.keep_apart(
            one, other_entry(project, form), user=request.user, change_id=form.cleaned_data["action"]
        )
    except Refused as error:
        return refused(request, one, str(error))
    words = gettext("“%(name)s” and “%(other)s” stay two entries.") % {"other": change.other, "name": change.name}
    messages.success(request, words)
    return back_to(form, project, one)


@require_POST
@login_required
@taking_turns
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give selected quotes to somebody else, who is entered if the registry lacks them."""
    project, source = entry_for(request, slug, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return refused(request, source, first_error(form))
    values = form.cleaned_data
    try:
        change = registry.move_quotes(
            source, values["quotes"], to=values["to"], user=request.user, change_id=values["action"]
        )
    except Refused as error:
        return refused(request, source, str(error))
    words = ngettext(
        "%(number)s quote is now by “%(name)s”.", "%(number)s quotes are now by “%(name)s”.", len(values["quotes"])
    ) % {"number": len(values["quotes"]), "name": change.name}
    messages.success(request, words)
    return redirect(source if project.people.in_registry().filter(pk=source.pk).exists() else people_page(project))


@require_GET
@login_required
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """The changes of the registry, newest first, each with what takes it back."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    rows = project.registry_changes.select_related("user", "undone_by").defer("before", "after", "moved")
    page = Paginator(rows, PAGE).get_page(PeopleFilter(request.GET).value("page"))
    newest = next((change for change in page if change.undone_at is None and page.number == 1), None)
    context = {"section": "people", "project": project, "page": page, "newest": newest}
    return render(request, "annotator/registry_changes.html", context)


@require_POST
@login_required
@taking_turns
def undo(request: HttpRequest, slug: str, change: uuid.UUID) -> HttpResponse:
    """Take one change back as a whole."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    found = get_object_or_404(RegistryChange, project=project, pk=change)
    try:
        registry.undo_change(found, user=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("It is taken back: everything is as before."))
    return redirect("registry-changes", slug)


def entry_for(request: HttpRequest, slug: str, pk: int) -> tuple[Project, Person]:
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    return project, get_object_or_404(project.people.in_registry(), pk=pk)


def other_entry(project: Project, form: PairForm) -> Person:
    """The second entry. Refused if there is none: somebody else may have merged it."""
    values = form.cleaned_data
    if values["other"]:
        found = project.people.filter(pk=values["other"]).first()
    else:
        found = registry.known_person(project, values["name"])
    if found is None:
        raise Refused(gettext("The other entry is not in the registry: choose again."))
    return found


def first_error(form: ChangeForm) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def refused(request: HttpRequest, person: Person, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect(person)


def back_to(form: PairForm, project: Project, person: Person) -> HttpResponse:
    back = form.cleaned_data["back"]
    if back:
        return redirect(people_page(project) + ("?show=same" if back == "same" else ""))
    return redirect(person)


def people_page(project: Project) -> str:
    return reverse("people", args=[project.slug])
