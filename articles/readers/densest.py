"""The body of a page in which trafilatura finds none: the element that holds most of the page's prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from articles.readers.body import Body, is_prose, rescue
from articles.readers.dom import TextBlock, letters
from articles.readers.marks import OUTSIDE_TAGS

LEAST_LETTERS = 60
"""A block with fewer is no paragraph that says where the article is."""
LEAST_BODY = 300
LEAST_BLOCKS = 3
"""Less prose than this is not an article but an error page, a sign-in or a list of links."""
MOST_OF_IT = 0.7


def densest_body(blocks: Sequence[TextBlock], *, order: dict[HtmlElement, int]) -> Body:
    """The paragraphs in the innermost element around most of the prose; no block where the page has hardly any."""
    prose = [block for block in blocks if is_prose(block) and len(letters(block.words)) >= LEAST_LETTERS]
    prose = [block for block in prose if not is_in_frame(block.element)]
    sizes: Counter[HtmlElement] = Counter()
    for block in prose:
        for element in (block.element, *block.element.iterancestors()):
            sizes[element] += len(letters(block.words))
    total = max(sizes.values(), default=0)
    if total < LEAST_BODY or len(prose) < LEAST_BLOCKS:
        return Body([])
    holders = [element for element, size in sizes.items() if size >= MOST_OF_IT * total]
    holder = max(holders, key=order.__getitem__)
    inside = {id(block) for block in prose if block.element is holder or holder in block.element.iterancestors()}
    blocks = list(blocks)
    chosen = rescue(blocks, [number for number, block in enumerate(blocks) if id(block) in inside])
    return Body([blocks[number] for number in chosen])


def is_in_frame(element: HtmlElement) -> bool:
    """Whether the page says that the element is navigation or its foot."""
    return any(one.tag in OUTSIDE_TAGS for one in (element, *element.iterancestors()))
