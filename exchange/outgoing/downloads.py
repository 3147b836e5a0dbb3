"""Files sent from the disk in pieces, whole or in part, so that a download that broke off can be resumed.

HTTP ranges follow RFC 9110, section 14: one range of bytes is answered with 206, one beyond the end with 416;
several ranges at once, or what is not a range, are answered with the whole file, as the standard allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotModified

from exchange.formats.sink import Sink
from exchange.formats.zipped import entry

PIECE = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
CONTENT_TYPES = {
    ".json": "application/json",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".zip": "application/zip",
    ".gz": "application/gzip",
}


def sent_file(request: HttpRequest, path: Path, *, name: str, digest: str) -> HttpResponseBase:
    """The file, or the part that ``Range`` asks for, under the name; ``digest`` is its SHA-256, and its ETag.

    With ``If-Range`` a part is sent only if the file is still the one that the client began with.
    """
    size, etag = path.stat().st_size, f'"{digest}"'
    if is_known(request, etag):
        return with_headers(HttpResponseNotModified(), etag=etag, name=name)
    wanted = asked_range(request, size, etag)
    if wanted is None:
        response = file_part(path, 0, size, head=request.method == "HEAD")
    elif wanted[0] >= wanted[1]:
        response = HttpResponse(status=416, content_type="text/plain")
        response["Content-Range"] = f"bytes */{size}"
    else:
        response = file_part(path, *wanted, head=request.method == "HEAD")
        response.status_code = 206
        response["Content-Range"] = f"bytes {wanted[0]}-{wanted[1] - 1}/{size}"
    return with_headers(response, etag=etag, name=name)


def is_known(request: HttpRequest, etag: str) -> bool:
    told = [item.strip().removeprefix("W/") for item in request.headers.get("If-None-Match", "").split(",")]
    return etag in told or "*" in told


def asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """From where to where, half-open; None for the whole file; an empty stretch where there are no such bytes."""
    found = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        length = min(int(last), size)
        return size - length, size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def file_part(path: Path, start: int, end: int, *, head: bool) -> StreamingHttpResponse | HttpResponse:
    content_type = CONTENT_TYPES.get(path.suffix, "application/octet-stream")
    response: StreamingHttpResponse | HttpResponse
    if head:
        response = HttpResponse(content_type=content_type)
    else:
        response = StreamingHttpResponse(pieces(path, start, end), content_type=content_type)
    response["Content-Length"] = str(end - start)
    return response


def pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a stretch, never more than ``PIECE`` of them in memory."""
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(PIECE, end - start))):
            start += len(piece)
            yield piece


def zip_of_files(paths: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """A ZIP of files from the disk, each with its name, streamed. The same files give the same bytes."""
    sink = Sink()
    with ZipFile(sink, "w") as archive:
        for name, path in paths:
            info = entry(name)
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as file:
                for piece in pieces(path, 0, path.stat().st_size):
                    file.write(piece)
                    yield sink.taken()
    yield sink.taken()


def with_headers(response: HttpResponseBase, *, etag: str, name: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
