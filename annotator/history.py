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
from annotator.vocabulary import MAIN_ROLE, OF_THE_ARTICLE, ONE_OF_KIND, Kind, Verb
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
class Told:
    at: datetime.datetime
    words: str
    article: Article | None
    number: int = 1
    whole: bool = False  # said of the article itself, not of something in it

    @property
    def sentence(self) -> str:
        """“You accepted a quote in”, with the article's name to follow; “You finished” where it is said of it whole."""
        inside = self.article is not None and not self.whole
        return capfirst((gettext("You %(words)s in") if inside else gettext("You %(words)s")) % {"words": self.words})


def told(events: Iterable[Event]) -> list[Told]:
    """The events in words, newest first as given; a run of the same words about one article is told once."""
    lines: list[Told] = []
    for event in events:
        words = in_words(event)
        last = lines[-1] if lines else None
        if last and last.words == words and last.article == event.article:
            lines[-1] = replace(last, number=last.number + 1)
            continue
        lines.append(Told(event.at, words, event.article, whole=event.verb in OF_THE_ARTICLE))
    return lines


def in_words(event: Event) -> str:
    """“accepted a quote”, “moved the start of a quote”, “took back a decision on a quote”.

    A verb that no version of ours writes any more is said as it is stored.
    """
    if event.verb == Verb.CHANGE:
        words = changed_part(event)
    else:
        words = str(Verb(event.verb).label) if event.verb in Verb else event.verb
    return (words % {"thing": thing(event), "name": name_in(event)}).strip()


def name_in(event: Event) -> str:
    values = event.after or event.before or {}
    values = values.get("keep", values)
    return str(values.get("name", ""))


def thing(event: Event) -> str:
    state = event.after or event.before or {}
    return str(ONE_OF_KIND.get(state.get("kind", ""), ONE_OF_KIND[Kind.QUOTE]))


def changed_part(event: Event) -> str:
    """What of the frame a change touched, as a verb and its object: “moved the start of %(thing)s”."""
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
