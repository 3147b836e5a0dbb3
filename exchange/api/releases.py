"""Releases over the interface: made, listed, read, and their files in whole or in part."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.errors import Refused
from annotator.vocabulary import Verdict
from articles import access
from articles.models import Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers, path_id
from exchange.api.exports import AnyType
from exchange.formats.catalogue import WRITTEN
from exchange.models import Release
from exchange.outgoing.downloads import CONTENT_TYPES
from exchange.outgoing.exporting import STANDING
from exchange.releases.options import METHODS, ReleaseOptions, SplitOptions, shares_of
from exchange.releases.services import ask_release, withdrawn_since
from exchange.runs.services import begin
from exchange.views.releases import sent_release_file, sent_release_zip

FILE_TYPES = [kind.split(";")[0] for kind in ("application/octet-stream", *CONTENT_TYPES.values())]
SLUG = path_id("slug", "The project’s slug", type=OpenApiTypes.STR)
NUMBER = path_id("number", "The release’s number")


class ReleaseFileSerializer(serializers.Serializer[Any]):
    """A file of a release. Of a file of articles: its format, side and counts as well."""

    name = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes")
    sha256 = serializers.CharField()
    format = serializers.CharField(required=False)
    side = serializers.CharField(required=False)
    articles = serializers.IntegerField(required=False)
    annotations = serializers.DictField(child=serializers.IntegerField(), required=False)


class ReleaseLineSerializer(serializers.ModelSerializer[Release]):
    """A release in a list."""

    state = serializers.CharField(read_only=True, help_text=", ".join(Release.State.values))

    class Meta:
        model = Release
        fields = ["number", "state", "reason", "options", "created_at", "finished_at"]
        read_only_fields = fields
        extra_kwargs = {"options": {"help_text": "What was asked for"}}


class ReleaseSerializer(ReleaseLineSerializer):
    """A release with its files and its whole manifest."""

    files = ReleaseFileSerializer(many=True, read_only=True)
    manifest = serializers.JSONField(read_only=True, allow_null=True, help_text="docs/releases.md; null before ready")
    withdrawn_since = serializers.SerializerMethodField()

    class Meta(ReleaseLineSerializer.Meta):
        fields = [*ReleaseLineSerializer.Meta.fields, "files", "withdrawn_since", "manifest"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.INT)
    def get_withdrawn_since(self, release: Release) -> int:
        """How many of its articles were withdrawn since."""
        return withdrawn_since(release) if release.manifest else 0


class ReleaseIn(serializers.Serializer[Any]):
    """A release to make. ``client_id`` is a new UUID of yours: the same one again is the same release."""

    client_id = serializers.UUIDField()
    formats = serializers.ListField(
        child=serializers.CharField(), required=False, help_text=f"From {', '.join(WRITTEN)}; left out: jsonl"
    )
    set = serializers.CharField(required=False, allow_blank=True, help_text="gold, machine, all, mixed or a user name")
    verdict = serializers.ListField(
        child=serializers.ChoiceField(choices=Verdict.choices), required=False, help_text="Left out: all but rejected"
    )
    apply_repairs = serializers.BooleanField(required=False)
    stand_off = serializers.BooleanField(required=False)
    anonymise = serializers.BooleanField(required=False)
    split = serializers.ChoiceField(choices=list(METHODS.items()), required=False)
    shares = serializers.CharField(required=False, max_length=20, help_text="train/dev/test in per cent: 80/10/10")
    salt = serializers.CharField(required=False, allow_blank=True, max_length=100)
    licence = serializers.CharField(required=False, allow_blank=True, max_length=300)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)

    def validate_shares(self, value: str) -> tuple[int, int, int]:
        try:
            return shares_of(value)
        except Refused as error:
            raise serializers.ValidationError(str(error)) from error

    @property
    def options(self) -> ReleaseOptions:
        values = self.validated_data
        named = {"split": "method", "shares": "shares", "salt": "salt"}
        alike = ("apply_repairs", "stand_off", "anonymise", "licence", "note")
        return ReleaseOptions(
            formats=tuple(values.get("formats") or ("jsonl",)),
            chosen=values.get("set", ""),
            verdicts=tuple(values.get("verdict") or STANDING),
            split=SplitOptions(**{name: values[key] for key, name in named.items() if key in values}),
            **{name: values[name] for name in alike if name in values},
        )


class ReleasesView(JsonOnly, APIView):
    """The releases of a project."""

    @extend_schema(
        operation_id="releases_list",
        summary="The releases of a project, newest first",
        description="Needs the role reviewer.",
        parameters=[SLUG],
        responses=answers({200: ReleaseLineSerializer(many=True)}),
    )
    def get(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
        return Response(ReleaseLineSerializer(project.releases.defer("manifest", "salt"), many=True).data)

    @extend_schema(
        operation_id="releases_create",
        summary="Make a release",
        description=(
            "Needs the role manager. A small one is ready in the answer, a large one is left to a worker: read it "
            "until its state is ready. The same client_id again answers with 200 and the release as it is."
        ),
        parameters=[SLUG],
        request=ReleaseIn,
        responses=answers({201: ReleaseSerializer, 200: ReleaseSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        body = ReleaseIn(data=request.data)
        body.is_valid(raise_exception=True)
        release, is_new = ask_release(
            project, user=request.user, client_id=body.validated_data["client_id"], options=body.options
        )
        if is_new:
            begin(release.run)
            release.refresh_from_db()
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ReleaseSerializer(release).data, status=code)


class ReleaseView(JsonOnly, APIView):
    """One release."""

    @extend_schema(
        operation_id="releases_retrieve",
        summary="One release with its manifest",
        description="Needs the role reviewer.",
        parameters=[SLUG, NUMBER],
        responses=answers({200: ReleaseSerializer}),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        return Response(ReleaseSerializer(release_of(request, slug, number)).data)


class ReleaseFileView(JsonOnly, APIView):
    """One file of a release."""

    content_negotiation_class = AnyType

    @extend_schema(
        operation_id="releases_file",
        summary="A file of a release",
        description="Needs the role reviewer. A download that broke off goes on with Range and If-Range.",
        parameters=[
            SLUG,
            NUMBER,
            path_id("name", "The file’s name, from the release’s files", type=OpenApiTypes.STR),
            OpenApiParameter(
                "Range", str, OpenApiParameter.HEADER, description="bytes=1000- for all from byte 1000 on"
            ),
        ],
        responses={
            **answers({(code, kind): OpenApiTypes.BINARY for code in (200, 206) for kind in FILE_TYPES}),
            416: None,
        },
    )
    def get(self, request: Request, slug: str, number: int, name: str) -> HttpResponseBase:
        return sent_release_file(request._request, release_of(request, slug, number), name)


class ReleaseZipView(JsonOnly, APIView):
    """All files of a release as one."""

    content_negotiation_class = AnyType

    @extend_schema(
        operation_id="releases_zip",
        summary="All files of a release as a ZIP",
        description="Needs the role reviewer. Streamed, with the same bytes each time.",
        parameters=[SLUG, NUMBER],
        responses=answers({(200, "application/zip"): OpenApiTypes.BINARY}),
    )
    def get(self, request: Request, slug: str, number: int) -> HttpResponseBase:
        return sent_release_zip(release_of(request, slug, number))


def release_of(request: Request, slug: str, number: int) -> Release:
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    release = get_object_or_404(project.releases, number=number)
    release.project = project
    return release
