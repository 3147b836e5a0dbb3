"""Training and learned versions over the interface."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.models import LearnedModel
from annotator.services.learning import version_in_use, versions_of
from articles import access
from articles.models import Project, Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers, path_id
from exchange.models import Run, RunKind
from exchange.runs.training import ask_training
from exchange.runs.versions import use_no_version, use_version

SLUG = path_id("slug", "The project’s slug", type=OpenApiTypes.STR)
NUMBER = path_id("number", "The version’s number")


class TrainIn(serializers.Serializer[Any]):
    """A training to ask for. With a ``client_id`` of yours, a new UUID, the same one again is the same training."""

    client_id = serializers.UUIDField(required=False)
    force = serializers.BooleanField(required=False, help_text="Use what was learned though it is not better")


class TrainingSerializer(serializers.ModelSerializer[Run]):
    """A training: how far it is and what became of it. ``report`` names the version that it made."""

    state = serializers.CharField(read_only=True, help_text=", ".join(Run.State.values))
    per_cent = serializers.IntegerField(read_only=True, allow_null=True, help_text="How much of it is done")
    report = serializers.JSONField(read_only=True, allow_null=True, help_text="null before it is finished")

    class Meta:
        model = Run
        fields = ["id", "state", "per_cent", "reason", "asked_at", "started_at", "finished_at", "report"]
        read_only_fields = fields


class VersionLineSerializer(serializers.ModelSerializer[LearnedModel]):
    """A learned version in a list. ``gate``: what comparing it with the version before said, null where it was not."""

    state = serializers.CharField(read_only=True, help_text=", ".join(LearnedModel.State.values))
    in_use = serializers.SerializerMethodField()
    made_by = serializers.CharField(source="made_by.username", allow_null=True, default=None, read_only=True)
    gate = serializers.JSONField(source="measured", read_only=True, allow_null=True)
    profile = serializers.JSONField(read_only=True, help_text="The guideline that it suggests by (docs/profiles.md)")

    class Meta:
        model = LearnedModel
        fields = [
            *("number", "key", "state", "in_use", "articles", "quotes", "gate", "profile", "rules", "pipeline"),
            *("data_hash", "made_by", "made_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.BOOL)
    def get_in_use(self, row: LearnedModel) -> bool:
        """Whether the project’s articles are suggested by it."""
        return bool(row.pk == self.context["used"])


class VersionSerializer(VersionLineSerializer):
    """A learned version with its whole report: gate, curve, calibration, and what changed."""

    gate = serializers.JSONField(read_only=True, allow_null=True)
    report = serializers.SerializerMethodField()

    class Meta(VersionLineSerializer.Meta):
        fields = [*VersionLineSerializer.Meta.fields, "report"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_report(self, row: LearnedModel) -> dict[str, Any]:
        """docs/learning.md. The examples name articles, and are for reviewers."""
        without = () if self.context["reads_all"] else ("changes",)
        return {name: value for name, value in row.report.items() if name not in without}


class InUseSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(allow_null=True, help_text="The version in use; null for the rules alone")
    changed = serializers.BooleanField(help_text="False where it was so before")


def used_in(project: Project) -> int | None:
    found = version_in_use(project)
    return found.pk if found else None


class TrainView(JsonOnly, APIView):
    """The training of a project."""

    @extend_schema(
        operation_id="train_retrieve",
        summary="The newest training of a project",
        description="Needs the role reviewer. 404 where there was none.",
        parameters=[SLUG],
        responses=answers({200: TrainingSerializer}),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
        rows = project.runs.filter(kind=RunKind.TRAIN).order_by("-created_at")
        return Response(TrainingSerializer(get_object_or_404(rows[:1])).data)

    @extend_schema(
        operation_id="train_create",
        summary="Train the suggestions anew",
        description=(
            "Needs the role manager, and three fully checked articles. A worker does it: read it until its state is "
            "finished. While one is under way, that one is the answer."
        ),
        parameters=[SLUG],
        request=TrainIn,
        responses=answers({202: TrainingSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = TrainIn(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        run = ask_training(
            project, user=request.user, client_id=values.get("client_id"), force=values.get("force", False)
        )
        return Response(TrainingSerializer(run).data, status=status.HTTP_202_ACCEPTED)


class VersionsView(JsonOnly, APIView):
    """The learned versions of a project."""

    @extend_schema(
        operation_id="models_list",
        summary="The learned versions of a project, newest first",
        parameters=[SLUG],
        responses=answers({200: VersionLineSerializer(many=True)}),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.VIEWER)
        rows = versions_of(project).select_related("made_by")
        return Response(VersionLineSerializer(rows, many=True, context={"used": used_in(project)}).data)


class VersionView(JsonOnly, APIView):
    """One learned version."""

    @extend_schema(
        operation_id="models_retrieve",
        summary="One learned version with its report",
        parameters=[SLUG, NUMBER],
        responses=answers({200: VersionSerializer}),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.VIEWER)
        rows = LearnedModel.objects.select_related("made_by").defer("content", "data")
        row = get_object_or_404(rows, project=project, number=number)
        reads_all = access.allows(project, request.user, at_least=Role.REVIEWER)
        context = {"used": used_in(project), "reads_all": reads_all}
        return Response(VersionSerializer(row, context=context).data)


class UseVersionView(JsonOnly, APIView):
    """Which version is in use."""

    @extend_schema(
        operation_id="models_use",
        summary="Put a learned version into use",
        description=(
            "Needs the role manager. Its guideline profile becomes the project’s, and what nobody has decided in is "
            "suggested anew by a worker."
        ),
        parameters=[SLUG, NUMBER],
        request=None,
        responses=answers({200: InUseSerializer}),
    )
    def post(self, request: Request, slug: str, number: int) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        row = get_object_or_404(LearnedModel.objects.defer("content", "report", "data"), project=project, number=number)
        row.project = project
        changed, _ = use_version(row, user=request.user)
        return Response(InUseSerializer({"number": number, "changed": changed}).data)


class UseRulesView(JsonOnly, APIView):
    """Use no learned version."""

    @extend_schema(
        operation_id="models_use_rules",
        summary="Go back to the rules alone",
        description="Needs the role manager. The guideline profile stays.",
        parameters=[SLUG],
        request=None,
        responses=answers({200: InUseSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        changed, _ = use_no_version(project, user=request.user)
        return Response(InUseSerializer({"number": None, "changed": changed}).data)
