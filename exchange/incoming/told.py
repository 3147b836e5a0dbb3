"""What history says of an import: an event for each record, with all that a replay needs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from annotator.frame import Frame
from annotator.vocabulary import Source, Verb
from exchange.incoming.plan import Plan, SetPlan

PersonOf = Callable[[Frame], int | None]
UserOf = Callable[[str], int]


class NewEvent(NamedTuple):
    """The columns of an event."""

    project_id: int
    article_id: int
    actor_id: int | None
    verb: str
    after: dict[str, Any]
    at: datetime.datetime


def event_of(plan: Plan, *, actor: int | None, at: datetime.datetime, person_of: PersonOf, user_of: UserOf) -> NewEvent:
    """The event of a record that was written. ``held`` has each set that came with it."""
    return NewEvent(
        project_id=plan.article.project_id,
        article_id=plan.article.pk,
        actor_id=actor,
        verb=(Verb.IMPORT if plan.is_new else Verb.IMPORT_SETS).value,
        after={
            "article": plan.article.external_id,
            "sets": sorted(str(owner) for owner in plan.owners),
            "held": [held(item, person_of=person_of, user_of=user_of) for item in plan.sets],
        },
        at=at,
    )


def held(item: SetPlan, *, person_of: PersonOf, user_of: UserOf) -> dict[str, Any]:
    """One set. A machine’s annotations never change, so its rows hold them; others come with all of their frames."""
    owner = item.described.owner
    if owner.kind == Source.SUGGESTER:
        return {"source": str(owner.kind), "suggester": owner.name, "version": owner.version}
    is_annotator = owner.kind == Source.ANNOTATOR
    return {
        "source": str(owner.kind),
        "user": user_of(owner.name) if is_annotator else None,
        "finished": item.described.finished or not is_annotator,
        "frames": [replace(frame, person=person_of(frame)).as_json() for frame in item.frames],
    }
