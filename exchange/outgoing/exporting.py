"""Export of a project: a stream in a format, and a report of what the format could not hold."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_noop

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.vocabulary import Verb, Verdict
from articles.models import Article, Project
from articles.readers.types import BYTE_ORDER_MARK
from exchange.formats.catalogue import WRITTEN, Format
from exchange.outgoing.beside import NOTES, SECONDS
from exchange.outgoing.reading import Stretch, articles_touched_since, stored_records
from exchange.outgoing.selection import ALL, DEFAULT, USER, articles_without, check_choice, choice_of
from exchange.records.anonymous import SALT_BYTES, Pseudonyms, anonymised, pseudonyms_under
from exchange.records.article import AnnotationRecord, ArticleRecord, Owner
from exchange.records.loss import LossReport
from exchange.records.repaired import with_repairs_applied
from exchange.records.stand_off import without_words
from exchange.records.storable import with_marks

STANDING = (Verdict.SUGGESTED, Verdict.ACCEPTED, Verdict.CORRECTED, Verdict.ADDED)
"""The verdicts that are written unless others are asked for: all but rejected."""

FIRST_CHUNK, CHUNK = 4 * 1024, 64 * 1024  # what is sent first comes soon
"""Parts are sent on together in pieces of about this many bytes."""

RELEASE_VERB = Verb.RELEASE.value
"""The event of a release, which changes nothing of what is exported."""

WITHDRAWN = gettext_noop("withdrawn from the project, and left out")
WITHOUT_SET = gettext_noop("without the set that was asked for, and left out")
FINISHED = gettext_noop("gold and finished sets, else the machine’s")
ZIP_START = b"PK\x03\x04"
REPEATED = gettext_noop("another suggester proposes the same")
REGISTRY = gettext_noop("aliases, roles, notes and Wikidata ids of the registry are not part of this format")


NOT_HELD = gettext_noop("not part of this format")
HOLD_NOTES = ("jsonl", "parquet", "docbin", "cas", "w3c")
"""The formats that hold questions, notes and active times, as keys of the native format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """``chosen`` is gold, machine, all, mixed, a user name, or empty: what is finished, else the machine’s."""

    format: str = "jsonl"
    chosen: str = DEFAULT
    verdicts: tuple[str, ...] = STANDING
    apply_repairs: bool = False
    since: int | None = None
    byte_order_mark: bool = False
    stand_off: bool = False
    anonymise: bool = False


@dataclass(slots=True)
class Export:
    """One export, read once. ``report`` is complete when ``chunks`` has ended.

    ``keep`` says, given its key, whether an article is written; without it all are. ``left_out`` is the report in which
    the sets and suggestions are counted that the choice leaves out; without it they are counted elsewhere.
    ``reader`` is who asks for it on a page or over the interface; nobody does for releases and commands.
    """

    project: Project
    options: ExportOptions
    report: LossReport
    pseudonyms: Pseudonyms | None = None
    keep: Callable[[int], bool] | None = None
    left_out: LossReport | None = None
    reader: Any = None

    @property
    def format(self) -> Format:
        return WRITTEN[self.options.format]

    @property
    def file_name(self) -> str:
        """“harbour-gold.jsonl”."""
        name = "-".join(filter(None, [self.project.slug, slugify(shown_choice(self.options, self.pseudonyms))]))
        return f"{name}.{self.format.extension}"

    @property
    def configuration(self) -> str:
        """What the tool has to know before it takes the file; empty for most. Complete when the chunks have ended."""
        write = self.format.configuration
        return write(sorted(self.report.labels)) if write else ""

    def named_chunks(self) -> tuple[str, Iterator[bytes]]:
        """The file’s name with the chunks. Some formats pack what is large, which only the first chunk shows."""
        chunks = self.chunks()
        first = next(chunks)
        is_packed = first.startswith(ZIP_START) and not self.format.extension.endswith("zip")
        return f"{self.file_name}.zip" if is_packed else self.file_name, chain([first], chunks)

    def chunks(self) -> Iterator[bytes]:
        """The export’s bytes, in pieces, while the articles are read."""
        return self.in_chunks(self.format.write(self.records(), report=self.report))

    def in_chunks(self, parts: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
        """The parts of the file as bytes, several together."""
        waiting = [BYTE_ORDER_MARK.encode()] if self.options.byte_order_mark else []
        size, enough = 0, FIRST_CHUNK
        for part in parts:
            waiting.append(part.encode("utf-8") if isinstance(part, str) else part)
            size += len(waiting[-1])
            if size >= enough:
                yield b"".join(waiting)
                waiting, size, enough = [], 0, CHUNK
        yield b"".join(waiting)
        self.report.finished = True

    def records(self, *, within: Stretch | None = None) -> Iterator[ArticleRecord]:
        """The records for the format, without rejected and repeated annotations, and as the options ask."""
        options = self.options
        for record in stored_records(
            self.project,
            chosen=options.chosen,
            since=options.since,
            keep=self.keep,
            left_out=self.left_out,
            reader=self.reader,
            within=within,
        ):
            self.report.articles += 1
            self.report.read.update(item.frame.kind for item in record.annotations)
            if options.format not in HOLD_NOTES:
                report_unheld(record, self.report)
            yield self.as_asked(record)

    def as_asked(self, record: ArticleRecord) -> ArticleRecord:
        record = with_marks(record, self.report)
        if choice_of(self.options.chosen).kind != ALL:
            record = without_repeated(record, self.report)
        if any(item.frame.verdict not in self.options.verdicts for item in record.annotations):
            record = replace(record, annotations=tuple(self.without_unasked(record)))
        if self.options.apply_repairs:
            record = with_repairs_applied(record, report=self.report)
        if self.pseudonyms is not None:
            record = anonymised(record, self.pseudonyms, report=self.report)
        return without_words(record, report=self.report) if self.options.stand_off else record

    def without_unasked(self, record: ArticleRecord) -> Iterator[AnnotationRecord]:
        for item in record.annotations:
            if item.frame.verdict in self.options.verdicts:
                yield item
            else:
                self.report.lose(item.frame.kind, f"the verdict is {item.frame.verdict}", article=record.id)


def open_export(
    project: Project, options: ExportOptions, *, salt: bytes | None = None, part: bool = False, reader: Any = None
) -> Export:
    """Check the options and make the export ready. Raises Refused that names the choices.

    ``salt`` is what an anonymous export’s pseudonyms are made with; without one it is random, and forgotten. The report
    of a ``part`` does not list what is left out of the whole project. A ``reader`` gets no suggestions of articles that
    they read blind.
    """
    check_options(project, options)
    pseudonyms = pseudonyms_under(salt or secrets.token_bytes(SALT_BYTES)) if options.anonymise else None
    report = LossReport(
        format=options.format,
        chosen=shown_choice(options, pseudonyms) or FINISHED,
        last_event=project.events.exclude(verb=RELEASE_VERB).aggregate(last=Max("id"))["last"] or 0,
    )
    if not part:
        report_whole(project, report, chosen=options.chosen, since=options.since)
    return Export(project, options, report, pseudonyms, left_out=None if part else report, reader=reader)


def check_options(project: Project, options: ExportOptions) -> None:
    """Raise Refused if the options name something unknown, or contradict each other or the format."""
    if options.format not in WRITTEN:
        raise Refused(f"There is no format “{options.format}”: choose one of {', '.join(WRITTEN)}.")
    check_choice(project, options.chosen)
    if options.byte_order_mark and not WRITTEN[options.format].is_text:
        raise Refused(f"A byte order mark would damage {options.format}, which is not text: leave it out.")
    unknown = set(options.verdicts) - set(Verdict.values)
    if unknown:
        raise Refused(f"There is no verdict “{min(unknown)}”: choose from {', '.join(Verdict.values)}.")
    if choice_of(options.chosen).kind == ALL and not WRITTEN[options.format].many_sets:
        able = ", ".join(name for name, known in WRITTEN.items() if known.many_sets)
        raise Refused(
            f"The format {options.format} holds one set of an article and does not tell whose an annotation is: "
            f"choose one set, or one of the formats {able}."
        )
    if options.stand_off and not WRITTEN[options.format].stand_off:
        able = ", ".join(name for name, known in WRITTEN.items() if known.stand_off)
        raise Refused(f"The format {options.format} consists of the text: without it, choose one of {able}.")
    if options.stand_off and options.apply_repairs:
        raise Refused("Without the text, offsets point into the text as it is stored: leave the repairs unapplied.")


def shown_choice(options: ExportOptions, pseudonyms: Pseudonyms | None) -> str:
    """The chosen set for names and reports; a person by pseudonym if the export is anonymous."""
    choice = choice_of(options.chosen)
    return pseudonyms.of_user(choice.user) if pseudonyms and choice.kind == USER else options.chosen


def report_whole(project: Project, report: LossReport, *, chosen: str, since: int | None = None) -> None:
    """Report what is left out of all formats: the registry’s details, withdrawn articles, articles without the set."""
    report_registry(project, report)
    report_articles(project, report, project.articles.filter(withdrawn_at__isnull=False), WITHDRAWN, since=since)
    report_articles(project, report, articles_without(project, chosen), WITHOUT_SET, since=since)


def report_registry(project: Project, report: LossReport) -> None:
    described = Q(aliases__isnull=False) | ~Q(role="") | ~Q(note="") | ~Q(wikidata_id="")
    people = project.people.filter(described).distinct().count()
    if people:
        report.lose("people", REGISTRY, count=people)


def report_articles(
    project: Project, report: LossReport, articles: QuerySet[Article], reason: str, *, since: int | None
) -> None:
    """Report articles that are left out for the reason; with ``since``, those that later events are about."""
    if since is not None:
        articles = articles.filter(pk__in=articles_touched_since(project, since))
    for external_id in articles.order_by("id").values_list("external_id", flat=True).iterator():
        report.lose("articles", reason, article=external_id)


def report_unheld(record: ArticleRecord, report: LossReport) -> None:
    """Report questions, notes and active times for a format that has no place for them."""
    times = sum(item.seconds is not None for item in record.sets)
    times += sum(SECONDS in item.frame.extra for item in record.annotations)
    notes = record.extra.get(NOTES)
    for kind, count in (("active times", times), ("questions and notes", len(notes) if isinstance(notes, list) else 0)):
        if count:
            report.lose(kind, NOT_HELD, article=record.id, count=count)


def without_repeated(record: ArticleRecord, report: LossReport) -> ArticleRecord:
    """The record without what an earlier suggester of the same export has stated word for word."""
    if len(record.sets) < 2:
        return record
    stated: dict[tuple[object, ...], Owner] = {}
    kept: list[AnnotationRecord] = []
    for annotation in record.annotations:
        if stated.setdefault(statement_of(annotation.frame), annotation.owner) == annotation.owner:
            kept.append(annotation)
        else:
            report.lose(annotation.frame.kind, REPEATED, article=record.id)
    return replace(record, annotations=tuple(kept))


def statement_of(frame: Frame) -> tuple[object, ...]:
    return (
        *(frame.kind, frozenset(frame.spans), frame.quote_type, frame.speaker_kind),
        *(frame.entity_type, frame.replacement, frame.name),
    )
