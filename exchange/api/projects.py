"""Projects over the interface."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.judged import Judged, Level
from annotator.services.guidelines import MOST_CHARACTERS, change_guidelines
from annotator.services.projects import SETTINGS, change_settings
from annotator.services.suggest import known_suggesters
from articles import access
from articles.models import Project, Role
from articles.names import plain
from articles.profiles import read_profile
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers
from exchange.runs.profiles import follow, suggest_anew
from suggesters.profiles import EDGES, KINDS, PARTS, PRESETS, Profile, ProfileError, profile_named

NOTHING_NAMED = "This field is required."
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


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "string", "enum": list(Level.values)}, "maxProperties": 50}
)
class JudgedField(serializers.Field[dict[str, str], Any, Any, Any]):
    """Levels by kind, or by “entity:TYPE”. What is not named has the default."""

    def to_representation(self, value: Any) -> Any:
        return value

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or not all(isinstance(level, str) for level in data.values()):
            raise serializers.ValidationError("An object of kinds with asked, shown or off is expected.")
        try:
            return Judged.of(data).as_json()
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages) from error


class ProjectSerializer(serializers.ModelSerializer[Project]):
    profile = ProfileField(help_text="The guideline that suggestions follow (docs/profiles.md)")
    judged = JudgedField(help_text="asked, shown or off for a kind, or for entity:TYPE; the others have the default")

    class Meta:
        model = Project
        fields = [
            *("slug", "name", "description", "guidelines", "guideline_version", "profile", "created_at"),
            *(name for name in SETTINGS if name not in ("name", "description")),
            "archived_at",
        ]
        read_only_fields = fields


class ProjectChange(serializers.ModelSerializer[Project]):
    """What a manager changes of a project: what is named, and nothing else."""

    name = serializers.CharField(max_length=200)
    profile = ProfileField(help_text="A preset by its name, or an object with name, parts, kinds and edges")
    judged = JudgedField(help_text="asked, shown or off for a kind, or for entity:TYPE; the others have the default")
    guidelines = serializers.CharField(
        max_length=MOST_CHARACTERS, allow_blank=True, trim_whitespace=False,
        help_text="Markdown. A changed text is the next version",
    )  # fmt: skip
    guidelines_note = serializers.CharField(
        max_length=500, allow_blank=True, help_text="What changed in the guidelines, in a sentence"
    )

    class Meta:
        model = Project
        fields = [*SETTINGS, "guidelines", "guidelines_note", "profile"]

    def validate_name(self, name: str) -> str:
        if not plain(name):
            raise serializers.ValidationError("Give the project a name.")
        return plain(name)

    def validate_suggester(self, name: str) -> str:
        known = known_suggesters(self.instance)
        if name and name not in known:
            raise serializers.ValidationError(f"There is no suggester “{name}”; there are: {', '.join(known)}.")
        return name

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if not values.keys() - {"guidelines_note"}:
            raise serializers.ValidationError({"profile": [NOTHING_NAMED]})
        return values


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
        summary="Change the settings of a project",
        description=(
            "Needs the role manager. What is named is changed, and stays as it is where it is the same. With another "
            "profile, articles that nobody has decided in are suggested anew by a worker; those that somebody has "
            "decided in keep their suggestions. A changed text of the guidelines is the next version."
        ),
        request=ProjectChange,
        responses=answers({200: ProjectSerializer}),
    )
    def partial_update(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = ProjectChange(copy(project), data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        change(project, body.validated_data, user=request.user)
        return Response(ProjectSerializer(project).data)


@transaction.atomic
def change(project: Project, values: dict[str, Any], *, user: Any) -> None:
    """All that was named, or nothing."""
    settings = {name: value for name, value in values.items() if name in SETTINGS}
    changed = change_settings(project, settings, user=user)
    if "guidelines" in values:
        change_guidelines(project, values["guidelines"], user=user, note=values.get("guidelines_note", ""))
    if "profile" in values:
        follow(project, values["profile"], user=user)
    if "suggester" in changed:
        suggest_anew(project, user=user)
