"""The queue of a project: what waits for me, what I skipped, and for managers who holds what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.errors import Refused
from annotator.forms.queue import PageForm, ReleaseForm, SkipForm
from annotator.models import Assignment, Exercise
from annotator.services.asked import with_counts
from annotator.services.asking import askings
from annotator.services.assign import release_place
from annotator.services.nothing_left import why_nothing
from annotator.services.places import give_back, running
from annotator.services.queue import leases_in, listed, take_next, waiting_in
from annotator.services.skips import reasons_in, skip, skipped_by, unskip
from annotator.views.onward import from_page_or_form, go_on, go_to
from annotator.vocabulary import Purpose
from articles import access
from articles.models import Article, Project, QueuePolicy, Role

PAGE = 50
LONG_QUEUE = 1000  # a longer queue is “1,000+”
MOST_ROWS = 100  # of those who hold or skipped an article


def number_in_words(number: int) -> str:
    """“12”, or “1,000+” from there on."""
    return intcomma(number) + ("+" if number >= LONG_QUEUE else "")


@require_GET
@never_cache
@login_required
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that waits for the user in the project, in its order, a page at a time."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    page = PageForm(request.GET).number
    found = askings(request.user, project=project)
    number = waiting_in(found[0], most=LONG_QUEUE) if found else 0
    rows = listed(found[0], most=PAGE + 1, start=(page - 1) * PAGE) if found else []
    marked(rows[:PAGE], request.user, only_assigned=project.queue_policy == QueuePolicy.ASSIGNED)
    is_manager = access.role_in(project, request.user) == Role.MANAGER
    context = {
        "section": "queue",
        "project": project,
        "articles": rows[:PAGE],
        "first": (page - 1) * PAGE + 1,
        "page": page,
        "more": len(rows) > PAGE,
        "waiting": number_in_words(number),
        "nothing": None if number else why_nothing(request.user, project),
        "skipped": skipped_by(request.user, project)[:MOST_ROWS],
        "is_manager": is_manager,
        **(for_managers(project) if is_manager else {}),
    }
    return render(request, "annotator/queue.html", context)


def for_managers(project: Project) -> dict[str, Any]:
    leases, reasons = leases_in(project), reasons_in(project)
    return {
        "leases": leases[:MOST_ROWS],
        "leases_number": leases.count(),
        "reasons": reasons[:MOST_ROWS],
        "reasons_number": reasons.count(),
    }


def marked(articles: Sequence[Article], user: Any, *, only_assigned: bool) -> None:
    """Give each article its counts, ``is_practice``, ``is_assigned`` and ``kept_until``. Four queries.

    Where all else is assigned, a hidden check looks so too.
    """
    with_counts(articles, user=user)
    keys = [article.pk for article in articles]
    assigned = set(Assignment.objects.filter(article__in=keys, user=user).values_list("article", flat=True))
    exercises = Exercise.objects.filter(article__in=keys, purpose=Purpose.PRACTICE)
    practice = set(exercises.values_list("article", flat=True))
    kept = dict(running().filter(article__in=keys, user=user).values_list("article", "expires_at"))
    for article in articles:
        article.is_practice = article.pk in practice  # type: ignore[attr-defined]
        is_assigned = article.pk in assigned or (only_assigned and article.pk not in practice)
        article.is_assigned = is_assigned  # type: ignore[attr-defined]
        article.kept_until = kept.get(article.pk)  # type: ignore[attr-defined]


@require_POST
@login_required
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next article of the project and open it; the queue says why there is none."""
    project = access.project_for(request.user, slug)
    access.require_open(project)
    found = take_next(request.user, project=project)
    return redirect(found) if found else redirect("queue", slug=slug)


@require_POST
@from_page_or_form
def skip_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the article to others, and open the next one."""
    article = access.article_for(request.user, pk)
    form = SkipForm(request.POST)
    try:
        skip(article, user=request.user, reason=form.cleaned_data["reason"] if form.is_valid() else "")
    except Refused as error:
        messages.error(request, str(error))
        return go_to(request, article.get_absolute_url())
    messages.success(request, gettext("You skipped “%(title)s”. It waits in the queue’s list.") % {"title": article})
    following = take_next(request.user, after=article)
    if following is None:
        return go_to(request, reverse("queue", args=[article.project.slug]))
    return go_on(request, article, following)


@require_POST
@login_required
def unskip_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a skipped article back in the user's queue."""
    article = access.article_for(request.user, pk)
    unskip(article, user=request.user)
    messages.success(request, gettext("“%(title)s” is in your queue again.") % {"title": article})
    return redirect("queue", slug=article.project.slug)


@require_POST
@login_required
def give_back_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the user's place in the article back."""
    article = access.article_for(request.user, pk)
    if give_back(article, user=request.user):
        messages.success(
            request, gettext("Others can have “%(title)s” now; what you decided is kept.") % {"title": article}
        )
    return redirect("queue", slug=article.project.slug)


@require_POST
@login_required
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """End somebody's lease. For managers."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = ReleaseForm(request.POST)
    lease = leases_in(project).filter(pk=form.cleaned_data["lease"]).first() if form.is_valid() else None
    if lease is None:
        messages.info(request, gettext("This place is free already."))
    elif release_place(lease, user=request.user):
        words = gettext("The place of %(name)s in “%(title)s” is free. What was decided there is kept.")
        messages.success(request, words % {"name": lease.user, "title": lease.article})
    return redirect("queue", slug=slug)
