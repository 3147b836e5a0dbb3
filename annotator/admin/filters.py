"""Filters of the admin's lists. Each makes one query for a list of any length."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar, get_args

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models import AnnotationSet, Person
from annotator.services.notices import threads_of
from annotator.services.sets import decided_by
from annotator.vocabulary import Source
from articles.models import Project
from articles.readers.types import BlockKind
from config.outside import LARGEST_NUMBER, key_of

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


class AgeFilter(admin.SimpleListFilter):
    """How long ago an annotation was made."""

    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [
            ("1", _("today and yesterday")),
            ("7", _("the last 7 days")),
            ("30", _("the last 30 days")),
            ("older", _("older than 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if value not in ("1", "7", "30", "older"):
            return queryset
        since = timezone.now() - datetime.timedelta(days=30 if value == "older" else int(value))
        return queryset.filter(created_at__lt=since) if value == "older" else queryset.filter(created_at__gte=since)


class GuidelinesFilter(admin.SimpleListFilter):
    """The version of the guidelines under which an annotation was decided."""

    title = _("guidelines version")
    parameter_name = "guidelines"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        projects = Project.objects.reviewed_by(request.user)
        last = projects.aggregate(last=Max("guideline_version"))["last"] or 0
        return [
            *((str(number), str(number)) for number in range(last, 0, -1)),
            ("none", _("before there were versions")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "none":
            return queryset.filter(guidelines=None).exclude(set__source=Source.SUGGESTER)
        key = key_of(self.value())
        return queryset if key is None or key > LARGEST_NUMBER else queryset.filter(guidelines=key)


class CertifiedFilter(admin.SimpleListFilter):
    """What a certificate let through without a look, here or where it was imported from."""

    title = _("certified")
    parameter_name = "certified"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("accepted by a certificate")), ("no", _("judged or suggested"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(set__source=Source.CERTIFIED)
        return queryset.exclude(set__source=Source.CERTIFIED) if self.value() == "no" else queryset


class FlagFilter(admin.SimpleListFilter):
    """Annotations that somebody asked about."""

    title = _("question")
    parameter_name = "flag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("open", _("open question")), ("any", _("any question"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("open", "any"):
            return queryset
        flags = threads_of(request.user)
        flags = flags.filter(resolved_at=None) if self.value() == "open" else flags
        return queryset.filter(pk__in=flags.order_by().values("annotation"))


class PersonFilter(admin.SimpleListFilter):
    """The person whom an annotation points to: the list's own links choose one."""

    title = _("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        key = key_of(request.GET.get(self.parameter_name))
        mine = Person.objects.filter(project__in=Project.objects.reviewed_by(request.user).values("pk"))
        chosen = [(str(one.pk), str(one)) for one in mine.filter(pk=key)] if key is not None else []
        return [*chosen, ("somebody", _("somebody")), ("nobody", _("nobody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("somebody", "nobody"):
            return queryset.filter(person__isnull=self.value() == "nobody")
        key = key_of(self.value())
        return queryset if key is None else queryset.filter(person_id=key)
