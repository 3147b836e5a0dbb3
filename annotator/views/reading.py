"""Reading a set of an article without deciding in it, and two sets side by side."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotator.forms.reading import CompareForm, ReadingForm
from annotator.models import AnnotationSet
from annotator.services.readings import readable_sets, set_with, side_by_side
from annotator.vocabulary import Found, Source
from annotator.workbench.bench import bench_to_read
from annotator.workbench.blocks import shown_blocks
from annotator.workbench.cases import language_of
from annotator.workbench.readings import cases_between, name_of, shown_differences, shown_set, tallies
from articles import access
from articles.models import Article, Role


def set_asked_for(request: HttpRequest, article: Article, *, may_work: bool) -> AnnotationSet | None:
    """The set that the address names, to be read. None if it names none, or the user’s own, which they work on.

    404 where the user sees no such set: whether it is there is nothing that they learn.
    """
    if not request.GET:
        return None
    form = ReadingForm(request.GET)
    if not form.is_valid():
        raise Http404("The address does not name a set.")
    key, name, annotation = (form.cleaned_data[field] for field in ("set", "user", "annotation"))
    if not (key or name or annotation):
        return None
    sets = readable_sets(article, request.user)
    if key or name:
        by_user = {row.user.get_username(): row for row in sets if row.user}
        found = next((row for row in sets if row.pk == key), None) if key else by_user.get(name)
        if found is None:
            raise Http404("No set of this article that the user sees.")
    else:
        found = set_with(annotation, sets)
        if found is None or found.source == Source.SUGGESTER:
            return None
    return None if may_work and found.user_id == request.user.pk else found


def article_read(request: HttpRequest, article: Article, asked: AnnotationSet | None) -> HttpResponse:
    """The text with the cards of one set, and nothing to decide: gold or what machines suggest if none is asked for."""
    sets = readable_sets(article, request.user)
    found = asked or next((row for row in sets if row.source == Source.GOLD and row.finished_at), None)
    bench = bench_to_read(article, found, sets)
    blocks = shown_blocks(article, bench.cards)
    context = {
        "article": article,
        "project": article.project,
        "section": "articles",
        "bench": bench,
        "found": shown_set(found, request.user) if found else None,
        "is_gold": found is not None and found.source == Source.GOLD,
        "asked": asked,
        "sets": [shown_set(row, request.user) for row in sets],
        "blocks": blocks,
        "before_text": article.text[: blocks[0].block.start],
    }
    return with_pictures(render(request, "annotator/article_read.html", context), article)


def with_pictures(response: HttpResponse, article: Article) -> HttpResponse:
    """Where the project shows pictures, the page may load them from where they were published."""
    if article.project.remote_images:
        response._csp_update = {"img-src": ["https:"]}  # type: ignore[attr-defined]  # read by django-csp
    return response


@require_GET
@never_cache
@login_required
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two sets of an article side by side: what differs, or everything, of all kinds or of one."""
    article = access.article_for(request.user, pk, at_least=Role.VIEWER)
    form = CompareForm(request.GET)
    if not form.is_valid():
        raise Http404("The address does not name two sets.")
    sets = readable_sets(article, request.user)
    left, right = sides_asked_for(sets, form.cleaned_data["left"], form.cleaned_data["right"])
    context = {
        "article": article,
        "project": article.project,
        "section": "articles",
        "lang": language_of(article),
        "sets": [shown_set(row, request.user) for row in sets],
        "show": form.cleaned_data["show"],
        "kind": form.cleaned_data["kind"],
        **(compared(article, left, right, request.user, form.cleaned_data) if left and right else {}),
    }
    return render(request, "annotator/compare.html", context)


def sides_asked_for(
    sets: list[AnnotationSet], left: int | None, right: int | None
) -> tuple[AnnotationSet | None, AnnotationSet | None]:
    """The two sets; where the address names none, the first one, and the last other one: gold where it is there."""
    by_key = {row.pk: row for row in sets}
    if any(key and key not in by_key for key in (left, right)):
        raise Http404("No set of this article that the user sees.")
    first = by_key[left] if left else next((row for row in sets if row.pk != right), None)
    others = [row for row in sets if row is not first]
    second = by_key[right] if right else next(reversed(others), None)
    return first, second


def compared(
    article: Article, left: AnnotationSet, right: AnnotationSet, user: Any, values: dict[str, str]
) -> dict[str, Any]:
    names = [name_of(left, user), name_of(right, user)]
    cases = cases_between(article, side_by_side(article, left, right), names)
    of_kind = [(found, case) for found, case in cases if values["kind"] in ("", case.kind)]
    shown = of_kind if values["show"] else [(found, case) for found, case in of_kind if found != Found.SAME]
    rows = tallies(cases, list(Found))
    return {
        "left": shown_set(left, user),
        "right": shown_set(right, user),
        "columns": [found.label for found in Found],
        "tallies": rows,
        "sums": [sum(column) for column in zip(*(numbers for _, _, numbers, _ in rows), strict=True)],
        "total": len(cases),
        "same_of_all": sum(found == Found.SAME for found, _ in cases),
        "number": len(of_kind),
        "shown": shown_differences(article, shown),
    }
