"""What will be written for a record, worked out and checked beforehand: no query, nothing stored."""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from annotator.errors import Refused
from annotator.frame import Frame, checked
from annotator.vocabulary import Source
from articles.models import Article, Figure, Project, check_blocks
from articles.readers import types
from config.database.ids import new_ids
from exchange.records.article import AnnotationRecord, ArticleRecord, Owner, SetRecord


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record that came in, with the digest of its text."""

    record: ArticleRecord
    digest: str


class Statement(NamedTuple):
    """What an annotation says, as far as two of one set are told apart."""

    kind: str
    verdict: str
    quote_type: str
    entity_type: str
    replacement: str
    start: int
    end: int


def statement_of(frame: Frame) -> Statement:
    return Statement(
        frame.kind, frame.verdict, frame.quote_type, frame.entity_type, frame.replacement, *(frame.hull or (0, 0))
    )


@dataclass(slots=True)
class SetPlan:
    """One set to write: its owner and state, and its checked frames. No frame has its person yet.

    ``key`` is that of a set which an earlier record of the same import has made, and to which the frames are added.
    """

    described: SetRecord
    frames: list[Frame] = field(default_factory=list)
    key: int | None = None


@dataclass(slots=True)
class Plan:
    """One record to write: an article that is new (without a key yet) or known, its figures, and the sets it lacks.

    ``unread`` says what the record holds that the project will not, an entry for each thing.
    """

    record: ArticleRecord
    article: Article
    is_new: bool
    sets: list[SetPlan]
    figures: list[Figure] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.is_new or self.sets)

    @property
    def owners(self) -> list[Owner]:
        return [item.described.owner for item in self.sets]

    def has(self, kind: str) -> bool:
        return any(frame.kind == kind for item in self.sets for frame in item.frames)


def owners_in(record: ArticleRecord) -> list[Owner]:
    """Whose sets the record holds, suggesters first, since people’s annotations point to theirs."""
    owners = dict.fromkeys([item.owner for item in record.sets] + [item.owner for item in record.annotations])
    return sorted(owners, key=lambda owner: owner.kind != Source.SUGGESTER)


def new_article(project: Project, arrival: Arrival) -> Article:
    """The article, unsaved. Raises ValidationError where its blocks do not fit its text."""
    record = arrival.record
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
    article.derive(digest=arrival.digest)
    return article


def figure_row(article: Article, figure: types.FigureData, number: int) -> Figure:
    """The figure, unsaved. Raises ValidationError where its caption or credit lies outside the text."""
    for name, span in (("caption", figure.caption), ("credit", figure.credit)):
        if span and not 0 <= span[0] < span[1] <= len(article.text):
            raise ValidationError(
                f"The {name} of figure {number + 1}, [{span[0]}, {span[1]}), does not lie within the text "
                f"of {len(article.text)} code points."
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
        score=figure.score,
    )


def plan_for_new(project: Project, arrival: Arrival, *, taken: set[str]) -> Plan:
    """The plan for an article that the project does not have. ``taken`` are annotation ids that are in use; it grows.

    Raises Refused or ValidationError, naming the annotation, where something does not fit the text.
    """
    record = arrival.record
    article = new_article(project, arrival)
    figures = [figure_row(article, figure, number) for number, figure in enumerate(record.figures)]
    sets = planned_sets(record, article, wanted=owners_in(record), taken=taken, stored=frozenset())
    return Plan(record, article, True, sets, figures)


def plan_for_known(
    record: ArticleRecord,
    article: Article,
    *,
    existing: AbstractSet[Owner],
    ours: Mapping[Owner, tuple[int, AbstractSet[Statement]]],
    taken: set[str],
    stored: AbstractSet[str],
) -> Plan:
    """The plan for the sets that a known article does not have yet. ``ours`` are the sets of this import with what they
    state, to which only the rest is added; ``stored`` the ids of the article’s suggestions.
    """
    wanted = [owner for owner in owners_in(record) if owner not in existing]
    said = [
        item
        for item in record.annotations
        if item.owner not in ours or statement_of(item.frame) not in ours[item.owner][1]
    ]
    sets = planned_sets(replace(record, annotations=tuple(said)), article, wanted=wanted, taken=taken, stored=stored)
    for item in sets:
        item.key = ours.get(item.described.owner, (None, frozenset()))[0]
    return Plan(record, article, False, [item for item in sets if item.frames or item.key is None])


def planned_sets(
    record: ArticleRecord, article: Article, *, wanted: Sequence[Owner], taken: set[str], stored: AbstractSet[str]
) -> list[SetPlan]:
    described = {item.owner: item for item in record.sets}
    plans = {owner: SetPlan(described.get(owner) or SetRecord(owner)) for owner in wanted}
    annotations = [item for item in record.annotations if item.owner in plans]
    ids = ids_of(annotations, taken)
    origins = origins_of(annotations, ids, stored)
    decided: set[tuple[Owner, str]] = set()
    for item, new_id in zip(annotations, ids, strict=True):
        frame = frame_for(item, article, id=new_id, origin=origins.get(item.frame.origin or ""))
        if frame.origin is not None:
            refuse_second_decision(frame.origin, item, decided)
        plans[item.owner].frames.append(frame)
    taken.update(ids)
    return list(plans.values())


def ids_of(annotations: Sequence[AnnotationRecord], taken: AbstractSet[str]) -> list[str]:
    """An id for each annotation: its own where that is a UUID that nobody has yet, else a new one."""
    result = new_ids(len(annotations))
    mine: set[str] = set()
    for number, item in enumerate(annotations):
        if not item.frame.id:
            continue
        told = item.frame.id.lower()
        if told not in taken and told not in mine and is_uuid(told):
            result[number] = told
        mine.add(told)
    return result


def is_uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def origins_of(annotations: Sequence[AnnotationRecord], ids: Sequence[str], stored: AbstractSet[str]) -> dict[str, str]:
    """For each origin that is here, in the record or among the article’s suggestions, the id that it has here."""
    asked = {item.frame.origin for item in annotations if item.frame.origin}
    if not asked:
        return {}
    here = {
        item.frame.id: new_id
        for item, new_id in zip(annotations, ids, strict=True)
        if item.frame.id and item.owner.kind == Source.SUGGESTER
    }
    return {**{origin: origin.lower() for origin in asked if origin.lower() in stored}, **here}


def frame_for(item: AnnotationRecord, article: Article, *, id: str, origin: str | None) -> Frame:  # noqa: A002
    """The checked frame, without its person. An origin that is not here is kept in ``extra``, for the next export."""
    frame = item.frame
    if frame.origin and origin is None:
        frame = replace(frame, id=id, origin=None, extra={**frame.extra, "origin": frame.origin})
    else:
        frame = frame.under(id, origin=origin)
    try:
        return checked(frame, article)
    except Refused as error:
        raise Refused(f"{item.label}: {error}") from error


def refuse_second_decision(origin: str, item: AnnotationRecord, decided: set[tuple[Owner, str]]) -> None:
    if (item.owner, origin) in decided:
        raise Refused(f"{item.label}: another annotation of the same set decides about the origin {origin} already")
    decided.add((item.owner, origin))


def block_kinds(article: Article, offsets: Sequence[int]) -> list[str]:
    """The kind of the block at each offset, as ``Article.block_kind_at`` finds it; many offsets cost little more."""
    blocks: list[Any] = article.blocks
    starts = [block[0] for block in blocks]
    kinds: list[str] = []
    for offset in offsets:
        number = bisect_right(starts, offset) - 1
        kinds.append(str(blocks[number][2]) if number >= 0 and offset < blocks[number][1] else "other")
    return kinds
