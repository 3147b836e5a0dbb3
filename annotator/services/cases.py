"""The state of a case of adjudication as history keeps it and undo puts it back; and work that changed afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from annotator.models import Adjudication, Case

KEPT = ("kind", "state", "rule", "choice", "taken", "gold", "in_gold", "earlier")


def state_of(case: Case) -> dict[str, Any]:
    """What a decision changes, as an event stores it before and after."""
    values = {name: getattr(case, name) for name in KEPT}
    at = case.decided_at.isoformat() if case.decided_at else None
    return {"case": str(case.key), **values, "by": case.decided_by_id, "at": at}


def put_back(article: int, states: Iterable[dict[str, Any]]) -> None:
    """Make the cases of an article what these states say. Cases that a newer merge left out stay so."""
    wanted = {values["case"]: values for values in states}
    for case in Case.objects.select_for_update().filter(article=article, key__in=wanted):
        values = wanted[str(case.key)]
        for name in KEPT:
            setattr(case, name, values[name])
        case.decided_by_id = values["by"]
        case.decided_at = datetime.datetime.fromisoformat(values["at"]) if values["at"] else None
        case.version += 1
        case.save()
    count_cases(article)


def count_cases(article: int) -> None:
    """Note how many cases of the article are open and decided. What an editor decides waits for no third person.

    Otherwise the state follows when the article is next compared or saved.
    """
    rows = list(Case.objects.filter(article=article).order_by().values_list("state", "rule"))
    number = sum(state == Case.State.OPEN for state, _ in rows)
    decided = sum(rule == "hand" for _, rule in rows)
    found = Adjudication.objects.filter(article=article)
    found.update(open=number, decided=decided)
    if decided:
        found.filter(state=Adjudication.State.DISPUTED).update(state=Adjudication.State.OPEN)
    if number:
        found.filter(state=Adjudication.State.GOLD).update(state=Adjudication.State.OPEN)


def work_changed(article: int) -> None:
    """Somebody changed work that was finished: whoever adjudicates the article compares it anew."""
    compared = Adjudication.objects.filter(article=article, readers__gte=2).exclude(stamp="")
    saved = compared.filter(state=Adjudication.State.GOLD)
    saved.update(stamp="", open=None, state=Adjudication.State.OPEN)
    compared.update(stamp="", open=None)


def people_changed(articles: Collection[int]) -> None:
    """The registry gave quotes of finished work to other people: what is not saved as gold is compared anew.

    Saved gold stays saved, because it was changed in the same way.
    """
    compared = Adjudication.objects.filter(article__in=articles, readers__gte=2).exclude(stamp="")
    compared.exclude(state=Adjudication.State.GOLD).update(stamp="", open=None)
