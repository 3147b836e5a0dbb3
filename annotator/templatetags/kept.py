"""Parts of pages that are drawn once and kept, because they depend on very little."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from config.packed import Packing, Piece

MOST = 100
"""Drawings of one part that a process keeps."""
WORTH_PACKING = 1500
"""Characters: shorter ones are compressed with what stands around them, which is quicker than joining pieces."""
ANY = 7_777_777_777
"""Stands for the number in an address."""
SECRET = secrets.token_hex(8)
HOLE = re.compile(f"\0{SECRET}:(\\d+)\0")
register = template.Library()


class FreshNode(Node):
    """What is drawn each time within a part that is kept, with all that the page knows."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        holes: list[FreshNode] | None = getattr(context, "holes", None)
        if holes is None:
            return self.nodelist.render(context)
        holes.append(self)
        return mark_safe(f"\0{SECRET}:{len(holes) - 1}\0")  # noqa: S308 - no markup


Part = FreshNode | SafeString | Piece


class KeptNode(Node):
    """Draws its content with nothing but the named values, so it cannot hold what belongs to one user."""

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.kept: dict[Any, list[Part]] = {}

    def render(self, context: template.Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        packing: Packing | None = context.get("packing")
        key = (get_language(), get_script_prefix(), repr(values), packing is None)
        parts = self.kept.get(key)
        if parts is None:
            parts = list(self.drawn(context, values, packed=packing is not None))
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[key] = parts
        shown: list[str] = []
        for part in parts:
            if isinstance(part, FreshNode):
                shown.append(part.render(context))
            elif isinstance(part, Piece):
                shown.append(packing.place([part]) if packing else part.plain.decode())
            else:
                shown.append(part)
        return mark_safe("".join(shown))  # noqa: S308 - the template's own

    def drawn(self, context: template.Context, values: dict[str, Any], *, packed: bool) -> Iterable[Part]:
        """The text between what is fresh, and that; with ``packed``, long text as a piece."""
        inner = context.new(values)
        holes: list[FreshNode] = []
        vars(inner)["holes"] = holes  # contexts that are made from this one have it as well
        for number, part in enumerate(HOLE.split(self.nodelist.render(inner))):
            if number % 2:
                yield holes[int(part)]
            elif packed and len(part) >= WORTH_PACKING:
                yield Piece.of(part.encode(), level=9)
            else:
                yield mark_safe(part)  # noqa: S308 - the template's own


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


@register.tag
def fresh(parser: Parser, token: Token) -> FreshNode:
    """`{% fresh %}…{% endfresh %}` within `{% kept %}`: drawn each time. It sees no values of loops around it."""
    nodelist = parser.parse(("endfresh",))
    parser.delete_first_token()
    return FreshNode(nodelist)


@register.simple_tag
def address(name: str, number: int | str) -> str:
    """As `{% url %}` with one number, or what stands for it, looked up once for all numbers."""
    before, after = around_number(name, get_script_prefix())
    return f"{before}{number}{after}"


@lru_cache(maxsize=200)
def around_number(name: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number in this address, below the prefix of now."""
    before, _, after = reverse(name, args=[ANY]).partition(str(ANY))
    return before, after
