"""Taking a project out: a stream of lines in a format, and a report of what the format could not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from django.db.models import Max, Q
from django.utils.text import slugify

from annotator.models import Verdict
from annotator.services.errors import Refused
from articles.models import Project
from datasets.applied import with_repairs_applied
from datasets.catalogue import WRITTEN, Format
from datasets.loss import LossReport
from datasets.records import AnnotationRecord, ArticleRecord, Owner
from datasets.selection import MOST_DECIDED, check_choice
from datasets.stored import stored_records

STANDING = (Verdict.SUGGESTED, Verdict.ACCEPTED, Verdict.CORRECTED, Verdict.ADDED)
"""The verdicts that are written unless others are asked for: all but rejected."""

CHUNK = 64 * 1024
"""Parts are sent on together in pieces of about this many bytes."""

BYTE_ORDER_MARK = "\ufeff"
ZIP_START = b"PK\x03\x04"
REPEATED = "another suggester proposes the same"
REGISTRY = "aliases, roles, notes and Wikidata ids of the registry are no part of this format"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """``chosen`` is gold, machine, a user name, or empty for the most decided set of each article."""

    format: str = "jsonl"
    chosen: str = MOST_DECIDED
    verdicts: tuple[str, ...] = STANDING
    apply_repairs: bool = False
    since: int | None = None
    byte_order_mark: bool = False


@dataclass(slots=True)
class Export:
    """One export, read once. ``report`` is complete when ``chunks`` has ended."""

    project: Project
    options: ExportOptions
    report: LossReport

    @property
    def format(self) -> Format:
        return WRITTEN[self.options.format]

    @property
    def file_name(self) -> str:
        """“harbour-gold.jsonl”."""
        name = "-".join(filter(None, [self.project.slug, slugify(self.options.chosen)]))
        return f"{name}.{self.format.extension}"

    def named_chunks(self) -> tuple[str, Iterator[bytes]]:
        """The file’s name with the chunks. Some formats pack what is large, which only the first chunk tells."""
        chunks = self.chunks()
        first = next(chunks)
        is_packed = first.startswith(ZIP_START) and not self.format.extension.endswith("zip")
        return f"{self.file_name}.zip" if is_packed else self.file_name, chain([first], chunks)

    def chunks(self) -> Iterator[bytes]:
        """The export’s bytes, in pieces, while the articles are read."""
        waiting = [BYTE_ORDER_MARK.encode()] if self.options.byte_order_mark else []
        size = 0
        for part in self.format.write(self.records(), report=self.report):
            waiting.append(part.encode("utf-8") if isinstance(part, str) else part)
            size += len(waiting[-1])
            if size >= CHUNK:
                yield b"".join(waiting)
                waiting, size = [], 0
        yield b"".join(waiting)
        self.report.finished = True

    def records(self) -> Iterator[ArticleRecord]:
        """What the format gets to write: rejected and repeated annotations left out, repairs applied where asked."""
        for record in stored_records(self.project, chosen=self.options.chosen, since=self.options.since):
            self.report.articles += 1
            self.report.read.update(annotation.kind for annotation in record.annotations)
            kept = replace(record, annotations=tuple(self.without_unasked(without_repeated(record, self.report))))
            yield with_repairs_applied(kept, report=self.report) if self.options.apply_repairs else kept

    def without_unasked(self, record: ArticleRecord) -> Iterator[AnnotationRecord]:
        for annotation in record.annotations:
            if annotation.verdict in self.options.verdicts:
                yield annotation
            else:
                self.report.lose(annotation.kind, f"the verdict is {annotation.verdict}", article=record.id)


def open_export(project: Project, options: ExportOptions) -> Export:
    """Check the options and make the export ready. Raises Refused that names the choices."""
    if options.format not in WRITTEN:
        raise Refused(f"There is no format “{options.format}”: choose one of {', '.join(WRITTEN)}.")
    check_choice(project, options.chosen)
    if options.byte_order_mark and not WRITTEN[options.format].is_text:
        raise Refused(f"A byte order mark would damage {options.format}, which is no text: leave it out.")
    unknown = set(options.verdicts) - set(Verdict.values)
    if unknown:
        raise Refused(f"There is no verdict “{min(unknown)}”: choose from {', '.join(Verdict.values)}.")
    report = LossReport(
        format=options.format,
        chosen=options.chosen or "the most decided set of each article",
        last_event=project.events.aggregate(last=Max("id"))["last"] or 0,
    )
    described = Q(aliases__isnull=False) | ~Q(role="") | ~Q(note="") | ~Q(wikidata_id="")
    people = project.people.filter(described).distinct().count()
    if people:
        report.lose("people", REGISTRY, count=people)
    return Export(project, options, report)


def without_repeated(record: ArticleRecord, report: LossReport) -> ArticleRecord:
    """The record without what an earlier suggester of the same export has stated word for word."""
    if len(record.sets) < 2:
        return record
    stated: dict[tuple[object, ...], Owner] = {}
    kept: list[AnnotationRecord] = []
    for annotation in record.annotations:
        if stated.setdefault(statement_of(annotation), annotation.owner) == annotation.owner:
            kept.append(annotation)
        else:
            report.lose(annotation.kind, REPEATED, article=record.id)
    return replace(record, annotations=tuple(kept))


def statement_of(annotation: AnnotationRecord) -> tuple[object, ...]:
    return (
        *(annotation.kind, frozenset(annotation.spans), annotation.quote_type, annotation.speaker_kind),
        *(annotation.entity_type, annotation.replacement, annotation.name),
    )
