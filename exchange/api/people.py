"""The people of the registries over the interface."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, viewsets

from annotator.models import Person
from articles.models import Project
from exchange.api.common.errors import JsonOnly
from exchange.api.common.filters import PersonFilter
from exchange.api.common.schema import answers, path_id


class PersonSerializer(serializers.ModelSerializer[Person]):
    project = serializers.SlugRelatedField[Project](slug_field="slug", read_only=True)
    aliases = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ["id", "project", "name", "distinction", "kind", "role", "wikidata_id", "note", "aliases"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_aliases(self, person: Person) -> list[str]:
        return [alias.name for alias in person.aliases.all()]


@extend_schema_view(
    list=extend_schema(
        summary="The people of your projects’ registries", responses=answers({200: PersonSerializer(many=True)})
    ),
    retrieve=extend_schema(
        summary="One person", parameters=[path_id("id", "The person’s id")], responses=answers({200: PersonSerializer})
    ),
)
class PersonViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[Person]):
    """The speakers of your projects, with their aliases."""

    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    lookup_value_converter = "key"

    def get_queryset(self) -> QuerySet[Person]:
        projects = Project.objects.visible_to(self.request.user)
        people = Person.objects.in_registry().filter(project__in=projects)
        return people.select_related("project").prefetch_related("aliases")
