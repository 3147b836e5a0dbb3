"""Bringing articles and annotations in: idempotent, a bad record never takes a good one along."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from annotator.models import Annotation, AnnotationSet, Source
from annotator.services.errors import Refused
from articles.models import Article, Project, text_digest
from datasets.bulk import pieces
from datasets.import_plan import Arrival, Plan, is_uuid, owners_in, plan_for_known, plan_for_new
from datasets.incoming_sets import SetWriter
from datasets.records import ArticleRecord, Failure, Owner
from datasets.sources import Incoming, records_of_paths

BATCH = 250
BATCH_CHARACTERS = 4_000_000
"""Records, and characters of their texts, that share a transaction. A batch that a kill took is read again."""
FAILURES_KEPT = 10_000

CHANGED_TEXT = (
    "the article “{id}” is in the project with another text; text never changes, so import it under another id"
)


@dataclass(slots=True)
class ImportReport:
    """What became of each record. ``sets_added`` counts sets that were new on articles known before.

    ``failures`` are the first 10,000; ``failed`` counts all.
    """

    imported_ids: list[str] = field(default_factory=list)
    unchanged: int = 0
    sets_added: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def imported(self) -> int:
        return len(self.imported_ids)

    @property
    def read(self) -> int:
        return self.imported + self.unchanged + self.failed

    def fail(self, failure: Failure) -> None:
        self.failed += 1
        if len(self.failures) < FAILURES_KEPT:
            self.failures.append(failure)

    def summary(self) -> str:
        return f"imported {self.imported}, unchanged {self.unchanged}, failed {self.failed}"


def import_paths(
    project: Project,
    paths: Iterable[Path],
    *,
    format: str = "auto",  # noqa: A002 - the word that people know from the command
    user: Any = None,
) -> ImportReport:
    """Import files and folders. See ``import_records``."""
    return import_records(project, records_of_paths(paths, format=format), user=user)


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
    fails. One named by its file is unchanged where any article of the project has its text. Sets that exist are never
    touched. The same import twice changes nothing, so that one which was broken off is simply run again.

    ``on_batch`` gets the report so far, after each batch has been stored; it may stop the import by raising.
    """
    report = ImportReport()
    importer = Importer(project, SetWriter(project, user), report)
    for batch in collected_between(batches(records)):
        before = len(report.failures)
        for item in batch:
            if isinstance(item, Failure):
                report.fail(item)
        importer.take([item for item in batch if isinstance(item, ArticleRecord)])
        for failure in report.failures[before:]:
            if on_failure is not None:
                on_failure(failure)
        if on_batch is not None:
            on_batch(report)
    return report


def collected_between(waiting: Iterator[list[Incoming]]) -> Iterator[list[Incoming]]:
    """The batches, with the collector of cycles resting while one is read and stored.

    A batch is a hundred thousand objects that live as long as it does: looking through them again and again takes an
    eighth of an import’s time, and finds nothing.
    """
    was_enabled = gc.isenabled()
    try:
        gc.disable()
        for batch in waiting:
            yield batch
            gc.collect(1)
    finally:
        if was_enabled:
            gc.enable()


def batches(records: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    characters = 0
    for item in records:
        batch.append(item)
        characters += len(item.text) if isinstance(item, ArticleRecord) else 0
        if len(batch) == BATCH or characters > BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


@dataclass(slots=True)
class Outcome:
    """What became of the records of one transaction."""

    imported: list[str] = field(default_factory=list)
    unchanged: int = 0
    sets_added: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass(slots=True)
class Importer:
    """Takes records into the project, batch after batch."""

    project: Project
    writer: SetWriter
    report: ImportReport

    def take(self, records: Sequence[ArticleRecord]) -> None:
        """Store a batch in one transaction. What cannot be stored fails alone, the others go in."""
        for stretch in without_repetition(arrivals(records)):
            with transaction.atomic():
                outcomes = self.stored(stretch)
            for outcome in outcomes:
                self.count(outcome)

    def stored(self, stretch: Sequence[Arrival]) -> list[Outcome]:
        """All together; where the database refuses that, one by one, to find the record which it refuses."""
        try:
            with transaction.atomic():
                return [self.store(stretch)]
        except (Refused, ValidationError, DatabaseError) as error:
            self.writer.forget_unsaved()
            if len(stretch) == 1:
                return [Outcome(failures=[Failure(stretch[0].record.place, reason_of(error))])]
        return [outcome for arrival in stretch for outcome in self.stored([arrival])]

    def store(self, stretch: Sequence[Arrival]) -> Outcome:
        outcome = Outcome()
        known = Known.of(self.project, stretch)
        plans: list[Plan] = []
        for arrival in stretch:
            try:
                plan = known.plan(self.project, arrival)
            except (Refused, ValidationError) as error:
                outcome.failures.append(Failure(arrival.record.place, reason_of(error)))
                continue
            if plan is None or not plan.is_new:
                outcome.unchanged += 1
            if plan is not None:
                plans.append(plan)
        self.writer.write(plans)
        outcome.imported = [plan.record.id for plan in plans if plan.is_new]
        outcome.sets_added = sum(len(plan.sets) for plan in plans if not plan.is_new)
        return outcome

    def count(self, outcome: Outcome) -> None:
        self.report.imported_ids += outcome.imported
        self.report.unchanged += outcome.unchanged
        self.report.sets_added += outcome.sets_added
        for failure in outcome.failures:
            self.report.fail(failure)


def arrivals(records: Sequence[ArticleRecord]) -> Iterator[Arrival]:
    return (Arrival(record, text_digest(record.text)) for record in records)


def without_repetition(waiting: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    """The records in stretches within which none is the article of another, so that each can be planned alone."""
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


@dataclass(slots=True)
class Known:
    """What the project holds of some records, read in a few queries for all of them."""

    by_id: dict[str, tuple[int, str]]
    by_digest: dict[str, int]
    owners: dict[int, set[Owner]]
    articles: dict[int, Article]
    taken: set[str]
    suggestions: dict[int, set[str]]

    @classmethod
    def of(cls, project: Project, stretch: Sequence[Arrival]) -> Known:
        articles = project.articles.order_by("id")
        rows = articles.filter(external_id__in=[arrival.record.id for arrival in stretch])
        by_id = {row[1]: (row[0], row[2]) for row in rows.values_list("id", "external_id", "sha256")}
        digests = [arrival.digest for arrival in stretch if not arrival.record.id_given]
        by_digest = dict(articles.filter(sha256__in=digests).values_list("sha256", "id")) if digests else {}
        known = cls(by_id, by_digest, owners_of({pk for pk, _ in by_id.values()} | set(by_digest.values())), {}, set(), {})
        known.read_articles(stretch)
        known.taken = ids_taken(stretch)
        return known

    def read_articles(self, stretch: Sequence[Arrival]) -> None:
        """Read the articles that get further sets, and the ids of their suggestions that decisions may be about."""
        wanted = {
            pk
            for arrival in stretch
            if (pk := self.found(arrival)) and any(owner not in self.owners.get(pk, ()) for owner in owners_in(arrival.record))
        }
        self.articles = Article.objects.only("id", "external_id", "text", "blocks", "sha256").in_bulk(wanted) if wanted else {}
        asked = {item.origin for arrival in stretch for item in arrival.record.annotations if is_uuid(item.origin)} if wanted else set()
        for piece in pieces(asked):
            stored = Annotation.objects.filter(pk__in=piece, set__article__in=wanted, set__source=Source.SUGGESTER)
            for article, key in stored.order_by().values_list("set__article", "id"):
                self.suggestions.setdefault(article, set()).add(str(key))

    def found(self, arrival: Arrival) -> int | None:
        """The key of the article that the record is, whatever its text; None where the project has none."""
        pk, digest = self.by_id.get(arrival.record.id, (None, ""))
        if pk is not None and digest == arrival.digest:
            return pk
        if not arrival.record.id_given and arrival.digest in self.by_digest:
            return self.by_digest[arrival.digest]
        return None

    def plan(self, project: Project, arrival: Arrival) -> Plan | None:
        """What to write for the record, None for nothing. Raises Refused where its id has another text."""
        record = arrival.record
        if not record.id:
            raise Refused("the record has no id, and no file name to take one from")
        pk = self.found(arrival)
        if pk is None and record.id in self.by_id:
            raise Refused(CHANGED_TEXT.format(id=record.id))
        if pk is None:
            return plan_for_new(project, arrival, taken=self.taken)
        article = self.articles.get(pk)
        if article is None:
            return None
        article.project = project
        existing = self.owners.get(pk, set())
        return plan_for_known(
            record, article, existing=existing, taken=self.taken, stored=self.suggestions.get(pk, frozenset())
        )


def owners_of(articles: AbstractSet[int]) -> dict[int, set[Owner]]:
    """Whose sets the articles have."""
    owners: dict[int, set[Owner]] = {}
    if not articles:
        return owners
    rows = AnnotationSet.objects.filter(article__in=articles).order_by()
    for pk, source, suggester, username, version in rows.values_list(
        "article", "source", "suggester", "user__username", "version"
    ):
        owners.setdefault(pk, set()).add(Owner(source, suggester or username or "", version))
    return owners


def ids_taken(stretch: Sequence[Arrival]) -> set[str]:
    """Of the ids that the records tell for their annotations, those that are in use."""
    told = {item.id.lower() for arrival in stretch for item in arrival.record.annotations if item.id and is_uuid(item.id)}
    return {
        str(key)
        for piece in pieces(told)
        for key in Annotation.objects.filter(pk__in=piece).order_by().values_list("pk", flat=True)
    }
