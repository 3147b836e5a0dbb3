"""Query sets of people and annotations. They find the models by name, since the models import them."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from annotator.vocabulary import Source, Verdict
from articles.models import Project

Row = TypeVar("Row", bound=models.Model)


def rows_of(name: str) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = apps.get_model("annotator", name)._default_manager.all()
    return rows


class FirstCounted(models.Subquery):
    """How many rows a query finds, which is limited to the first of them."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) found)"
    output_field = models.IntegerField()


class PersonQuerySet(models.QuerySet[Row]):
    def in_registry(self) -> Self:
        """Without those whom a decision entered that was undone or changed since, and whom nothing else names."""
        return self.filter(Q(by_decision=False) | named_by_annotations())

    def gone(self) -> Self:
        """Those who left the registry so."""
        return self.filter(by_decision=True).exclude(named_by_annotations())


def named_by_annotations() -> Exists:
    return Exists(rows_of("Annotation").filter(person=OuterRef("pk")))


class SetQuerySet(models.QuerySet[Row]):
    def gold(self) -> Self:
        """The gold sets that are saved: one that is being adjudicated is not gold yet."""
        return self.filter(source=Source.GOLD, state="finished")


class AnnotationQuerySet(models.QuerySet[Row]):
    def standing(self) -> Self:
        """Without what people rejected."""
        return self.exclude(verdict=Verdict.REJECTED)

    def with_spans(self) -> Self:
        """With spans and the person's name, in any order. Two queries for any number of rows."""
        spans = models.Prefetch("spans", queryset=rows_of("Span").order_by())
        return self.select_related("person").prefetch_related(spans)

    def with_joined_spans(self) -> Self:
        """In any order, with a row for each span: the person's name and the span's role, order, start and end.

        For prepared queries: ``services.frames.gathered`` turns their rows into annotations.
        """
        spans = {f"span_{name}": F(f"spans__{name}") for name in ("role", "order", "start", "end")}
        return self.order_by().annotate(person_name=F("person__name"), **spans)

    def in_project(self, project: Project) -> Self:
        return self.filter(set__article__project=project)
