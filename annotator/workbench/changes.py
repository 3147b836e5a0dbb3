"""What of a page an action made out of date, and the cards and blocks to put in its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotator.frame import frame_from_json
from annotator.models import AnnotationSet, Event, Span
from annotator.services.journal import Outcome
from annotator.vocabulary import Verdict
from annotator.workbench.blocks import ShownBlock, blocks_again
from annotator.workbench.cards import Card, cards_named, cards_written, shown_of
from articles.models import Article
from config.database.prepared import prepared


@prepared
def spans_proposed(*, ids: Collection[UUID]) -> QuerySet[Span]:
    return Span.objects.filter(annotation__in=ids).order_by()


@dataclass(slots=True)
class OutOfDate:
    """What of a page events made out of date: cards by id, cards that are gone, stretches that look different now.

    ``origins`` are the suggestions whose own marks stood before, or stand again.
    """

    cards: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    moved: list[tuple[int, int]] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What a page puts in place of what it shows: cards and blocks as they stand now, and the ids of cards to drop."""

    cards: Sequence[Card] = ()
    blocks: Sequence[ShownBlock] = ()
    removed: Iterable[str] = ()


def after_action(workset: AnnotationSet, outcome: Outcome | None, *, shown: set[str]) -> Redrawn:
    """What the action made out of date. The ``shown`` cards, which the page has redrawn by itself, always count."""
    stale = made_out_of_date(outcome.events if outcome else [])
    stale.cards |= shown - stale.removed
    return redrawn(workset, stale, written=cards_after(outcome, workset.article) if outcome else [])


def after_events(workset: AnnotationSet, events: Iterable[Event]) -> Redrawn:
    """What these events made out of date, in the order in which they happened."""
    return redrawn(workset, made_out_of_date(events))


def card_again(article: Article, workset: AnnotationSet | None, card: str) -> Redrawn:
    """One card as it stands, with its blocks; to be dropped if it stands for nothing any more."""
    cards = cards_named(article, workset, [card])
    spans = [(start, end) for shown in cards for _, start, end in shown.frame.spans]
    return Redrawn(cards, blocks_again(article, workset, spans) if cards else [], [] if cards else [card])


def made_out_of_date(events: Iterable[Event]) -> OutOfDate:
    """Of events in their order: a card that was removed and then put back stands, and the other way round."""
    stale = OutOfDate()
    for event in events:
        states = [state for state in (event.before, event.after) if state]
        last = states[-1]
        card = last["origin"] or last["id"]
        stands, gone = (stale.cards, stale.removed) if event.after or last["origin"] else (stale.removed, stale.cards)
        stands.add(card)
        gone.discard(card)
        if looks_different(event.before, event.after):
            stale.moved += [(start, end) for state in states for _, start, end in state["spans"]]
            if last["origin"] and len(states) == 1:  # the first decision, or its undoing
                stale.origins.add(last["origin"])
    return stale


def looks_different(before: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    """Whether marks look different: a suggestion accepted or rejected as it is keeps the marks that it has."""
    if before and after:
        return any(before[name] != after[name] for name in ("spans", "replacement", "entity_type"))
    state = before or after
    return state is not None and state["verdict"] not in (Verdict.ACCEPTED, Verdict.REJECTED)


def cards_after(outcome: Outcome, article: Article) -> list[Card]:
    """Cards built from the frames that the action wrote. None if it was done before: others may have followed."""
    if outcome.repeated:
        return []
    frames = [frame_from_json(event.after) for event in outcome.events if event.after]
    return cards_written(article, frames, outcome.versions)


def redrawn(workset: AnnotationSet, stale: OutOfDate, *, written: Sequence[Card] = ()) -> Redrawn:
    """The cards (those written, and the others as they are read) and the blocks that were out of date.

    A card that has no place on the page, because its kind is off, is removed.
    """
    article = workset.article
    others = stale.cards - {card.id for card in written}
    read = cards_named(article, workset, others) if others else []
    cards = [*shown_of(article, list(written)), *read]
    moved = stale.moved + proposed_spans(stale.origins, read)
    return Redrawn(
        cards=cards,
        blocks=blocks_again(article, workset, moved) if moved else [],
        removed=stale.removed | (stale.cards - {card.id for card in cards}),
    )


def proposed_spans(origins: Collection[str], read: Iterable[Card]) -> list[tuple[int, int]]:
    """Where these suggestions themselves have spans. No query for those that are among the cards which were read."""
    frames = {card.id: card.frame for card in read if card.undecided and card.id in origins}
    spans = [(start, end) for frame in frames.values() for _, start, end in frame.spans]
    missing = [UUID(origin) for origin in origins if origin not in frames]
    return spans + [(span.start, span.end) for span in (spans_proposed(ids=missing) if missing else [])]
