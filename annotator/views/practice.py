"""Exercises: what somebody reads after practice, and what managers use articles for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.forms.progress import OfForm, PurposeForm
from annotator.markdown import safe_html
from annotator.models import Attempt, Exercise
from annotator.services.feedback import FeedbackOutcome, feedback_on
from annotator.services.guideline_sections import sections_about
from annotator.services.purposes import Used, use_for
from annotator.services.sets import own_set
from annotator.vocabulary import Purpose
from annotator.workbench.cases import language_of
from annotator.workbench.feedback import shown_items, words_to_look_up
from articles import access
from articles.models import Article, Project, Role


@require_GET
@never_cache
@login_required
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """How the user did in a practice article; for managers how a person (``of``) did in any exercise."""
    article = access.article_for(request.user, pk)
    exercise = Exercise.objects.filter(article=article).first()
    person = person_asked(request, article)
    if exercise is None or (exercise.purpose != Purpose.PRACTICE and person == request.user):
        raise Http404("The article is not for practice.")
    workset = own_set(article, person)
    found = feedback_on(workset) if workset is not None and workset.is_signed else None
    if found is None:
        messages.info(request, gettext("Finish the article first: then you see how you did."))
        return redirect(article)
    items = shown_items(found, article)
    sections = sections_about(article.project.guidelines, words_to_look_up(found.items))
    context = {
        "section": "articles",
        "project": article.project,
        "article": article,
        "exercise": exercise,
        "person": person,
        "is_own": person == request.user,
        "attempt": Attempt.objects.filter(article=article, user=person).first(),
        "numbers": [(outcome.label, found.number(outcome)) for outcome in FeedbackOutcome],
        "per_cent": round(found.score * 100),
        "wrong": [item for item in items if item.sides],
        "right": [item for item in items if not item.sides],
        "guidelines": [(one.title, safe_html(one.text)) for one in sections],
        "lang": language_of(article),
    }
    return render(request, "annotator/feedback.html", context)


def person_asked(request: HttpRequest, article: Article) -> Any:
    """Whose work is shown: the user's own, or for managers that of another."""
    form = OfForm(request.GET)
    key = form.cleaned_data["of"] if form.is_valid() else None
    if key is None or key == request.user.pk:
        return request.user
    access.require_role(article.project, request.user, at_least=Role.MANAGER)
    return get_object_or_404(get_user_model(), pk=key)


@require_POST
@login_required
def use_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """Use the chosen articles for the dataset alone, for practice, or as hidden checks."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose at least one article, and what to use it for."))
        return redirect("project", slug=slug)
    values = form.cleaned_data
    used = use_for(
        project, values["articles"], purpose=values["purpose"], note=values["purpose_note"], user=request.user
    )
    messages.success(request, in_words(project, used, values["purpose"]))
    return redirect("project", slug=slug)


def in_words(project: Project, used: Used, purpose: str) -> str:
    words = {
        "": ngettext("%(number)d article serves the dataset alone again.",
                     "%(number)d articles serve the dataset alone again.", used.done),
        Purpose.PRACTICE: ngettext("%(number)d article is for practice now.",
                                   "%(number)d articles are for practice now.", used.done),
        Purpose.CHECK: ngettext("%(number)d article is a hidden check now.",
                                "%(number)d articles are hidden checks now.", used.done),
    }  # fmt: skip
    found = [words[purpose] % {"number": used.done}]
    if used.without_gold:
        found.append(
            ngettext("%(number)d has no gold yet, so it was left as it is.",
                     "%(number)d have no gold yet, so they were left as they are.", used.without_gold)
            % {"number": used.without_gold}
        )  # fmt: skip
    if purpose == Purpose.CHECK and not project.check_share:
        found.append(gettext("The share of hidden checks is 0 in the settings, so nobody gets one."))
    return " ".join(found)
