"""What people do with quotes, entities, captions and repairs: accept, reject, change, add, remove."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from annotator.errors import Refused, Stale
from annotator.frame import Frame, RoleSpan, check_words, frame_from_json
from annotator.judged import ON_PAGES, Judged
from annotator.models import Annotation, AnnotationSet, Event
from annotator.services.asked import refuse_off
from annotator.services.cues import cue_between
from annotator.services.frames import frame_of, gathered
from annotator.services.guesses import name_of_mention
from annotator.services.journal import Outcome, Recorder, perform
from annotator.services.people import NAMED_KINDS, enters_registry, find_person, kind_of_person, person_named
from annotator.services.sets import machine_sets_shown
from annotator.vocabulary import MAIN_ROLE, Kind, Source, SpeakerKind, Verb, Verdict
from config.database.prepared import prepared
from suggesters.quotation import quote_type, quoted_mask


@prepared
def rows_of_card(*, set: int, card: uuid.UUID | str, article: int) -> QuerySet[Annotation]:
    own = Q(set=set) & (Q(pk=card) | Q(origin=card))
    return Annotation.objects.filter(
        own | Q(pk=card, set__article=article, set__source=Source.SUGGESTER)
    ).with_joined_spans()


@dataclass(frozen=True, slots=True)
class Seen:
    """An annotation as the page showed it: the card's id and the version of the decision, or 0 if undecided."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a card stands for now: the machine's proposal, the person's own decision, or both."""

    proposal: Annotation | None
    decision: Annotation | None

    @property
    def frame(self) -> Frame:
        row = self.decision or self.proposal
        assert row is not None  # noqa: S101 - `standing` finds one of them or refuses
        return frame_of(row)

    @property
    def version(self) -> int:
        return self.decision.version if self.decision else 0


def standing(workset: AnnotationSet, card: str) -> Standing:
    """What a card stands for. Its id is the machine annotation's or that of an added one. One query, or three."""
    rows = gathered(rows_of_card.joined(set=workset.pk, card=card, article=workset.article_id))
    decision = next((row for row in rows if row.set_id == workset.pk), None)
    proposals = [] if workset.hides_suggestions else [row for row in rows if row.set_id != workset.pk]
    proposal = next(iter(proposals), None)
    if decision is not None and decision.origin_id and proposal is None:
        proposal = Annotation.objects.with_spans().get(pk=decision.origin_id)
    if decision is None and proposal is None:
        raise missing(workset, card)
    return Standing(proposal, decision)


def removed_frame(workset: AnnotationSet, card: str) -> Frame | None:
    """A person's own annotation as it was when it was removed. None if it still stands, or never existed."""
    last = Event.objects.filter(annotation=card, action__set=workset).order_by("-id").first()
    if last is None or last.after is not None or not last.before:
        return None
    frame = frame_from_json(last.before)
    return None if frame.origin else frame


def missing(workset: AnnotationSet, card: str) -> Refused:
    """Why a card stands for nothing: it was removed in this set, is somebody else's, or is unknown."""
    if removed_frame(workset, card) is not None:
        return Stale(_("This annotation was removed since the page showed it."))
    known = Annotation.objects.filter(pk=card, set__article=workset.article_id)
    if not workset.hides_suggestions and known.exists():
        return Refused(_("People decide about machine suggestions and their own annotations only."))
    return Refused(_("This annotation no longer exists: reload the page."))


def fresh(workset: AnnotationSet, seen: Seen) -> Standing:
    """What the card stands for. Raises Stale if that is not what the page showed."""
    now = standing(workset, seen.id)
    if now.version != seen.version:
        raise Stale(_("This changed since the page showed it: look again, then decide."), frame=now.frame)
    return now


def own_id(now: Standing) -> str:
    return str(now.decision.pk) if now.decision else str(uuid.uuid4())


def with_person(frame: Frame, workset: AnnotationSet, *, user: Any) -> Frame:
    """The frame with the Person that its name points to. A speaker who is new is entered in the registry.

    A machine's guess becomes an entry only here, when a person confirms it.
    """
    is_person = frame.kind == Kind.ENTITY and frame.entity_type == "PERSON"
    if frame.person or not frame.name or not (is_person or frame.speaker_kind in NAMED_KINDS):
        return frame
    if not enters_registry(frame):
        return replace(frame, person=pk_of(workset, frame.name))
    person = person_named(workset.article.project, frame.name, user=user, kind=kind_of_person(frame), by_decision=True)
    return replace(frame, person=person.pk)


def accepted(now: Standing, workset: AnnotationSet, *, user: Any, people: dict[str, int | None] | None = None) -> Frame:
    """The machine's proposal as the person's own statement. ``people`` caches names while many are accepted."""
    if now.proposal is None:
        return now.frame  # what the person added is a decision already
    proposal = frame_of(now.proposal)
    frame = replace(proposal, id=own_id(now), origin=proposal.id, verdict=Verdict.ACCEPTED)
    if people is None:
        return with_person(frame, workset, user=user)
    key = f"{frame.kind}:{frame.speaker_kind}:{frame.name}"
    if key not in people:
        people[key] = with_person(frame, workset, user=user).person
    return replace(frame, person=frame.person or people[key])


def accept(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, seen: Seen, instead: bool = False) -> Outcome:
    """Accept a suggestion as the machine made it. A correction stays as it is, except with ``instead``."""

    def change(recorder: Recorder) -> None:
        now = fresh(workset, seen)
        if now.decision is not None and now.decision.verdict != Verdict.REJECTED and not instead:
            return
        frame = accepted(now, workset, user=user)
        recorder.put(frame.id, frame, row=now.decision)

    return perform(workset, user=user, action_id=action_id, verb=Verb.ACCEPT, change=change)


def accept_many(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, cards: Sequence[str]) -> Outcome:
    """Accept the suggestions among these that are still undecided and of no kind that is off, as one action."""

    def change(recorder: Recorder) -> None:
        if workset.hides_suggestions:
            return
        machine = Annotation.objects.filter(set__article=workset.article_id, set__source=Source.SUGGESTER)
        judged = Judged.of(workset.article.project.judged)
        wanted = (
            machine.filter(pk__in=cards)
            if judged.hides_nothing
            else machine.filter(judged.condition(ON_PAGES), pk__in=cards)
        )
        rows = wanted.exclude(decisions__set=workset).prefetch_related("spans").order_by("start")
        people: dict[str, int | None] = {}
        frames = [accepted(Standing(row, None), workset, user=user, people=people) for row in rows]
        recorder.put_many([(frame.id, frame) for frame in frames], {})

    return perform(workset, user=user, action_id=action_id, verb=Verb.ACCEPT_MANY, change=change)


def reject(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, seen: Seen) -> Outcome:
    """Say that a suggestion is wrong. What the person added is removed."""

    def change(recorder: Recorder) -> None:
        try:
            now = fresh(workset, seen)
        except Stale as stale:
            if stale.frame is None:
                return  # removed already, as wanted
            raise
        if now.proposal is None:
            recorder.put(now.frame.id, None, row=now.decision)
            return
        proposal = frame_of(now.proposal)
        frame = replace(proposal, id=own_id(now), origin=proposal.id, verdict=Verdict.REJECTED)
        recorder.put(frame.id, frame, row=now.decision)

    return perform(workset, user=user, action_id=action_id, verb=Verb.REJECT, change=change)


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants an annotation to be. None leaves a value as it is. ``name`` finds or enters a Person.

    ``words`` are those that the person saw at each of the spans, where the page or the client stated them.
    """

    spans: tuple[RoleSpan, ...] | None = None
    words: tuple[str | None, ...] | None = None
    quote_type: str | None = None
    speaker_kind: str | None = None
    entity_type: str | None = None
    replacement: str | None = None
    name: str | None = None
    person: int | None = None


def change_frame(
    workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, seen: Seen, wanted: Change, instead: bool = False
) -> Outcome:
    """Correct an annotation. Without its last main span it is rejected, or removed if the person added it.

    With ``instead``, an added annotation that was removed is put back as it was, with the change.
    """

    def change(recorder: Recorder) -> None:
        if wanted.words is not None:
            check_words(wanted.spans or (), wanted.words, workset.article)
        removed = removed_frame(workset, seen.id) if instead else None
        if removed is not None:
            recorder.put(removed.id, changed(removed, wanted, workset, user=user), row=None)
            return
        now = fresh(workset, seen)
        frame = now.frame
        if wanted.spans is not None and not any(role == MAIN_ROLE[frame.kind] for role, _, _ in wanted.spans):
            recorder.put(own_id(now), withdrawn(now), row=now.decision)
            return
        frame = changed(frame, wanted, workset, user=user)
        if now.proposal is not None:
            frame = corrected(frame, frame_of(now.proposal), workset, user=user)
            frame = replace(frame, id=own_id(now))
        else:
            frame = with_person(frame, workset, user=user)
        recorder.put(frame.id, frame, row=now.decision)

    return perform(workset, user=user, action_id=action_id, verb=Verb.CHANGE, change=change)


def withdrawn(now: Standing) -> Frame | None:
    if now.proposal is None:
        return None
    proposal = frame_of(now.proposal)
    return replace(proposal, id=own_id(now), origin=proposal.id, verdict=Verdict.REJECTED)


def corrected(frame: Frame, proposal: Frame, workset: AnnotationSet, *, user: Any) -> Frame:
    """The frame with its verdict: accepted if it says what the machine said, corrected otherwise."""
    frame = with_person(replace(frame, origin=proposal.id), workset, user=user)
    if proposal.person is None and proposal.name and frame.person is not None:
        # Only looked up, never entered: a person has just decided against the machine's name.
        person = frame.person if proposal.name == frame.name else pk_of(workset, proposal.name)
        proposal = replace(proposal, person=person)
    return replace(frame, verdict=Verdict.ACCEPTED if frame.said_alike(proposal) else Verdict.CORRECTED)


def pk_of(workset: AnnotationSet, name: str) -> int | None:
    person = find_person(workset.article.project_id, name)
    return person.pk if person else None


def changed(frame: Frame, wanted: Change, workset: AnnotationSet, *, user: Any) -> Frame:
    """The frame with the wanted values, and with what follows from them (quote type, speaker kind)."""
    if wanted.spans is not None:
        speakers = frame.by_role("speaker")
        frame = with_spans(frame, wanted.spans, workset)
        if frame.by_role("speaker") not in ([], speakers) and wanted.name is None and wanted.person is None:
            frame = with_named_mention(frame, workset, user=user)
    for name in ("quote_type", "speaker_kind", "entity_type", "replacement"):
        value = getattr(wanted, name)
        if value is not None:
            frame = replace(frame, **{name: value})
    if wanted.entity_type is not None:
        refuse_off(workset.article.project, frame)
    if wanted.speaker_kind == SpeakerKind.NONE:
        spans = tuple(span for span in frame.spans if span[0] != "speaker")
        frame = replace(frame, spans=spans, name="", person=None)
    if wanted.person is not None or wanted.name is not None:
        frame = with_chosen_person(frame, wanted, workset, user=user)
    return frame


def type_of_quote(workset: AnnotationSet, frame: Frame) -> str:
    text = workset.article.text
    return quote_type(text, frame.by_role("content"), mask=marked(text))


@lru_cache(maxsize=32)
def marked(text: str) -> bytearray:
    """Where the text is within quotation marks. It depends on the whole text, so it is cached for the next edit."""
    return quoted_mask(text)


def with_spans(frame: Frame, spans: tuple[RoleSpan, ...], workset: AnnotationSet) -> Frame:
    before, after = frame, replace(frame, spans=spans)
    if frame.kind == Kind.QUOTE:
        if before.by_role("content") != after.by_role("content"):
            after = replace(after, quote_type=type_of_quote(workset, after))
        if after.by_role("speaker") and after.speaker_kind == SpeakerKind.NONE:
            after = replace(after, speaker_kind=SpeakerKind.NAMED if after.name else SpeakerKind.UNNAMED)
        if after.by_role("speaker") and not (
            before.by_role("speaker") or before.by_role("cue") or after.by_role("cue")
        ):
            cue = cue_between(workset.article.text, after.by_role("content"), after.by_role("speaker"))
            after = replace(after, spans=(*after.spans, ("cue", *cue))) if cue else after
    return after


def with_named_mention(frame: Frame, workset: AnnotationSet, *, user: Any) -> Frame:
    """The frame with the person whom the newly marked words name, or unchanged if they name nobody."""
    article = workset.article
    surface = " ".join(article.text[start:end] for start, end in frame.by_role("speaker"))
    name = name_of_mention(article, " ".join(surface.split()), user=user)
    if name is None or name == frame.name:
        return frame
    return replace(frame, name=name, person=None, speaker_kind=SpeakerKind.NAMED)


def with_chosen_person(frame: Frame, wanted: Change, workset: AnnotationSet, *, user: Any) -> Frame:
    project = workset.article.project
    if wanted.person is not None:
        person = project.people.filter(pk=wanted.person).first()
        if person is None:
            raise Refused(_("This person is not in the project’s registry: choose again."))
    elif wanted.name:
        person = person_named(project, wanted.name, user=user, by_decision=True)
    else:
        return replace(frame, name="", person=None)
    kind = frame.speaker_kind
    if frame.kind == Kind.QUOTE and kind in ("", SpeakerKind.NONE, SpeakerKind.UNNAMED):
        kind = SpeakerKind.COLLECTIVE if person.kind != "person" else SpeakerKind.NAMED
    return replace(frame, name=person.name, person=person.pk, speaker_kind=kind)


def add(
    workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, frame: Frame, words: Sequence[str] | None = None
) -> Outcome:
    """Add what the machine missed. The client makes the frame's id, which must be new.

    ``words`` are those that the person saw at each span, where the client stated them.
    """

    def change(recorder: Recorder) -> None:
        if words is not None:
            check_words(frame.spans, words, workset.article)
        refuse_off(workset.article.project, frame)
        if Annotation.objects.filter(pk=frame.id).exists():
            raise Refused(_("An annotation of this id exists already: make a new id."))
        if suggested_already(workset, frame):
            raise Refused(_("A suggestion marks these words already: find it in the list and accept or change it."))
        new = replace(frame, verdict=Verdict.ADDED, origin=None, score=None, reason="", candidates=())
        if new.kind == Kind.QUOTE and not new.quote_type:
            new = replace(new, quote_type=type_of_quote(workset, new))
        if new.kind == Kind.QUOTE and not new.speaker_kind:
            new = replace(new, speaker_kind=SpeakerKind.UNNAMED if new.by_role("speaker") else SpeakerKind.NONE)
        recorder.put(new.id, with_person(new, workset, user=user), row=None)

    return perform(workset, user=user, action_id=action_id, verb=Verb.ADD, change=change)


def suggested_already(workset: AnnotationSet, frame: Frame) -> bool:
    """Whether an undecided suggestion of this kind has exactly the frame's main spans."""
    main = MAIN_ROLE[frame.kind]
    start, end = frame.hull if frame.by_role(main) else (0, 0)
    rows = Annotation.objects.filter(
        set__in=machine_sets_shown(workset.article, workset), kind=frame.kind, start=start, end=end
    ).exclude(decisions__set=workset)
    return any(frame_of(row).by_role(main) == sorted(frame.by_role(main)) for row in rows.prefetch_related("spans"))


def reconsider(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, seen: Seen) -> Outcome:
    """Take a decision back: the suggestion is undecided again."""

    def change(recorder: Recorder) -> None:
        now = fresh(workset, seen)
        if now.decision is None or now.proposal is None:
            raise Refused(_("Only a decided suggestion can be made undecided again."))
        recorder.put(str(now.decision.pk), None, row=now.decision)

    return perform(workset, user=user, action_id=action_id, verb=Verb.RECONSIDER, change=change)
