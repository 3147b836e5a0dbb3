"""Sending decided cases back to adjudication, where they are asked again; gold keeps what was decided until then."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from annotator.models import Action, Case
from annotator.services.adjudicate import check_adjudicator, gold_of
from annotator.services.cases import count_cases, put_back, state_of
from annotator.services.journal import Recorder, perform
from annotator.services.merge import BY_PERSON, refresh
from annotator.vocabulary import Verb
from articles.models import Article


def cases_about(article: Article, annotations: Collection[uuid.UUID]) -> list[Case]:
    """The cases that a person decided and that one of these annotations is a reading of, the origin, or gold."""
    wanted = {str(pk) for pk in annotations}
    cases = Case.objects.filter(article=article, state=Case.State.DECIDED, rule__in=BY_PERSON)
    return [case for case in cases if wanted & keys_in(case)]


def keys_in(case: Case) -> set[str]:
    items = [item for described in case.readings for item in described["annotations"]]
    return {*case.gold, *(item["id"] for item in items), *(item["frame"]["origin"] or "" for item in items)}


def reopen_cases(article: Article, annotations: Collection[uuid.UUID], *, user: Any, action_id: uuid.UUID) -> int:
    """Ask these cases again. Returns how many. Raises Refused for whoever reads the article themselves."""
    check_adjudicator(article, user)
    refresh(article)

    def change(recorder: Recorder) -> None:
        for case in cases_about(article, annotations):
            before = state_of(case)
            case.earlier = {**before, "earlier": None}
            case.state, case.rule, case.choice, case.taken = Case.State.OPEN, "", "", []
            case.decided_by = case.decided_at = None
            case.version += 1
            case.save()
            recorder.note(before, state_of(case))

    outcome = perform(gold_of(article), user=user, action_id=action_id, verb=Verb.REOPEN_CASE, change=change)
    count_cases(article.pk)
    return len(outcome.events)


def close_again(article: Article, action: Action, *, user: Any, action_id: uuid.UUID) -> int:
    """Take a reopening back. What was decided anew since stays. Returns how many cases are as before."""
    check_adjudicator(article, user)

    def change(recorder: Recorder) -> None:
        now = {str(case.key): state_of(case) for case in Case.objects.filter(article=article)}
        for event in action.events.order_by("id"):
            stands, before = event.after, event.before
            if stands and before and now.get(stands["case"]) == stands:
                recorder.note(stands, before)
                put_back(article.pk, [before])

    outcome = perform(gold_of(article), user=user, action_id=action_id, verb=Verb.TAKE_BACK_MANY, change=change)
    return len(outcome.events)
