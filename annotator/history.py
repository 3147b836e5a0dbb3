"""History in words: what an event says to a reader."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotator.models import Event, Kind
from annotator.services.frames import MAIN_ROLE, frame_from_json
from articles.models import Article

DONE = {
    "accept": "accepted",
    "accept many": "accepted together",
    "reject": "rejected",
    "reject many": "rejected together",
    "reconsider": "made undecided again",
    "add": "added",
    "finish": "finished",
    "flag": "flagged",
    "suggest": "ran a suggester",
    "import": "imported",
    "import sets": "imported annotations of",
    "make gold": "changed in gold:",
    "resolve flag": "resolved the question about",
    "change article": "corrected what is known of an article",
    "withdraw": "withdrew",
    "bring back": "brought back",
    "release": "made release",
    "enter person": "entered in the registry:",
    "change person": "changed in the registry:",
    "merge people": "merged people:",
}
OF_THE_ARTICLE = {"finish", "import", "import sets", "withdraw", "bring back"}
CHANGED = (
    ("quote_type", "the type of"),
    ("person", "the person of"),
    ("entity_type", "the type of"),
    ("replacement", "the words of"),
    ("speaker_kind", "the speaker of"),
)


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime.datetime
    words: str
    article: Article | None
    number: int = 1
    whole: bool = False  # said of the article itself, not of something in it


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
    """“accepted a quote”, “moved the start of a quote”, “took back: accepted a quote”."""
    if event.verb == "undo":
        return f"took back a decision on {thing(event)}"
    if event.verb == "redo":
        return f"did again a decision on {thing(event)}"
    if event.verb == "change":
        return f"{changed_part(event)} {thing(event)}"
    if event.verb in ("finish", "suggest"):
        return DONE[event.verb]
    if event.annotation is None:
        return f"{DONE.get(event.verb, event.verb)} {name_in(event)}".strip()
    return f"{DONE.get(event.verb, event.verb)} {thing(event)}"


def name_in(event: Event) -> str:
    values = event.after or event.before or {}
    values = values.get("keep", values)
    return str(values.get("name", ""))


def thing(event: Event) -> str:
    state = event.after or event.before or {}
    names = {str(Kind.ENTITY): "an entity", str(Kind.CAPTION): "a caption", str(Kind.REPAIR): "a repair"}
    return names.get(state.get("kind", ""), "a quote")


def changed_part(event: Event) -> str:
    """What of the frame a change touched, as a verb and its object: “moved the start of”."""
    if not event.before or not event.after:
        return "corrected"
    before, after = frame_from_json(event.before), frame_from_json(event.after)
    if before.spans != after.spans:
        main = MAIN_ROLE[after.kind]
        for role in ("speaker", "cue", "credit"):
            if before.by_role(role) != after.by_role(role):
                return f"set the {role} of"
        if len(before.by_role(main)) != len(after.by_role(main)):
            return "changed the parts of"
        return "moved the start of" if before.hull[0] != after.hull[0] else "moved the end of"
    for name, words in CHANGED:
        if getattr(before, name) != getattr(after, name):
            return f"changed {words}"
    return "corrected"
