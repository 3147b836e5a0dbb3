from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path


def soon(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("projects/<slug:slug>/import/", soon, name="import"),
    path("projects/<slug:slug>/export/", soon, name="export"),
]
