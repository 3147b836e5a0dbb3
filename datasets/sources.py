"""Files and uploads as records: which format each is in, what names its articles, and what cannot be read."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from articles.readers.html import PAGE_BYTES, read_html
from articles.readers.text import read_text
from articles.readers.types import GZIP_MAGIC, ArticleData, ReadError, Span, decode, gunzip
from datasets.formats import native
from datasets.formats.jsonlines import ByteLines
from datasets.records import AnnotationRecord, ArticleRecord, Failure, Owner, Place, RoleSpan

TEXT_BYTES = 20_000_000
EXTENSIONS = {
    "text": (".txt", ".text"),
    "html": (".html", ".htm", ".xhtml"),
    "jsonl": (".jsonl", ".ndjson", ".json"),
    "csv": (".csv", ".tsv"),
    "zip": (".zip",),
    "brat": (".ann",),
}
FORMATS = ("auto", "text", "html", "jsonl", "csv", "zip", "labelstudio", "doccano", "prodigy", "brat")
READ = ("text", "html", "jsonl")
BY_EXTENSION = {extension: name for name, extensions in EXTENSIONS.items() for extension in extensions}
SNIFFED_BYTES = 2048
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
LINE_OF_ERROR = re.compile(r"line (\d+), ")
PAGE_MARKUP = Owner("suggester", "page-markup", "1")

Incoming = ArticleRecord | Failure


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives: its name as the user knows it, and its bytes, read from the beginning."""

    name: str
    file: IO[bytes]


def records_of_paths(paths: Iterable[Path], *, format: str = "auto") -> Iterator[Incoming]:  # noqa: A002
    """The records of files and, walked in the order of names, of folders; a failure for what cannot be read."""
    for path in paths:
        found = list(files_in(path, format=format)) if path.is_dir() else [path]
        if not found:
            yield Failure(Place(str(path)), "the folder holds no file of a format that is read")
        for file_path in found:
            yield from records_of_path(file_path, format=format)


def files_in(folder: Path, *, format: str) -> Iterator[Path]:  # noqa: A002
    """The folder's files whose names tell a format (or this format), hidden ones left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            told = format_by_name(name)
            if not name.startswith(".") and told and format in ("auto", told):
                yield Path(root, name)


def records_of_path(path: Path, *, format: str) -> Iterator[Incoming]:  # noqa: A002
    try:
        file = path.open("rb")
    except OSError as error:
        yield Failure(Place(str(path)), f"cannot be opened: {(error.strerror or str(error)).lower()}")
        return
    with file:
        yield from records_of_upload(Upload(str(path), file), format=format)


def records_of_upload(upload: Upload, *, format: str = "auto") -> Iterator[Incoming]:  # noqa: A002
    """The records of one file, gzip or not. What fails is told with its place, and the rest is read."""
    try:
        start = first_bytes(upload.file)
        found = format if format != "auto" else detected(upload.name, start)
        if found == "jsonl":
            yield from json_lines(upload)
        else:
            yield whole_file(upload, format=found)
    except ReadError as error:
        yield Failure(place_of(upload.name, error), str(error))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Failure(Place(upload.name), f"the gzip data is damaged ({error}); pack the file again")


def first_bytes(file: IO[bytes]) -> bytes:
    """The first bytes, unpacked where the file is gzip. The file is left at its beginning."""
    file.seek(0)
    start = file.read(SNIFFED_BYTES)
    file.seek(0)
    if start.startswith(GZIP_MAGIC):
        with gzip.GzipFile(fileobj=file) as packed:
            start = packed.read(SNIFFED_BYTES)
        file.seek(0)
    return start


def format_by_name(name: str) -> str:
    """The format that a file’s name tells, empty where it tells none."""
    return BY_EXTENSION.get(Path(name.lower().removesuffix(".gz")).suffix, "")


def detected(name: str, start: bytes) -> str:
    """The format by the first bytes where they are plain, else by the name, else by what the bytes look like."""
    if start.startswith(b"PK\x03\x04"):
        return "zip"
    told = format_by_name(name)
    if told in ("", "text") and HTML_START.match(start.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if told:
        return told
    return "jsonl" if start.lstrip().startswith(b'{"') else "text"


def json_lines(upload: Upload) -> Iterator[Incoming]:
    if first_bytes(upload.file).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        raise ReadError("this is one JSON array, not JSON Lines; write one record a line")
    count = 0
    for item in native.read(unpacked(upload.file), name=upload.name, default_id=id_of_name(upload.name)):
        count += 1
        yield item
    if not count:
        raise ReadError("the file is empty; write one JSON object a line")


def unpacked(file: IO[bytes]) -> ByteLines:
    """The lines of the file from its beginning, unpacked where it is gzip."""
    file.seek(0)
    is_packed = file.read(2) == GZIP_MAGIC
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if is_packed else file


def whole_file(upload: Upload, *, format: str) -> ArticleRecord:  # noqa: A002
    """The one article of a text file or an HTML page. Raises ReadError, for formats that are not read yet as well."""
    if format not in READ:
        known = ", ".join(READ)
        raise ReadError(f"files of the format {format} are not read yet; the formats that are read: {known}")
    limit = PAGE_BYTES if format == "html" else TEXT_BYTES
    packed = upload.file.read(limit + 1)
    data = gunzip(packed, limit=limit)
    article = read_html(data) if format == "html" else read_text(decode(data))
    return record_of_article(article, id=id_of_name(upload.name), place=Place(upload.name))


def record_of_article(article: ArticleData, *, id: str, place: Place) -> ArticleRecord:  # noqa: A002
    """The record of what a reader found. The captions of its figures are a machine set of the page’s own markup."""
    return ArticleRecord(
        id=id,
        id_given=False,
        text=article.text,
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        byline=article.byline,
        published=article.published,
        language=article.language,
        blocks=article.blocks,
        figures=article.figures,
        annotations=tuple(
            caption_of(figure.caption, figure.credit, number)
            for number, figure in enumerate(article.figures)
            if figure.caption
        ),
        place=place,
    )


def caption_of(caption: Span, credit: Span | None, number: int) -> AnnotationRecord:
    spans: tuple[RoleSpan, ...] = (("caption", *caption), *([("credit", *credit)] if credit else []))
    return AnnotationRecord(
        kind="caption",
        owner=PAGE_MARKUP,
        label=f"figure {number + 1}",
        verdict="suggested",
        spans=spans,
        score=1.0,
        reason="the page’s own markup",
    )


def id_of_name(name: str) -> str:
    """The file’s name without folders and without the extensions of its format and of gzip."""
    base = re.split(r"[/\\]", name)[-1]
    base = base[:-3] if base.lower().endswith(".gz") else base
    stem, dot, extension = base.rpartition(".")
    return stem if stem and f"{dot}{extension.lower()}" in BY_EXTENSION else base


def place_of(name: str, error: ReadError) -> Place:
    """The line that the error names, else the file’s first."""
    match = LINE_OF_ERROR.match(str(error))
    return Place(name, int(match[1]) if match else 1)
