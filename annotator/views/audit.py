"""The history of an article: every event, and the article as it stood after each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from annotator.forms.audit import MomentForm
from annotator.history import in_words
from annotator.models import AnnotationSet, Event, Person
from annotator.services.audit import Moment, article_at, events_seen
from annotator.services.replay import SetThen
from annotator.services.visibility import is_under_way
from annotator.vocabulary import MAIN_ROLE, OF_THE_ARTICLE, Kind, Source, Verdict
from annotator.workbench.blocks import shown_blocks, way_of
from annotator.workbench.cards import Card, numbered
from annotator.workbench.cases import language_of, person_name
from articles import access
from articles.models import Article, Role

PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A line of the list."""

    event: Event
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class StandingSet:
    """A set as it stood, to choose among several."""

    row: AnnotationSet
    then: SetThen
    name: str

    @property
    def number(self) -> int:
        return sum(frame.verdict != Verdict.REJECTED for frame in self.then.frames.values())


@require_GET
@never_cache
@login_required
def article_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The events, and the article after the one of number ``at``, else as it stands. For reviewers."""
    article = access.article_for(request.user, pk, at_least=Role.REVIEWER)
    asked = MomentForm(request.GET)
    events = events_seen(article, request.user)
    moment = article_at(article, request.user, event=asked.value("at"))
    sets = shown_sets(moment)
    chosen = next((one for one in sets if one.row.pk == asked.value("set")), None) or preferred(sets)
    cards = cards_then(article, chosen.then) if chosen else []
    blocks = shown_blocks(article, cards)
    people = dict(events.filter(actor__isnull=False).order_by().values_list("actor", "actor__username").distinct())
    context = {
        "article": article,
        "project": article.project,
        "section": "articles",
        "under_way": is_under_way(article, request.user),
        "moment": moment,
        "event": shown_event(events.filter(pk=moment.then.event).first()) if asked.value("at") is not None else None,
        "is_past": asked.value("at") is not None,
        "at": asked.value("at"),
        "complete_from": str(moment.complete_from or ""),
        "sets": sets,
        "chosen": chosen,
        "rows": [(card, Kind(card.kind).label, Verdict(card.verdict).label, words_of(card)) for card in cards],
        "blocks": blocks,
        "before_text": article.text[: blocks[0].block.start],
        "way": way_of(article),
        "lang": language_of(article),
        "people": sorted(people.items(), key=lambda pair: str(pair[1])),
        "who": asked.value("who"),
        **listed(events, asked),
    }
    return render(request, "annotator/article_history.html", context)


def listed(events: QuerySet[Event], asked: MomentForm) -> dict[str, Any]:
    """A page of events, newest first, and from where the next goes on."""
    rows = events.order_by("-id")
    if asked.value("who") is not None:
        rows = rows.filter(actor=asked.value("who"))
    if asked.value("before") is not None:
        rows = rows.filter(pk__lt=asked.value("before"))
    found = list(rows[: PAGE + 1])
    return {
        "events": [shown_event(event) for event in found[:PAGE]],
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "goes_on": asked.value("before") is not None,
    }


def shown_event(event: Event | None) -> ShownEvent | None:
    if event is None:
        return None
    words = in_words(event)
    if event.verb in OF_THE_ARTICLE:
        words = gettext("%(words)s the article") % {"words": words}
    return ShownEvent(event, person_name(event.actor) if event.actor else gettext("the machine"), words)


def shown_sets(moment: Moment) -> list[StandingSet]:
    """Gold first, then people's sets, then machines'."""
    order = [Source.GOLD, Source.ANNOTATOR, Source.CERTIFIED, Source.SUGGESTER]
    found = [
        StandingSet(moment.rows[owner], then, name_of(moment.rows[owner])) for owner, then in moment.then.sets.items()
    ]
    return sorted(found, key=lambda one: (order.index(Source(one.row.source)), one.row.pk))


def name_of(row: AnnotationSet) -> str:
    if row.source == Source.GOLD:
        return gettext("Gold")
    if row.source == Source.CERTIFIED:
        return gettext("Accepted by a certificate")
    return person_name(row.user) if row.user else row.source_name


def preferred(sets: list[StandingSet]) -> StandingSet | None:
    """The first set that holds anything."""
    return next((one for one in sets if one.then.frames), sets[0] if sets else None)


def cards_then(article: Article, found: SetThen) -> list[Card]:
    frames = sorted(found.frames.values(), key=lambda frame: (*frame.hull, frame.id))
    people = Person.objects.in_bulk({frame.person for frame in frames if frame.person})
    cards = [
        Card(frame.id, frame, found.versions[frame.id], article, str(people.get(frame.person or 0, "")))
        for frame in frames
    ]
    return numbered(cards)


def words_of(card: Card) -> str:
    return card.words(MAIN_ROLE[card.kind], length=240)
