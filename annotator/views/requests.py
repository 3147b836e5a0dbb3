"""Requests as views get them from the middleware."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that says whether it asks for a fragment (``if request.htmx``) or for a whole page."""

    htmx: HtmxDetails
