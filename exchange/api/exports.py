"""Exports over the interface: streamed while they are read, and the report of what a format cannot hold."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.vocabulary import Verdict
from articles import access
from articles.models import Role
from config.outside import LARGEST_KEY
from exchange.api.common.errors import JsonOnly
from exchange.api.common.fields import NumberField
from exchange.api.common.schema import answers, path_id
from exchange.formats.catalogue import WRITTEN
from exchange.outgoing.exporting import STANDING, Export, ExportOptions, open_export
from exchange.outgoing.selection import DEFAULT, check_readable

PLACE = [
    path_id("slug", "The project’s slug", type=OpenApiTypes.STR),
    path_id("format_name", f"One of {', '.join(WRITTEN)}", type=OpenApiTypes.STR),
]


class ExportQuery(serializers.Serializer[Any]):
    """What to export, and how."""

    set = serializers.CharField(
        default=DEFAULT, allow_blank=True,
        help_text="gold, machine, all, mixed or a user name; left out: gold and finished sets, else the machine’s",
    )  # fmt: skip
    verdict = serializers.MultipleChoiceField(
        choices=Verdict.choices, required=False, help_text="Left out: all but rejected"
    )
    apply_repairs = serializers.BooleanField(
        default=False, help_text="Write the repaired text, every offset moved along"
    )
    stand_off = serializers.BooleanField(
        default=False, help_text="Without the text: offsets, and hashes in place of words"
    )
    anonymise = serializers.BooleanField(default=False, help_text="Pseudonyms for annotators, new ids, no times")
    since = NumberField(
        required=False, max_value=LARGEST_KEY, help_text="Articles that an event after this one is about"
    )


class AnyType(BaseContentNegotiation):
    """The format is in the address, so ``Accept: text/csv`` is not refused."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ExportBase(JsonOnly, APIView):
    content_negotiation_class = AnyType

    def export_for(self, request: Request, slug: str, format_name: str) -> Export:
        """The export, ready to be read. Sets of others and gold are for reviewers: annotators work blind."""
        query = ExportQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        values = query.validated_data
        project = access.project_for(request.user, slug, at_least=Role.VIEWER)
        check_readable(project, request.user, values["set"])
        options = ExportOptions(
            format=format_name,
            chosen=values["set"],
            verdicts=tuple(sorted(values["verdict"])) or STANDING,
            apply_repairs=values["apply_repairs"],
            since=values.get("since"),
            stand_off=values["stand_off"],
            anonymise=values["anonymise"],
        )
        return open_export(project, options, reader=request.user)


class ExportView(ExportBase):
    """The file, streamed."""

    @extend_schema(
        summary="Export a project",
        description="Streams the file. Sets of others, and gold, need the role reviewer.",
        parameters=[*PLACE, ExportQuery],
        responses=answers({(200, known.content_type.split(";")[0]): OpenApiTypes.BINARY for known in WRITTEN.values()}),
    )
    def get(self, request: Request, slug: str, format_name: str) -> StreamingHttpResponse:
        export = self.export_for(request, slug, format_name)
        name, chunks = export.named_chunks()
        response = StreamingHttpResponse(chunks, content_type=export.format.content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ExportConfigurationView(ExportBase):
    """What the tool has to know before it takes the file."""

    @extend_schema(
        summary="The labelling configuration of an export",
        description=(
            "Reads the same export to its end, and answers with the configuration that has all of its labels, as XML. "
            "404 where the format needs none."
        ),
        parameters=[*PLACE, ExportQuery],
        responses=answers({(200, "application/xml"): OpenApiTypes.STR}),
    )
    def get(self, request: Request, slug: str, format_name: str) -> HttpResponse:
        export = self.export_for(request, slug, format_name)
        if export.format.configuration is None:
            named = ", ".join(name for name, known in WRITTEN.items() if known.configuration)
            raise NotFound(f"The format {format_name} needs no configuration; these do: {named}.")
        for _ in export.chunks():
            pass
        return HttpResponse(export.configuration, content_type="application/xml; charset=utf-8")


class ExportLossView(ExportBase):
    """Counts in, counts out, and every loss between them."""

    @extend_schema(
        summary="What an export cannot hold",
        description="Reads the same export to its end, and answers with its loss report.",
        parameters=[*PLACE, ExportQuery],
        responses=answers({200: OpenApiTypes.OBJECT}),
    )
    def get(self, request: Request, slug: str, format_name: str) -> Response:
        export = self.export_for(request, slug, format_name)
        for _ in export.chunks():
            pass
        return Response(export.report.as_json())
