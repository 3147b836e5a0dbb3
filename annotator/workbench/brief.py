"""Cards as a page brings them: an element each, with the numbers from which ``static/js/words.js`` completes it.

A card's quoted words, speaker, cue and credit stand in the article's text, which is on the page already, so it brings
where they are. What cards have in common (their HTML, a type, a reason) is brought once, in a table, and a card names
the place. The text of a brief card is a list in JSON without its brackets: the place of its HTML; its spans (the
number of the role, start, length; of a repair also where it departs from the text); the place of its type; the places
of the values that its HTML has left to fill in. ``tests/annotator/workbench/test_brief.py`` compares completed cards
with the template's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.formats import get_format
from django.utils.translation import get_language

from annotator.models import initials
from annotator.vocabulary import MAIN_ROLE, SHORT_LABELS, Kind, Verdict
from annotator.workbench.card_html import TEMPLATE
from annotator.workbench.cards import (
    EXCERPT,
    ROLE_ORDER,
    SURFACE,
    Card,
    made_under,
    other_language,
    split_point,
    type_label,
)


@lru_cache(maxsize=100)
def verdict_label(verdict: str, language: str | None) -> str:
    return str(Verdict(verdict).label)


FROM_PAGE = {"number": "", "type_label": "{type}", "cue": "{cue}", "mention": "{speaker}", "credit": "{credit}"}
"""What the page's script finds by itself: in the list, in the table, and, by the name of a role, in the text."""
VALUES: dict[str, Callable[[Card], str]] = {
    "initials": lambda card: initials(card.speaker),
    "speaker": lambda card: card.speaker,
    "speaker_kind": lambda card: str(card.frame.speaker_kind),
    "replacement": lambda card: card.frame.replacement,
    "verdict_label": lambda card: verdict_label(card.verdict, get_language()),
    "score_text": lambda card: f"{card.frame.score:.2f}",
    "score_shown": lambda card: f"{card.frame.score:.2f}".replace(".", get_format("DECIMAL_SEPARATOR")),
    "by": lambda card: card.by,
    "reason": lambda card: card.frame.reason,
    "made_under": lambda card: made_under(card.frame, card.article),
    "excerpt": lambda card: main_words(card),
    "surface": lambda card: main_words(card),
}


MARK = re.compile("\ue000(\\w+)\ue001")  # from Unicode's private use: in no template


class Looks(NamedTuple):
    """What the template's conditions ask of a card. ``is_long``: its main words are more than it shows."""

    kind: str
    is_long: bool
    person_name: bool
    speaker: bool
    is_surface: bool
    mention: bool
    credit: bool
    score: bool
    by: bool
    made_under: bool


Shape = tuple[str, tuple[str, ...]]
"""The HTML of such cards, with places for values; the names of those that a card brings, in order."""


class Table:
    """What cards of one page have in common: texts, and types with their two labels. Each stands there once."""

    def __init__(self, known: Iterable[Any] = ()) -> None:
        self.known = [tuple(one) if isinstance(one, list) else one for one in known]
        self.places = {one: place for place, one in enumerate(self.known)}
        self.types: dict[Any, int] = {}
        """Where the type of a card stands, by what it follows from: labels take long to translate."""

    def place(self, one: str | tuple[str, ...]) -> int:
        found = self.places.setdefault(one, len(self.known))
        if found == len(self.known):
            self.known.append(one)
        return found

    @property
    def json(self) -> str:
        """As the content of a script element."""
        return json.dumps(self.known, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def brief_cards(cards: Iterable[Card], table: Table) -> list[str]:
    """The cards, in order. What they have in common goes into the table."""
    template: Template = get_template(TEMPLATE).template  # type: ignore[attr-defined]  # of Django's own engine
    language = get_language() or ""
    return [brief_card(card, table, template, language) for card in cards]


def brief_card(card: Card, table: Table, template: Template, language: str) -> str:
    frame = card.frame
    html, names = shape_of(looks_of(card), card.article.language or "en", template, language)
    order = ROLE_ORDER[frame.kind]
    spans = ",".join([f"{order[role]},{start},{end - start}" for role, start, end in frame.spans])
    if frame.kind == Kind.REPAIR:
        spans += f",{split_point(card.article.text, frame)}"
    kind = (frame.kind, frame.quote_type, frame.entity_type, frame.replacement)
    if kind not in table.types:
        table.types[kind] = table.place(type_of(card))
    places = [table.types[kind], *(table.place(VALUES[name](card)) for name in names)]
    version = f' data-version="{card.version}"' if card.version else ""
    return (
        f'<li id="annotation-{card.id}" data-kind="{frame.kind}" data-verdict="{frame.verdict}"{version}>'
        f"{table.place(html)},[{spans}],{','.join(map(str, places))}</li>"
    )


def type_of(card: Card) -> tuple[str, str, str]:
    """Its type (of a quote, or an entity), as the list calls it, and as the text does; the words of a repair."""
    frame = card.frame
    name = str(frame.replacement or frame.quote_type or frame.entity_type)
    return name, type_label(frame), str(SHORT_LABELS.get(name, name))


def looks_of(card: Card) -> Looks:
    frame, speaker, kind = card.frame, card.speaker, str(card.frame.kind)
    main = frame.by_role(MAIN_ROLE[kind])
    is_quote = kind == Kind.QUOTE
    return Looks(
        kind=kind,
        is_long=sum(end - start for start, end in main) + 3 * (len(main) - 1) > shown_of(kind),
        person_name=bool(card.person_name),
        speaker=bool(speaker),
        is_surface=bool(speaker) and not is_quote and speaker == main_words(card),
        mention=is_quote and not speaker and bool(card.words("speaker")),
        credit=kind == Kind.CAPTION and bool(card.words("credit")),
        score=frame.score is not None,
        by=bool(card.by),
        made_under=bool(made_under(frame, card.article)),
    )


def shown_of(kind: str) -> int:
    """How many code points of its main words a card shows."""
    return EXCERPT if kind == Kind.QUOTE else SURFACE


def main_words(card: Card) -> str:
    return card.words(MAIN_ROLE[card.kind], length=shown_of(card.kind))


@lru_cache(maxsize=1000)
def shape_of(looks: Looks, written_in: str, template: Template, language: str) -> Shape:
    """The HTML of cards that look like this, in the language of the interface.

    A template that was loaded again, because its file has changed, is another one here.
    """
    values: dict[str, Any] = {name: f"\ue000{name}\ue001" for name in [*VALUES, "person_name"]} | FROM_PAGE
    if not looks.is_long:
        values |= {"excerpt": "{content}", "surface": f"{{{MAIN_ROLE[looks.kind]}}}"}
    for name in ("person_name", "speaker", "mention", "credit", "by", "made_under"):
        if not getattr(looks, name):
            values[name] = ""
    if looks.is_surface:
        values["speaker"] = values["surface"]
    values |= {"kind": looks.kind, "score": values["score_text"] if looks.score else None}
    values |= {"lang": other_language(written_in), "reason_lang": other_language("en")}
    whole = template.render(Context({"card": {**values, "frame": values}}))
    html = whole[whole.index(">") + 1 : whole.rindex("</li>")]
    return MARK.sub(place_of, html), tuple(MARK.findall(html))


def place_of(mark: re.Match[str]) -> str:
    """The place of a value. The script finds the score, which it needs before it completes a card."""
    return "{score}" if mark[1] == "score_text" else "{}"
