"""Which words of a page are the article: trafilatura finds them, the page's own element tree gives them as they are.

Trafilatura's text loses spaces at inline markup, drops quotations and lists, and at times keeps captions as paragraphs.
So its units are only used to find the blocks of the page that they came from; those are read from the tree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element
from lxml.html import HtmlElement

from articles.readers.dom import TextBlock, letters, text_blocks

UNIT_TAGS = frozenset(
    {"p", "head", "item", "list", "quote", "cell", "row", "table", "code", "div", "body", "lb", "figure"}
)
"""Elements of trafilatura's output that begin a new unit of words."""
ANCHOR_LETTERS = 24
"""Units this long say by themselves where they stand; shorter ones (“Share”) may occur anywhere on a page."""
WINDOW = 300
"""Blocks before and after the place where a unit should stand, among which its parts are looked for."""
MERGED_SHARE = 0.6
HIDDEN_SHARE = 0.5
HEADINGS = ("h2", "h3", "h4")
RESCUE_TAGS = frozenset({"p", "blockquote", "li", "h2", "h3", "h4"})
LINK_SHARE = 0.5
RESCUE_LETTERS = 15


@dataclass(slots=True)
class Body:
    """The article's blocks in document order, or ``loose`` paragraphs where its words stand nowhere in the tree."""

    blocks: list[TextBlock]
    loose: list[str] = field(default_factory=list)


def find_body(blocks: list[TextBlock], extracted: _Element) -> Body:
    """The blocks of a page that trafilatura's extracted body consists of, and those that it dropped between them.

    A unit without a place is part of a block that was found, or the page does not show it. Units are loose only where
    none has a place.
    """
    units = [unit.words for unit in text_blocks(extracted, block_tags=UNIT_TAGS)]
    places = place_units([letters(unit) for unit in units], [letters(block.words) for block in blocks])
    chosen = rescue(blocks, sorted({index for found in places for index in found}))
    return Body([blocks[index] for index in chosen], [] if chosen else [unit for unit in units if letters(unit)])


def linked_body(body: Body, paragraphs: Sequence[str], *, shown: str) -> Body:
    """The paragraphs that the page's JSON-LD gives as its body, where the page shows few of them; else the body found.

    ``shown`` are the letters of all that the page shows.
    """
    missing = [words for words in paragraphs if letters(words) not in shown]
    found = sum(len(letters(block.words)) for block in body.blocks)
    total = sum(len(letters(words)) for words in paragraphs)
    is_hidden = sum(len(letters(words)) for words in missing) > HIDDEN_SHARE * total
    return Body([], list(paragraphs)) if is_hidden and found < HIDDEN_SHARE * total else body


def place_units(units: list[str], blocks: list[str]) -> list[list[int]]:
    """For each unit the indices of the blocks that it came from, all given by their letters; none where it has none.

    A unit is one block, or several blocks run together, or a part of one block.
    """
    free: dict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        free[block].append(index)
    places = [
        [free[unit].pop()] if len(unit) >= ANCHOR_LETTERS and len(free.get(unit, ())) == 1 else [] for unit in units
    ]
    taken = {index for found in places for index in found}
    near = next((found[0] for found in places if found), 0)
    for number, unit in enumerate(units):
        if not places[number] and unit:
            if free.get(unit):
                places[number] = [take_nearest(free[unit], near)]
            elif len(unit) >= ANCHOR_LETTERS:
                places[number] = parts_of(unit, blocks, near=near, taken=taken)
            taken.update(places[number])
        near = places[number][-1] + 1 if places[number] else near
    return places


def take_nearest(indices: list[int], near: int) -> int:
    """The index closest to ``near``, taken out of the sorted list."""
    after = bisect_left(indices, near)
    closest = min(
        (number for number in (after - 1, after) if 0 <= number < len(indices)),
        key=lambda number: abs(indices[number] - near),
    )
    return indices.pop(closest)


def parts_of(unit: str, blocks: list[str], *, near: int, taken: set[int]) -> list[int]:
    """The blocks around ``near`` that the unit runs together, else the one block that holds it and little besides."""
    window = [index for index in range(max(0, near - WINDOW), min(len(blocks), near + WINDOW)) if index not in taken]
    inside = [index for index in window if len(blocks[index]) >= ANCHOR_LETTERS and blocks[index] in unit]
    if sum(len(blocks[index]) for index in inside) >= MERGED_SHARE * len(unit):
        return inside
    around = [index for index in window if unit in blocks[index]]
    return [min(around, key=lambda index: len(blocks[index]))] if around else []


def rescue(blocks: list[TextBlock], chosen: list[int]) -> list[int]:
    """The chosen blocks and those between them that stand beside them on the page, yet were dropped: quotations, lists.

    The heading of a further section, or of a post of a live blog, stands before the first of them. Blocks that are
    mostly links, or too short to be a sentence, stay dropped.
    """
    spans: dict[HtmlElement, list[int]] = defaultdict(list)
    for index in chosen:
        if (container := container_of(blocks[index].element)) is not None:
            spans[container].append(index)
    found = set(chosen)
    for container, inside in spans.items():
        if inside[0] != chosen[0] and (above := inside[0] - 1) >= 0 and heads(blocks[above], container):
            found.add(above)
        for index in range(inside[0] + 1, inside[-1]):
            block = blocks[index]
            if index not in found and container_of(block.element) is container and is_prose(block):
                found.add(index)
    return sorted(found)


def heads(block: TextBlock, container: HtmlElement) -> bool:
    """Whether the block is a heading in this container."""
    return block.element.tag in HEADINGS and container_of(block.element) is container


def container_of(element: HtmlElement) -> HtmlElement | None:
    """The element whose children a paragraph, quotation or list item and its like are; None for other elements."""
    if element.tag not in RESCUE_TAGS:
        return None
    parent = element.getparent()
    while parent is not None and parent.tag in ("blockquote", "ul", "ol"):
        parent = parent.getparent()
    return parent


def is_prose(block: TextBlock) -> bool:
    """Whether the block has words enough, and most of them are not links."""
    size = len(letters(block.words))
    linked = sum(len(letters("".join(map(str, link.itertext())))) for link in block.element.iterdescendants("a"))
    return size >= RESCUE_LETTERS and linked < LINK_SHARE * size
