"""Parts of pages that are drawn once and kept, because they depend on very little."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from config.packed import Packing, Piece

MOST = 100
"""Drawings of one part that a process keeps."""
register = template.Library()


class KeptNode(Node):
    """Draws its content with nothing but the named values, so it cannot hold what belongs to one user."""

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.kept: dict[Any, tuple[SafeString, Piece]] = {}

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key = (get_language(), get_script_prefix(), repr(values))
        if key not in self.kept:
            if len(self.kept) >= MOST:
                self.kept.clear()
            html = self.nodelist.render(context.new(values))
            self.kept[key] = (html, Piece.of(html.encode(), level=9))
        html, piece = self.kept[key]
        packing: Packing | None = context.get("packing")
        return packing.place([piece]) if packing else mark_safe(html)  # noqa: S308 - the template's own


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept slug=project.slug %}…{% endkept %}`: the part sees only the values that are named here."""
    given = token.split_contents()[1:]
    values = token_kwargs(given, parser)
    if given:
        raise template.TemplateSyntaxError(f"kept takes name=value, and not {given}.")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, values)
