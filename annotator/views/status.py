"""For machines that watch: is it alive, and a few numbers."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from annotator.models import Annotation, Event
from articles.models import Article
from config.proxies import is_in, read_address


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """“ok” when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("" if request.method == "HEAD" else "ok\n", content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts in the text format of Prometheus. 404 for those who may not watch."""
    if not may_watch(request):
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


def may_watch(request: HttpRequest) -> bool:
    """Signed-in staff, who brings METRICS_TOKEN, and the addresses of METRICS_FROM.

    An address counts for nothing where a proxy that is not trusted stands between.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    is_known = "X-Forwarded-For" not in request.headers
    if is_known and is_in(read_address(request.META.get("REMOTE_ADDR", "")), settings.METRICS_FROM):
        return True
    return request.user.is_authenticated and request.user.is_staff
