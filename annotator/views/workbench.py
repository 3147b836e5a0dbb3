"""One article: the text, the frames beside it, and the actions on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotator.forms import ActionForm
from annotator.models import AnnotationSet, Source, Span
from annotator.services import actions, decide
from annotator.services.actions import Outcome
from annotator.services.errors import Refused, Stale
from annotator.services.flags import flag
from annotator.services.queue import finish, next_article
from annotator.services.sets import set_of
from annotator.workbench import bench_for, blocks_again, cards_named, shown_blocks
from articles import access
from articles.models import Article


@require_GET
@never_cache
@login_required
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    article = access.article_for(request.user, pk)
    bench = bench_for(article, request.user)
    workset = AnnotationSet.objects.filter(article=article, source=Source.ANNOTATOR, user=request.user.pk).first()
    blocks = shown_blocks(article, bench.cards)
    context = {
        "article": article,
        "project": article.project,
        "remote_images": article.project.remote_images,
        "bench": bench,
        "blocks": blocks,
        "before_text": article.text[: blocks[0].start],
        "finished": workset is not None and workset.state == AnnotationSet.State.FINISHED,
        **history_state(workset),
    }
    response = render(request, "workbench/workbench.html", context)
    if article.project.remote_images:
        response._csp_update = {"img-src": ["https:"]}  # type: ignore[attr-defined]  # read by django-csp
    return response


def history_state(workset: AnnotationSet | None) -> dict[str, Any]:
    if workset is None:
        return {"can_undo": False, "can_redo": False}
    return {
        "can_undo": actions.undoable(workset) is not None,
        "can_redo": actions.redoable(workset) is not None,
    }


@require_POST
@login_required
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
        return refusal(request, article, str(error), status=409, card_id=form.cleaned_data["card"])
    except Refused as error:
        return refusal(request, article, str(error), card_id=form.cleaned_data.get("card"))
    return changed_fragments(request, article, workset, outcome, also=form.shown_cards)


def carry_out(workset: AnnotationSet, form: ActionForm, user: Any) -> Outcome | None:
    values = form.cleaned_data
    common: dict[str, Any] = {"user": user, "action_id": values["action"]}
    match values["verb"]:
        case "accept":
            return decide.accept(workset, seen=form.seen, **common)
        case "reject":
            return decide.reject(workset, seen=form.seen, **common)
        case "reconsider":
            return decide.reconsider(workset, seen=form.seen, **common)
        case "change":
            return decide.change_frame(workset, seen=form.seen, wanted=form.change, **common)
        case "add":
            return decide.add(workset, frame=form.new_frame, **common)
        case "accept-many":
            return decide.accept_many(workset, cards=values["cards"], **common)
        case "undo":
            return actions.undo(workset, **common)
        case "redo":
            return actions.redo(workset, **common)
        case _:
            return flag(workset, card=form.seen.id, note=values["note"], **common)


def changed_fragments(
    request: HttpRequest, article: Article, workset: AnnotationSet, outcome: Outcome | None, also: set[str]
) -> HttpResponse:
    changes = changes_of(outcome)
    changes.cards |= also - changes.removed
    context = {
        "remote_images": article.project.remote_images,
        "cards": cards_named(article, request.user, changes.cards),
        "removed": changes.removed,
        "blocks": blocks_again(article, request.user, changes.moved) if changes.moved else [],
        **history_state(workset),
    }
    return render(request, "workbench/changes.html", context)


@dataclass(slots=True)
class Changes:
    """What of the page an action made out of date: cards by id, cards that are gone, stretches drawn elsewhere now."""

    cards: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    moved: list[tuple[int, int]] = field(default_factory=list)


def changes_of(outcome: Outcome | None) -> Changes:
    changes = Changes()
    if outcome is None:
        return changes
    for event in outcome.action.events.all():
        before, after = event.before, event.after
        states = [state for state in (before, after) if state]
        card = states[-1]["origin"] or states[-1]["id"]
        (changes.cards if after or states[-1]["origin"] else changes.removed).add(card)
        if needs_drawing(before, after):
            changes.moved += [(start, end) for state in states for _, start, end in state["spans"]]
            if states[-1]["origin"]:  # before the first decision, and behind its undoing, the suggestion's marks stand
                proposal = Span.objects.filter(annotation=states[-1]["origin"])
                changes.moved += list(proposal.values_list("start", "end"))
    return changes


def needs_drawing(before: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    """Whether marks move: not where a suggestion was accepted or rejected as it is drawn already."""
    if before and after:
        return bool(before["spans"] != after["spans"] or before["replacement"] != after["replacement"])
    state = before or after
    return state is not None and state["verdict"] not in ("accepted", "rejected")


def refusal(
    request: HttpRequest, article: Article, message: str, *, status: int = 422, card_id: Any = None
) -> HttpResponse:
    """The reason in words, and the card as it stands."""
    cards = cards_named(article, request.user, [str(card_id)]) if card_id else []
    spans = [(start, end) for card in cards for _, start, end in card.frame.spans]
    context = {
        "remote_images": article.project.remote_images,
        "cards": cards,
        "blocks": blocks_again(article, request.user, spans) if spans else [],
        "message": message,
        "removed": [card_id] if card_id and not cards else [],
    }
    return render(request, "workbench/changes.html", context, status=status)


@require_POST
@login_required
def finish_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the article and open the next one of the queue."""
    article = access.article_for(request.user, pk)
    finish(set_of(article, request.user), user=request.user)
    following = next_article(request.user, after=article)
    return redirect(following) if following else redirect("home")
