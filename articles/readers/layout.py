"""The parts of a page's article in reading order, and their words as one text with blocks and figures.

Headline, standfirst, then the body with each caption at its place: before the first paragraph when it stands above it
on the page, else where its image is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from articles.readers.body import Body, container_of
from articles.readers.dom import TextBlock, labels, letters, text_of
from articles.readers.figures import FoundFigure
from articles.readers.text import DATE_LINE, LABELLED_DATE, read_byline
from articles.readers.types import Block, BlockKind, FigureData, Span

PART_SEPARATOR = "\n\n"
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
OTHER_TAGS = frozenset({"td", "th", "pre", "dt", "dd", "address"})
STANDFIRST_LABEL = re.compile(
    r"(?:^|[\s_-])(?:standfirst|strap-?line|dek|deck|sub-?head(?:line|ing)?|sub-?title|article-?summary|summary"
    r"|article-?(?:lead|intro|description)|excerpt|lede|kicker-?text|synopsis)(?=$|[\s_-])",
    re.IGNORECASE,
)
STANDFIRST_CHARS = (25, 700)
SAME_WORDS = 0.8
"""A paragraph whose letters are by this share those of a caption is the caption once more."""
REPEATED_LETTERS = 12
DATED_CHARS = 120


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of the text to be: its words, its kind, and the figure that it captions."""

    words: str
    kind: BlockKind
    figure: FoundFigure | None = None


def arrange(
    body: Body,
    figures: list[FoundFigure],
    *,
    headline: str,
    standfirst: TextBlock | None,
    order: dict[HtmlElement, int],
) -> list[TextPart]:
    """All parts of the article in reading order, none of whose words are there twice."""
    owners = {element: letters(figure.caption) for figure in figures for element in figure.elements}
    placed: list[tuple[int, TextPart]] = [
        (order[block.start], TextPart(words, kind_of(block)))
        for block in body.blocks
        if block is not standfirst and not is_captioning(block, owners) and (words := words_beside(block, figures))
    ]
    placed += [(0, TextPart(words, "paragraph")) for words in body.loose]
    said = {letters(headline)} if headline else set()
    if standfirst is not None and standfirst not in body.blocks:
        said.add(letters(standfirst.words))
    placed = without_captions(placed, figures, said=said)
    captions = [(order[figure.elements[0]], TextPart(figure.caption, "caption", figure)) for figure in figures]
    parts = without_trailing_headings([part for _, part in sorted([*captions, *placed], key=lambda item: item[0])])
    if standfirst is not None:
        parts.insert(0, TextPart(one_line(standfirst.words), "standfirst"))
    return [TextPart(headline, "headline"), *parts] if headline else parts


def is_captioning(block: TextBlock, owners: dict[HtmlElement, str]) -> bool:
    """Whether a block stands among a figure's elements and says words of its caption, given by their letters."""
    around = (block.start, *block.start.iterancestors())
    caption = next((owners[element] for element in around if element in owners), "")
    return bool(caption) and letters(block.words) in caption


def words_beside(block: TextBlock, figures: list[FoundFigure]) -> str:
    """The words of a block without a caption that the page has inside the same paragraph."""
    words = block.words
    for figure in figures:
        if figure.caption in words and any(block.element in element.iterancestors() for element in figure.elements):
            words = words.replace(figure.caption, "", 1).strip()
    return words


def kind_of(block: TextBlock) -> BlockKind:
    if block.element.tag in HEADING_TAGS:
        return "heading"
    if block.element.tag in OTHER_TAGS or read_byline(block.words) or DATE_LINE.match(block.words):
        return "other"
    if len(block.words) <= DATED_CHARS and LABELLED_DATE.match(block.words):
        return "other"
    return "paragraph"


def without_captions(
    placed: list[tuple[int, TextPart]], figures: list[FoundFigure], *, said: set[str]
) -> list[tuple[int, TextPart]]:
    """The parts but those that say a caption, a credit or the headline once more."""
    captions = [letters(figure.caption) for figure in figures]
    captions += [letters(figure.caption[slice(*figure.credit)]) for figure in figures if figure.credit]
    return [
        (place, part)
        for place, part in placed
        if (mine := letters(part.words)) not in said and not any(repeats(mine, caption) for caption in captions)
    ]


def repeats(words: str, caption: str) -> bool:
    """Whether a paragraph says what a caption says, or a part of it; both given by their letters."""
    if words == caption or (len(words) >= REPEATED_LETTERS and words in caption):
        return True
    return len(caption) >= SAME_WORDS * len(words) and caption in words


def without_trailing_headings(parts: list[TextPart]) -> list[TextPart]:
    """The parts up to the last paragraph and the captions after it: headings at a page's end head other stories."""
    last = max((index for index, part in enumerate(parts) if part.kind in ("paragraph", "other")), default=-1)
    return [part for index, part in enumerate(parts) if index <= last or part.kind == "caption"]


def headline_of(root: HtmlElement, *, titles: list[str]) -> str:
    """The words of the ``h1`` that says one of the page's titles or a part of it, else the first title, else ``h1``."""
    headings = [words for element in root.iterdescendants("h1") if (words := one_line(text_of(element)))]
    for wanted in filter(None, map(letters, titles)):
        for words in headings:
            mine = letters(words)
            if mine and (mine in wanted or wanted in mine):
                return words
    return next(iter([*map(one_line, titles), *headings]), "")


def standfirst_of(blocks: list[TextBlock], body: Body, *, headline: str, description: str) -> TextBlock | None:
    """The block between the headline and the body that the page marks as its summary, or that its description equals.

    An ordinary first paragraph of the body is none, even where the page's description repeats it.
    """
    positions = {id(block): number for number, block in enumerate(blocks)}
    paragraphs = [block for block in body.blocks if container_of(block.element) is not None]
    if not paragraphs:
        return None
    start = next((number for number, block in enumerate(blocks) if letters(block.words) == letters(headline)), 0)
    column = container_of(paragraphs[min(1, len(paragraphs) - 1)].element)
    for block in blocks[start + 1 : positions[id(paragraphs[0])] + 1]:
        if not STANDFIRST_CHARS[0] <= len(block.words) <= STANDFIRST_CHARS[1]:
            continue
        described = letters(block.words) == letters(description) and block.element.getparent() is not column
        if described or is_labelled_standfirst(block.element, column=column):
            return block
    return None


def is_labelled_standfirst(element: HtmlElement, *, column: HtmlElement | None) -> bool:
    """Whether the element, or one of the two around it that do not hold the body as well, is labelled as a summary."""
    around = [element, *list(element.iterancestors())[:2]]
    above = set() if column is None else {column, *column.iterancestors()}
    return any(STANDFIRST_LABEL.search(labels(one)) for one in around if one not in above)


def one_line(words: str) -> str:
    return " ".join(words.split())


def compose(parts: list[TextPart]) -> tuple[str, tuple[Block, ...], tuple[FigureData, ...]]:
    """The parts as one text, the block of each, and the figures with the spans of their captions and credits."""
    text = ""
    blocks: list[Block] = []
    figures: list[FigureData] = []
    for part in parts:
        start = len(text) + (len(PART_SEPARATOR) if text else 0)
        text += (PART_SEPARATOR if text else "") + part.words
        blocks.append(Block(start, len(text), part.kind))
        if part.figure is not None:
            figure, credit = part.figure, part.figure.credit
            shifted: Span | None = None if credit is None else (start + credit[0], start + credit[1])
            caption = (start, len(text))
            figures.append(FigureData(figure.image_url, figure.alt, caption, shifted, figure.score, figure.reason))
    return text, tuple(blocks), tuple(figures)
