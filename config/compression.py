"""Responses are compressed, except those of which a client may ask for a part."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

from config.packed import PackedResponse


class CompressionMiddleware(GZipMiddleware):
    """Django's, but files that offer ranges stay as they are: a range counts bytes of the file itself.

    Pages in pieces are strung together from what is compressed already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        if not isinstance(response, PackedResponse):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            response.pack()
        return response
