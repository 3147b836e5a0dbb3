"""What a person did in one article, in words: the panel of the last actions, and the question about a stale one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.errors import Stale
from annotator.frame import Frame, frame_from_json
from annotator.history import in_words, thing_named, under_guidelines
from annotator.models import Action, AnnotationSet, Event, Flag, Person
from annotator.services import journal
from annotator.services.decide import Change, Standing, standing
from annotator.services.flags import own_flags
from annotator.services.frames import frame_of
from annotator.vocabulary import (
    CAN_BE_UNDONE,
    ENTITY_LABELS,
    MAIN_ROLE,
    THE_ARTICLE,
    Command,
    QuoteType,
    SpanRole,
    SpeakerKind,
    Verb,
    Verdict,
)
from articles.models import Article, shortened

SHOWN = 50
VERDICT = "verdict"
LABELS = {
    VERDICT: _("Verdict"),
    "type": _("Type"),
    "person": _("Person"),
    "words": _("Words"),
    **{str(role.value): role.label for role in SpanRole},
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the panel. ``back`` is the number of undos that take it back, or 0 if it is undone or a question."""

    at: datetime.datetime
    words: str
    excerpt: str
    card: str
    state: str
    back: int
    made_under: str = ""
    seconds: int | None = None  # active time since the step before


def last_steps(workset: AnnotationSet) -> list[Step]:
    """The last actions and questions, newest first, with those that are undone. Three queries."""
    rows = journal.shown_steps(workset).annotate(number=Count("events"), first=Min("events")).order_by("-order")[:SHOWN]
    found = list(rows)
    events = Event.objects.in_bulk([row.first for row in found if row.first])
    steps: list[Step] = []
    back = 0
    for row in found:
        own = row.verb in CAN_BE_UNDONE
        back += own and row.state == Action.State.DONE
        event = events[row.first]
        steps.append(
            Step(
                at=row.at,
                words=together(row.number) if row.verb == Verb.ACCEPT_MANY else in_words(event),
                excerpt=excerpt_of(event, workset.article) if row.number == 1 else "",
                card=card_of(event) if row.number == 1 else "",
                state=row.state,
                back=back if own and row.state == Action.State.DONE else 0,
                seconds=row.seconds,
                made_under=older_guidelines(row, now=workset.article.project.guideline_version),
            )
        )
    return sorted([*steps, *questions(workset)], key=lambda step: step.at, reverse=True)[:SHOWN]


def older_guidelines(action: Action, *, now: int) -> str:
    """Under which guidelines it was done, in words, if others hold now."""
    return "" if now == 1 or action.guidelines == now else under_guidelines(action.guidelines)


def questions(workset: AnnotationSet) -> Iterable[Step]:
    """What the person asked colleagues about this article, and which of it they resolved."""
    for flag in own_flags(workset.user_id).filter(article=workset.article)[:SHOWN]:
        thing = {"thing": thing_of(flag)}
        flagged, resolved = str(Verb.FLAG.label) % thing, gettext("your question about %(thing)s was resolved") % thing
        yield Step(flag.created_at, flagged, flag.note, str(flag.card or ""), Action.State.DONE, 0)
        if flag.resolved_at:
            yield Step(flag.resolved_at, resolved, flag.note, str(flag.card or ""), Action.State.DONE, 0)


def thing_of(flag: Flag) -> str:
    """What the question is about, in words; of an annotation that was removed, that it was a quote."""
    return thing_named(flag.annotation.kind if flag.annotation else "" if flag.annotation_id else THE_ARTICLE)


def together(number: int) -> str:
    return ngettext("accepted %(number)s suggestion", "accepted %(number)s suggestions together", number) % {
        "number": number
    }


def card_of(event: Event) -> str:
    """The id of the card that the event is about: the suggestion's, or that of an annotation that was added."""
    state = event.after or event.before or {}
    return str(state.get("origin") or event.annotation)


def excerpt_of(event: Event, article: Article) -> str:
    state = event.after or event.before
    if not state or "spans" not in state:
        return ""
    frame = frame_from_json(state)
    return words_of(frame, MAIN_ROLE[frame.kind], article, length=60)


def words_of(frame: Frame, role: str, article: Article, *, length: int = 160) -> str:
    return shortened(" … ".join(article.text[start:end] for start, end in frame.by_role(role)), length=length)


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that changed since the page showed it."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What happened to one annotation, or in the article, since a page showed it."""

    events: list[tuple[datetime.datetime, str]]
    differences: list[Difference]
    excerpt: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stale action as a question: what happened since the page showed it, and what its person wants.

    ``version`` is the card's version now, with which the action may be sent again.
    """

    card: str
    version: int
    message: str
    meanwhile: Meanwhile
    wanted: str


def conflict_of(
    workset: AnnotationSet, command: Command, change: Change, *, card: str, seen: int, message: str
) -> Conflict:
    """The question about a command that was refused as stale. ``seen`` is the version or order that the page showed."""
    now = standing_or_none(workset, card) if card else None
    return Conflict(
        card=card,
        version=now.version if now else 0,
        message=message,
        meanwhile=meanwhile(workset, order=seen, card=card, now=now),
        wanted=wanted_in_words(command, change, workset.article, now=now.frame if now else None),
    )


def standing_or_none(workset: AnnotationSet, card: str) -> Standing | None:
    try:
        return standing(workset, card)
    except Stale:
        return None


def meanwhile(workset: AnnotationSet, *, order: int, card: str = "", now: Standing | None = None) -> Meanwhile:
    """What was done after the action of this number; with ``card``, what was done to that card."""
    events = journal.since(workset, order)
    if now is not None and now.decision is not None:
        events = events.filter(annotation=now.decision.pk)
    found = [event for event in events.order_by("-id")[:500] if not card or card_of(event) == card]
    lines = [(event.at, in_words(event)) for event in found[:3]]
    if not found or not card:
        return Meanwhile(lines, [], excerpt_of(found[0], workset.article) if found else "")
    first = found[-1].before
    proposal = frame_of(now.proposal) if now and now.proposal else None
    shown = frame_from_json(first) if first else proposal
    frame = now.frame if now else None
    return Meanwhile(lines, differences(shown, frame, workset.article), excerpt_of(found[0], workset.article))


def differences(shown: Frame | None, frame: Frame | None, article: Article) -> list[Difference]:
    """The values in which two states of an annotation differ. None is the state before anybody decided."""
    before, after = described(shown, article), described(frame, article)
    labels = dict.fromkeys([*before, *after])
    return [
        Difference(str(LABELS[label]), before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "") and (label == VERDICT or (shown and frame))
    ]


def described(frame: Frame | None, article: Article) -> dict[str, str]:
    if frame is None:
        return {VERDICT: str(Verdict.SUGGESTED.label)}
    values = {VERDICT: str(Verdict(frame.verdict).label)}
    for role in dict.fromkeys(role for role, _start, _end in frame.spans):
        values[role] = words_of(frame, role, article)
    if frame.quote_type:
        values["type"] = str(QuoteType(frame.quote_type).label)
        values["person"] = frame.name or str(SpeakerKind(frame.speaker_kind).label)
    if frame.entity_type:
        values["type"] = str(ENTITY_LABELS.get(frame.entity_type, frame.entity_type))
    if frame.replacement:
        values["words"] = frame.replacement
    return values


def wanted_in_words(command: Command, change: Change, article: Article, *, now: Frame | None) -> str:
    """What the person at this page wants: “reject it”, “set the person to Ann Lee”. ``now`` is what stands."""
    values = changes_in_words(change, article, now=now) if command.verb == Verb.CHANGE else ()
    return ", ".join(values) or str(command.words)


def changes_in_words(change: Change, article: Article, *, now: Frame | None) -> Iterable[str]:
    if change.person is not None or change.name:
        name = change.name or Person.objects.filter(pk=change.person or 0).values_list("name", flat=True).first()
        yield gettext("set the person to %(name)s") % {"name": name}
    if change.quote_type or change.entity_type:
        label = QuoteType(change.quote_type).label if change.quote_type else ENTITY_LABELS[change.entity_type or ""]
        yield gettext("set the type to %(type)s") % {"type": label}
    if change.replacement:
        yield gettext("set the words to “%(words)s”") % {"words": change.replacement}
    if change.speaker_kind == SpeakerKind.NONE:
        yield gettext("say that no speaker is stated")
    spans = change.spans or ()
    for role in dict.fromkeys(role for role, _start, _end in spans):
        parts = sorted((start, end) for span_role, start, end in spans if span_role == role)
        if now is None or parts != sorted(now.by_role(role)):
            words = shortened(" … ".join(article.text[start:end] for start, end in parts), length=80)
            yield gettext("mark as %(role)s: “%(words)s”") % {"role": LABELS[role], "words": words}
