"""Finding and making the sets of an article, and writing what a suggester proposed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from annotator.errors import Refused
from annotator.frame import Frame, checked
from annotator.models import AnnotationSet, Event
from annotator.services.frames import write_frames
from annotator.services.people import NameIndex
from annotator.vocabulary import Kind, Source, SpanRole, Verb, Verdict
from articles.models import Article, Project
from config.database.ids import new_id
from config.database.prepared import prepared
from suggesters.suggestions import Caption, Entity, Quote, Repair, Suggestions


@prepared
def sets_of_user(*, article: int, user: int) -> QuerySet[AnnotationSet]:
    return AnnotationSet.objects.filter(article=article, user=user, source=Source.ANNOTATOR).order_by()


@prepared
def machine_sets(*, article: int) -> QuerySet[AnnotationSet]:
    return AnnotationSet.objects.filter(article=article, source=Source.SUGGESTER).order_by("id")


def own_set(article: Article, user: Any) -> AnnotationSet | None:
    """The user's own set of the article, None before the first change. One query."""
    workset = next(iter(sets_of_user(article=article.pk, user=user.pk)), None)
    if workset is not None:
        workset.article = article
    return workset


def set_of(article: Article, user: Any) -> AnnotationSet:
    """The user's own set of the article, made at the first change."""
    workset = own_set(article, user)
    if workset is None:
        workset, _ = AnnotationSet.objects.get_or_create(article=article, user=user, source=Source.ANNOTATOR)
        workset.article = article
    return workset


def latest_machine_sets(article: Article) -> list[AnnotationSet]:
    """The newest set of each suggester that ran on the article, in the order of their first run."""
    newest: dict[str, AnnotationSet] = {}
    for machine_set in machine_sets(article=article.pk):
        newest[machine_set.suggester] = machine_set
    return list(newest.values())


@transaction.atomic
def store_machine_set(
    article: Article, *, suggester: str, version: str, suggestions: Suggestions, names: NameIndex | None = None
) -> AnnotationSet | None:
    """Write one suggester run as a set of its own, or return None where this version has run on the article before.

    What people decided about older runs is not touched. Raises Refused where a suggestion does not fit the text.
    """
    if not suggester or not version:
        raise Refused("A machine set names its suggester and its version.")
    try:
        with transaction.atomic():
            machine_set = AnnotationSet.objects.create(
                article=article, source=Source.SUGGESTER, suggester=suggester, version=version,
                notes=list(suggestions.notes), state=AnnotationSet.State.FINISHED, finished_at=timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        return None
    names = names or NameIndex.of(article.project)
    frames = unique(checked(frame, article) for frame in suggested_frames(suggestions, names=names))
    write_frames(machine_set, frames)
    Event.objects.create(
        project=article.project, article=article, actor=None, verb=Verb.SUGGEST,
        after={"suggester": suggester, "version": version, "annotations": len(frames)},
    )  # fmt: skip
    return machine_set


def unique(frames: Iterable[Frame]) -> list[Frame]:
    """The frames without exact repetitions of an earlier one."""
    seen: set[object] = set()
    result: list[Frame] = []
    for frame in frames:
        statement = frame.statement()
        if statement not in seen:
            seen.add(statement)
            result.append(frame)
    return result


def suggested_frames(suggestions: Suggestions, *, names: NameIndex) -> Iterable[Frame]:
    for quote in suggestions.quotes:
        yield quote_frame(quote, names=names)
    for entity in suggestions.entities:
        yield entity_frame(entity, names=names)
    for caption in suggestions.captions:
        yield caption_frame(caption)
    for repair in suggestions.repairs:
        yield repair_frame(repair)


def quote_frame(quote: Quote, *, names: NameIndex) -> Frame:
    spans = [(str(SpanRole.CONTENT), start, end) for start, end in quote.content]
    spans += [(str(SpanRole.SPEAKER), start, end) for start, end in quote.speaker]
    spans += [(str(SpanRole.CUE), start, end) for start, end in quote.cue]
    person = names.find(quote.speaker_name) if quote.speaker_name else None
    return Frame(
        id=new_id(),
        kind=Kind.QUOTE,
        verdict=Verdict.SUGGESTED,
        spans=tuple(spans),
        quote_type=quote.type,
        speaker_kind=quote.speaker_kind,
        name=quote.speaker_name or "",
        person=person,
        score=quote.score,
        reason=quote.reason[:500],
        candidates=tuple((candidate.name, round(candidate.score, 4)) for candidate in quote.candidates),
    )


def entity_frame(entity: Entity, *, names: NameIndex) -> Frame:
    person = names.find(entity.name) if entity.name and entity.type == "PERSON" else None
    return Frame(
        id=new_id(),
        kind=Kind.ENTITY,
        verdict=Verdict.SUGGESTED,
        spans=((SpanRole.MENTION, entity.start, entity.end),),
        entity_type=entity.type,
        name=entity.name or "",
        person=person,
        score=entity.score,
        reason=entity.reason[:500],
    )


def caption_frame(caption: Caption) -> Frame:
    spans: list[tuple[str, int, int]] = [(SpanRole.CAPTION, caption.start, caption.end)]
    if caption.credit:
        spans.append((SpanRole.CREDIT, *caption.credit))
    return Frame(
        id=new_id(),
        kind=Kind.CAPTION,
        verdict=Verdict.SUGGESTED,
        spans=tuple(spans),
        score=caption.score,
        reason=caption.reason[:500],
    )


def repair_frame(repair: Repair) -> Frame:
    return Frame(
        id=new_id(),
        kind=Kind.REPAIR,
        verdict=Verdict.SUGGESTED,
        spans=((SpanRole.DAMAGED, repair.start, repair.end),),
        replacement=repair.replacement,
        score=repair.score,
        reason=repair.reason[:500],
    )


def latest_sets_of(project: Project) -> QuerySet[AnnotationSet]:
    """The newest set of each suggester for every article of the project, as a query."""
    newer = AnnotationSet.objects.filter(
        article=OuterRef("article"), source=Source.SUGGESTER, suggester=OuterRef("suggester"), id__gt=OuterRef("id")
    )
    return AnnotationSet.objects.filter(~Exists(newer), article__project=project, source=Source.SUGGESTER)
