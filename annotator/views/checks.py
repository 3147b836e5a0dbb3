"""Blind checks, one after another: the words in their place, without score, version or decisions."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import Refused
from annotator.forms.certificates import CheckForm, UndoCheckForm
from annotator.models import CertificateTest, Draw
from annotator.services.checks import answer, last_of, next_check, take_back
from annotator.views.requests import HtmxRequest
from annotator.vocabulary import CheckAnswer
from annotator.workbench.checks import UNDO_KEY, shown_check
from annotator.workbench.promises import shown_test
from articles import access
from articles.models import Project


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def checks(request: HtmxRequest, slug: str) -> HttpResponse:
    """The next suggestion to check; an answer is posted here, and the one after it comes back."""
    project = access.project_for(request.user, slug)
    if request.method != "POST":
        return page(request, project)
    form = CheckForm(request.POST)
    if not form.is_valid():
        words = "Write client_id, draw, and answer: right, edges, person, speaker, wrong or unsure\n"
        return HttpResponse(words, status=400, content_type="text/plain")
    draw = get_object_or_404(
        Draw.objects.select_related("test__project"), pk=form.cleaned_data["draw"], test__project=project
    )
    told, given = "", CheckAnswer(form.cleaned_data["answer"])
    try:
        answer(draw, given, user=request.user, client_id=form.cleaned_data["client_id"])
    except Refused as error:
        told = str(error)
    return after(request, project, told)


@require_POST
@login_required
def undo_check(request: HtmxRequest, slug: str) -> HttpResponse:
    """Take back one’s own last answer, and show what it was about."""
    project = access.project_for(request.user, slug)
    form = UndoCheckForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Write client_id and test\n", status=400, content_type="text/plain")
    test = get_object_or_404(CertificateTest.objects.filter(project=project), pk=form.cleaned_data["test"])
    told = gettext("Your last answer is taken back: here it is again.")
    try:
        if take_back(test, user=request.user, client_id=form.cleaned_data["client_id"]) is None:
            told = ""
    except Refused as error:
        told = str(error)
    return after(request, project, told)


def after(request: HtmxRequest, project: Project, told: str) -> HttpResponse:
    """What comes next, with a word about what was done."""
    if request.htmx:
        return page(request, project, told)
    if told:
        messages.info(request, told)
    return redirect("checks", project.slug)


def page(request: HtmxRequest, project: Project, told: str = "") -> HttpResponse:
    state, asked = next_check(project, request.user)
    context: dict[str, Any] = {
        "section": "quality",
        "project": project,
        "told": told,
        "client_id": uuid.uuid4(),
        "undo_id": uuid.uuid4(),
        "undo_key": UNDO_KEY,
        "test": shown_test(state) if state else None,
        "check": shown_check(state.test, asked.draw) if state and asked else None,
        "decided": asked.decided if asked else False,
        "can_undo": state is not None and last_of(state.test, request.user) is not None,
    }
    template = "annotator/checks.html#check" if request.htmx else "annotator/checks.html"
    return render(request, template, context)
