"""History in words: what an event says to a reader."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.frame import Frame, frame_from_json
from annotator.models import Event
from annotator.vocabulary import MAIN_ROLE, OF_THE_ARTICLE, ONE_OF_KIND, THE_ARTICLE, Kind, Verb
from articles.models import Article

CHANGED = (
    ("quote_type", _("changed the type of %(thing)s")),
    ("person", _("changed the person of %(thing)s")),
    ("entity_type", _("changed the type of %(thing)s")),
    ("replacement", _("changed the words of %(thing)s")),
    ("speaker_kind", _("changed the speaker of %(thing)s")),
)
SET_ROLES = (
    ("speaker", _("set the speaker of %(thing)s")),
    ("cue", _("set the cue of %(thing)s")),
    ("credit", _("set the credit of %(thing)s")),
)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime.datetime
    words: str
    article: Article | None
    number: int = 1
    whole: bool = False  # about the article itself, not about something in it

    @property
    def sentence(self) -> str:
        """“You accepted a quote in”, before the article's name; “You finished” if it is about the article itself."""
        inside = self.article is not None and not self.whole
        return capfirst((gettext("You %(words)s in") if inside else gettext("You %(words)s")) % {"words": self.words})


def history_lines(events: Iterable[Event]) -> list[HistoryLine]:
    """The events in words, in the order given. Equal words about one article, one after another, become one line."""
    lines: list[HistoryLine] = []
    for event in events:
        words = in_words(event)
        last = lines[-1] if lines else None
        if last and last.words == words and last.article == event.article:
            lines[-1] = replace(last, number=last.number + 1)
            continue
        lines.append(HistoryLine(event.at, words, event.article, whole=event.verb in OF_THE_ARTICLE))
    return lines


def in_words(event: Event) -> str:
    """“accepted a quote”, “moved the start of a quote”, “took back a decision on a quote”.

    An unknown verb stays as it is stored.
    """
    if event.verb == Verb.CHANGE:
        words = changed_part(event)
    else:
        words = str(Verb(event.verb).label) if event.verb in Verb else event.verb
    return (words % {"thing": thing(event), "name": name_in(event)}).strip()


def under_guidelines(version: int | None) -> str:
    """“guidelines version 2”: under which something was decided. None is the time before there were versions."""
    if version is None:
        return gettext("earlier guidelines")
    return gettext("guidelines version %(number)d") % {"number": version}


def name_in(event: Event) -> str:
    values = event.after or event.before or {}
    values = values.get("keep", values)
    return str(values.get("name", ""))


def thing(event: Event) -> str:
    state = event.after or event.before or {}
    return thing_named(str(state.get("kind", "")))


def thing_named(kind: str) -> str:
    """“an entity”, “the whole article”: what a sentence calls one of this kind."""
    if kind == THE_ARTICLE:
        return gettext("the whole article")
    return str(ONE_OF_KIND[Kind(kind) if kind in Kind.values else Kind.QUOTE])


def changed_part(event: Event) -> str:
    """What a change did to the frame, as a verb and its object: “moved the start of %(thing)s”."""
    if not event.before or not event.after:
        return str(Verb.CHANGE.label)
    before, after = frame_from_json(event.before), frame_from_json(event.after)
    if before.spans != after.spans:
        return moved_part(before, after)
    changed = (words for name, words in CHANGED if getattr(before, name) != getattr(after, name))
    return str(next(changed, Verb.CHANGE.label))


def moved_part(before: Frame, after: Frame) -> str:
    for role, words in SET_ROLES:
        if before.by_role(role) != after.by_role(role):
            return str(words)
    main = MAIN_ROLE[after.kind]
    if len(before.by_role(main)) != len(after.by_role(main)):
        return gettext("changed the parts of %(thing)s")
    if before.hull[0] != after.hull[0]:
        return gettext("moved the start of %(thing)s")
    return gettext("moved the end of %(thing)s")
