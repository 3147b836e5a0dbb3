"""The registry's list: everybody who speaks in a project, with filters; and the choices where a name is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.counted import Counted, counted, shown_again
from annotator.everybody import everybody, letters_of
from annotator.forms.registry import PeopleFilter
from annotator.models import Alias, Annotation, Person
from annotator.querysets import PersonQuerySet
from annotator.services.blind import sets_open_to_all
from annotator.services.guesses import guesses
from annotator.services.said import numbers_by_person
from annotator.services.same_people import same_people
from annotator.services.visibility import sees_everybody, viewer
from annotator.views.same import last_change, questions
from annotator.vocabulary import Kind
from articles import access
from articles.models import Project, Role

PAGE = 100
MOST_FOUND = 12  # names in the list below a field
MANY_PEOPLE = 2_000  # of so many, similar names are looked for in the background
Numbers = Sequence[Sequence[int]]


@require_GET
@login_required
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """The registry with counts, who may be one person, and the names that machines found but nobody has confirmed."""
    project = access.project_for(request.user, slug, at_least=Role.VIEWER)
    reviewing = sees_everybody(project, request.user)
    form = PeopleFilter(request.GET)
    quotes = numbers_in(project, user=request.user)
    same = same_in(project) if reviewing else Counted([])
    filtered = any(form.value(name) for name in ("q", "kind", "show", "letter"))
    suggested = Counted([]) if filtered else counted(project, "suggested", lambda: suggested_names(project)[:40])
    known = everybody(project)
    rows = listed(project, form, known.names, quotes.value or [], same.value or [])
    page = Paginator(rows, PAGE).get_page(form.value("page"))
    context = {
        "section": "people",
        "project": project,
        "form": form,
        "filtered": filtered,
        "counted": quotes,
        "people": with_numbers(project, list(page.object_list), quotes.value or []),
        "page": page,
        "letters": letters_of(known.names[pk] for pk in rows) if filtered else known.letters,
        "sees_everybody": reviewing,
        "total": len(known.names),
        "suggested": suggested.value,
        "same": questions(project, same.value or [], user=request.user, most=20 if form.value("show") == "same" else 1),
        "same_total": len(same.value or []),
        "last_change": last_change(project, request.user) if reviewing else None,
    }
    return shown_again(render(request, "annotator/people.html", context), quotes, suggested, same)


def numbers_in(project: Project, *, user: Any) -> Counted:
    """Everybody's numbers as this user may know them: key, quotes, articles, quotes of gold; most quoted first."""
    name = f"people:{viewer(user, project)}"
    return counted(project, name, lambda: numbers_by_person(project, user=user))


def same_in(project: Project) -> Counted:
    """The pairs of entries that may be one person."""
    many = project.people.order_by()[: MANY_PEOPLE + 1].count() > MANY_PEOPLE
    return counted(project, "same-people", lambda: same_people(project), large=many)


def listed(
    project: Project, form: PeopleFilter, names: Mapping[int, str], numbers: Numbers, same: Sequence[Sequence[Any]]
) -> list[int]:
    """Keys of the people whom the filters leave: most quoted first, or by name."""
    keys = list(names)
    if any(form.value(name) for name in ("q", "kind", "show")):
        found = set(found_by(project.people.in_registry(), form).order_by().values_list("pk", flat=True))
        keys = [pk for pk in keys if pk in found]
    wanted = wanted_keys(form.value("show"), numbers, same)
    if form.value("show") == "unquoted":
        quoted = {row[0] for row in numbers}
        keys = [pk for pk in keys if pk not in quoted]
    elif wanted is not None:
        keys = [pk for pk in keys if pk in wanted]
    if form.value("letter"):
        return [pk for pk in keys if names[pk][:1].upper() == form.value("letter").upper()]
    return keys if form.value("sort") == "name" else most_quoted_first(keys, numbers)


def most_quoted_first(keys: Sequence[int], numbers: Numbers) -> list[int]:
    """The others follow in their order."""
    left = dict.fromkeys(keys)
    quoted = [row[0] for row in numbers if row[0] in left]
    for pk in quoted:
        del left[pk]
    return [*quoted, *left]


def found_by(registry: PersonQuerySet[Person], form: PeopleFilter) -> PersonQuerySet[Person]:
    q = form.value("q")
    if q:
        aliases = Alias.objects.filter(name__icontains=q).values("person")
        registry = registry.filter(Q(name__icontains=q) | Q(pk__in=aliases) | Q(wikidata_id__iexact=q))
    if form.value("kind"):
        registry = registry.filter(kind=form.value("kind"))
    conditions = {
        "wikidata": ~Q(wikidata_id=""),
        "no-wikidata": Q(wikidata_id=""),
        "hand": Q(by_decision=False),
    }
    return registry.filter(conditions.get(form.value("show") or "", Q()))


def wanted_keys(show: str | None, numbers: Numbers, same: Sequence[Sequence[Any]]) -> set[int] | None:
    """Whom a filter by counts leaves; None if it is no such filter."""
    if show == "gold":
        return {row[0] for row in numbers if row[3]}
    if show == "same":
        return {pk for pair in same for pk in pair[:2]}
    return None


def with_numbers(project: Project, keys: Sequence[int], numbers: Numbers) -> list[Person]:
    """The people of one page, each with ``quotes`` and ``articles``, and their aliases."""
    here = set(keys)
    counts = {row[0]: row for row in numbers if row[0] in here}
    known = project.people.prefetch_related("aliases").in_bulk(keys)
    found = [known[pk] for pk in keys if pk in known]
    for person in found:
        person.project = project
        _, person.quotes, person.articles, _ = counts.get(person.pk, (0, 0, 0, 0))  # type: ignore[attr-defined]
    return found


def suggested_names(project: Project) -> list[dict[str, Any]]:
    """Names that suggesters gave to speakers and that the registry lacks, most quoted first."""
    known = {name.casefold() for name in project.people.in_registry().values_list("name", flat=True)}
    known |= {name.casefold() for name in project.people.values_list("aliases__name", flat=True) if name}
    rows = (
        Annotation.objects.filter(set__in=sets_open_to_all(project), kind=Kind.QUOTE, speaker_kind="named")
        .filter(set__article__withdrawn_at__isnull=True)
        .exclude(name="")
        .values("name")
        .annotate(quotes=Count("id"), articles=Count("set__article", distinct=True))
        .order_by("-quotes", "name")[:200]
    )
    return [dict(row) for row in rows if row["name"].casefold() not in known]


@require_GET
@login_required
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """The names below a field that asks for an entry of the registry: by a part of the name or of an alias."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    form = PeopleFilter({"q": request.GET.get("to") or request.GET.get("name") or ""})
    found = found_by(project.people.in_registry(), form).order_by("folded", "pk")[:MOST_FOUND]
    return render(request, "annotator/_people_found.html", {"found": found})


@require_GET
@login_required
def choices(request: HttpRequest, pk: int) -> HttpResponse:
    """The picker's list for one card: the best guesses first, then the registry by name and alias."""
    article = access.article_for(request.user, pk)
    q = " ".join(request.GET.get("q", "").split())[:300]
    found = guesses(article, user=request.user, card=request.GET.get("card", ""), q=q)
    return render(request, "workbench/choices.html", {"choices": found, "q": q})
