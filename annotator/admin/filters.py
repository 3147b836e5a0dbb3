"""Filters of the admin's lists. Each makes one query for a list of any length."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, get_args

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotator.models import AnnotationSet
from annotator.services.sets import decided_by
from annotator.vocabulary import Source
from articles.models import Project
from articles.readers.types import BlockKind
from config.outside import key_of

Choices = Iterable[tuple[str, Any]]


class ProjectFilter(admin.SimpleListFilter):
    """The projects that the user reviews. ``path`` leads from the model to its project."""

    title = _("project")
    parameter_name = "project"
    path: ClassVar[str] = "project"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(str(pk), name) for pk, name in Project.objects.reviewed_by(request.user).values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = key_of(self.value())
        return queryset if key is None else queryset.filter(**{f"{self.path}_id": key})


class ProjectOfArticleFilter(ProjectFilter):
    path = "article__project"


class ProjectOfSetFilter(ProjectFilter):
    path = "set__article__project"


class SuggesterFilter(admin.SimpleListFilter):
    """One version of one suggester."""

    title = _("suggester")
    parameter_name = "suggester"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        sets = AnnotationSet.objects.filter(
            source=Source.SUGGESTER, article__project__in=Project.objects.reviewed_by(request.user).values("pk")
        )
        runs = sets.order_by("suggester", "version").values_list("suggester", "version").distinct()
        return [(f"{suggester}|{version}", f"{suggester} {version}") for suggester, version in runs]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        suggester, bar, version = (self.value() or "").partition("|")
        return queryset.filter(set__suggester=suggester, set__version=version) if bar else queryset


class AnnotatorFilter(admin.SimpleListFilter):
    """The people who have sets in the projects that the user reviews."""

    title = _("annotator")
    parameter_name = "annotator"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        users = get_user_model().objects.filter(
            annotation_sets__article__project__in=Project.objects.reviewed_by(request.user).values("pk")
        )
        return [(str(user.pk), str(user)) for user in users.order_by("pk").distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = key_of(self.value())
        return queryset if key is None else queryset.filter(set__user_id=key)


class ScoreFilter(admin.SimpleListFilter):
    """Bands of a suggestion's score, ``[low, high)``."""

    title = _("score")
    parameter_name = "score"
    bands: ClassVar[dict[str, tuple[float, float]]] = {
        "0.9": (0.9, 1.01),
        "0.7": (0.7, 0.9),
        "0.5": (0.5, 0.7),
        "0": (0.0, 0.5),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("0.9", _("0.9 and more")),
            ("0.7", _("0.7 to 0.9")),
            ("0.5", _("0.5 to 0.7")),
            ("0", _("below 0.5")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        band = self.bands.get(self.value() or "")
        return queryset.filter(score__gte=band[0], score__lt=band[1]) if band else queryset


class PlaceFilter(admin.SimpleListFilter):
    """The kind of the block in which an annotation starts."""

    title = _("place")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(kind, kind) for kind in get_args(BlockKind)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(place=self.value()) if self.value() else queryset


class MyDecisionFilter(admin.SimpleListFilter):
    """Machine suggestions by whether the reviewer has decided about them."""

    title = _("my decision")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("open", "suggestions still open"), ("decided", "suggestions decided")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("open", "decided"):
            return queryset
        mine = decided_by(request.user.pk)
        suggestions = queryset.filter(set__source=Source.SUGGESTER)
        return suggestions.filter(mine) if self.value() == "decided" else suggestions.filter(~mine)
