"""Plans of many records written together: people, annotators, articles, figures, sets, annotations, spans, history."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.utils import timezone

from annotator.frame import Frame
from annotator.models import Annotation, AnnotationSet, Event, Person, Span, folded
from annotator.services.adjudications import note_finished
from annotator.services.people import NameIndex, checked_name, enters_registry, kind_of_person, person_named
from annotator.services.places import recount
from annotator.services.uncertainty import measure_uncertainty
from annotator.vocabulary import Kind, Source, SpeakerKind, Verb
from articles.models import Article, Figure, Project
from config.database.bulk import insert_rows, pieces, reserved_keys
from exchange.incoming.plan import Plan, SetPlan, block_kinds
from exchange.incoming.told import event_of
from exchange.records.article import Owner

NO_PERSON = (SpeakerKind.UNNAMED, SpeakerKind.NONE)
Row = tuple[Any, ...]
CAPTION = Kind.CAPTION.value  # plain text, which compares in less time


class NewArticle(NamedTuple):
    """The columns of an article that an import writes."""

    id: int
    project_id: int
    external_id: str
    text: str
    sha256: str
    title: str
    label: str
    url: str
    publisher: str
    byline: str
    published: datetime.date | None
    language: str
    blocks: list[Any]
    words: int
    extra: dict[str, Any]
    draw: int
    shuffle: int
    created_at: datetime.datetime


class NewSet(NamedTuple):
    """The columns of a set."""

    id: int
    article_id: int
    source: str
    suggester: str
    version: str
    user_id: int | None
    state: str
    notes: list[str]
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    imported_at: datetime.datetime | None
    imported_by_id: int | None
    imported_first_by: str
    seconds: int | None


class NewAnnotation(NamedTuple):
    """The columns of an annotation."""

    id: str
    set_id: int
    kind: str
    verdict: str
    origin_id: str | None
    quote_type: str
    speaker_kind: str
    entity_type: str
    replacement: str
    name: str
    person_id: int | None
    figure_id: int | None
    score: float | None
    reason: str
    candidates: Sequence[tuple[str, float]]
    start: int
    end: int
    first: int
    last: int
    place: str
    guidelines: int | None
    extra: dict[str, Any]
    created_at: datetime.datetime
    updated_at: datetime.datetime


class NewSpan(NamedTuple):
    """The columns of a span."""

    annotation_id: str
    role: str
    order: int
    start: int
    end: int


class KeyRanges:
    """Keys in stretches: those of a million sets take little memory, since most follow one another."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def add(self, keys: Sequence[int]) -> None:
        """Add keys that are in order and greater than all before."""
        for key in keys:
            if self.ends and self.ends[-1] == key:
                self.ends[-1] = key + 1
            else:
                self.starts.append(key)
                self.ends.append(key + 1)

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, int):
            return False
        number = bisect_right(self.starts, key) - 1
        return number >= 0 and key < self.ends[number]


@dataclass(slots=True)
class SetWriter:
    """Writes what one import plans. Keeps the registry’s names and the annotators, so that few are looked up, and
    which sets it has made.
    """

    project: Project
    user: Any
    names: NameIndex | None = None
    annotators: dict[str, Any] = field(default_factory=dict)
    made: KeyRanges = field(default_factory=KeyRanges)
    unsaved: list[int] = field(default_factory=list)

    def forget_unsaved(self) -> None:
        """After a rollback: people and annotators that were entered with it are gone."""
        self.names = None
        self.annotators = {}
        self.unsaved = []

    def keep_unsaved(self) -> None:
        """After a commit: remember the sets that it made."""
        self.made.add(self.unsaved)
        self.unsaved = []

    def write(self, plans: Sequence[Plan]) -> None:
        """Write the plans in a dozen statements, however many they are. Within the caller’s transaction.

        Raises DatabaseError or ValidationError if one of them cannot be stored; the caller rolls all of them back.
        """
        people = PeopleOfFrames.of(self, plans)
        now = timezone.now()
        write_articles([plan.article for plan in plans if plan.is_new], now)
        Figure.objects.bulk_create([figure for plan in plans for figure in plan.figures])
        keys = iter(self.write_sets(plans, now))
        figures = figures_of(plans)
        annotations: list[Row] = []
        spans: list[Row] = []
        for plan in plans:
            for item in plan.sets:
                annotations += annotation_rows(plan, item, next(keys), people=people, figures=figures, now=now)
                spans += [row for frame in item.frames for row in span_rows(frame)]
        insert_rows(Annotation, annotations, of=NewAnnotation)
        insert_rows(Span, spans, of=NewSpan)
        importer = self.user.pk if self.user else None
        told = partial(event_of, actor=importer, at=now, person_of=people.person_of, user_of=self.user_of)
        insert_rows(Event, [told(plan) for plan in plans])
        for piece in pieces(plan.article.pk for plan in plans if any(map(is_finished_work, plan.sets))):
            Article.objects.filter(pk__in=piece).update(finished=True)
        recount(plan.article.pk for plan in plans if any(map(is_finished_work, plan.sets)))
        note_finished(plan.article.pk for plan in plans if any(map(is_finished_work, plan.sets)))
        measure_uncertainty(self.project, [plan.article.pk for plan in plans if any(map(is_of_machine, plan.sets))])

    def write_sets(self, plans: Sequence[Plan], now: datetime.datetime) -> list[int]:
        """Write the rows of the sets; their keys, in the order of the plans."""
        wanted = [(plan.article.pk, item) for plan in plans for item in plan.sets]
        new = [(article, item) for article, item in wanted if item.key is None]
        keys = reserved_keys(AnnotationSet, len(new))
        rows = [self.set_row(key, article, item, now) for key, (article, item) in zip(keys, new, strict=True)]
        insert_rows(AnnotationSet, rows)
        self.unsaved = keys
        following = iter(keys)
        return [next(following) if item.key is None else item.key for _, item in wanted]

    def set_row(self, key: int, article: int, item: SetPlan, now: datetime.datetime) -> NewSet:
        owner = item.described.owner
        finished = item.described.finished or owner.kind != Source.ANNOTATOR
        annotator = self.annotator(owner.name).pk if owner.kind == Source.ANNOTATOR else None
        importer = self.user.pk if self.user else None
        told = item.described.imported_by if owner.kind != Source.SUGGESTER else ""
        is_of_others = bool(told) or (owner.kind != Source.SUGGESTER and (annotator is None or annotator != importer))
        return NewSet(
            id=key,
            article_id=article,
            source=owner.kind,
            suggester=owner.name if owner.kind == Source.SUGGESTER else "",
            version=owner.version,
            user_id=annotator,
            state=str(AnnotationSet.State.FINISHED if finished else AnnotationSet.State.OPEN),
            notes=list(item.described.notes),
            created_at=now,
            finished_at=now if finished else None,
            imported_at=now if is_of_others else None,
            imported_by_id=importer if is_of_others else None,
            imported_first_by=told,
            seconds=item.described.seconds if annotator is not None else None,
        )

    def user_of(self, name: str) -> int:
        return int(self.annotator(name).pk)

    def annotator(self, name: str) -> Any:
        """The user of this name. An unknown one is made, and can’t sign in until an administrator allows it."""
        if name not in self.annotators:
            users = get_user_model()
            user = users.objects.filter(username=name).first()
            if user is None:
                user = users(username=name, is_active=False)
                user.set_unusable_password()
                user.clean_fields(exclude=["password"])
                user.save()
            self.annotators[name] = user
        return self.annotators[name]


@dataclass(slots=True)
class PeopleOfFrames:
    """The person of each frame, by the frame’s id. A person’s word enters the speaker; a machine’s stays a name."""

    writer: SetWriter
    names: NameIndex
    chosen: dict[str, int] = field(default_factory=dict)
    new: dict[int, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, writer: SetWriter, plans: Sequence[Plan]) -> PeopleOfFrames:
        """Choose and enter people in the order of the plans, all new ones in two statements."""
        writer.names = writer.names or NameIndex.of(writer.project)
        people = cls(writer, writer.names)
        named = [
            (frame, item.described.owner)
            for plan in plans
            for item in plan.sets
            for frame in item.frames
            if frame.name and (frame.kind == Kind.QUOTE or frame.entity_type == "PERSON")
        ]
        for frame, owner in sorted(named, key=lambda pair: pair[0].kind != Kind.QUOTE):  # entities enter nobody
            people.choose(frame, owner)
        people.enter()
        return people

    def choose(self, frame: Frame, owner: Owner) -> None:
        known = self.names.find(frame.name)
        if owner.kind != Source.SUGGESTER and frame.speaker_kind in NO_PERSON:
            return
        if known is not None:
            self.chosen[frame.id] = known
        elif owner.kind != Source.SUGGESTER and enters_registry(frame):
            gone = self.names.brought_back(frame.name)
            self.chosen[frame.id] = self.entered(frame) if gone is None else gone

    def entered(self, frame: Frame) -> int:
        """The key of the person for a name that the registry cannot resolve: below zero until the person is stored."""
        kind = kind_of_person(frame)
        if self.names.has(frame.name):  # two people of one name: the registry decides which is meant
            return int(person_named(self.writer.project, frame.name, user=self.writer.user, kind=kind).pk)
        key = -1 - len(self.new)
        name = checked_name(frame.name)
        self.new[key] = Person(project=self.writer.project, name=name, folded=folded(name), kind=kind)
        self.names.add(key, frame.name)
        return key

    def enter(self) -> None:
        if not self.new:
            return
        Person.objects.bulk_create(self.new.values())
        Event.objects.bulk_create(
            Event(
                project=self.writer.project,
                actor=self.writer.user,
                verb=Verb.ENTER_PERSON.value,
                after={"person": person.pk, "name": person.name, "kind": person.kind},
            )
            for person in self.new.values()
        )
        for key, person in self.new.items():
            self.names.replace(key, person.pk, person.name)

    def person_of(self, frame: Frame) -> int | None:
        key = self.chosen.get(frame.id)
        return self.new[key].pk if key is not None and key < 0 else key


def is_finished_work(item: SetPlan) -> bool:
    """Whether the set is somebody’s who has finished the article."""
    return item.described.finished and item.described.owner.kind == Source.ANNOTATOR


def is_of_machine(item: SetPlan) -> bool:
    return item.described.owner.kind == Source.SUGGESTER


def write_articles(articles: Sequence[Article], now: datetime.datetime) -> None:
    """Insert articles that were derived; they get their keys."""
    values = attrgetter(*NewArticle._fields)
    for article, key in zip(articles, reserved_keys(Article, len(articles)), strict=True):
        article.pk, article.created_at = key, now
    insert_rows(Article, [NewArticle._make(values(article)) for article in articles])


def figures_of(plans: Sequence[Plan]) -> dict[tuple[int, int | None, int | None], int]:
    """The keys of the figures by article and caption, of the articles whose captions are annotated."""
    articles = [plan.article.pk for plan in plans if plan.has(Kind.CAPTION)]
    return {
        (article, start, end): pk
        for piece in pieces(articles)
        for article, start, end, pk in Figure.objects.filter(article__in=piece, caption_start__isnull=False)
        .order_by()
        .values_list("article", "caption_start", "caption_end", "id")
    }


def annotation_rows(
    plan: Plan,
    item: SetPlan,
    key: int,
    *,
    people: PeopleOfFrames,
    figures: dict[tuple[int, int | None, int | None], int],
    now: datetime.datetime,
) -> list[Row]:
    """The rows of a set’s annotations, values of ``NewAnnotation``."""
    hulls = [frame.hull for frame in item.frames]
    places = block_kinds(plan.article, [start for start, _ in hulls])
    return [
        (
            frame.id,
            key,
            frame.kind,
            frame.verdict,
            frame.origin,
            frame.quote_type,
            frame.speaker_kind,
            frame.entity_type,
            frame.replacement,
            frame.name,
            people.person_of(frame),
            figures.get((plan.article.pk, start, end)) if frame.kind == CAPTION else None,
            frame.score,
            frame.reason,
            frame.candidates,
            start,
            end,
            *frame.reach,
            place,
            frame.guidelines,
            frame.extra,
            now,
            now,
        )
        for frame, (start, end), place in zip(item.frames, hulls, places, strict=True)
    ]


def span_rows(frame: Frame) -> list[Row]:
    """The rows of a frame’s spans, values of ``NewSpan``, numbered within each role; they are in the order of roles."""
    key = frame.id
    if len(frame.spans) == 1:
        return [(key, frame.spans[0][0], 0, frame.spans[0][1], frame.spans[0][2])]
    rows: list[Row] = []
    order, last = 0, ""
    for role, start, end in frame.spans:
        order = order + 1 if role == last else 0
        last = role
        rows.append((key, role, order, start, end))
    return rows
