"""One article a file: plain text and HTML pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotator.frame import Frame
from annotator.vocabulary import Kind, Source, SpanRole, Verdict
from articles.readers.text import read_text, refuse_many_documents
from articles.readers.types import ArticleData, FigureData, ReadError, Remark, Span, decode, within_limit
from exchange.formats import nexis
from exchange.formats.source import TEXT_BYTES, Head, SourceFile
from exchange.records.article import AnnotationRecord, ArticleRecord, FilePlace, Incoming, Note, Owner

HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
HTML_START_BYTES = 2048
FRAGMENT = re.compile(rb"\s*<(?:article|body|div|h[1-6]|main|p|section)(?:\s[^<>]*)?>.*</(?:p|div)>", re.I | re.DOTALL)
"""Part of a page, as a content management system exports it."""

UNICODE_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks; that of UTF-32 begins with that of UTF-16."""
TAG = re.compile(rb"<[a-zA-Z!?/]")
LONGEST_REASON = 500
PAGE_MARKUP = Owner(Source.SUGGESTER.value, "page-markup", "1")


def is_html(head: Head) -> bool:
    """Whether it begins like a page, under a name that suggests no other format."""
    others = head.name.endswith((".txt", ".text", ".html", ".htm", ".xhtml")) or "." not in head.name
    start = head.start.removeprefix(codecs.BOM_UTF8)
    return others and (HTML_START.match(start[:HTML_START_BYTES]) or FRAGMENT.match(start)) is not None


def read_text_file(source: SourceFile) -> Iterator[Incoming]:
    """The article of a text file, UTF-8 or marked as UTF-16, or those of LexisNexis’ documents. Raises ReadError."""
    text = decoded(limited(source, TEXT_BYTES))
    if documents := nexis.articles_of(text.replace("\r\n", "\n")):
        for number, (article, others) in enumerate(documents, start=1):
            place = FilePlace(source.name, number)
            yield replace(record_of_article(article, id=source.id_of(place), place=place), extra={"nexis": others})
        return
    refuse_many_documents(text.replace("\r", "\n"))
    article = read_text(text)
    yield record_of_article(article, id=source.default_id, place=FilePlace(source.name))


def decoded(data: bytes) -> str:
    """Raises ReadError for bytes of another encoding than their mark, or without one than UTF-8, says."""
    name = next((name for mark, name in UNICODE_MARKS.items() if data.startswith(mark)), "utf-8-sig")
    if name == "utf-8-sig":
        return decode(data)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"byte {error.start} is not {name.upper()}, which the file begins with; save it anew"
        ) from error


def read_html_file(source: SourceFile) -> Iterator[Incoming]:
    """The article of an HTML page. Raises ReadError, for an image under a page’s name as well."""
    from articles.readers.html import PAGE_BYTES, read_html  # its patterns take longer to make than most imports

    data = limited(source, PAGE_BYTES)
    if TAG.search(data.replace(b"\0", b"")) is None:
        raise ReadError("not an HTML page, since it holds no tag; a plain text is imported as a .txt file")
    article = read_html(data)
    yield from notes_of(article.remarks, file=source.name)
    yield record_of_article(article, id=source.default_id, place=FilePlace(source.name))


def notes_of(remarks: Iterable[Remark], *, file: str) -> Iterator[Note]:
    """What a reader remarked on a file, as notes for the report."""
    yield from (Note(file, remark.text, remark.counts, remark.example) for remark in remarks)


def limited(source: SourceFile, limit: int) -> bytes:
    return within_limit(source.file.read(limit + 1), limit=limit)


def record_of_article(article: ArticleData, *, id: str, place: FilePlace) -> ArticleRecord:  # noqa: A002
    """The record of what a reader found. Its figures’ captions are a set of the suggester “page-markup”."""
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
            caption_of(figure, figure.caption, number)
            for number, figure in enumerate(article.figures)
            if figure.caption
        ),
        place=place,
    )


def caption_of(figure: FigureData, caption: Span, number: int) -> AnnotationRecord:
    """The caption of a figure as the page’s own markup states it, or as likely as its place and words make it."""
    credit = [(SpanRole.CREDIT.value, *figure.credit)] if figure.credit else []
    frame = Frame(
        id="",
        kind=Kind.CAPTION.value,
        verdict=Verdict.SUGGESTED.value,
        spans=((SpanRole.CAPTION.value, *caption), *credit),
        score=figure.score,
        reason=figure.reason[:LONGEST_REASON] or "the page’s own markup",
    )
    return AnnotationRecord(frame=frame, owner=PAGE_MARKUP, label=f"figure {number + 1}")
