"""My queue, my projects, and what happened lately."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotator.history import told
from annotator.models import Annotation, AnnotationSet, Event, Kind, Source
from annotator.services.queue import queue_for
from articles.models import Article, Project


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    queue = list(queue_for(request.user).select_related("project")[:6])
    upcoming = Article.objects.filter(pk=queue[0].pk).first() if queue else None
    with_counts(queue)
    events = Event.objects.filter(actor=request.user.pk).select_related("article", "actor").order_by("-id")[:40]
    context = {
        "section": "queue",
        "next": queue[0] if queue else None,
        "lead": upcoming.lead if upcoming and upcoming.title else "",
        "queue": queue[1:],
        "waiting": queue_for(request.user).count(),
        "projects": projects_of(request.user),
        "events": told(events)[:6],
    }
    return render(request, "home.html", context)


def with_counts(articles: list[Article]) -> None:
    """Give each article ``counts``: how many quotes, captions and repairs the machine proposes. One query."""
    rows = (
        Annotation.objects.filter(set__article__in=articles, set__source=Source.SUGGESTER)
        .values("set__article", "kind")
        .annotate(number=Count("id"))
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["set__article"], {})[row["kind"]] = row["number"]
    names = {Kind.QUOTE: "quote", Kind.CAPTION: "caption", Kind.REPAIR: "repair"}
    for article in articles:
        counts = found.get(article.pk, {})
        shown = [(counts[kind], name) for kind, name in names.items() if counts.get(kind)]
        article.counts = shown  # type: ignore[attr-defined]


def projects_of(user: Any) -> QuerySet[Project]:
    """The user's projects with how many articles they hold and how many anybody finished."""
    finished = AnnotationSet.objects.filter(
        article=OuterRef("articles"), source=Source.ANNOTATOR, state=AnnotationSet.State.FINISHED
    )
    in_use = Q(articles__withdrawn_at__isnull=True)
    return (
        Project.objects.visible_to(user)
        .annotate(
            total=Count("articles", filter=in_use), finished=Count("articles", filter=in_use & Q(Exists(finished)))
        )
        .order_by("name")
    )
