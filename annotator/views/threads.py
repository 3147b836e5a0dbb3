"""Notes and questions: the threads of an article, one thread, and the inbox."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotator.forms.threads import Answered, InboxForm, NoteForm, Whose
from annotator.models import Flag
from annotator.services import flags
from annotator.services.notices import mark_read, offered, readable, threads_of, waiting_for
from annotator.views.requests import HtmxRequest
from annotator.workbench.threads import shown_threads, threads_on
from articles import access
from articles.models import Project, Role
from config.outside import key_of

PAGE = 20
MOST_SEEN = 500


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was asked and noted in an article. GET with ``part=marks`` gives what the workbench shows on cards."""
    wanted = Role.ANNOTATOR if request.method == "POST" else Role.VIEWER
    article = access.article_for(request.user, pk, at_least=wanted)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        access.require_open(article.project)
        if form.is_valid():
            values = form.cleaned_data
            flags.ask(article, user=request.user, client_id=values["client_id"], note=values["text"])
            if not is_fragment(request):
                return redirect("notes", article.pk)
            form = NoteForm()
    threads = threads_on(article, request.user)
    if request.GET.get("part") == "marks":
        return render(request, "workbench/workbench.html#flags", {"threads": threads, "article": article})
    context = {
        "article": article,
        "project": article.project,
        "section": "articles",
        "threads": threads,
        "form": form,
        "client_id": uuid4(),
        "may_write": may_write(request.user, article.project),
    }
    template = "annotator/notes.html#threads" if is_fragment(request) else "annotator/notes.html"
    return render(request, template, context, status=422 if form.errors else 200)


def is_fragment(request: HttpRequest) -> bool:
    """Whether a page asks for the part that changed: the workbench has no htmx and sends its header."""
    return request.headers.get("HX-Request") == "true"


def may_write(user: Any, project: Project) -> bool:
    return project.archived_at is None and access.allows(project, user, at_least=Role.ANNOTATOR)


def thread_for(user: Any, pk: int) -> Flag:
    """The thread, or 404 for whoever may not read it."""
    found = Flag.objects.filter(readable(user)).select_related("article__project", "user", "resolved_by")
    return get_object_or_404(found, pk=pk)


@require_GET
@never_cache
@login_required
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    question = thread_for(request.user, pk)
    return thread_page(request, question, form=NoteForm())


def thread_page(request: HttpRequest, question: Flag, *, form: NoteForm) -> HttpResponse:
    [shown] = shown_threads(Flag.objects.filter(pk=question.pk), request.user)
    project = question.article.project
    context = {
        "thread": shown,
        "threads": [shown],
        "article": question.article,
        "project": project,
        "section": "inbox",
        "form": form,
        "may_write": may_write(request.user, project),
    }
    template = "annotator/_thread.html" if is_fragment(request) else "annotator/thread.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    question = thread_for(request.user, pk)
    access.require(question.article.project, request.user)
    form = NoteForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        flags.answer(question, user=request.user, client_id=values["client_id"], text=values["text"])
        form = NoteForm()
    return after_change(request, question, form)


@require_POST
@login_required
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    question = thread_for(request.user, pk)
    flags.resolve(question, user=request.user)
    return after_change(request, question, NoteForm())


@require_POST
@login_required
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    question = thread_for(request.user, pk)
    flags.reopen(question, user=request.user)
    return after_change(request, question, NoteForm())


def after_change(request: HttpRequest, question: Flag, form: NoteForm) -> HttpResponse:
    if form.errors or is_fragment(request):
        return thread_page(request, question, form=form)
    return redirect("thread", question.pk)


@require_GET
@never_cache
@login_required
def inbox(request: HtmxRequest) -> HttpResponse:
    """What waits for the user, and what the user asked, over all projects."""
    form = InboxForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    whose, state = values.get("whose") or Whose.WAITS, values.get("state") or Answered.OPEN
    found = chosen(request.user, whose, state, project=values.get("project") or "")
    page = Paginator(found.order_by("-id"), PAGE).get_page(values.get("page") or 1)
    keys = [flag.pk for flag in page.object_list]
    context = {
        "section": "inbox",
        "threads": shown_threads(Flag.objects.filter(pk__in=keys).order_by("-id"), request.user),
        "page": page,
        "whose": whose,
        "state": state,
        "chosen_project": values.get("project") or "",
        "tabs": Whose.choices,
        "states": Answered.choices,
        "projects": Project.objects.visible_to(request.user).order_by("name"),
    }
    return render(request, "annotator/inbox.html", context)


def chosen(user: Any, whose: str, state: str, *, project: str) -> Any:
    """The threads of the inbox. Resolved ones wait for nobody: of those the user is told or reviews, all are listed."""
    if whose == Whose.MINE:
        found = threads_of(user).filter(user=user)
    elif whose == Whose.WAITS and state == Answered.OPEN:
        found = waiting_for(user)
    else:
        found = threads_of(user)
        found = found.exclude(user=user) if whose == Whose.WAITS else found
    if state != Answered.BOTH:
        found = found.filter(resolved_at__isnull=state == Answered.OPEN)
    return found.filter(article__project__slug=project) if project else found


@require_POST
@login_required
def seen(request: HttpRequest) -> HttpResponse:
    """The user has seen these threads; without any named, all."""
    named = request.POST.getlist("thread")[:MOST_SEEN]
    keys = [key for key in map(key_of, named) if key is not None]
    number = mark_read(keys if named else Flag.objects.all(), request.user)
    if is_fragment(request):
        return HttpResponse(status=204)
    messages.success(request, _("All is marked as read.") if number else _("There was nothing new."))
    return redirect("inbox")


@require_GET
@never_cache
@login_required
def mentions(request: HttpRequest, slug: str) -> HttpResponse:
    """The user names that the type-ahead offers after an @."""
    project = access.project_for(request.user, slug)
    return JsonResponse({"names": offered(project, request.user)})
