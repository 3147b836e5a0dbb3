"""Learned versions as files over the interface: read with their card, and brought into another project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.models import LearnedModel
from annotator.services.learning import version_in_use
from annotator.services.portable import file_name, import_model, portable
from articles import access
from articles.models import Role
from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import answers
from exchange.api.learning import NUMBER, SLUG, VersionSerializer
from exchange.runs.measuring import ask_measuring
from suggesters.learned.model import MOST_BYTES, Model, ModelError, model_of


class ModelParser(JSONParser):
    """The body is a model's file; what is wrong with it is said."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return model_of(stream.read(MOST_BYTES + 1))
        except ModelError as error:
            raise ParseError(str(error)) from error


class ModelFileView(JsonOnly, APIView):
    """The file of a learned version."""

    @extend_schema(
        operation_id="models_file",
        summary="The file of a learned version, with its card",
        description="Needs the role reviewer. suggest_file --model and other projects read it: docs/learning.md.",
        parameters=[SLUG, NUMBER],
        responses=answers({200: OpenApiTypes.OBJECT}),
    )
    def get(self, request: Request, slug: str, number: int) -> HttpResponse:
        project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
        version = get_object_or_404(LearnedModel, project=project, number=number)
        version.project = project
        response = HttpResponse(portable(version).as_bytes(), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{file_name(version)}"'
        return response


class ModelImportView(JsonOnly, APIView):
    """A model from another project."""

    parser_classes = (ModelParser,)

    @extend_schema(
        operation_id="models_import",
        summary="Bring a model's file in as a version",
        description=(
            "Needs the role manager. The body is the file. The version is not used before it is put into use; with "
            "three fully checked articles a worker measures it on them. 200 with the version that has the same model, "
            "where there is one."
        ),
        parameters=[SLUG],
        request=OpenApiTypes.OBJECT,
        responses=answers({201: VersionSerializer, 200: VersionSerializer}),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = access.project_for(request.user, slug, at_least=Role.MANAGER)
        access.require(project, request.user, at_least=Role.MANAGER)
        model: Any = request.data
        if not isinstance(model, Model):  # nothing to parse
            raise ParseError("The body is empty: send a model’s file.")
        version, is_new = import_model(project, model, user=request.user)
        if is_new:
            ask_measuring(version, user=request.user)
        used = version_in_use(project)
        context = {"used": used.pk if used else None, "reads_all": True}
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(VersionSerializer(version, context=context).data, status=code)
