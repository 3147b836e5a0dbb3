"""One action of one person: a transaction with its events, repeated safely, undone and redone as a whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from annotator.models import Action, AnnotationSet, Event, Source
from annotator.services.errors import Refused
from annotator.services.frames import Frame, checked, frame_from_json, frame_of, replace_frame, write_frames
from articles import access


@dataclass(slots=True)
class Outcome:
    """What an action did: the ids of the annotations it touched (own ones), and whether it had been done before."""

    action: Action
    repeated: bool
    touched: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Recorder:
    """Writes frames into a set and keeps an event of each change for the action."""

    workset: AnnotationSet
    user: Any
    verb: str
    events: list[Event] = field(default_factory=list)

    def put(self, annotation_id: str, frame: Frame | None) -> None:
        """Make the annotation equal to the frame, or remove it (None). Nothing happens where it is equal already."""
        self.put_many([(annotation_id, frame)])

    def put_many(self, wanted: Sequence[tuple[str, Frame | None]]) -> None:
        """The same for many, each id once; new and removed ones in bulk."""
        now = self.standing([annotation_id for annotation_id, _ in wanted])
        new: list[Frame] = []
        gone: list[str] = []
        for annotation_id, frame in wanted:
            before = now.get(annotation_id)
            after = checked(frame, self.workset.article) if frame else None
            if before == after:
                continue
            if before is None and after is not None:
                new.append(after)
            elif after is None:
                gone.append(annotation_id)
            else:
                replace_frame(self.workset, after)
            self.events.append(self.event(annotation_id, before, after))
        write_frames(self.workset, new)
        self.workset.annotations.filter(pk__in=gone).delete()

    def standing(self, ids: Sequence[str]) -> dict[str, Frame]:
        rows = self.workset.annotations.prefetch_related("spans").filter(pk__in=ids)
        return {str(row.pk): frame_of(row) for row in rows}

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
    verb: str,
    change: Callable[[Recorder], None],
) -> Outcome:
    """Do one action in a set of the user's own, or report it as repeated where this id was done before.

    ``change`` gets a recorder and puts frames with it. An action that changes nothing leaves no trace. What was
    undone before it can no longer be redone.
    """
    repeated = claim(workset, user=user, action_id=action_id)
    if repeated is not None:
        return repeated
    recorder = Recorder(workset, user, verb)
    change(recorder)
    action = Action(id=action_id, set=workset, user=user, verb=verb, order=next_order(workset))
    if recorder.events:
        workset.actions.filter(state=Action.State.UNDONE).update(state=Action.State.DROPPED)
        keep(action, recorder)
    return Outcome(action, repeated=False, touched=touched_by(recorder.events))


def claim(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID) -> Outcome | None:
    """Lock the set; check the right to change it; the earlier outcome where this action was done before."""
    AnnotationSet.objects.select_for_update().get(pk=workset.pk)
    if workset.source != Source.ANNOTATOR or workset.user_id != user.pk:
        raise Refused("People change their own set of an article only.")
    access.require(workset.article.project, user)
    done = Action.objects.filter(pk=action_id).first()
    if done is None:
        return None
    if done.set_id != workset.pk:
        raise Refused("This action id was used in another set: make a new one for each action.")
    return Outcome(done, repeated=True, touched=touched_by(list(done.events.all())))


def keep(action: Action, recorder: Recorder) -> None:
    action.save(force_insert=True)
    for event in recorder.events:
        event.action = action
    Event.objects.bulk_create(recorder.events)


def touched_by(events: list[Event]) -> list[str]:
    return list(dict.fromkeys(str(event.annotation) for event in events))


def next_order(workset: AnnotationSet) -> int:
    return (workset.actions.aggregate(last=Max("order"))["last"] or 0) + 1


def undoable(workset: AnnotationSet) -> Action | None:
    """The newest action that stands."""
    return steps(workset).filter(state=Action.State.DONE).order_by("-order").first()


def redoable(workset: AnnotationSet) -> Action | None:
    """The action that was undone last."""
    return steps(workset).filter(state=Action.State.UNDONE).order_by("order").first()


def steps(workset: AnnotationSet) -> QuerySet[Action]:
    return workset.actions.exclude(verb__in=["undo", "redo"])


@transaction.atomic
def undo(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID) -> Outcome | None:
    """Take the newest action back, whole. None where there is none."""
    return reverse(workset, user=user, action_id=action_id, verb="undo", find=undoable, state=Action.State.UNDONE)


@transaction.atomic
def redo(workset: AnnotationSet, *, user: Any, action_id: uuid.UUID) -> Outcome | None:
    """Do the action that was undone last once more. None where there is none."""
    return reverse(workset, user=user, action_id=action_id, verb="redo", find=redoable, state=Action.State.DONE)


def reverse(
    workset: AnnotationSet,
    *,
    user: Any,
    action_id: uuid.UUID,
    verb: str,
    find: Callable[[AnnotationSet], Action | None],
    state: str,
) -> Outcome | None:
    repeated = claim(workset, user=user, action_id=action_id)
    if repeated is not None:
        return repeated
    target = find(workset)
    if target is None:
        return None
    recorder = Recorder(workset, user, verb)
    events = list(target.events.order_by("-id" if verb == "undo" else "id"))
    states = [(str(event.annotation), event.before if verb == "undo" else event.after) for event in events]
    recorder.put_many(
        [(annotation_id, frame_from_json(values) if values else None) for annotation_id, values in states]
    )
    target.state = state
    target.save(update_fields=["state"])
    action = Action(id=action_id, set=workset, user=user, verb=verb, target=target, order=next_order(workset))
    keep(action, recorder)
    return Outcome(action, repeated=False, touched=touched_by(events))
