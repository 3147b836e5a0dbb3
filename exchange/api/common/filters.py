"""What lists can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from django_filters.constants import EMPTY_VALUES
from django_filters.utils import translate_validation

from annotator.models import Alias, Annotation, AnnotationSet, Flag
from annotator.services.notices import waits_for
from annotator.services.sets import decided_by
from annotator.vocabulary import OF_THE_REGISTRY, Kind, PersonKind, Source, Verdict
from articles.models import ArticleQuerySet, Project
from config.outside import MOST_DIGITS, DecimalNumber, WholeNumber

OF_SETS = {
    "article": "article__id", "annotation_set": "id", "source": "source", "suggester": "suggester",
    "suggester_version": "version", "annotator": "user__username",
}  # fmt: skip
"""Filters of annotations that ask about their sets, and the lookups from a set."""


class BoundedFilter(filters.NumberFilter):  # type: ignore[misc]
    """A number that its form field bounds, at both ends and before it is parsed."""

    def get_max_validator(self) -> None:
        return None


class KeyFilter(BoundedFilter):
    """A key: one that no column holds finds nothing."""

    field_class = WholeNumber

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, max_value=10**MOST_DIGITS, **options)


class ScoreFilter(BoundedFilter):
    field_class = DecimalNumber


class ArticleFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(field_name="project__slug", help_text="The project’s slug")
    external_id = filters.CharFilter(help_text="The id that the article was imported with")
    publisher = filters.CharFilter(lookup_expr="iexact")
    language = filters.CharFilter(lookup_expr="iexact")
    published_from = filters.DateFilter(field_name="published", lookup_expr="gte")
    published_to = filters.DateFilter(field_name="published", lookup_expr="lte")
    withdrawn = filters.BooleanFilter(
        field_name="withdrawn_at", lookup_expr="isnull", exclude=True, help_text="Withdrawn ones only, or none of them"
    )
    q = filters.CharFilter(
        method="search",
        help_text="A part of the title, the external id or the publisher, or words of the text (or their beginnings)",
    )

    def search(self, rows: ArticleQuerySet, name: str, value: str) -> ArticleQuerySet:
        slug = self.form.cleaned_data.get("project")
        project = Project.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None
        return rows.search(value, project=project)


class PersonFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(field_name="project__slug", help_text="The project’s slug")
    kind = filters.ChoiceFilter(choices=PersonKind.choices)
    wikidata_id = filters.CharFilter()
    q = filters.CharFilter(method="search", help_text="A part of the name or of an alias")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        aliases = Alias.objects.filter(name__icontains=value).order_by().values("person")
        return rows.filter(Q(name__icontains=value) | Q(pk__in=aliases))


class RegistryChangeFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(field_name="project__slug", help_text="The project’s slug")
    verb = filters.ChoiceFilter(choices=[(verb.value, verb.value) for verb in OF_THE_REGISTRY])
    undone = filters.BooleanFilter(
        field_name="undone_at", lookup_expr="isnull", exclude=True, help_text="Those taken back only, or none of them"
    )


class ThreadFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(field_name="article__project__slug", help_text="The project’s slug")
    article = KeyFilter(field_name="article__id")
    annotation = filters.UUIDFilter(field_name="annotation", help_text="The id of the annotation")
    by = filters.CharFilter(field_name="user__username", help_text="Who asked")
    resolved = filters.BooleanFilter(
        field_name="resolved_at", lookup_expr="isnull", exclude=True, help_text="Resolved ones only, or none of them"
    )
    waits = filters.BooleanFilter(method="by_waiting", help_text="Those that wait for you, or those that do not")

    def by_waiting(self, rows: QuerySet[Flag], name: str, value: bool) -> QuerySet[Flag]:
        waiting = waits_for(self.request.user) & Q(resolved_at__isnull=True)
        return rows.filter(waiting) if value else rows.exclude(waiting)


class AnnotationFilter(filters.FilterSet):  # type: ignore[misc]
    project = filters.CharFilter(field_name="set__article__project__slug", help_text="The project’s slug")
    article = KeyFilter(field_name="set__article__id")
    annotation_set = KeyFilter(field_name="set__id")
    kind = filters.ChoiceFilter(choices=Kind.choices)
    verdict = filters.ChoiceFilter(choices=Verdict.choices)
    source = filters.ChoiceFilter(field_name="set__source", choices=Source.choices)
    suggester = filters.CharFilter(field_name="set__suggester")
    suggester_version = filters.CharFilter(field_name="set__version")
    annotator = filters.CharFilter(field_name="set__user__username")
    person = KeyFilter(field_name="person__id")
    place = filters.CharFilter(help_text="The kind of the block in which the annotation starts")
    score_from = ScoreFilter(field_name="score", lookup_expr="gte")
    score_to = ScoreFilter(field_name="score", lookup_expr="lte")
    decided = filters.BooleanFilter(
        method="by_decision", help_text="Machine suggestions that you have decided about, or that you have not"
    )

    def by_decision(self, rows: QuerySet[Annotation], name: str, value: bool) -> QuerySet[Annotation]:
        mine = decided_by(self.request.user.pk)
        suggestions = rows.filter(set__source=Source.SUGGESTER)
        return suggestions.filter(mine) if value else suggestions.filter(~mine)

    @classmethod
    def of(cls, request: Any, rows: QuerySet[Annotation]) -> Self:
        """The filters that are asked for. Raises ValidationError for what cannot be."""
        filters = cls(request.query_params, queryset=rows, request=request)
        if not filters.is_valid():
            raise translate_validation(filters.errors)
        return filters

    @property
    def given(self) -> dict[str, Any]:
        """What is asked for, by the filter’s name."""
        return {name: value for name, value in self.form.cleaned_data.items() if value not in EMPTY_VALUES}

    def narrow_sets(self, rows: QuerySet[AnnotationSet]) -> QuerySet[AnnotationSet]:
        """The sets that are asked for."""
        return rows.filter(**{OF_SETS[name]: value for name, value in self.given.items() if name in OF_SETS})

    def narrow_annotations(self, rows: QuerySet[Annotation]) -> QuerySet[Annotation]:
        """The annotations that are asked for, among those of sets of which the same is true."""
        for name, value in self.given.items():
            if name not in OF_SETS and name != "project":
                rows = self.filters[name].filter(rows, value)
        return rows

    def narrow_articles(self) -> Iterator[QuerySet[Any, tuple[int]]]:
        """For each filter that may leave few articles the keys of them all, some perhaps more than once."""
        given, sets = self.given, AnnotationSet.objects.all()
        if "person" in given:
            yield Annotation.objects.filter(person__id=given["person"]).values_list("set__article")
        if given.get("decided"):
            yield sets.filter(user=self.request.user.pk).values_list("article")
        if OF_SETS.keys() & given.keys():
            yield self.narrow_sets(sets).values_list("article")
