"""One action of one person: a transaction with its events, safe to repeat, undone and redone as a whole.

The actions of a set are numbered from 1 (``Action.order``). A page keeps the number of the last action that it has
shown, and asks for what was done after it (``since``). No two states of an annotation have the same version.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from annotator.errors import Refused, Stale
from annotator.frame import Frame, checked, frame_from_json
from annotator.models import Action, Annotation, AnnotationSet, Event, Person
from annotator.services.cases import put_back, work_changed
from annotator.services.frames import frame_of, gathered, remove_rows, replace_frame, write_frames
from annotator.services.people import find_person, people_by_key
from annotator.services.places import keep_place
from annotator.vocabulary import CAN_BE_UNDONE, REVERSALS, Source, Verb
from articles import access
from articles.models import Role
from config.database.prepared import prepared
from config.database.sqlite.turns import has_one_writer


@prepared
def sets_locked(*, pk: int) -> QuerySet[AnnotationSet]:
    return AnnotationSet.objects.select_for_update().filter(pk=pk).order_by()


@prepared
def newest_action(*, set: int) -> QuerySet[Action]:
    return Action.objects.filter(set=set, order=newest_order(set)).order_by()


@prepared
def newest_and_named(*, set: int, id: uuid.UUID) -> QuerySet[Action]:
    return Action.objects.filter(Q(set=set, order=newest_order(set)) | Q(pk=id)).order_by()


@prepared
def newest_done(*, set: int) -> QuerySet[Action]:
    """The last two that stand: what undo takes back, and what it would take back then."""
    return steps(set).filter(state=Action.State.DONE).order_by("-order")[:2]


@prepared
def oldest_undone(*, set: int) -> QuerySet[Action]:
    return steps(set).filter(state=Action.State.UNDONE).order_by("order")[:2]


@prepared
def standing_rows(*, set: int, ids: Collection[uuid.UUID | str]) -> QuerySet[Annotation]:
    return Annotation.objects.filter(set=set, pk__in=ids).with_joined_spans()


def newest_order(set: int) -> Subquery:
    return Subquery(Action.objects.filter(set=set).order_by("-order").values("order")[:1])


@dataclass(slots=True)
class Outcome:
    """What an action did: its events, and whether it was done before, so that this request only repeated it."""

    action: Action
    repeated: bool
    events: list[Event] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)  # of the own annotations that stand after it, by id
    more: bool = False  # after undo or redo: whether it can be done once more

    @property
    def touched(self) -> list[str]:
        return list(dict.fromkeys(str(event.annotation) for event in self.events if event.annotation))


@dataclass(slots=True)
class Recorder:
    """Writes frames into a set and collects an event of each change, for the action with this number (``order``)."""

    workset: AnnotationSet
    user: Any
    verb: Verb
    order: int
    events: list[Event] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)

    def put(self, annotation_id: str, frame: Frame | None, *, row: Annotation | None) -> None:
        """Make the annotation equal to the frame, or remove it (None). If it is equal already, nothing happens.

        ``row`` is the annotation as it stands, with its spans, or None if there is none of this id.
        """
        self.put_many([(annotation_id, frame)], {annotation_id: row} if row else {})

    def put_many(self, wanted: Sequence[tuple[str, Frame | None]], now: dict[str, Annotation]) -> None:
        """The same for many, each id once; ``now`` is what stands, by id. Writes new and removed ones in bulk."""
        new: list[Frame] = []
        gone: list[str] = []
        for annotation_id, frame in wanted:
            row = now.get(annotation_id)
            before = frame_of(row) if row else None
            after = checked(self.as_decided(frame), self.workset.article) if frame else None
            if before == after:
                continue
            if after is None:
                gone.append(annotation_id)
            elif row is None:
                new.append(after)
            else:
                self.versions[annotation_id] = max(self.order, row.version + 1)
                replace_frame(self.workset, after, row=row, version=self.versions[annotation_id])
            self.events.append(self.event(annotation_id, before, after))
        if gone:  # first: what is new may be the decision about the same suggestion
            remove_rows(self.workset, gone)
        if new:
            self.versions.update((frame.id, self.order) for frame in new)
            write_frames(self.workset, new, version=self.order)

    def note(self, before: Any, after: Any) -> None:
        """Record what the action changed beside annotations: the state of a case (``services.cases``)."""
        article = self.workset.article
        self.events.append(
            Event(project_id=article.project_id, article=article, actor=self.user, verb=self.verb,
                  before=before, after=after)
        )  # fmt: skip

    def as_decided(self, frame: Frame) -> Frame:
        """The frame with the version of the guidelines that holds now; what undo and redo put back keeps its own."""
        return frame if self.verb in REVERSALS else replace(frame, guidelines=guidelines_of(self.workset))

    def standing(self, ids: Sequence[str]) -> dict[str, Annotation]:
        rows = gathered(standing_rows.joined(set=self.workset.pk, ids=ids))
        return {str(row.pk): row for row in rows}

    def event(self, annotation_id: str, before: Frame | None, after: Frame | None) -> Event:
        return Event(
            project_id=self.workset.article.project_id,
            article_id=self.workset.article_id,
            annotation=uuid.UUID(annotation_id),
            actor=self.user,
            verb=self.verb,
            before=before.as_json() if before else None,
            after=after.as_json() if after else None,
        )


@transaction.atomic
def perform(
    workset: AnnotationSet,
    *,
    user: Any,
    action_id: uuid.UUID,
    verb: Verb,
    change: Callable[[Recorder], None],
) -> Outcome:
    """Do one action in the user's own set or, as a reviewer, in gold; or report it as repeated.

    It is repeated if an action of this id was done before.

    ``change`` gets a recorder and puts frames with it. An action that changes nothing leaves no trace. What was
    undone before it can no longer be redone. Raises ValueError for a verb that undo does not know.
    """
    if verb not in CAN_BE_UNDONE:
        raise ValueError(f"“{verb}” is not a step that can be undone: add it to CAN_BE_UNDONE.")
    repeated, last = claim(workset, user=user, action_id=action_id)
    if repeated is not None:
        return repeated
    recorder = Recorder(workset, user, verb, (last.order if last else 0) + 1)
    change(recorder)
    action = Action(
        id=action_id, set=workset, user=user, verb=verb, order=recorder.order, guidelines=guidelines_of(workset),
        seconds=workset.active_seconds,
    )  # fmt: skip
    if recorder.events:
        if last and last.verb not in CAN_BE_UNDONE:  # after any other action nothing is left to redo
            workset.actions.filter(state=Action.State.UNDONE).update(state=Action.State.DROPPED)
        keep(action, recorder)
        note_change(workset)
    return Outcome(action, repeated=False, events=recorder.events, versions=recorder.versions)


def guidelines_of(workset: AnnotationSet) -> int:
    return workset.article.project.guideline_version


def claim(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID) -> tuple[Outcome | None, Action | None]:
    """Lock the set, and check the right to change it and the place in the article.

    Returns the earlier outcome if this action was done before, and the newest action of the set.
    """
    if not has_one_writer():
        sets_locked(pk=workset.pk)
    is_gold = workset.source == Source.GOLD
    if not is_gold and (workset.source != Source.ANNOTATOR or workset.user_id != user.pk):
        raise Refused(_("People change their own set of an article only."))
    access.require(workset.article.project, user, at_least=Role.REVIEWER if is_gold else Role.ANNOTATOR)
    found = newest_and_named(set=workset.pk, id=action_id)
    last = max((row for row in found if row.set_id == workset.pk), key=lambda row: row.order, default=None)
    done = next((row for row in found if row.pk == action_id), None)
    if done is None:
        keep_place(workset, user)
        return None, last
    if done.set_id != workset.pk:
        raise Refused(_("This action id was used in another set: make a new one for each action."))
    return Outcome(done, repeated=True, events=list(done.events.all())), last


def keep(action: Action, recorder: Recorder) -> None:
    action.save(force_insert=True)
    for event in recorder.events:
        event.action = action
    Event.objects.bulk_create(recorder.events)


def note_change(workset: AnnotationSet) -> None:
    """Work that was finished is compared with others’: that has to be done anew."""
    if workset.source == Source.ANNOTATOR and workset.state == AnnotationSet.State.FINISHED:
        work_changed(workset.article_id)


def last_order(workset: AnnotationSet) -> int:
    """The number of the newest action of the set, or 0 before the first."""
    return next((action.order for action in newest_action(set=workset.pk)), 0)


def last_order_of(article: int, user: Any) -> int:
    """The same for the user's own set of an article, or 0 if there is none. One query, by index."""
    own = Action.objects.filter(set__article=article, set__user=user, set__source=Source.ANNOTATOR)
    return int(own.aggregate(last=Max("order"))["last"] or 0)


def since(workset: AnnotationSet, order: int) -> QuerySet[Event]:
    """The events of the actions after this number, oldest first; none of a set that is not stored yet."""
    if workset.pk is None:
        return Event.objects.none()
    return Event.objects.filter(action__set=workset, action__order__gt=order).order_by("id")


def undoable(workset: AnnotationSet) -> Action | None:
    """The newest action that stands."""
    return next(iter(newest_done(set=workset.pk)), None)


def redoable(workset: AnnotationSet) -> Action | None:
    """The action that was undone last."""
    return next(iter(oldest_undone(set=workset.pk)), None)


def history_state(workset: AnnotationSet | None) -> dict[str, bool]:
    """Whether there is anything to undo, and anything to redo."""
    if workset is None:
        return {"can_undo": False, "can_redo": False}
    return {"can_undo": undoable(workset) is not None, "can_redo": redoable(workset) is not None}


def history_after(workset: AnnotationSet, outcome: Outcome | None) -> dict[str, bool]:
    """The same after an action, without a query: a decision ends what could be redone."""
    if outcome is None or outcome.repeated or not outcome.events:
        return history_state(workset)
    verb = outcome.action.verb
    return {
        "can_undo": verb != Verb.UNDO or outcome.more,
        "can_redo": verb == Verb.UNDO or (verb == Verb.REDO and outcome.more),
    }


def steps(workset: AnnotationSet | int) -> QuerySet[Action]:
    """What a person did, without undoing and redoing, and without what reviewers did in the registry."""
    return Action.objects.filter(set=workset, verb__in=CAN_BE_UNDONE)


def shown_steps(workset: AnnotationSet) -> QuerySet[Action]:
    """What was done in the set, by its person or in the registry, without undoing and redoing."""
    return Action.objects.filter(set=workset).exclude(verb__in=REVERSALS)


@transaction.atomic
def undo(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, seen: int | None = None) -> Outcome | None:
    """Take the newest action back as a whole. Returns None if there is none.

    ``seen`` is the number of the last action that the page has shown. Raises Stale if there are newer ones, because the
    person means what they see.
    """
    return reverse(workset, user=user, action_id=action_id, verb=Verb.UNDO, seen=seen)


@transaction.atomic
def redo(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, seen: int | None = None) -> Outcome | None:
    """Do the action that was undone last once more. Returns None if there is none."""
    return reverse(workset, user=user, action_id=action_id, verb=Verb.REDO, seen=seen)


def reverse(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID, verb: Verb, seen: int | None) -> Outcome | None:
    repeated, last = claim(workset, user=user, action_id=action_id)
    if repeated is not None:
        return repeated
    order = last.order if last else 0
    if seen is not None and seen != order:
        raise Stale(_("More was done in this article since the page showed it: look, then try again."))
    back = verb == Verb.UNDO
    found = newest_done(set=workset.pk) if back else oldest_undone(set=workset.pk)
    if not found:
        return None
    target, more = found[0], len(found) > 1
    recorder = Recorder(workset, user, verb, order + 1)
    events = list(target.events.order_by("-id" if back else "id"))
    changes = [event for event in events if event.annotation]
    now = recorder.standing([str(event.annotation) for event in changes])
    wanted = restored(workset, changes, back=back)
    recorder.put_many([(pk, kept(event, frame, now)) for event, (pk, frame) in zip(changes, wanted, strict=True)], now)
    reverse_notes(recorder, [event for event in events if not event.annotation], back=back)
    target.state = Action.State.UNDONE if back else Action.State.DONE
    target.save(update_fields=["state"])
    action = Action(
        id=action_id, set=workset, user=user, verb=verb, target=target, order=recorder.order,
        guidelines=guidelines_of(workset), seconds=workset.active_seconds,
    )  # fmt: skip
    keep(action, recorder)
    note_change(workset)
    return Outcome(action, repeated=False, events=recorder.events, versions=recorder.versions, more=more)


def reverse_notes(recorder: Recorder, events: Sequence[Event], *, back: bool) -> None:
    """Put the cases back that these events are about."""
    states: list[tuple[Any, Any]] = [(event.before, event.after) for event in events]
    changes = [(after, before) if back else (before, after) for before, after in states]
    for now, wanted in changes:
        recorder.note(now, wanted)
    if changes:
        put_back(recorder.workset.article_id, [wanted for _, wanted in changes])


def restored(workset: AnnotationSet, events: Iterable[Event], *, back: bool) -> list[tuple[str, Frame | None]]:
    """What stood before these events, or after them, by annotation.

    A person who is no longer in the registry (merged into another) is looked up again by name.
    """
    states = [(str(event.annotation), event.before if back else event.after) for event in events]
    frames = [(annotation, frame_from_json(values) if values else None) for annotation, values in states]
    named = {frame.person for _, frame in frames if frame and frame.person}
    missing = named - {person.pk for person in people_by_key(keys=named)}
    if not missing:
        return frames
    project = workset.article.project_id
    found = {name: find_person(project, name) for name in {frame.name for _, frame in frames if frame and frame.name}}
    return [
        (annotation, with_person_found(frame, found.get(frame.name)) if frame and frame.person in missing else frame)
        for annotation, frame in frames
    ]


def kept(event: Event, frame: Frame | None, now: dict[str, Annotation]) -> Frame | None:
    """The frame with the person whom the annotation points to now, if the event did not change that.

    A reviewer may have moved the quote to somebody else since (``services.registry``).
    """
    row = now.get(str(event.annotation))
    if row is None or frame is None or not event.before or not event.after:
        return frame
    if any(event.before[name] != event.after[name] for name in ("person", "name")):
        return frame
    return replace(frame, person=row.person_id, name=row.name)


def with_person_found(frame: Frame, person: Person | None) -> Frame:
    return replace(frame, person=person.pk if person else None)
