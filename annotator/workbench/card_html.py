"""Cards as HTML, fast: the template is rendered once for each shape of card, and then filled in.

A long article has more than a thousand cards, and Django's templates take 0.2 ms for each. What the template's
conditions look at (the kind, and which values are empty) is the *shape* of a card. The template is rendered with
markers in place of the values; then the values of any card of this shape replace the markers.
``tests/annotator/workbench/test_card_html.py`` compares the result with the template's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

TEMPLATE = "workbench/_card.html"
MARKED = re.compile("\ue000(\\w+)\ue001")  # from Unicode's private use: in no article's markup, untouched by escaping
Shape = tuple[Any, ...]


def cards_html(cards: Iterable[Mapping[str, Any]]) -> SafeString:
    """The HTML of these cards, in order. Each card is given as ``workbench.Card.values`` returns it."""
    template: Template = get_template(TEMPLATE).template  # type: ignore[attr-defined]  # of Django's own engine
    language = get_language() or ""
    pieces: list[str] = []
    for card in cards:
        values = {**card, **card["frame"]}
        shape = shape_of(values)
        for literal, name in pieces_of(shape, template, language):
            pieces.append(literal)
            if name:
                value = values[name]
                pieces.append(value if isinstance(value, SafeString) else escape(value))
    return mark_safe("".join(pieces))  # noqa: S308 - the template's own HTML, and escaped values


def shape_of(values: Mapping[str, Any]) -> Shape:
    """What the template's conditions look at: the kind, which values are empty, whether speaker equals surface."""
    there = tuple(
        (name, bool(value) if value is not None else None) for name, value in values.items() if name != "frame"
    )
    return (values["kind"], values.get("speaker") == values.get("surface"), there)


@lru_cache(maxsize=1000)
def pieces_of(shape: Shape, template: Template, language: str) -> list[tuple[str, str]]:
    """The template's HTML for this shape as pairs (literal, name of the value after it); the last name is empty.

    A template that was loaded again, because its file has changed, is another one here.
    """
    kind, same, there = shape
    empty = {True: None, False: "", None: None}
    marked = {name: f"\ue000{name}\ue001" if full else empty[full] for name, full in there}
    marked["kind"] = kind
    if same and "surface" in marked:
        marked["speaker"] = marked["surface"]
    html = template.render(Context({"card": {**marked, "frame": marked}}))
    parts = MARKED.split(html)
    return list(zip(parts[::2], [*parts[1::2], ""], strict=True))
