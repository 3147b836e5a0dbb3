"""White space of our templates, by the rule of JSX: a line break beside a tag or a value is nothing.

So a template can be laid out for its reader and costs no bytes on the page. Between words a line break is one space, as
in HTML, and so it is between the attributes of a tag. A space that must be seen at the end of a line is written
`{{ " " }}`. What stands in `pre`, `textarea`, `script`, `style` and `blocktranslate` stays as it is.
"""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

SPACE = '{{ " " }}'
KEPT = (
    r"\{%\s*(?P<block>blocktranslate|blocktrans|comment|verbatim)\b.*?\{%\s*end(?P=block)\s*%\}"
    r"|<(?P<element>pre|textarea|script|style)\b.*?</(?P=element)>"
)
TAG = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
PIECE = re.compile(
    rf"(?P<kept>{KEPT})|(?P<tag>{TAG})|(?P<break>\s*\n\s*)|(?P<html></?[a-zA-Z!])|(?P<other>.)", re.DOTALL
)

OWN_SPACE = re.compile(r"/?>|\{%[^%]*%\}\s")


class Loader(filesystem.Loader):
    """Templates of the folder `templates`, without the white space that is there for their readers."""

    def get_contents(self, origin: Origin) -> str:
        return compact(super().get_contents(origin))


def compact(source: str) -> str:
    """The template without its line breaks and indentation. Work is done once, when the template is compiled."""
    pieces: list[str] = []
    in_tag, quote = False, ""
    for found in PIECE.finditer(source):
        piece = found.group()
        if found["break"]:
            piece = break_in_tag(source, found) if in_tag else break_outside(source, found)
        elif found["html"]:
            in_tag = True
        elif in_tag and found["other"]:
            if piece in {'"', "'"} and quote in {"", piece}:
                quote = "" if quote else piece
            in_tag = piece != ">" or bool(quote)
        pieces.append(" " if piece == SPACE else piece)
    return "".join(pieces)


def break_in_tag(source: str, found: re.Match[str]) -> str:
    """One space, unless the tag ends here or an `{% if %}` follows that brings a space of its own."""
    return "" if OWN_SPACE.match(source, found.end()) else " "


def break_outside(source: str, found: re.Match[str]) -> str:
    before, after = source[: found.start()][-2:], source[found.end() : found.end() + 2]
    beside = not before or not after or before[-1] == ">" or after[0] == "<"
    return "" if beside or before in {"%}", "}}", "#}"} or after in {"{%", "{{", "{#"} else " "
