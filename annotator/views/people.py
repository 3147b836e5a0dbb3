"""The registry: everybody who speaks in a project, each with all quotes; and the choices in the person picker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from annotator.counted import Counted, counted, shown_again
from annotator.forms.people import PersonForm
from annotator.forms.search import SearchForm
from annotator.models import Alias, Annotation, Person
from annotator.services.guesses import guesses
from annotator.services.people import change_person
from annotator.services.said import number_of, numbers_by_person, quotes_in
from annotator.services.sets import latest_sets_of
from annotator.services.visibility import sees_everybody, viewer
from annotator.vocabulary import Kind
from articles import access
from articles.models import Article, Project, Role, shortened

PAGE = 100
MOST_QUOTES = 1000  # on one person’s page


@require_GET
@login_required
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """The registry with counts, and the names that machines found but nobody has confirmed."""
    project = access.project_for(request.user, slug)
    form = SearchForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    registry = project.people.in_registry()
    if q:
        aliases = Alias.objects.filter(person__project=project, name__icontains=q).values("person")
        registry = registry.filter(Q(name__icontains=q) | Q(pk__in=aliases))
    name = f"people:{viewer(request.user, project)}"
    quotes = counted(project, name, lambda: numbers_by_person(project, user=request.user))
    suggested = Counted([]) if q else counted(project, "suggested", lambda: suggested_names(project)[:40])
    context = {
        "section": "people",
        "project": project,
        "form": form,
        "counted": quotes,
        "people": most_quoted(registry, quotes.value or [], only_some=bool(q)),
        "sees_everybody": sees_everybody(project, request.user),
        "total": project.people.in_registry().count(),
        "suggested": suggested.value,
    }
    return shown_again(render(request, "annotator/people.html", context), quotes, suggested)


def most_quoted(registry: QuerySet[Person], numbers: Iterable[Sequence[int]], *, only_some: bool) -> list[Person]:
    """The first page of these people with ``quotes``: most quoted first, then those who are not quoted, by name."""
    wanted = set(registry.values_list("pk", flat=True)) if only_some else None
    quoted = {pk: number for pk, number in numbers if wanted is None or pk in wanted}
    first = list(islice(quoted, PAGE))
    known = registry.in_bulk(first)
    found = [known[pk] for pk in first if pk in known]
    if len(first) < PAGE:
        found += registry.exclude(pk__in=first).order_by("name", "pk")[: PAGE - len(found)]
    for person in found:
        person.quotes = quoted.get(person.pk, 0)  # type: ignore[attr-defined]
    return found


def suggested_names(project: Project) -> list[dict[str, Any]]:
    """Names that suggesters gave to speakers and that the registry lacks, most quoted first."""
    known = {name.casefold() for name in project.people.in_registry().values_list("name", flat=True)}
    known |= {name.casefold() for name in project.people.values_list("aliases__name", flat=True) if name}
    rows = (
        Annotation.objects.filter(set__in=latest_sets_of(project), kind=Kind.QUOTE, speaker_kind="named")
        .filter(set__article__withdrawn_at__isnull=True)
        .exclude(name="")
        .values("name")
        .annotate(quotes=Count("id"), articles=Count("set__article", distinct=True))
        .order_by("-quotes", "name")[:200]
    )
    return [dict(row) for row in rows if row["name"].casefold() not in known]


@dataclass(frozen=True, slots=True)
class Said:
    """One quote of a person, for reading."""

    words: str
    mention: str
    cue: str
    type: str
    verdict: str
    card: str


@require_http_methods(["GET", "POST"])
@login_required
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One person: the entry, which reviewers change; the names in the texts; every quote by article."""
    project = access.project_for(request.user, slug)
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
    counting = quotes_in(project, user=request.user).filter(person=person)
    left_out = quotes_in(project, user=request.user, withdrawn=True).filter(person=person)
    quotes = quotes_of(counting)
    context = {
        "section": "people",
        "project": project,
        "person": person,
        "form": form,
        "sources": [(article, list(rows)) for article, rows in groupby(quotes, key=lambda pair: pair[0])],
        "number": number_of(counting),
        "shown": len(quotes),
        "withdrawn": number_of(left_out),
        "sees_everybody": sees_everybody(project, request.user),
        "mentions": sorted({said.mention for _, said in quotes if said.mention}),
    }
    return render(request, "annotator/person.html", context)


def quotes_of(counting: QuerySet[Annotation]) -> list[tuple[Article, Said]]:
    """The first quotes of these annotations, each once, by article and in reading order."""
    rows: Iterable[Any] = (
        counting.select_related("set__article")
        .prefetch_related("spans")
        .order_by("set__article_id", "start", "id")[:MOST_QUOTES]
    )
    found: dict[str, tuple[Article, Said]] = {}
    for row in rows:
        article = row.set.article
        words = words_by_role(row, article.text)
        said = Said(
            words["content"],
            words["speaker"],
            words["cue"],
            row.get_quote_type_display(),
            row.get_verdict_display(),
            str(row.origin_id or row.pk),
        )
        found.setdefault(row.identity, (article, said))
    return list(found.values())


def words_by_role(row: Annotation, text: str) -> dict[str, str]:
    words: dict[str, list[str]] = {"content": [], "speaker": [], "cue": []}
    for span in row.spans.all():
        words[span.role].append(text[span.start : span.end])
    return {role: shortened(" … ".join(parts), length=600) for role, parts in words.items()}


@require_GET
@login_required
def choices(request: HttpRequest, pk: int) -> HttpResponse:
    """The picker's list for one card: the best guesses first, then the registry by name and alias."""
    article = access.article_for(request.user, pk)
    q = " ".join(request.GET.get("q", "").split())[:300]
    found = guesses(article, user=request.user, card=request.GET.get("card", ""), q=q)
    return render(request, "workbench/choices.html", {"choices": found, "q": q})
