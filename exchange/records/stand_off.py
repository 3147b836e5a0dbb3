"""Annotations without the words of the text, for texts that may not be passed on, and their way back.

A stand-off record names its text by SHA-256, and the words of each span by ``word_hash``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext_noop

from annotator.frame import Frame
from annotator.vocabulary import Kind
from articles.models import Article, Project, text_digest
from exchange.records.article import AnnotationRecord, ArticleRecord, Failure, Incoming, word_hash
from exchange.records.loss import LossReport

WORDS_OF_THE_TEXT = gettext_noop("left out, since this export holds no words of the text")
UNKNOWN = "the project has no article “{id}” with the text of sha256 {digest}…; import the article with its text first"


def without_words(record: ArticleRecord, *, report: LossReport) -> ArticleRecord:
    """The record without text, title, byline and whatever else quotes the text. Repairs leave it, since they consist of
    words. What stays: ids, addresses, offsets, kinds, scores, verdicts, and the canonical names of speakers.
    """
    report_left_out(record, report)
    kept = [item for item in record.annotations if item.frame.kind != Kind.REPAIR]
    return replace(
        record,
        text="",
        text_sha256=text_digest(record.text),
        title="",
        byline="",
        figures=tuple(replace(figure, alt="") for figure in record.figures),
        sets=tuple(replace(item, notes=()) for item in record.sets),
        annotations=tuple(annotation_without_words(item, record.text) for item in kept),
        extra={},
    )


def annotation_without_words(item: AnnotationRecord, text: str) -> AnnotationRecord:
    bare = replace(item.frame, reason="", candidates=(), extra={})
    return replace(item, frame=bare, hashes=hashes_of(item.frame, text))


def hashes_of(frame: Frame, text: str) -> dict[str, tuple[str, ...]]:
    """For each role the hashes of its spans’ words, in the order of ``by_role``."""
    roles = dict.fromkeys(role for role, _, _ in frame.spans)
    return {role: tuple(word_hash(text[start:end]) for start, end in frame.by_role(role)) for role in roles}


def report_left_out(record: ArticleRecord, report: LossReport) -> None:
    frames = [item.frame for item in record.annotations]
    counts = {
        "titles": int(bool(record.title)),
        "bylines": int(bool(record.byline)),
        "descriptions of images": sum(bool(figure.alt) for figure in record.figures),
        "notes": sum(len(item.notes) for item in record.sets),
        "further keys": len(record.extra) + sum(len(frame.extra) for frame in frames),
        "reasons": sum(bool(frame.reason) for frame in frames),
        "other candidates": sum(bool(frame.candidates) for frame in frames),
        Kind.REPAIR.value: sum(frame.kind == Kind.REPAIR for frame in frames),
    }
    for kind, count in counts.items():
        if count:
            report.lose(kind, WORDS_OF_THE_TEXT, article=record.id, count=count)


def on_stored_articles(project: Project, records: Iterable[Incoming]) -> Iterator[Incoming]:
    """The records, each stand-off one joined to the project’s article that has its text. A failure if there is none, or
    if a hash is not that of the words at its offsets. One query for each stand-off record.
    """
    for record in records:
        yield on_stored_article(project, record) if isinstance(record, ArticleRecord) and record.text_sha256 else record


def on_stored_article(project: Project, record: ArticleRecord) -> ArticleRecord | Failure:
    article = article_for(project, record)
    if article is None:
        named = record.id or "without an id"
        return Failure(record.place, UNKNOWN.format(id=named, digest=record.text_sha256[:12]))
    for item in record.annotations:
        if wrong := misplaced(item, article.text):
            return Failure(record.place, wrong)
    return replace(record, id=article.external_id, id_given=True, text=article.text, text_sha256="")


def article_for(project: Project, record: ArticleRecord) -> Article | None:
    """The article with the record’s id if it has the record’s text, else the first one that has it."""
    articles = project.articles.filter(sha256=record.text_sha256).order_by("id")
    return articles.filter(external_id=record.id).first() or articles.first()


def misplaced(item: AnnotationRecord, text: str) -> str:
    """What is wrong with the annotation’s hashes or offsets, empty if nothing is."""
    for role, told in item.hashes.items():
        spans = item.frame.by_role(role)
        if len(told) != len(spans):
            return f"{item.label}.hashes.{role} has {len(told)} hashes for {len(spans)} spans"
        for (start, end), hashed in zip(spans, told, strict=True):
            if word_hash(text[start:end]) != hashed:
                return f"{item.label}: the words at [{start}, {end}) are not those that its hash of {role} names"
    return ""
