"""Blocks as HTML, fast: the template is rendered once for each sort of paragraph, and then filled in.

Blocks with a figure, which are few, are rendered by the template itself.
``tests/annotator/workbench/test_block_html.py`` compares the result with the template's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from annotator.workbench.blocks import ShownBlock
from articles.readers.types import Block, BlockKind

TEMPLATE = "workbench/workbench.html#block"
START, END = 1_000_000_007, 1_000_000_009  # longer than any text
MARKED = re.compile(f"({START}|{END}|\ue000)")


def blocks_html(blocks: Iterable[ShownBlock]) -> list[str]:
    """The HTML of each block, with the space of the text after it."""
    template: Template = get_template(TEMPLATE).template  # type: ignore[attr-defined]  # of Django's own engine
    return [block_html(block, template) + escape(block.after) for block in blocks]


def block_html(block: ShownBlock, template: Template) -> str:
    if block.figure_verdict or block.figure or block.kind == "caption":
        return template.render(Context({"block": block}))
    values = {str(START): block.start, str(END): block.end, "\ue000": block.html}
    pieces = pieces_of(block.kind, block.way, template)
    return "".join([values[piece] if place % 2 else piece for place, piece in enumerate(pieces)])


@lru_cache(maxsize=100)
def pieces_of(kind: BlockKind, way: str, template: Template) -> list[str]:
    """The HTML of such a block, cut at its places and its text."""
    empty = ShownBlock(Block(START, END, kind), mark_safe("\ue000"), "", way)  # noqa: S308 - a mark
    return MARKED.split(template.render(Context({"block": empty})))
