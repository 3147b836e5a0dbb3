"""How far the team is, what waits for whom, one person's work, and assignment in bulk."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.agreement.chosen import Chosen
from annotator.agreement.figures import figures_now
from annotator.agreement.wording import lines_of
from annotator.counted import counted, shown_again
from annotator.errors import Refused
from annotator.forms.progress import AssignForm, annotating
from annotator.models import AnnotationSet, Attempt
from annotator.services.activity import seconds_by_person
from annotator.services.assign import Assigned, assign_in_turn, unassign, unassigned
from annotator.services.feedback import PASSED_FROM
from annotator.services.members import name_of
from annotator.services.places import reserving, running
from annotator.services.progress import count_progress, sets_counted, signed, what_waits
from annotator.services.shares import Share, share_of
from annotator.services.visibility import sees_everybody, sees_figures
from annotator.vocabulary import KIND_PLURALS, Kind, Purpose
from articles import access
from articles.models import Project, Role

MOST_ROWS = 20


@require_GET
@never_cache
@login_required
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The team's figures: with names for reviewers, without for viewers. Who works blind sees the own ones."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    everybody = sees_everybody(project, request.user)
    of_all = sees_figures(project, request.user)
    only = None if of_all else request.user.pk
    name = "progress" if of_all else f"progress {only}"
    found = counted(project, name, lambda: count_progress(project, only, with_exercises=not of_all))
    role = access.role_in(project, request.user)
    context = {
        "section": "team",
        "project": project,
        "counted": found,
        "of_all": of_all,
        "everybody": everybody,
        "waits": what_waits(project, request.user) if everybody else None,
        "may_assign": role == Role.MANAGER and project.archived_at is None,
        "annotating": annotating(project) if role == Role.MANAGER else [],
        **(shown(found.value, everybody=everybody) if found.value else {}),
    }
    return shown_again(render(request, "annotator/progress.html", context), found)


def shown(value: dict[str, Any], *, everybody: bool) -> dict[str, Any]:
    """The figures as the page shows them."""
    keys = [row["user"] for row in value["people"]]
    users = get_user_model().objects.in_bulk(keys) if everybody else {}
    return {
        "value": value,
        "people": [{**row, "name": name_of(users[row["user"]])} for row in value["people"] if row["user"] in users],
        "kinds": [(KIND_PLURALS[Kind(kind)], number) for kind, number in value["kinds"].items()],
        "weeks": [{**row, "start": datetime.date.fromisoformat(row["from"])} for row in value["weeks"]],
    }


@require_GET
@never_cache
@login_required
def person(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """One person's work: for reviewers, with hidden checks for managers; the own work for everybody."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    is_own = key == request.user.pk
    if not is_own:
        access.require_role(project, request.user, at_least=Role.REVIEWER)
    user = member_or_worker(project, key)
    manages = access.allows(project, request.user, at_least=Role.MANAGER)
    sees_checks = manages and not is_own
    attempts = Attempt.objects.filter(project=project, user=user).select_related("article").order_by("-id")
    context = {
        "section": "team",
        "project": project,
        "person": user,
        "name": name_of(user),
        "is_own": is_own,
        "manages": manages,
        "membership": project.memberships.filter(user=user).first(),
        "value": count_progress(project, user.pk, with_exercises=is_own),
        "seconds": seconds_by_person(project, [user.pk]).get(user.pk, 0),
        "practice": attempts.filter(purpose=Purpose.PRACTICE)[:MOST_ROWS],
        "checks": attempts.filter(purpose=Purpose.CHECK)[:MOST_ROWS] if sees_checks else [],
        "passed": checks_passed(attempts) if sees_checks else None,
        "sees_checks": sees_checks,
        "agreement": agreement_lines(project, user) if sees_everybody(project, request.user) and not is_own else None,
        "recent": recent_work(project, user, with_exercises=is_own),
        **held_by(project, user),
    }
    return render(request, "annotator/person_of_team.html", context)


def member_or_worker(project: Project, key: int) -> Any:
    """The person, who is a member or has worked here. 404 for others."""
    user = get_user_model().objects.filter(pk=key).first()
    if user is None or not (
        project.memberships.filter(user=user).exists()
        or AnnotationSet.objects.filter(article__project=project, user=user).exists()
    ):
        raise Http404("Nobody of this number has worked in the project.")
    return user


def checks_passed(attempts: QuerySet[Attempt]) -> Share:
    scores = list(attempts.filter(purpose=Purpose.CHECK).order_by().values_list("score", flat=True))
    return share_of(sum(score >= PASSED_FROM for score in scores), len(scores))


def agreement_lines(project: Project, user: Any) -> dict[str, Any]:
    """How far the person agrees with each other person, and with gold."""
    value = figures_now(project, Chosen(person=user.pk))
    return {
        "pairs": lines_of(value["pairs"], first="first", second="second"),
        "gold": lines_of(value["against_gold"], first="person", second=""),
    }


def recent_work(project: Project, user: Any, *, with_exercises: bool) -> QuerySet[AnnotationSet]:
    """What the person began last; with exercises in the own list, where one would be missed."""
    unread = [f"article__{name}" for name in ("text", "blocks", "extra")]
    every = AnnotationSet.objects.filter(article__project=project, user=user, source="annotator")
    rows = every if with_exercises else sets_counted(project, user=user.pk)
    return rows.select_related("article").defer(*unread).order_by("-id")[:MOST_ROWS]


def held_by(project: Project, user: Any) -> dict[str, Any]:
    unread = [f"article__{name}" for name in ("text", "blocks", "extra")]
    leases = running().filter(article__project=project, user=user).select_related("article").defer(*unread)
    finished = AnnotationSet.objects.filter(signed(), user=user, source="annotator").values("article")
    given = reserving().filter(article__project=project, user=user).exclude(article__in=finished)
    return {
        "leases": leases.order_by("expires_at")[:MOST_ROWS],
        "given": given.select_related("article").defer(*unread).order_by("id")[:MOST_ROWS],
        "given_number": given.count(),
    }


@require_POST
@login_required
def assign_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """Deal articles out to people: the chosen ones, or the next that nobody reads."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = AssignForm(request.POST, project=project)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return back(request, project)
    values = form.cleaned_data
    articles = chosen(project, values["articles"]) or unassigned(project, most=values["following"] or 1)
    try:
        found = assign_in_turn(
            articles, people=list(values["people"]), each=values["each"] or len(values["people"])
            if values["articles"] else values["each"] or 1, user=request.user,
        )  # fmt: skip
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, in_words(found))
    return back(request, project)


@require_POST
@login_required
def unassign_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the chosen articles back from people. What they decided stays."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    form = AssignForm(request.POST, project=project)
    if not form.is_valid():
        messages.error(request, gettext("Choose articles, and from whom to take them back."))
        return back(request, project)
    articles = chosen(project, form.cleaned_data["articles"])
    number = sum(unassign(articles, to=one, user=request.user) for one in form.cleaned_data["people"])
    words = ngettext("%(number)d assignment was taken back.", "%(number)d assignments were taken back.", number)
    messages.success(request, words % {"number": number})
    return back(request, project)


def chosen(project: Project, keys: list[int]) -> list[Any]:
    rows = project.articles.in_use().without_text().filter(pk__in=keys).select_related("project")
    return list(rows.order_by("id"))


def back(request: HttpRequest, project: Project) -> HttpResponse:
    """To the page from which the form was sent."""
    target = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return redirect(target)
    return redirect("project", slug=project.slug)


def in_words(found: Assigned) -> str:
    """What was assigned, and what was not and why, in sentences."""
    said = [
        ngettext("%(number)d article was assigned.", "%(number)d articles were assigned.", found.done),
        ngettext(
            "%(number)d was finished or assigned before.", "%(number)d were finished or assigned before.", found.known
        ),
        ngettext(
            "%(number)d has as many readers as the project wants.",
            "%(number)d have as many readers as the project wants.",
            found.full,
        ),
        ngettext(
            "%(number)d is for practice or a hidden check, which everybody gets anyway.",
            "%(number)d are for practice or hidden checks, which everybody gets anyway.",
            found.exercises,
        ),
    ]
    numbers = [found.done, found.known, found.full, found.exercises]
    told = [words % {"number": number} for words, number in zip(said, numbers, strict=True)]
    return " ".join([told[0], *(words for words, number in zip(told[1:], numbers[1:], strict=True) if number)])
