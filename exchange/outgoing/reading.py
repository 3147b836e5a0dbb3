"""Articles of a project read as records, a batch at a time, so that memory does not grow with the project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import QuerySet

from annotator.frame import Frame, RoleSpan
from annotator.judged import Judged
from annotator.models import Annotation, Event, Span
from annotator.vocabulary import SpanRole
from articles.models import Article, Figure, Project
from articles.readers import types
from config.database.collector import collector_resting
from config.database.rows import (
    RawDay,
    RawJson,
    RawTime,
    RawUuid,
    day_of,
    json_of,
    rows_of,
    rows_side_by_side,
    time_text,
    uuid_text,
)
from exchange.outgoing.beside import add_seconds, notes_of, times_of, with_notes
from exchange.outgoing.left_out import CHOOSING, count_left_out, leave_out_unseen, without_decided, without_off
from exchange.outgoing.selection import ALL, StoredSet, articles_with, choice_of, chosen_sets, sets_of
from exchange.records.article import AnnotationRecord, ArticleRecord, Owner, SetRecord
from exchange.records.loss import LossReport

FIRST, BATCH = 20, 200
"""How many articles are read at once: few before the first line, then more."""
Stretch = tuple[int, int]
"""Keys of articles: those above the first number, up to the second."""
ROLE_ORDER = {role: number for number, role in enumerate(SpanRole.values)}


class ArticleRow(NamedTuple):
    """The raw columns of an article that a record holds."""

    id: int
    external_id: str
    text: str
    title: str
    url: str
    publisher: str
    byline: str
    published: RawDay | None
    language: str
    blocks: RawJson
    extra: RawJson


class AnnotationRow(NamedTuple):
    """The raw columns of an annotation."""

    id: RawUuid
    origin: RawUuid | None
    set: int
    kind: str
    verdict: str
    quote_type: str
    speaker_kind: str
    entity_type: str
    replacement: str
    name: str
    person__name: str | None
    person__wikidata_id: str | None
    score: float | None
    reason: str
    candidates: RawJson
    place: str
    guidelines: int | None
    extra: RawJson
    created_at: RawTime
    updated_at: RawTime


class SpanRow(NamedTuple):
    """The raw columns of a span."""

    annotation_id: RawUuid
    role: str
    start: int
    end: int


def stored_records(
    project: Project,
    *,
    chosen: str,
    since: int | None = None,
    keep: Callable[[int], bool] | None = None,
    left_out: LossReport | None = None,
    reader: Any = None,
    within: Stretch | None = None,
) -> Iterator[ArticleRecord]:
    """The project’s articles with the annotations of the chosen sets, in the order in which they came in.

    ``since`` keeps those that an event with a higher number is about, ``keep`` those whose key it accepts. Pages go
    by key, so that the last costs what the first does: eight queries for each 200 articles, or nine with ``left_out``,
    a report in which the sets and suggestions are counted that the choice leaves out. A ``reader`` gets no suggestions
    of articles that they read blind. Only articles ``within`` a stretch are read, where one is given.
    """
    articles = articles_to_read(project, chosen, since)
    if within is not None:
        articles = articles.filter(id__gt=within[0], id__lte=within[1])
    for batch in batches(articles, keep):
        with collector_resting(), rows_side_by_side():
            records = list(records_of_batch(project, batch, chosen=chosen, left_out=left_out, reader=reader))
        yield from records


def articles_to_read(project: Project, chosen: str, since: int | None) -> QuerySet[Article]:
    articles = articles_with(project, chosen)
    return articles if since is None else articles.filter(pk__in=articles_touched_since(project, since))


def stretches(project: Project, *, chosen: str, since: int | None, size: int) -> Iterator[Stretch]:
    """The keys of the articles that ``stored_records`` would read, in stretches of this many articles."""
    articles = articles_to_read(project, chosen, since)
    reached = 0
    while keys := list(articles.filter(id__gt=reached).values_list("id", flat=True)[:size]):
        yield reached, keys[-1]
        reached = keys[-1]


def articles_touched_since(project: Project, since: int) -> QuerySet[Event, Any]:
    """The keys of the articles that an event with a higher number is about, as a subquery."""
    return Event.objects.filter(project=project, id__gt=since, article__isnull=False).values("article")


def batches(articles: QuerySet[Article], keep: Callable[[int], bool] | None) -> Iterator[list[ArticleRow]]:
    """The articles in the order of their keys, at most ``BATCH`` at a time; only those to keep are read."""
    reached, size = 0, min(FIRST, BATCH)
    while True:
        page = articles.filter(id__gt=reached)
        if keep is None:
            batch = list(rows_of(page[:size], ArticleRow))
            reached = batch[-1].id if batch else reached
        else:
            keys = list(page.values_list("id", flat=True)[:size])
            wanted = [key for key in keys if keep(key)]
            batch = list(rows_of(articles.filter(id__in=wanted), ArticleRow)) if wanted else []
            reached = keys[-1] if keys else reached
            if keys and not batch:
                continue
        if not batch:
            return
        yield batch
        size = BATCH


def records_of_batch(
    project: Project, articles: Sequence[ArticleRow], *, chosen: str, left_out: LossReport | None, reader: Any
) -> Iterator[ArticleRecord]:
    pks = [article.id for article in articles]
    external_ids = {article.id: article.external_id for article in articles}
    by_article: dict[int, list[StoredSet]] = {pk: [] for pk in pks}
    for item in sets_of(pks):
        by_article[item.article].append(item)
    if reader is not None:
        leave_out_unseen(external_ids, by_article, reader=reader, report=left_out)
    sets = {pk: chosen_sets(items, chosen, suggester=project.suggester) for pk, items in by_article.items()}
    annotations = annotations_of([item for items in sets.values() for item in items])
    if left_out is not None:
        count_left_out(project, external_ids, by_article, sets, annotations, choice=chosen, report=left_out)
    figures, notes = figures_of(pks), notes_of(pks, reader=reader)
    seconds_of_set, seconds = times_of(pks, annotations)
    kind, judged = choice_of(chosen).kind, Judged.of(project.judged)
    for article in articles:
        written = sets[article.id]
        found = without_decided(written, annotations) if kind in CHOOSING else annotations_in(written, annotations)
        if seconds:
            found = list(found)
            add_seconds(found, seconds)
        if kind != ALL and not judged.hides_nothing:
            found = without_off(found, judged, article=article.external_id, report=left_out)
        yield ArticleRecord(
            id=article.external_id,
            text=article.text,
            title=article.title,
            url=article.url,
            publisher=article.publisher,
            byline=article.byline,
            published=day_of(article.published),
            language=article.language,
            blocks=tuple(starmap(types.Block, json_of(article.blocks))),
            figures=tuple(figures.get(article.id, ())),
            annotations=tuple(found),
            sets=tuple(set_record(item, seconds_of_set) for item in written),
            extra=with_notes(json_of(article.extra), notes.get(article.id, ())),
        )


def set_record(item: StoredSet, seconds: dict[int, int]) -> SetRecord:
    return replace(item.record, seconds=seconds[item.id]) if item.id in seconds else item.record


def annotations_in(
    written: Sequence[StoredSet], annotations: dict[int, list[AnnotationRecord]]
) -> Iterator[AnnotationRecord]:
    for item in written:
        yield from annotations[item.id]


def annotations_of(sets: Sequence[StoredSet]) -> dict[int, list[AnnotationRecord]]:
    """The annotations of each set, in no particular order; two queries."""
    owners = {item.id: item.owner for item in sets}
    result: dict[int, list[AnnotationRecord]] = {key: [] for key in owners}
    spans = spans_of(Span.objects.filter(annotation__set__in=owners))
    for row in rows_of(Annotation.objects.filter(set__in=owners).order_by(), AnnotationRow):
        result[row.set].append(annotation_record(row, spans[row.id], owners[row.set]))
    return result


def spans_of(spans: QuerySet[Span]) -> dict[Any, list[RoleSpan]]:
    """The spans of each annotation by its raw key, in no particular order."""
    found: dict[Any, list[RoleSpan]] = defaultdict(list)
    for row in rows_of(spans.order_by(), SpanRow):
        found[row.annotation_id].append((row.role, row.start, row.end))
    return found


def place_of_role(span: RoleSpan) -> int:
    return ROLE_ORDER[span[0]]


def annotation_record(row: AnnotationRow, spans: list[RoleSpan], owner: Owner) -> AnnotationRecord:
    """The record of a raw row, with its spans: main role first, then by place."""
    beside = json_of(row.extra)
    origin_elsewhere = beside.pop("origin", None) if beside else None  # it was not here when the annotation came in
    if len(spans) > 1:
        spans.sort()
        spans.sort(key=place_of_role)
    frame = Frame(
        id=uuid_text(row.id),
        kind=row.kind,
        verdict=row.verdict,
        spans=tuple(spans),
        origin=uuid_text(row.origin) if row.origin else origin_elsewhere,
        quote_type=row.quote_type,
        speaker_kind=row.speaker_kind,
        entity_type=row.entity_type,
        replacement=row.replacement,
        name=row.person__name or row.name,
        score=row.score,
        reason=row.reason,
        candidates=tuple((name, score) for name, score in json_of(row.candidates)) if row.candidates != "[]" else (),
        extra=beside,
        guidelines=row.guidelines,
    )
    return AnnotationRecord(
        frame=frame,
        owner=owner,
        wikidata_id=row.person__wikidata_id or "",
        block_kind=row.place,
        created=time_text(row.created_at),
        updated=time_text(row.updated_at),
    )


def figures_of(articles: Sequence[int]) -> dict[int, list[types.FigureData]]:
    found: dict[int, list[types.FigureData]] = {}
    for row in Figure.objects.filter(article__in=articles).order_by("article_id", "order"):
        figure = types.FigureData(row.image_url, row.alt, row.caption, row.credit, row.score)
        found.setdefault(row.article_id, []).append(figure)
    return found
