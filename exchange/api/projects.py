"""Projects over the interface."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from articles import access
from articles.models import Project, Role
from articles.profiles import read_profile
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers
from exchange.runs.profiles import follow
from suggesters.profiles import EDGES, KINDS, PARTS, PRESETS, Profile, ProfileError, profile_named

PROFILE_SCHEMA = {
    "oneOf": [
        {"type": "string", "enum": list(PRESETS)},
        {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 100},
                "parts": {"type": "string", "enum": list(PARTS)},
                "kinds": {"type": "array", "items": {"type": "string", "enum": list(KINDS)}},
                "edges": {
                    "type": "object",
                    "properties": {edge: {"type": "string", "enum": ["in", "out"]} for edge in EDGES},
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
    ]
}


@extend_schema_field(PROFILE_SCHEMA)
class ProfileField(serializers.Field[Profile, Any, Any, Any]):
    """A guideline profile: read as an object, written as one or as the name of a preset."""

    def to_representation(self, value: Any) -> Any:
        return value

    def to_internal_value(self, data: Any) -> Profile:
        try:
            return profile_named(data) if isinstance(data, str) else read_profile(data)
        except ProfileError as error:
            raise serializers.ValidationError(str(error)) from error


class ProjectSerializer(serializers.ModelSerializer[Project]):
    profile = ProfileField(help_text="The guideline that suggestions follow (docs/profiles.md)")

    class Meta:
        model = Project
        fields = ["slug", "name", "description", "guidelines", "accept_threshold", "profile", "created_at"]
        read_only_fields = [name for name in fields if name != "profile"]


class ProjectChange(serializers.Serializer[Any]):
    """What a manager changes of a project."""

    profile = ProfileField(help_text="A preset by its name, or an object with name, parts, kinds and edges")


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

    @extend_schema(
        summary="Change the guideline profile of a project",
        description=(
            "Needs the role manager. Articles that nobody has decided in are suggested anew by a worker; those that "
            "somebody has decided in keep their suggestions."
        ),
        request=ProjectChange,
        responses=answers({200: ProjectSerializer}),
    )
    def partial_update(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = ProjectChange(data=request.data)
        body.is_valid(raise_exception=True)
        follow(project, body.validated_data["profile"], user=request.user)
        return Response(ProjectSerializer(project).data)
