"""Projects over the interface."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers, viewsets

from articles.models import Project
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers


class ProjectSerializer(serializers.ModelSerializer[Project]):
    class Meta:
        model = Project
        fields = ["slug", "name", "description", "guidelines", "accept_threshold", "created_at"]
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(summary="Your projects", responses=answers({200: ProjectSerializer(many=True)})),
    retrieve=extend_schema(summary="One project", responses=answers({200: ProjectSerializer})),
)
class ProjectViewSet(JsonOnly, viewsets.ReadOnlyModelViewSet[Project]):
    """The projects that you are a member of."""

    queryset = Project.objects.order_by("id")
    serializer_class = ProjectSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Project]:
        return Project.objects.visible_to(self.request.user).order_by("id")
