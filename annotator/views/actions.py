"""What the workbench tells the server and hears from it: actions, what changed since, the last actions in words.

Every answer says whose it is (``Quotemark-User``), so that a page never takes the answer of a proxy, of a page to sign
in, or of another user's session for its own; ``Quotemark-Order`` is the number of the action that it tells of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.errors import Refused, Stale
from annotator.forms.pages import ActionForm, SinceForm
from annotator.frame import frame_from_json
from annotator.models import AnnotationSet, Event, Span
from annotator.services import decide
from annotator.services import journal as actions
from annotator.services.decide import Standing
from annotator.services.flags import flag
from annotator.services.journal import Outcome
from annotator.services.sets import own_set, set_of
from annotator.workbench.cards import Card, blocks_again, cards_named, cards_told
from annotator.workbench.steps import last_steps, meanwhile, wanted_in_words
from articles import access
from articles.models import Article
from config.database.prepared import Prepared, ids

View = Callable[[HttpRequest, int], HttpResponse]
DECIDING = threading.Lock()

PROPOSED = Prepared(lambda: Span.objects.filter(annotation__in=ids("ids")).order_by())


def for_the_page(view: View) -> View:
    """Answer only the user whose page asks: 401 where nobody is signed in, or somebody else. The answer names them."""

    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        user = request.user
        asked = request.headers.get("Quotemark-User") or str(user.pk)
        response = view(request, pk) if user.is_authenticated and asked == str(user.pk) else HttpResponse(status=401)
        response["Quotemark-User"] = str(user.pk or "")
        return response

    return answer


def one_at_a_time(view: View) -> View:
    """On SQLite one decision after another in each process: it has one writer, whom threads that wait would hold up."""

    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        if connection.features.has_select_for_update:
            return view(request, pk)
        with DECIDING:
            return view(request, pk)

    return answer


@require_POST
@one_at_a_time
@for_the_page
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One action. Answers with the fragments that changed: cards, and the blocks whose marks moved."""
    article = access.article_for(request.user, pk)
    form = ActionForm(request.POST)
    if not form.is_valid():
        return refusal(request, article, " ".join(str(error) for errors in form.errors.values() for error in errors))
    workset = set_of(article, request.user)
    try:
        outcome = carry_out(workset, form, request.user)
    except Stale as error:
        return conflict(request, workset, form, str(error))
    except Refused as error:
        return refusal(request, article, str(error), card_id=form.cleaned_data.get("card"))
    changes = changes_of(outcome.events if outcome else [])
    changes.cards |= form.shown_cards - changes.removed
    told = told_by(outcome, article) if outcome else []
    response = changed_fragments(request, workset, changes, told=told, history=state_behind(workset, outcome))
    if outcome is not None and outcome.events:
        response["Quotemark-Order"] = str(outcome.action.order)
        if outcome.repeated:
            response["Quotemark-Repeated"] = "yes"
    return response


def carry_out(workset: AnnotationSet, form: ActionForm, user: Any) -> Outcome | None:
    values = form.cleaned_data
    common: dict[str, Any] = {"user": user, "action_id": values["action"]}
    match values["verb"]:
        case "accept":
            return decide.accept(workset, seen=form.seen, instead=values["instead"], **common)
        case "reject":
            return decide.reject(workset, seen=form.seen, **common)
        case "reconsider":
            return decide.reconsider(workset, seen=form.seen, **common)
        case "change":
            return decide.change_frame(workset, seen=form.seen, wanted=form.change, instead=values["instead"], **common)
        case "add":
            return decide.add(workset, frame=form.new_frame, **common)
        case "accept-many":
            return decide.accept_many(workset, cards=values["cards"], **common)
        case "undo":
            return actions.undo(workset, seen=values["order"], **common)
        case "redo":
            return actions.redo(workset, seen=values["order"], **common)
        case _:
            return flag(workset, card=form.seen.id, note=values["note"], **common)


def told_by(outcome: Outcome, article: Article) -> list[Card]:
    """The cards that the action itself tells: those of decisions that stand since. None where it was done before."""
    frames = [frame_from_json(event.after) for event in outcome.events if event.after]
    return [] if outcome.repeated else cards_told(article, frames, outcome.versions)


def state_behind(workset: AnnotationSet, outcome: Outcome | None) -> dict[str, bool]:
    """Whether there is something to undo and redo. A new decision can be undone, and ends what could be redone."""
    if outcome and outcome.events and not outcome.repeated and outcome.action.verb not in actions.REVERSALS:
        return {"can_undo": True, "can_redo": False}
    return actions.history_state(workset)


@dataclass(slots=True)
class Changes:
    """What of the page actions made out of date: cards by id, cards that are gone, stretches drawn elsewhere now."""

    cards: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    moved: list[tuple[int, int]] = field(default_factory=list)


def changes_of(events: Iterable[Event]) -> Changes:
    """Of events in their order: what was removed and stands again is a card, and the other way round."""
    changes = Changes()
    origins: set[UUID] = set()
    for event in events:
        before, after = event.before, event.after
        states = [state for state in (before, after) if state]
        card = states[-1]["origin"] or states[-1]["id"]
        stands, gone = (
            (changes.cards, changes.removed) if after or states[-1]["origin"] else (changes.removed, changes.cards)
        )
        stands.add(card)
        gone.discard(card)
        if needs_drawing(before, after):
            changes.moved += [(start, end) for state in states for _, start, end in state["spans"]]
            if states[-1]["origin"]:  # before the first decision, and behind its undoing, the suggestion's marks stand
                origins.add(UUID(states[-1]["origin"]))
    if origins:
        changes.moved += [(span.start, span.end) for span in PROPOSED(ids=origins)]
    return changes


def needs_drawing(before: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    """Whether marks look different: not where a suggestion was accepted or rejected as it is drawn already."""
    if before and after:
        return any(before[name] != after[name] for name in ("spans", "replacement", "entity_type"))
    state = before or after
    return state is not None and state["verdict"] not in ("accepted", "rejected")


def changed_fragments(
    request: HttpRequest,
    workset: AnnotationSet,
    changes: Changes,
    *,
    history: dict[str, bool],
    told: Sequence[Card] = (),
    **more: Any,
) -> HttpResponse:
    """The cards (those told already, and those to be read), the blocks, and whether there is something to undo."""
    article = workset.article
    others = changes.cards - {card.id for card in told}
    context = {
        "cards": [*told, *(cards_named(article, workset, others) if others else [])],
        "removed": changes.removed,
        "blocks": blocks_again(article, workset, changes.moved) if changes.moved else [],
        **history,
        **more,
    }
    return render(request, "workbench/changes.html", context, status=more.get("status", 200))


def refusal(request: HttpRequest, article: Article, message: str, *, card_id: Any = None) -> HttpResponse:
    """The reason in words, and the card as it stands."""
    workset = own_set(article, request.user)
    cards = cards_named(article, workset, [str(card_id)]) if card_id else []
    context = {
        "cards": cards,
        "blocks": blocks_again(article, workset, spans_of(cards)) if cards else [],
        "message": message,
        "removed": [card_id] if card_id and not cards else [],
    }
    return render(request, "workbench/changes.html", context, status=422)


def spans_of(cards: Iterable[Any]) -> list[tuple[int, int]]:
    return [(start, end) for card in cards for _, start, end in card.frame.spans]


def conflict(request: HttpRequest, workset: AnnotationSet, form: ActionForm, message: str) -> HttpResponse:
    """What changed since the page looked, as a question; and the card as it stands."""
    card = str(form.cleaned_data["card"] or "")
    now = standing_or_none(workset, card) if card else None
    seen = form.cleaned_data["version"] if card else form.cleaned_data["order"]
    changes = Changes()
    if card:
        cards = cards_named(workset.article, workset, [card])
        changes = Changes({shown.id for shown in cards}, set() if cards else {card}, spans_of(cards))
    else:
        changes = changes_of(actions.since(workset, seen))
    stale = {
        "card": card,
        "version": now.version if now else 0,
        "order": actions.last_order(workset),
        "message": message,
        "meanwhile": meanwhile(workset, order=seen, card=card, now=now),
        "wanted": wanted_in_words(
            form.cleaned_data["verb"], form.change, workset.article, now=now.frame if now else None
        ),
    }
    history = actions.history_state(workset)
    response = changed_fragments(request, workset, changes, history=history, stale=stale, status=409)
    response["Quotemark-Order"] = str(stale["order"])
    return response


def standing_or_none(workset: AnnotationSet, card: str) -> Standing | None:
    try:
        return decide.standing(workset, card)
    except Stale:
        return None


@require_GET
@never_cache
@for_the_page
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragments that changed behind the action of this number; 204 where nothing did. It costs two queries then."""
    form = SinceForm(request.GET)
    if not form.is_valid():
        return HttpResponse("Write the number of an action: ?since=12\n", status=400, content_type="text/plain")
    seen = form.cleaned_data["since"]
    order = actions.last_order_of(pk, request.user)
    if order == seen:
        response = HttpResponse(status=204)
    else:
        workset = set_to_read(request, pk)
        history = actions.history_state(workset)
        response = changed_fragments(request, workset, changes_of(actions.since(workset, seen)), history=history)
    response["Quotemark-Order"] = str(order)
    return response


@require_GET
@never_cache
@for_the_page
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The last actions in words, for the panel."""
    article = access.article_for(request.user, pk)
    workset = own_set(article, request.user)
    return render(request, "workbench/history.html", {"steps": last_steps(workset) if workset else []})


def set_to_read(request: HttpRequest, pk: int) -> AnnotationSet:
    article = access.article_for(request.user, pk)
    return own_set(article, request.user) or AnnotationSet(article=article)
