"""What a suggester proposed: as frames, and written as a set of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotator.errors import Refused
from annotator.frame import Frame, checked
from annotator.models import Annotation, AnnotationSet, Event
from annotator.services.frames import write_frames
from annotator.services.people import NameIndex
from annotator.services.uncertainty import measure_uncertainty
from annotator.vocabulary import Kind, Source, SpanRole, Verb, Verdict
from articles.models import Article
from articles.readers.storable import first_unstorable
from config.database.ids import new_id
from suggesters.suggestions import Caption, Entity, Quote, Repair, Suggestions


def store_machine_set(
    article: Article, *, suggester: str, version: str, suggestions: Suggestions, names: NameIndex | None = None
) -> AnnotationSet | None:
    """Write one suggester run as a set of its own. Returns None if this version has run on the article before.

    What people decided about older runs is not touched. Raises Refused if a suggestion does not fit the text.
    """
    if not suggester or not version:
        raise Refused("A machine set names its suggester and its version.")
    for text in (suggester, version, *suggestions.notes):
        if found := first_unstorable(text):
            raise Refused(f"The suggester’s name, version or notes hold {found[1]}, which cannot be stored: remove it.")
    known = AnnotationSet.objects.filter(article=article, suggester=suggester, version=version)
    if known.filter(source=Source.SUGGESTER).exists():
        return None
    # Checked before the transaction, which keeps others from writing.
    names = names or NameIndex.of(article.project)
    frames = unique(checked(frame, article) for frame in suggested_frames(suggestions, names=names))
    return written(article, frames, suggester=suggester, version=version, notes=suggestions.notes)


@transaction.atomic
def written(
    article: Article, frames: list[Frame], *, suggester: str, version: str, notes: Sequence[str]
) -> AnnotationSet | None:
    """The new set with these checked frames. None if this version has run on the article meanwhile."""
    try:
        with transaction.atomic():
            machine_set = AnnotationSet.objects.create(
                article=article, source=Source.SUGGESTER, suggester=suggester, version=version,
                notes=list(notes), state=AnnotationSet.State.FINISHED, finished_at=timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        return None
    write_frames(machine_set, frames)
    measure_uncertainty(article.project, [article.pk])
    Event.objects.create(
        project=article.project, article=article, actor=None, verb=Verb.SUGGEST,
        after={"suggester": suggester, "version": version, "annotations": len(frames)},
    )  # fmt: skip
    return machine_set


@transaction.atomic
def put_forward(machine_set: AnnotationSet) -> AnnotationSet:
    """Make an older set of a suggester its newest, so that the workbench shows it again. The annotations stay.

    A project that goes back to an earlier guideline so has its suggestions without another run.
    """
    stored = AnnotationSet.objects.select_for_update().select_related("article__project").get(pk=machine_set.pk)
    newest = AnnotationSet.objects.create(
        article=stored.article, source=Source.SUGGESTER, suggester=stored.suggester, version="put forward",
        notes=stored.notes, state=stored.state, finished_at=timezone.now(),
    )  # fmt: skip
    Annotation.objects.filter(set=stored).update(set=newest)
    AnnotationSet.objects.filter(pk=stored.pk).delete()
    newest.version = stored.version  # free since the older set is gone
    newest.save(update_fields=["version"])
    measure_uncertainty(stored.article.project, [stored.article_id])
    Event.objects.create(
        project_id=stored.article.project_id, article=stored.article, actor=None, verb=Verb.SUGGEST,
        after={"suggester": newest.suggester, "version": newest.version, "annotations": newest.annotations.count()},
    )  # fmt: skip
    return newest


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
