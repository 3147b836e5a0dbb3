"""What two finished sets of an article have in common: counted here, kept as ``Comparison``, summed elsewhere."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import chain, combinations
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, Q

from annotator.models import Annotation, AnnotationSet, Comparison, Event, Span, folded
from annotator.services.sets import newest
from annotator.vocabulary import Source
from articles.models import Article
from config.after_answer import after_answer
from config.database.rows import RawUuid, rows_of
from suggesters.evaluation.agreement.columns import LABELS, LAYOUT, OPEN_LABEL
from suggesters.evaluation.agreement.comparing import Statement, Text, compare

Between = Comparison.Between
BATCH = 50
OTHER_LABELS = (*LABELS, OPEN_LABEL)
logger = logging.getLogger(__name__)


class AnnotationRow(NamedTuple):
    """The columns of an annotation that are compared."""

    id: RawUuid
    set: int
    kind: str
    quote_type: str
    speaker_kind: str
    entity_type: str
    replacement: str
    name: str
    person: int | None
    person__name: str | None


class SpanRow(NamedTuple):
    annotation_id: RawUuid
    role: str
    start: int
    end: int


def compare_after_commit(article: int) -> None:
    """Compare the sets of an article anew when what is being done is stored, and who did it has their answer.

    What fails is done by the next count.
    """
    transaction.on_commit(partial(after_answer, partial(compare_again, [article])), robust=True)


def compare_again(articles: Sequence[int]) -> None:
    """Keep what the finished sets of these articles have in common, as they stand now."""
    for start in range(0, len(articles), BATCH):
        batch = articles[start : start + BATCH]
        found = list(comparisons_of(batch))
        with transaction.atomic():
            kept = Comparison.objects.bulk_create(
                found,
                update_conflicts=True,
                unique_fields=["first", "second"],
                update_fields=["between", "layout", "event", "counts"],
            )
            stored = Comparison.objects.filter(article__in=batch).values_list("pk", "first", "second")
            pairs = {(row.first_id, row.second_id) for row in kept}
            gone = [pk for pk, *pair in stored if tuple(pair) not in pairs]
            Comparison.objects.filter(pk__in=gone).delete()


def comparisons_of(articles: Sequence[int], *, between: Collection[str] = Between.values) -> Iterator[Comparison]:
    """What the finished sets of these articles have in common, not stored; with both sets and their users.

    Six queries, whatever the number of articles.
    """
    event = Event.objects.aggregate(newest=Max("id"))["newest"] or 0  # before reading: what is done meanwhile is newer
    sets = compared_sets(articles, with_machines=bool({*between} - {Between.PEOPLE, Between.PERSON_AND_GOLD}))
    pairs = {key: [pair for pair in pairs_of(own) if pair[2] in between] for key, own in sets.items()}
    asked = {one.pk for own in pairs.values() for pair in own for one in pair[:2]}
    if not asked:
        return
    statements = statements_of(asked)
    for article in (
        Article.objects.filter(pk__in=[key for key, own in pairs.items() if own])
        .order_by("pk")
        .only("project_id", "text")
    ):
        text = Text(article.text)
        for first, second, kind in pairs[article.pk]:
            counts = compare(text, statements[first.pk], statements[second.pk])
            yield Comparison(
                project_id=article.project_id, article=article, first=first, second=second, between=kind,
                layout=LAYOUT, event=event, counts=[counts.numbers, counts.open_labels],
            )  # fmt: skip


def compared_sets(articles: Sequence[int], *, with_machines: bool) -> dict[int, list[AnnotationSet]]:
    """The finished sets of each article, and those of machines: the newest of each suggester."""
    sets = AnnotationSet.objects.filter(article__in=articles)
    found = list(sets.filter(finished_work()).select_related("user").order_by("user", "id"))
    if with_machines:
        found += newest(sets.filter(source=Source.SUGGESTER)).order_by("id")
    by_article: dict[int, list[AnnotationSet]] = defaultdict(list)
    for one in found:
        by_article[one.article_id].append(one)
    return by_article


def finished_work() -> Q:
    """What counts as read through, as a condition on sets: a person’s finished set, and gold that is finished."""
    return Q(source__in=[Source.ANNOTATOR, Source.GOLD], state=AnnotationSet.State.FINISHED)


def pairs_of(sets: Sequence[AnnotationSet]) -> Iterator[tuple[AnnotationSet, AnnotationSet, str]]:
    """Which sets of an article are compared: people in the order of their keys, machines before them, gold last."""
    people = [one for one in sets if one.source == Source.ANNOTATOR]
    gold = [one for one in sets if one.source == Source.GOLD]
    machines = [one for one in sets if one.source == Source.SUGGESTER]
    yield from ((one, other, Between.PEOPLE.value) for one, other in combinations(people, 2))
    yield from ((one, other, Between.PERSON_AND_GOLD.value) for one in people for other in gold)
    yield from ((one, other, Between.MACHINE_AND_GOLD.value) for one in machines for other in gold)
    yield from ((one, other, Between.MACHINE_AND_PERSON.value) for one in machines for other in people)


def statements_of(sets: Collection[int]) -> dict[int, list[Statement]]:
    """What stands in each of these sets, as it is compared."""
    spans: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for span in rows_of(Span.objects.filter(annotation__set__in=sets).order_by(), SpanRow):
        spans[span.annotation_id][span.role].append((span.start, span.end))
    found: dict[int, list[Statement]] = {key: [] for key in sets}
    for row in rows_of(Annotation.objects.filter(set__in=sets).standing().order_by(), AnnotationRow):
        found[row.set].append(statement(row, spans[row.id]))
    for statements in found.values():
        statements.sort(key=lambda one: (one.kind, sorted(chain.from_iterable(one.roles.values()))))
    return found


def statement(row: AnnotationRow, spans: dict[str, list[tuple[int, int]]]) -> Statement:
    labels = zip(OTHER_LABELS, (row.quote_type, row.speaker_kind, row.entity_type), strict=True)
    return Statement(
        kind=row.kind,
        roles={role: tuple(sorted(own)) for role, own in spans.items()},
        labels={name: value for name, value in labels if value},
        name=folded(row.person__name or row.name),
        person=str(row.person or ""),
        replacement=row.replacement,
    )
