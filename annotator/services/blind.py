"""Who reads which article without suggestions.

A project’s share of articles, chosen by hash (``Article.draw``), is read *blind*: nothing of the machines’ sets reaches
somebody before they have finished the article. Whoever has begun goes on as they began, if the share is changed. A set
that was made so keeps its mark (``AnnotationSet.blind``).

Reviewers who do not take part in an article may read the machines’ sets of it, except in the workbench, where reading
is the beginning of taking part.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotator.models import AnnotationSet
from annotator.services.sets import latest_sets_of, set_to_show
from annotator.vocabulary import Source
from articles.models import Article, Project, Role


def is_blind(article: Article, user: Any) -> bool:
    """Whether the user sees no suggestions in the article’s workbench. One query."""
    return set_to_show(article, user).hides_suggestions


def read_blind(user: Any, *, article: str, as_reader: bool = False) -> Q:
    """Whether the user may not see the suggestions of an article, as a condition.

    ``article`` is the lookup from the model to the article: “article”, “set__article”, or “pk” on articles. With
    ``as_reader``, reviewers and viewers see those of articles in which they do not take part.
    """
    place = "" if article == "pk" else f"{article}__"
    own = AnnotationSet.objects.filter(article=OuterRef(article), source=Source.ANNOTATOR, user=user.pk)
    drawn = Q(**{f"{place}draw__lt": F(f"{place}project__blind_share")}) & Q(~Exists(own))
    if as_reader:
        read = Project.objects.standing().with_roles(user, Role.VIEWER, Role.REVIEWER, Role.MANAGER)
        drawn &= ~Q(**{f"{place}project__in": read.order_by().values("pk")})
    return Q(Exists(begun_blind(own))) | drawn


def begun_blind(sets: QuerySet[AnnotationSet]) -> QuerySet[AnnotationSet]:
    """Of these sets those that are made without suggestions and not finished."""
    finished = Q(state=AnnotationSet.State.FINISHED, imported_at__isnull=True)
    return sets.filter(~finished, blind=True)


def sets_open_to_all(project: Project) -> QuerySet[AnnotationSet]:
    """The machine sets whose suggestions are shown, without those of articles that anybody reads blind.

    For what a project shows to all alike, such as names that wait for the registry.
    """
    begun = begun_blind(AnnotationSet.objects.filter(article=OuterRef("article"), source=Source.ANNOTATOR))
    return latest_sets_of(project).filter(~Exists(begun), article__draw__gte=project.blind_share)
