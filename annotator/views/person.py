"""One person of the registry: the entry, what the texts call them, and every quote by article."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from annotator.forms.people import PersonForm
from annotator.forms.registry import QuotesFilter
from annotator.models import Person
from annotator.services.people import change_person
from annotator.services.said import Said, called, quotes_of, said_by
from annotator.services.visibility import sees_everybody
from annotator.views.people import same_in
from annotator.views.same import last_change, questions
from annotator.vocabulary import QuoteType
from articles import access
from articles.models import Article, Project, Role

PAGE = 100


@require_http_methods(["GET", "POST"])
@login_required
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page; and the entry, which reviewers change."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    person = get_object_or_404(project.people.in_registry().prefetch_related("aliases"), pk=pk)
    if request.method == "POST":
        access.require(project, request.user, at_least=Role.REVIEWER)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(person, user=request.user, **form.values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, gettext("%(name)s is saved.") % {"name": person.name})
            return redirect(person)
    return shown(request, project, person, form)


def shown(request: HttpRequest, project: Project, person: Person, form: PersonForm) -> HttpResponse:
    quotes = said_by(person, user=request.user)
    filters = QuotesFilter(request.GET)
    found = filtered(quotes, filters)
    page = Paginator(found, PAGE).get_page(filters.value("page"))
    reviewing = sees_everybody(project, request.user)
    context = {
        "section": "people",
        "project": project,
        "person": person,
        "form": form,
        "filters": filters,
        "facts": facts_of(quotes),
        "number": len(quotes),
        "found": len(found),
        "page": page,
        "sources": by_article(list(page.object_list), found),
        "called": called(quotes),
        "withdrawn": quotes_of([person.pk], user=request.user, withdrawn=True).count(),
        "sees_everybody": reviewing,
        "question": question_about(project, person, user=request.user) if reviewing else None,
        "last_change": last_change(project, request.user) if reviewing else None,
        "new_ids": {"move": uuid.uuid4(), "merge": uuid.uuid4()},
    }
    return render(request, "annotator/person.html", context, status=422 if form.is_bound else 200)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head of the page says."""

    articles: int
    types: list[tuple[str, int]]
    first: datetime.date | None
    last: datetime.date | None


def facts_of(quotes: Sequence[Said]) -> Facts:
    counts = Counter(said.type for said in quotes)
    days = [said.published for said in quotes if said.published]
    types = [(str(label), counts[value]) for value, label in QuoteType.choices if counts[value]]
    return Facts(len({said.article for said in quotes}), types, min(days, default=None), max(days, default=None))


def filtered(quotes: Sequence[Said], filters: QuotesFilter) -> list[Said]:
    """The quotes that the filters leave, by article: the newest first, or the oldest; those without date last."""
    q, called_so = (filters.value("q") or "").casefold(), filters.value("called")
    found = [
        said
        for said in quotes
        if q in said.words.casefold()
        and filters.value("type") in ("", None, said.type)
        and called_so in ("", None, said.mention)
    ]
    sign = 1 if filters.value("sort") == "old" else -1

    def place(said: Said) -> tuple[bool, int, int, int]:
        day = said.published.toordinal() if said.published else 0
        return said.published is None, sign * day, sign * said.article, said.start

    return sorted(found, key=place)


def by_article(quotes: Sequence[Said], found: Sequence[Said]) -> list[dict[str, Any]]:
    """The quotes of one page with their articles; ``number`` counts those of the article on all pages."""
    articles = Article.objects.without_text().in_bulk({said.article for said in quotes})
    numbers = Counter(said.article for said in found)
    return [
        {"article": articles[pk], "number": numbers[pk], "quotes": list(rows)}
        for pk, rows in groupby(quotes, key=lambda said: said.article)
        if pk in articles
    ]


def question_about(project: Project, person: Person, *, user: Any) -> Any:
    """The first pair with this person that may be one."""
    pairs = [pair for pair in same_in(project).value or [] if person.pk in pair[:2]]
    return next(iter(questions(project, pairs, user=user, most=1)), None)
