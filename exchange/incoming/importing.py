"""Import of articles and annotations. It is idempotent, and a bad record never keeps a good one out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet, Event, Span
from articles import access
from articles.models import Article, Project, text_digest
from config.database.bulk import refresh_statistics
from config.database.collector import collector_resting
from config.database.waiting import is_locked
from config.disk import is_disk_full
from exchange.formats.mapping import Mapping, mapping_from_json
from exchange.incoming.files import records_of_paths
from exchange.incoming.known import Known
from exchange.incoming.plan import Arrival, Plan
from exchange.incoming.writing import SetWriter
from exchange.records.article import ArticleRecord, Failure, Incoming, Note, counted_note
from exchange.records.stand_off import on_stored_articles
from exchange.records.storable import storable

BATCH = 250
BATCH_CHARACTERS = 4_000_000
"""Records, and characters of their texts, in one transaction. A batch that was killed is imported again."""
FAILURES_KEPT = 10_000
MANY = 1000
"""Refresh table statistics after this many imports."""
GROWN = (Article, AnnotationSet, Annotation, Span, Event)
NOT_TAKEN = "{} differ from what the project has already and were left out"
MOST_NOTES = 500
"""Only this many different notes are kept: files that would bring more have a label on nearly every line."""


@dataclass(slots=True)
class ImportReport:
    """What became of each record. ``sets_added`` counts sets that were new on articles known before, ``joined`` records
    whose annotations were added to the set of an earlier record of the same import.

    ``failures`` are the first 10,000; ``failed`` counts all. ``notes`` say for each file what its reader found out and
    could not take over.
    """

    imported_ids: list[str] = field(default_factory=list)
    unchanged: int = 0
    joined: int = 0
    sets_added: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    on_failure: Callable[[Failure], None] | None = field(default=None, repr=False)
    notes_by_text: dict[str, Note] = field(default_factory=dict)

    @property
    def notes(self) -> list[Note]:
        """What the readers noted, in the order in which it first came up."""
        return list(self.notes_by_text.values())

    def add_note(self, note: Note) -> None:
        """Add the note. The same note of several files is one, and at most ``MOST_NOTES`` different ones are kept."""
        known = self.notes_by_text.get(note.text)
        if known is not None:
            self.notes_by_text[note.text] = known.with_other(note)
        elif len(self.notes_by_text) < MOST_NOTES:
            self.notes_by_text[note.text] = note

    @property
    def imported(self) -> int:
        return len(self.imported_ids)

    @property
    def read(self) -> int:
        return self.imported + self.unchanged + self.joined + self.failed

    def fail(self, failure: Failure) -> None:
        self.failed += 1
        if len(self.failures) < FAILURES_KEPT:
            self.failures.append(failure)
        if self.on_failure is not None:
            self.on_failure(failure)

    def summary(self) -> str:
        joined = f", joined {self.joined}" if self.joined else ""
        return f"imported {self.imported}, unchanged {self.unchanged}{joined}, failed {self.failed}"


def import_paths(
    project: Project,
    paths: Iterable[Path],
    *,
    format: str = "auto",  # noqa: A002 - the word that people know from the command
    user: Any = None,
) -> ImportReport:
    """Import files and folders with the project’s mapping. See ``import_records``."""
    mapping = mapping_from_json(project.import_mapping)
    return import_records(project, records_of_paths(paths, format=format, mapping=mapping), user=user)


def keep_mapping(project: Project, mapping: Mapping) -> None:
    """Make this the project’s mapping, which its later imports use."""
    project.import_mapping = mapping.as_json()
    project.save(update_fields=["import_mapping"])


def import_records(
    project: Project,
    records: Iterable[Incoming],
    *,
    user: Any = None,
    on_batch: Callable[[ImportReport], None] | None = None,
    on_failure: Callable[[Failure], None] | None = None,
) -> ImportReport:
    """Write the records’ articles and annotation sets into the project; ``user`` is who brought them, for the history.

    A record whose id is known with the same text is unchanged, and adds the sets that are new; with another text it
    fails. One named by its file is unchanged where any article of the project has its text. A stand-off record goes
    onto the article that has its text. Sets that exist are never touched; what several records of one import say of one
    text for one owner becomes one set. A second import of the same file changes nothing, so that one that broke off is
    simply run again. Notes count what a record holds and the project does not.

    ``on_batch`` gets the report so far, after each batch has been stored; it may stop the import by raising. Raises
    PermissionDenied where the project is archived.
    """
    access.require_open(project)
    report = ImportReport(on_failure=on_failure)
    importer = Importer(project, SetWriter(project, user), report)
    waiting = on_stored_articles(project, storable(records))
    while importer.take_next(waiting):
        if on_batch is not None:
            on_batch(report)
    if report.imported >= MANY:
        refresh_statistics(GROWN)
    return report


def next_batch(waiting: Iterator[Incoming]) -> list[Incoming]:
    """The records of one transaction; empty at the end."""
    batch: list[Incoming] = []
    characters = 0
    for item in waiting:
        batch.append(item)
        characters += len(item.text) if isinstance(item, ArticleRecord) else 0
        if len(batch) == BATCH or characters > BATCH_CHARACTERS:
            break
    return batch


@dataclass(slots=True)
class BatchOutcome:
    """What became of the records of one transaction."""

    imported: list[str] = field(default_factory=list)
    unchanged: int = 0
    joined: int = 0
    sets_added: int = 0
    failures: list[Failure] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(self, plan: Plan) -> None:
        """Count what the plan comes to, once it is written."""
        if plan.is_new:
            self.imported.append(plan.record.id)
            return
        joins = any(item.key is not None for item in plan.sets)
        self.joined += joins
        self.unchanged += not joins
        self.sets_added += sum(item.key is None for item in plan.sets)
        place = plan.record.place
        for words, count in Counter(plan.unread).items():
            self.notes.append(counted_note(place.file, NOT_TAKEN.format(words), count, example=str(place)))


@dataclass(slots=True)
class Importer:
    """Takes records into the project, batch after batch."""

    project: Project
    writer: SetWriter
    report: ImportReport

    def take_next(self, waiting: Iterator[Incoming]) -> bool:
        """Store the next batch; False at the end. Nothing of it is left for the garbage collector."""
        with collector_resting():
            batch = next_batch(waiting)
            self.take_all(batch)
            is_more = bool(batch)
            del batch
        return is_more

    def take_all(self, batch: Sequence[Incoming]) -> None:
        for item in batch:
            if isinstance(item, Failure):
                self.report.fail(item)
            elif isinstance(item, Note):
                self.report.add_note(item)
        self.take([item for item in batch if isinstance(item, ArticleRecord)])

    def take(self, records: Sequence[ArticleRecord]) -> None:
        """Store a batch. What cannot be stored fails alone, the others go in."""
        for stretch in without_repetition(arrivals(records)):
            for outcome in self.stored(stretch):
                self.count(outcome)

    def stored(self, stretch: Sequence[Arrival]) -> list[BatchOutcome]:
        """All together in one transaction; if the database refuses that, one by one, to find the record that it
        refuses. Everything is checked before the transaction begins: however long that takes, nobody waits to write.
        """
        outcome, plans = self.planned(stretch)
        try:
            self.write([plan for plan in plans if not plan.is_empty])
        except (Refused, ValidationError, DatabaseError) as error:
            self.writer.forget_unsaved()
            if is_disk_full(error) or is_locked(error):  # no record's fault: what is in stays, the next try goes on
                raise
            if len(stretch) == 1:
                return [BatchOutcome(failures=[Failure(stretch[0].record.place, reason_of(error))])]
            return [outcome for arrival in stretch for outcome in self.stored([arrival])]
        for plan in plans:
            outcome.add(plan)
        return [outcome]

    def planned(self, stretch: Sequence[Arrival]) -> tuple[BatchOutcome, list[Plan]]:
        """The plans of the records, and what of them can’t be planned."""
        outcome = BatchOutcome()
        known = Known.of(self.project, stretch, ours=self.writer.made)
        plans: list[Plan] = []
        for arrival in stretch:
            try:
                plans.append(known.plan(self.project, arrival))
            except (Refused, ValidationError) as error:
                outcome.failures.append(Failure(arrival.record.place, reason_of(error)))
        return outcome, plans

    def write(self, plans: Sequence[Plan]) -> None:
        if plans:
            with transaction.atomic():
                self.writer.write(plans)
            self.writer.keep_unsaved()

    def count(self, outcome: BatchOutcome) -> None:
        self.report.imported_ids += outcome.imported
        self.report.unchanged += outcome.unchanged
        self.report.joined += outcome.joined
        self.report.sets_added += outcome.sets_added
        for failure in outcome.failures:
            self.report.fail(failure)
        for note in outcome.notes:
            self.report.add_note(note)


def arrivals(records: Sequence[ArticleRecord]) -> Iterator[Arrival]:
    return (Arrival(record, text_digest(record.text)) for record in records)


def without_repetition(waiting: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """The records in stretches that hold no article twice, so that each record can be planned alone."""
    stretch: list[Arrival] = []
    ids: set[str] = set()
    digests: set[str] = set()
    for arrival in waiting:
        if arrival.record.id in ids or (not arrival.record.id_given and arrival.digest in digests):
            yield stretch
            stretch, ids, digests = [], set(), set()
        stretch.append(arrival)
        ids.add(arrival.record.id)
        digests.add(arrival.digest)
    if stretch:
        yield stretch


def reason_of(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error).strip()
