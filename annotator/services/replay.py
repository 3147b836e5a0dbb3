"""The history of an article, replayed: its events, in their order, make the state of every set at any moment.

Pure: nothing is read or written here. A machine’s annotations never change, so no event repeats them: a machine's set
appears without frames, and whoever shows it reads its rows (``services.audit``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.frame import Frame, frame_from_json
from annotator.models import AnnotationSet, Event
from annotator.vocabulary import Source, Verb

OPEN, FINISHED = str(AnnotationSet.State.OPEN), str(AnnotationSet.State.FINISHED)


class OwnerOfSet(NamedTuple):
    """Whose set of the article it is: these do not change, whereas a set's key may."""

    source: str
    user: int | None = None
    suggester: str = ""
    version: str = ""


GOLD = OwnerOfSet(str(Source.GOLD))


@dataclass(slots=True)
class SetThen:
    """A set as it stood: its annotations and their versions by id, and the number of its last action."""

    state: str = OPEN
    frames: dict[str, Frame] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    order: int = 0


@dataclass(slots=True)
class ArticleThen:
    """An article as it stood after an event: 0 before the first.

    ``decisions`` has what adjudicators said last of each case, ``questions`` the open ones, ``gaps`` the events that
    show that something was not recorded before them.
    """

    event: int = 0
    at: datetime.datetime | None = None
    sets: dict[OwnerOfSet, SetThen] = field(default_factory=dict)
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)
    withdrawn: str = ""
    gaps: list[int] = field(default_factory=list)

    def set_of(self, owner: OwnerOfSet) -> SetThen:
        return self.sets.setdefault(owner, SetThen())


def owner_of(row: AnnotationSet) -> OwnerOfSet:
    return OwnerOfSet(str(row.source), row.user_id, row.suggester, row.version)


def replayed(
    events: Iterable[Event],
    *,
    upto: int | None = None,
    until: datetime.datetime | None = None,
    unrecorded: Mapping[OwnerOfSet, Iterable[Frame]] | None = None,
) -> ArticleThen:
    """The article after all of its events, or after the one of number ``upto``, or after those until a time.

    The events are in the order of their numbers, each with ``action__set``. ``unrecorded`` are annotations that stood
    before history began to keep what imports bring.
    """
    then = ArticleThen()
    for owner, frames in (unrecorded or {}).items():
        hold(then.set_of(owner), frames)
    for event in events:
        if (upto is not None and event.pk > upto) or (until is not None and event.at > until):
            break
        apply(then, event)
        then.event, then.at = event.pk, event.at
    return then


def hold(found: SetThen, frames: Iterable[Frame]) -> None:
    for frame in frames:
        found.frames[frame.id], found.versions[frame.id] = frame, 1


def apply(then: ArticleThen, event: Event) -> None:
    """What one event did."""
    if is_of_annotation(event):
        change(then, event)
    elif is_of_case(event):
        count_action(then, event)
        values = event.after or {}
        then.decisions[values["case"]] = values
    elif event.verb in SPECIAL:
        SPECIAL[Verb(event.verb)](then, event)


def is_of_annotation(event: Event) -> bool:
    return event.annotation is not None and any("spans" in (state or {}) for state in (event.before, event.after))


def is_of_case(event: Event) -> bool:
    return event.annotation is None and "case" in (event.after or {})


def count_action(then: ArticleThen, event: Event) -> SetThen:
    """The set that the event is about; its last action is the event's."""
    action = event.action
    found = then.set_of(owner_of(action.set) if action else GOLD)  # gold alone is changed without an action
    if action:
        found.order = max(found.order, action.order)
    return found


def change(then: ArticleThen, event: Event) -> None:
    """Put the annotation as the event left it, under the version that it got (``journal.Recorder``)."""
    found, name = count_action(then, event), str(event.annotation)
    order = found.order if event.action_id else found.order + 1
    before = frame_from_json(event.before) if event.before else None
    if found.frames.get(name) != before:
        then.gaps.append(event.pk)
    if not event.after:
        found.frames.pop(name, None)
        found.versions.pop(name, None)
        return
    found.frames[name] = frame_from_json(event.after)
    found.versions[name] = order if before is None else max(order, found.versions.get(name, 0) + 1)


def imported(then: ArticleThen, event: Event) -> None:
    values = event.after or {}
    if "held" not in values and values.get("sets"):
        then.gaps.append(event.pk)
    for row in values.get("held", ()):
        owner = OwnerOfSet(row["source"], row.get("user"), row.get("suggester", ""), row.get("version", ""))
        found = then.set_of(owner)
        found.state = FINISHED if row.get("finished", True) else OPEN
        hold(found, map(frame_from_json, row.get("frames", ())))


def suggested(then: ArticleThen, event: Event) -> None:
    values = event.after or {}
    owner = OwnerOfSet(str(Source.SUGGESTER), None, values.get("suggester", ""), values.get("version", ""))
    then.set_of(owner).state = FINISHED


def finished(then: ArticleThen, event: Event) -> None:
    then.set_of(OwnerOfSet(str(Source.ANNOTATOR), event.actor_id)).state = FINISHED


def gold_saved(then: ArticleThen, event: Event) -> None:
    then.set_of(GOLD).state = FINISHED


def withdrew(then: ArticleThen, event: Event) -> None:
    then.withdrawn = str((event.after or {}).get("reason", ""))


def brought_back(then: ArticleThen, event: Event) -> None:
    then.withdrawn = ""


def flagged(then: ArticleThen, event: Event) -> None:
    values = event.after or {}
    then.questions[values.get("flag", event.pk)] = str(values.get("note", ""))


def resolved(then: ArticleThen, event: Event) -> None:
    then.questions.pop((event.after or {}).get("flag", 0), None)


SPECIAL = {
    Verb.IMPORT: imported,
    Verb.IMPORT_SETS: imported,
    Verb.SUGGEST: suggested,
    Verb.FINISH: finished,
    Verb.MAKE_GOLD: gold_saved,
    Verb.SAVE_GOLD: gold_saved,
    Verb.WITHDRAW: withdrew,
    Verb.BRING_BACK: brought_back,
    Verb.FLAG: flagged,
    Verb.RESOLVE_FLAG: resolved,
    Verb.REOPEN_FLAG: flagged,
}
