"""For machines that watch: is it alive, and a few numbers."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from annotator.models import Annotation, Event
from articles.models import Article


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """“ok” when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts in the text format of Prometheus, for signed-in staff and for watchers on the same machine."""
    local = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "HTTP_X_FORWARDED_FOR" not in request.META
    if not (local or (request.user.is_authenticated and request.user.is_staff)):
        return HttpResponse("Not found\n", status=404, content_type="text/plain")
    last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    lines = [
        "# TYPE quotemark_articles gauge",
        f"quotemark_articles {Article.objects.count()}",
        "# TYPE quotemark_annotations gauge",
        f"quotemark_annotations {Annotation.objects.count()}",
        "# TYPE quotemark_last_event counter",
        f"quotemark_last_event {last}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
