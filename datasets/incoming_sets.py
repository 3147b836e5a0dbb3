"""Annotation records written as sets: owners found or made, offsets checked, ids and origins kept where they can be."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from annotator.models import Annotation, AnnotationSet, Kind, Source, Span
from annotator.services.decide import with_person
from annotator.services.errors import Refused
from annotator.services.frames import Frame, checked, row_of, span_rows
from annotator.services.people import NameIndex
from articles.models import Article, Project
from datasets.records import AnnotationRecord, ArticleRecord, Owner, SetRecord


@dataclass(slots=True)
class SetWriter:
    """Writes the sets of one import. Keeps the registry’s names and the annotators, so that few are looked up."""

    project: Project
    user: Any
    names: NameIndex | None = None
    annotators: dict[str, Any] = field(default_factory=dict)

    def forget_unsaved(self) -> None:
        """After a record was taken back: people and annotators that it entered are not there any more."""
        self.names = None
        self.annotators = {}

    def owners_in(self, record: ArticleRecord) -> list[Owner]:
        """Whose sets the record holds, suggesters first, since people’s annotations point to theirs."""
        owners = dict.fromkeys([item.owner for item in record.sets] + [item.owner for item in record.annotations])
        return sorted(owners, key=lambda owner: owner.kind != "suggester")

    def write(self, article: Article, record: ArticleRecord, *, existing: AbstractSet[Owner]) -> list[Owner]:
        """Write the record’s sets that the article does not have yet, and tell whose they are.

        Raises Refused or ValidationError, naming the annotation, where one does not fit the article’s text. Within the
        caller’s transaction.
        """
        wanted = [owner for owner in self.owners_in(record) if owner not in existing]
        annotations = [item for item in record.annotations if item.owner in wanted]
        ids = new_ids(annotations)
        origins = origins_of(annotations, ids, article)
        described = {item.owner: item for item in record.sets}
        has_captions = any(item.kind == Kind.CAPTION for item in annotations)
        figures = {figure.caption: figure.pk for figure in article.figures.all()} if has_captions else {}
        rows: list[Annotation] = []
        spans: list[Span] = []
        for owner in wanted:
            workset = self.make_set(article, described.get(owner, SetRecord(owner)))
            decided: set[str] = set()
            for number, item in enumerate(annotations):
                if item.owner != owner:
                    continue
                frame = self.frame_for(item, workset, id=ids[number], origin=origins.get(item.origin))
                refuse_second_decision(frame, decided, label=item.label)
                row = row_of(frame, workset)
                row.figure_id = figures.get((row.start, row.end)) if item.kind == Kind.CAPTION else None
                rows.append(row)
                spans += span_rows(frame)
        Annotation.objects.bulk_create(rows, batch_size=500)
        Span.objects.bulk_create(spans, batch_size=1000)
        if any(owner.kind == Source.ANNOTATOR and owner in described and described[owner].finished for owner in wanted):
            Article.objects.filter(pk=article.pk).update(finished=True)
        return wanted

    def make_set(self, article: Article, described: SetRecord) -> AnnotationSet:
        owner = described.owner
        is_suggester = owner.kind == Source.SUGGESTER
        finished = described.finished or owner.kind != Source.ANNOTATOR
        return AnnotationSet.objects.create(
            article=article,
            source=owner.kind,
            suggester=owner.name if is_suggester else "",
            version=owner.version,
            user=self.annotator(owner.name) if owner.kind == Source.ANNOTATOR else None,
            state=AnnotationSet.State.FINISHED if finished else AnnotationSet.State.OPEN,
            finished_at=timezone.now() if finished else None,
            notes=list(described.notes),
        )

    def annotator(self, name: str) -> Any:
        """The user of this name. One who is not known yet is made, and can’t sign in until somebody lets them."""
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

    def frame_for(self, item: AnnotationRecord, workset: AnnotationSet, *, id: str, origin: str | None) -> Frame:  # noqa: A002
        """The checked frame. A person’s word enters the speaker in the registry; a machine’s stays a name."""
        extra = {**item.extra, "origin": item.origin} if item.origin and origin is None else item.extra
        frame = Frame(
            id=id,
            kind=item.kind,
            verdict=item.verdict,
            spans=item.spans,
            origin=origin,
            quote_type=item.quote_type,
            speaker_kind=item.speaker_kind,
            entity_type=item.entity_type,
            replacement=item.replacement,
            name=item.name,
            score=item.score,
            reason=item.reason,
            candidates=item.candidates,
            extra=extra,
        )
        try:
            frame = checked(frame, workset.article)
        except Refused as error:
            raise Refused(f"{item.label}: {error}") from error
        return self.with_known_person(frame, workset)

    def with_known_person(self, frame: Frame, workset: AnnotationSet) -> Frame:
        if not frame.name or (frame.kind == Kind.ENTITY and frame.entity_type != "PERSON"):
            return frame
        self.names = self.names or NameIndex.of(self.project)
        if workset.source == Source.SUGGESTER:
            return replace(frame, person=self.names.find(frame.name))
        known = self.names.find(frame.name)
        if known is not None and frame.speaker_kind not in ("unnamed", "none"):
            return replace(frame, person=known)
        entered = with_person(frame, workset, user=self.user)
        if entered.person is not None:
            self.names.add(entered.person, frame.name)
        return entered


def new_ids(annotations: Sequence[AnnotationRecord]) -> list[str]:
    """An id for each annotation: its own where that is a UUID that nobody has yet, else a new one."""
    told = [item.id.lower() if is_uuid(item.id) else "" for item in annotations]
    wanted = {value for value in told if value}
    taken = (
        {str(pk) for pk in Annotation.objects.filter(pk__in=wanted).values_list("pk", flat=True)} if wanted else set()
    )
    result: list[str] = []
    for value in told:
        free = bool(value) and value not in taken
        result.append(value if free else str(uuid.uuid4()))
        taken.add(value)
    return result


def is_uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def origins_of(annotations: Sequence[AnnotationRecord], ids: Sequence[str], article: Article) -> dict[str, str]:
    """For each origin that is here, in the record or among the article’s suggestions, the id that it has here."""
    here = {
        item.id: new_id
        for item, new_id in zip(annotations, ids, strict=True)
        if item.id and item.owner.kind == Source.SUGGESTER
    }
    asked = {item.origin for item in annotations if is_uuid(item.origin)} - here.keys()
    stored = (
        Annotation.objects.filter(pk__in=asked, set__article=article, set__source=Source.SUGGESTER) if asked else ()
    )
    return {**{str(row.pk): str(row.pk) for row in stored}, **here}


def refuse_second_decision(frame: Frame, decided: set[str], *, label: str) -> None:
    if frame.origin is None:
        return
    if frame.origin in decided:
        raise Refused(f"{label}: another annotation of the same set decides about the origin {frame.origin} already")
    decided.add(frame.origin)
