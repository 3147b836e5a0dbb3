"""Bringing articles and annotations in: idempotent, a bad record never takes a good one along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from annotator.models import AnnotationSet, Event
from annotator.services.errors import Refused
from articles.models import Article, Figure, Project, check_blocks, text_digest
from datasets.incoming_sets import SetWriter
from datasets.mapping import Mapping, mapping_from_json
from datasets.records import ArticleRecord, Failure, Incoming, Note, Owner
from datasets.sources import records_of_paths

BATCH = 100
"""Records that share a transaction. Each has a savepoint of its own, and a batch that a kill took is read again."""

MOST_NOTES = 500
"""So many different things that readers found out are told; files with more labels than that tell the same again."""

CHANGED_TEXT = (
    "the article “{id}” is in the project with another text; text never changes, so import it under another id"
)


@dataclass(slots=True)
class ImportReport:
    """What became of each record. ``sets_added`` counts sets that were new on articles known before.

    ``notes`` tell of each file what its reader found out and could not take over.
    """

    imported_ids: list[str] = field(default_factory=list)
    unchanged: int = 0
    sets_added: int = 0
    failures: list[Failure] = field(default_factory=list)
    notes_by_text: dict[str, Note] = field(default_factory=dict)

    @property
    def notes(self) -> list[Note]:
        """What the readers told, in the order in which it came up first."""
        return list(self.notes_by_text.values())

    def add_note(self, note: Note) -> None:
        """Take the note in; what several files tell alike is one, and only so many different ones are kept."""
        known = self.notes_by_text.get(note.text)
        if known is not None:
            self.notes_by_text[note.text] = known.with_other(note)
        elif len(self.notes_by_text) < MOST_NOTES:
            self.notes_by_text[note.text] = note

    @property
    def imported(self) -> int:
        return len(self.imported_ids)

    @property
    def failed(self) -> int:
        return len(self.failures)

    def summary(self) -> str:
        return f"imported {self.imported}, unchanged {self.unchanged}, failed {self.failed}"


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


def import_records(project: Project, records: Iterable[Incoming], *, user: Any = None) -> ImportReport:
    """Write the records’ articles and annotation sets into the project; ``user`` is who brought them, for the history.

    A record whose id is known with the same text is unchanged, and adds the sets that are new; with another text it
    fails. One named by its file is unchanged where any article of the project has its text. Sets that exist are never
    touched. The same import twice changes nothing.
    """
    report = ImportReport()
    writer = SetWriter(project, user)
    waiting = iter(records)
    while batch := list(islice(waiting, BATCH)):
        report.failures += [item for item in batch if isinstance(item, Failure)]
        for item in batch:
            if isinstance(item, Note):
                report.add_note(item)
        import_batch(project, [item for item in batch if isinstance(item, ArticleRecord)], writer=writer, report=report)
    return report


@transaction.atomic
def import_batch(
    project: Project, records: Sequence[ArticleRecord], *, writer: SetWriter, report: ImportReport
) -> None:
    known = Known.of(project, records)
    for record in records:
        try:
            with transaction.atomic():
                import_record(project, record, known=known, writer=writer, report=report)
        except (Refused, ValidationError, DatabaseError) as error:
            report.failures.append(Failure(record.place, reason_of(error)))
            writer.forget_unsaved()


def reason_of(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error).strip()


def import_record(
    project: Project, record: ArticleRecord, *, known: Known, writer: SetWriter, report: ImportReport
) -> None:
    digest = text_digest(record.text)
    pk = known.article_of(record, digest=digest)
    if pk is None:
        article = new_article(project, record)
        added = writer.write(article, record, existing=set())
        record_event(article, user=writer.user, verb="import", owners=added)
        known.add(record, pk=article.pk, digest=digest, owners=added)
        report.imported_ids.append(record.id)
        return
    existing = known.owners_of(pk)
    if any(owner not in existing for owner in writer.owners_in(record)):
        article = Article.objects.prefetch_related("figures").get(pk=pk)
        article.project = project
        added = writer.write(article, record, existing=existing)
        record_event(article, user=writer.user, verb="import sets", owners=added)
        existing.update(added)
        report.sets_added += len(added)
    report.unchanged += 1


def new_article(project: Project, record: ArticleRecord) -> Article:
    """The article with its figures, stored. Raises ValidationError where blocks or figures do not fit its text."""
    article = Article(
        project=project,
        external_id=record.id,
        text=record.text,
        title=record.title[:1000],
        url=record.url[:2000],
        publisher=record.publisher[:300],
        byline=record.byline[:500],
        published=record.published,
        language=record.language[:20],
        blocks=check_blocks(record.text, record.blocks),
        extra=record.extra,
    )
    article.save()
    Figure.objects.bulk_create([figure_row(article, record, number) for number in range(len(record.figures))])
    return article


def figure_row(article: Article, record: ArticleRecord, number: int) -> Figure:
    figure = record.figures[number]
    for name, span in (("caption", figure.caption), ("credit", figure.credit)):
        if span and not 0 <= span[0] < span[1] <= len(record.text):
            raise ValidationError(
                f"The {name} of figure {number + 1}, [{span[0]}, {span[1]}), does not lie within the text "
                f"of {len(record.text)} code points."
            )
    caption, credit = figure.caption or (None, None), figure.credit or (None, None)
    return Figure(
        article=article,
        order=number,
        image_url=figure.image_url[:2000],
        alt=figure.alt,
        caption_start=caption[0],
        caption_end=caption[1],
        credit_start=credit[0],
        credit_end=credit[1],
    )


def record_event(article: Article, *, user: Any, verb: str, owners: Iterable[Owner]) -> None:
    Event.objects.create(
        project_id=article.project_id,
        article=article,
        actor=user,
        verb=verb,
        after={"article": article.external_id, "sets": sorted(str(owner) for owner in owners)},
    )


@dataclass(slots=True)
class Known:
    """What the project held of a batch of records before, in three queries, and what the batch has added since."""

    by_id: dict[str, tuple[int, str]]
    by_digest: dict[str, int]
    owners: dict[int, set[Owner]]

    @classmethod
    def of(cls, project: Project, records: Sequence[ArticleRecord]) -> Known:
        articles = project.articles.order_by("id")
        by_id = {
            external_id: (pk, digest)
            for pk, external_id, digest in articles.filter(
                external_id__in=[record.id for record in records]
            ).values_list("id", "external_id", "sha256")
        }
        digests = [text_digest(record.text) for record in records if not record.id_given]
        by_digest = dict(articles.filter(sha256__in=digests).values_list("sha256", "id")) if digests else {}
        owners: dict[int, set[Owner]] = {}
        pks = {pk for pk, _ in by_id.values()} | set(by_digest.values())
        rows = AnnotationSet.objects.filter(article__in=pks).values_list(
            "article", "source", "suggester", "user__username", "version"
        )
        for pk, source, suggester, username, version in rows:
            owners.setdefault(pk, set()).add(Owner(source, suggester or username or "", version))
        return cls(by_id, by_digest, owners)

    def article_of(self, record: ArticleRecord, *, digest: str) -> int | None:
        """The article that the record is, None where it is new. Raises Refused where its id has another text."""
        if not record.id:
            raise Refused("the record has no id, and no file name to take one from")
        pk, known_digest = self.by_id.get(record.id, (None, ""))
        if pk is not None and known_digest == digest:
            return pk
        if not record.id_given and digest in self.by_digest:
            return self.by_digest[digest]
        if pk is not None:
            raise Refused(CHANGED_TEXT.format(id=record.id))
        return None

    def add(self, record: ArticleRecord, *, pk: int, digest: str, owners: Iterable[Owner]) -> None:
        self.by_id[record.id] = (pk, digest)
        self.owners[pk] = set(owners)
        self.by_digest.setdefault(digest, pk)

    def owners_of(self, pk: int) -> set[Owner]:
        return self.owners.setdefault(pk, set())
