"""What the workbench sends and asks for: actions, what changed since, the last actions in words.

Every answer says whose it is (``Quotemark-User``), so that a page never takes the answer of a proxy, of a login page,
or of another user's session for its own. ``Quotemark-Order`` is the number of the last action that it includes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.errors import Refused, Stale
from annotator.forms.actions import ActionForm, SinceForm
from annotator.models import AnnotationSet
from annotator.services import decide, journal
from annotator.services.activity import measured, seconds_of
from annotator.services.flags import flag
from annotator.services.journal import Outcome
from annotator.services.sets import own_set, set_of, set_to_show
from annotator.vocabulary import COMMANDS, Verb, check_complete
from annotator.workbench.changes import Redrawn, after_action, after_events, card_again
from annotator.workbench.steps import conflict_of, last_steps
from annotator.workbench.threads import threads_on
from articles import access
from articles.models import Article
from config.database.sqlite.turns import taking_turns

View = Callable[[HttpRequest, int], HttpResponse]


def for_the_page(view: View) -> View:
    """Answer only the user whose page asks, and say who that is: 401 if nobody or somebody else is signed in."""

    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        user = request.user
        asked = request.headers.get("Quotemark-User") or str(user.pk)
        response = view(request, pk) if user.is_authenticated and asked == str(user.pk) else HttpResponse(status=401)
        response["Quotemark-User"] = str(user.pk or "")
        return response

    return answer


# The service that carries out each command. ``who`` is the user and the action's id.
SERVICES: dict[str, Callable[..., Outcome | None]] = {
    "accept": lambda workset, form, **who: decide.accept(
        workset, seen=form.seen, instead=form.cleaned_data["instead"], **who
    ),
    "accept-many": lambda workset, form, **who: decide.accept_many(workset, cards=form.cleaned_data["cards"], **who),
    "reject": lambda workset, form, **who: decide.reject(workset, seen=form.seen, **who),
    "reconsider": lambda workset, form, **who: decide.reconsider(workset, seen=form.seen, **who),
    "change": lambda workset, form, **who: decide.change_frame(
        workset, seen=form.seen, wanted=form.change, instead=form.cleaned_data["instead"], **who
    ),
    "add": lambda workset, form, **who: decide.add(
        workset, frame=form.new_frame, words=form.cleaned_data["words"], **who
    ),
    "undo": lambda workset, form, **who: journal.undo(workset, seen=form.cleaned_data["order"], **who),
    "redo": lambda workset, form, **who: journal.redo(workset, seen=form.cleaned_data["order"], **who),
    "flag": lambda workset, form, **who: flag(workset, card=form.seen.id, note=form.cleaned_data["note"], **who),
}
check_complete(SERVICES, COMMANDS)


@require_POST
@taking_turns
@for_the_page
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One action. Answers with the fragments that changed: cards, and the blocks whose marks moved."""
    article = access.article_for(request.user, pk)
    access.require_open(article.project)
    form = ActionForm(request.POST)
    if not form.is_valid():
        return refusal(request, article, " ".join(str(error) for errors in form.errors.values() for error in errors))
    workset = set_of(article, request.user)
    workset.active_seconds = measured(form.cleaned_data["seconds"], article.project)
    carry_out = SERVICES[form.cleaned_data["verb"]]
    try:
        outcome = carry_out(workset, form, user=request.user, action_id=form.cleaned_data["action"])
    except Stale as error:
        return conflict(request, workset, form, str(error))
    except Refused as error:
        return refusal(request, article, str(error), card=form.card_id)
    redrawn = after_action(workset, outcome, shown=form.shown_cards)
    more: dict[str, Any] = journal.history_after(workset, outcome)
    if form.command.verb == Verb.FLAG:
        more["threads"] = threads_on(article, request.user)
    response = fragments(request, redrawn, **more)
    if outcome is not None and outcome.events:
        response["Quotemark-Order"] = str(outcome.action.order)
        if outcome.repeated:
            response["Quotemark-Repeated"] = "yes"
    return response


def fragments(request: HttpRequest, redrawn: Redrawn, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"cards": redrawn.cards, "blocks": redrawn.blocks, "removed": redrawn.removed, **more}
    return render(request, "workbench/changes.html", context, status=status)


def refusal(request: HttpRequest, article: Article, message: str, *, card: str = "") -> HttpResponse:
    """The reason in words, and the card as it stands."""
    redrawn = card_again(article, set_to_show(article, request.user), card) if card else Redrawn()
    return fragments(request, redrawn, message=message, status=422)


def conflict(request: HttpRequest, workset: AnnotationSet, form: ActionForm, message: str) -> HttpResponse:
    """What changed since the page looked, as a question; and the card as it stands."""
    seen = form.cleaned_data["version" if form.card_id else "order"]
    stale = conflict_of(workset, form.command, form.change, card=form.card_id, seen=seen, message=message)
    if form.card_id:
        redrawn = card_again(workset.article, workset, form.card_id)
    else:
        redrawn = after_events(workset, journal.since(workset, seen))
    response = fragments(request, redrawn, stale=stale, status=409, **journal.history_state(workset))
    response["Quotemark-Order"] = str(journal.last_order(workset))
    return response


@require_GET
@never_cache
@for_the_page
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragments that changed after the action of this number; 204 if nothing did, which costs two queries."""
    form = SinceForm(request.GET)
    if not form.is_valid():
        return HttpResponse("Write the number of an action: ?since=12\n", status=400, content_type="text/plain")
    seen = form.cleaned_data["since"]
    order = journal.last_order_of(pk, request.user)
    if order == seen:
        response = HttpResponse(status=204)
    else:
        workset = set_to_read(request, pk)
        redrawn = after_events(workset, journal.since(workset, seen))
        response = fragments(request, redrawn, **journal.history_state(workset))
    response["Quotemark-Order"] = str(order)
    return response


@require_GET
@never_cache
@for_the_page
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The last actions in words, for the panel."""
    article = access.article_for(request.user, pk)
    workset = own_set(article, request.user)
    context = {"steps": last_steps(workset) if workset else [], "counts_time": article.project.count_time}
    if article.project.count_time:
        context["seconds"] = seconds_of(article, request.user)
    return render(request, "workbench/history.html", context)


def set_to_read(request: HttpRequest, pk: int) -> AnnotationSet:
    return set_to_show(access.article_for(request.user, pk), request.user)
