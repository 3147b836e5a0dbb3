"""The OpenAPI document, a page for people made from it, and the answer to addresses that do not exist."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exchange.api.common.errors import JsonOnly
from exchange.api.common.schema import document, sections, shapes


@extend_schema(exclude=True)
class SchemaView(JsonOnly, APIView):
    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> Response:
        return Response(document())


@extend_schema(exclude=True)
class UnknownView(JsonOnly, APIView):
    """Any other address below the interface’s own."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound(f"There is no {request.path}: the addresses are listed at /api/v1/docs/.")


@require_GET
@login_required
def docs(request: HttpRequest) -> HttpResponse:
    """The interface for people to read, made on the server: no script, nothing from elsewhere."""
    info = document()["info"]
    known = shapes()
    context = {
        "about": info["description"].split("\n\n"),
        "sections": sections(),
        "parts": known,
        "names": {shape.name for shape in known},
    }
    return render(request, "exchange/api/docs.html", context)
