"""What a choice of sets leaves out of an article: counted, so that no export looks more complete than it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

from annotator.judged import Judged
from annotator.models import Annotation
from annotator.services.blind import read_blind
from annotator.services.visibility import DECIDED, MACHINES
from annotator.vocabulary import Source
from articles.models import Article, Project
from config.database.rows import RawUuid, rows_of, uuid_text
from exchange.outgoing.selection import DEFAULT, MIXED, StoredSet, choice_of, machine_sets
from exchange.records.article import AnnotationRecord
from exchange.records.loss import LossReport

BEGUN = _("begun and not finished, and left out")
ANOTHER = _("finished by another annotator; one set of an article is written")
UNDECIDED = _("suggested, and neither accepted nor rejected in the set that is written")
OFF = _("suggested, of a kind that is off in this project, and left out")
UNSEEN = _("suggestions for an article that you read without them, and left out until you have finished it")
CHOOSING = (DEFAULT, MIXED)
"""The choices that take one of several people’s sets. The others name what they write."""

Place = tuple[str, int, int]


class SuggestionRow(NamedTuple):
    """The columns of a suggestion that tell whether somebody has decided about it."""

    id: RawUuid
    set: int
    kind: str
    entity_type: str
    start: int
    end: int


class Settled:
    """What a set decides: the suggestions that its annotations come from, and the places that it judges itself."""

    def __init__(self, annotations: Iterable[AnnotationRecord]) -> None:
        self.origins: set[str | None] = set()
        self.places: set[Place] = set()
        self.add(annotations)

    def add(self, annotations: Iterable[AnnotationRecord]) -> None:
        for item in annotations:
            self.origins.add(item.frame.origin)
            self.places.add((item.frame.kind, *item.frame.hull))

    def has_decided(self, item: AnnotationRecord) -> bool:
        """Whether it is decided: by its own id, or that of the suggestion which a certificate accepted, or by place."""
        frame = item.frame
        key = frame.origin if item.owner.kind == Source.CERTIFIED and frame.origin else frame.id
        return self.has(key, (frame.kind, *frame.hull))

    def has(self, key: str, place: Place) -> bool:
        return key in self.origins or place in self.places


def leave_out_unseen(
    external_ids: Mapping[int, str], sets: dict[int, list[StoredSet]], *, reader: Any, report: LossReport | None
) -> None:
    """Remove the machines’ sets of the articles that the reader reads blind, and count them. One query."""
    unseen = Article.objects.filter(read_blind(reader, article="pk", as_reader=True), pk__in=sets)
    for article in unseen.order_by("pk").values_list("pk", flat=True):
        kept = [item for item in sets[article] if item.owner.kind not in MACHINES]
        if report is not None and len(kept) < len(sets[article]):
            report.lose("sets", UNSEEN, article=external_ids[article], count=len(sets[article]) - len(kept))
        sets[article] = kept


def count_left_out(
    project: Project,
    external_ids: Mapping[int, str],
    sets: Mapping[int, Sequence[StoredSet]],
    chosen: Mapping[int, Sequence[StoredSet]],
    annotations: Mapping[int, Sequence[AnnotationRecord]],
    *,
    choice: str,
    report: LossReport,
) -> None:
    """Count, for each article, the sets of people that are not read, and the suggestions that nobody decided about."""
    if choice_of(choice).kind in CHOOSING:
        for article, items in sets.items():
            for item in items:
                if item not in chosen[article] and (reason := why_unread(item)):
                    report.lose("sets", reason, article=external_ids[article])
    count_undecided(project, external_ids, sets, chosen, annotations, report)


def why_unread(item: StoredSet) -> str:
    """The reason for the report; empty for what nobody misses: an older run, and a set that was opened and left."""
    if item.owner.kind != Source.ANNOTATOR:
        return ""
    return ANOTHER if item.finished_at else "" if item.is_empty else BEGUN


def count_undecided(
    project: Project,
    external_ids: Mapping[int, str],
    sets: Mapping[int, Sequence[StoredSet]],
    chosen: Mapping[int, Sequence[StoredSet]],
    annotations: Mapping[int, Sequence[AnnotationRecord]],
    report: LossReport,
) -> None:
    """Of the articles that are written from the set of a person or gold alone. One query where there are any.

    What the project has off is counted by itself: it waits for nobody.
    """
    of_people = {
        article: written
        for article, written in chosen.items()
        if written and all(item.owner.kind != Source.SUGGESTER for item in written)
    }
    proposed = {
        item.id: article for article in of_people for item in machine_sets(sets[article], suggester=project.suggester)
    }
    if not proposed:
        return
    settled = {
        article: Settled(a for item in of_people[article] for a in annotations[item.id]) for article in of_people
    }
    judged = Judged.of(project.judged)
    left: dict[int, Counter[tuple[str, str]]] = {article: Counter() for article in of_people}
    for row in rows_of(Annotation.objects.filter(set__in=proposed).order_by(), SuggestionRow):
        article = proposed[row.set]
        if not settled[article].has(uuid_text(row.id), (row.kind, row.start, row.end)):
            left[article][row.kind, UNDECIDED if judged.shows(row.kind, row.entity_type) else OFF] += 1
    for article, counts in left.items():
        for (kind, reason), count in counts.items():
            report.read[kind] += count
            report.lose(kind, reason, article=external_ids[article], count=count)


def without_decided(
    written: Sequence[StoredSet], annotations: dict[int, list[AnnotationRecord]]
) -> Iterable[AnnotationRecord]:
    """The annotations of an article’s sets, without what sets before them decide.

    A person’s or the gold set comes first, then what a certificate accepted, then suggestions.
    """
    settled = Settled(())
    for item in written:
        is_of_machine = item.owner.kind == Source.SUGGESTER
        found = [a for a in annotations[item.id] if item.owner.kind in DECIDED or not settled.has_decided(a)]
        yield from found
        if not is_of_machine:
            settled.add(found)


def without_off(
    annotations: Iterable[AnnotationRecord], judged: Judged, *, article: str, report: LossReport | None
) -> Iterator[AnnotationRecord]:
    """The annotations without suggestions of kinds that are off, which are counted. What people decided stays."""
    for item in annotations:
        frame = item.frame
        if item.owner.kind != Source.SUGGESTER or judged.shows(frame.kind, frame.entity_type):
            yield item
        elif report is not None:
            report.read[frame.kind] += 1
            report.lose(frame.kind, OFF, article=article)
