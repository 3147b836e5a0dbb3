"""The history of an article as a reviewer may see it: its events, and the article as it stood at any moment."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from annotator.frame import Frame, frame_from_json
from annotator.models import Annotation, AnnotationSet, Event
from annotator.services.frames import frame_of
from annotator.services.replay import ArticleThen, OwnerOfSet, SetThen, hold, is_of_annotation, owner_of, replayed
from annotator.services.visibility import history_hidden_from, is_under_way, sets_visible_to
from annotator.vocabulary import Source, Verb
from articles.models import Article

Frames = dict[OwnerOfSet, list[Frame]]


def events_seen(article: Article, user: Any) -> QuerySet[Event]:
    """The events of the article that the user may see, oldest first. Who is working on it sees their own work alone."""
    events = Event.objects.filter(article=article).exclude(history_hidden_from(user))
    if is_under_way(article, user):
        own = Q(action__set__user=user.pk, action__set__source=Source.ANNOTATOR)
        events = events.filter(own | Q(action=None, annotation=None))
    return events.select_related("action__set", "actor").order_by("id")


@dataclass(slots=True)
class Moment:
    """An article as it stood, without the sets that the user may not see; ``rows`` has each set as it is stored now.

    ``complete_from`` is the number of the event from which on everything was recorded, 0 if that is the beginning.
    """

    then: ArticleThen
    rows: dict[OwnerOfSet, AnnotationSet]
    complete_from: int = 0


def article_at(
    article: Article, user: Any, *, event: int | None = None, time: datetime.datetime | None = None
) -> Moment:
    """The article after this event, or at this time; without either as it stands. Six queries."""
    events = list(events_seen(article, user))
    visible = sets_visible_to(user).filter(article=article).select_related("user").order_by("id")
    rows = {owner_of(row): row for row in visible}
    missing = unrecorded(events, rows)
    then = replayed(events, upto=event, until=time, unrecorded=missing)
    add_unnamed_machines(then, events, rows)
    then.sets = {owner: found for owner, found in then.sets.items() if owner in rows}
    fill_machines(then, rows)
    return Moment(then, rows, complete_from(events, then) if missing else 0)


def complete_from(events: Sequence[Event], then: ArticleThen) -> int:
    """The first event after the last that shows a gap."""
    last = max(then.gaps, default=0)
    return next((event.pk for event in events if event.pk > last), last)


def unrecorded(events: Iterable[Event], rows: dict[OwnerOfSet, AnnotationSet]) -> Frames:
    """What stood in people's sets and gold before an event told of it: imports of earlier versions kept no frames.

    Worked out backwards: whatever no event made stood from the beginning, as its first event found it or as it is now.
    """
    found: Frames = defaultdict(list)
    told: set[str] = set()
    for event in events:
        told |= {frame["id"] for held in (event.after or {}).get("held", ()) for frame in held.get("frames", ())}
        if not is_of_annotation(event) or str(event.annotation) in told:
            continue
        told.add(str(event.annotation))
        if event.before:
            owner = owner_of(event.action.set) if event.action else OwnerOfSet(str(Source.GOLD))
            found[owner].append(frame_from_json(event.before))
    of_people = {row.pk: owner for owner, row in rows.items() if owner.source != Source.SUGGESTER}
    keys = Annotation.objects.filter(set__in=of_people).order_by().values_list("pk", flat=True)
    silent = [pk for pk in keys if str(pk) not in told]
    for row in Annotation.objects.filter(pk__in=silent).with_spans() if silent else ():
        found[of_people[row.set_id]].append(frame_of(row))
    return found


def add_unnamed_machines(then: ArticleThen, events: Iterable[Event], rows: dict[OwnerOfSet, AnnotationSet]) -> None:
    """Machines' sets that came with an import of an earlier version, whose event does not say whose they are."""
    whole = replayed(event for event in events if event.verb in (Verb.SUGGEST, Verb.IMPORT, Verb.IMPORT_SETS))
    for owner, row in rows.items():
        unnamed = owner.source == Source.SUGGESTER and owner not in whole.sets
        if unnamed and then.at is not None and row.created_at <= then.at:
            then.sets[owner] = SetThen(state=row.state)


def fill_machines(then: ArticleThen, rows: dict[OwnerOfSet, AnnotationSet]) -> None:
    """A machine's annotations never change: they are read from its rows."""
    machines = {rows[owner].pk: found for owner, found in then.sets.items() if owner.source == Source.SUGGESTER}
    for row in Annotation.objects.filter(set__in=machines).with_spans() if machines else ():
        hold(machines[row.set_id], [frame_of(row)])
