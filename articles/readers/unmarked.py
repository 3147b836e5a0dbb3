"""Captions that a page does not mark: plain paragraphs that an image stands before, and whose words read as a caption.

Two witnesses are put together. The place: a line is the first one after an image, alone in a box with it, or set apart
by its type. The words: the text grammar of :mod:`suggesters.captions`, which is asked for all lines at once, because it
also looks at what other lines end with.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from articles.readers.beside import LINK_SHARE, link_share
from articles.readers.caption_credits import credit_of_caption
from articles.readers.caption_words import CaptionPiece, clean
from articles.readers.dom import TextBlock, image_url, labels, letters, text_of
from articles.readers.figures import INTERFACE_ALONE, MOVING, RIGHTS_NOTICE, FoundFigure
from articles.readers.marks import PageMap, stands_outside
from articles.readers.text import DATE_LINE, LABELLED_DATE, read_byline
from articles.readers.types import Span
from suggesters.captions import find_captions
from suggesters.credits import find_credit

SURE = 0.93
"""Words this likely to be a caption, with a labelled credit, are one where no image stands before them, too."""
LIKELY = 0.45
MOST_SURE = 0.85
"""A caption that the page does not mark is at most this likely."""
SILENT_SCORE = 0.5
MOST_LINE_CHARS = 600
MOST_SILENT_CHARS = 240
LEAST_SILENT_WORDS = 4
"""A line whose words say nothing is a caption by its place alone within these lengths."""
REPEATED_LETTERS = 4
SMALL_IMAGE = 70
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th", "td", "dt", "pre", "address"})
TYPE_TAGS = frozenset({"em", "i", "small", "cite"})
ICON = re.compile(
    r"(?:^|[\s_/-])(?:icon|logo|avatar|emoji|spacer|pixel|badge|author|profile|headshot|byline)s?(?=$|[\s_./-])", re.I
)
NOTE = re.compile(
    r"\W*(?:(?:editor|author|writer|publisher)['’]?s?['’]? note|note|update[ds]?|correction|disclaimer|disclosure"
    r"|this (?:article|story|post|piece|column|report|essay|interview)|(?:first|originally) (?:published|appeared)"
    r"|advertisement|sponsored|sign up|subscribe|listen|watch|read|see also|related|follow|click|download|buy|shop"
    r"|share|more|by|in partnership|written|posted|published|last updated)\b",
    re.IGNORECASE,
)
LABEL_ALONE = re.compile(r"\W*(?:\w+ ){0,2}\w+\s?:\s?\W*|\W*(?:\w+ )?by\s", re.IGNORECASE)
NO_CAPTION = re.compile(
    rf"{RIGHTS_NOTICE.pattern}|{MOVING.pattern}|\A\W*sources?\s?:|\A\W*(?:©|copyright)\W.*\b(?:19|20)\d\d\W*\Z",
    re.IGNORECASE,
)
PROSE = re.compile(r"[“”\"]|\b(?:said|says|told|added|I|we|you|your|our|according to)\b")


@dataclass(slots=True)
class Line:
    """A block of the page on one line, with the marked figure that it belongs to or the image right before it.

    ``score`` says how likely the words alone make it a caption and ``reason`` why, ``credit`` where in them the credit
    is.
    """

    block: TextBlock
    words: str
    figure: FoundFigure | None
    image: HtmlElement | None = None
    score: float = 0.0
    credit: Span | None = None
    reason: str = ""

    @property
    def is_credit(self) -> bool:
        """Whether the line is nothing but a credit."""
        if self.score < LIKELY or self.credit is None:
            return False
        rest = self.words[: self.credit[0]]
        return not letters(rest) or bool(LABEL_ALONE.fullmatch(rest))


def unmarked_figures(
    blocks: Sequence[TextBlock], figures: Sequence[FoundFigure], page: PageMap, *, base: str
) -> list[FoundFigure]:
    """The figures of the article with those added that the page does not mark, in document order.

    ``blocks`` are those of the page from its headline to the article's end. A credit on a line of its own right after
    a caption without one becomes that caption's credit.
    """
    lines = lines_of(blocks, figures, page)
    judge(lines)
    found = list(figures)
    last: FoundFigure | None = None
    waiting: Line | None = None
    for line in lines:
        if line.figure is not None:
            last, waiting = line.figure, None
        elif line.is_credit and line.image is None and last is not None and last.credit is None:
            join(last, line)
        elif line.is_credit and line.image is None and waiting is not None:
            last = figure_of(waiting, base=base)
            join(last, line)
            found.append(last)
            waiting = None
        elif is_caption(line, page):
            last, waiting = figure_of(line, base=base), None
            found.append(last)
        else:
            last, waiting = None, line if may_be_caption(line, page) else None
    return sorted(found, key=lambda figure: page.order[figure.elements[0]])


def lines_of(blocks: Sequence[TextBlock], figures: Sequence[FoundFigure], page: PageMap) -> list[Line]:
    """The blocks as lines, each with the last image that stands between it and the line before it."""
    owners = {element: figure for figure in figures for element in (*figure.elements, figure.holder)}
    said = [letters(figure.caption) for figure in figures]
    lines: list[Line] = []
    reached = -1
    images = sorted(
        page.order[image] for image in page.images if not is_ornament(image) and not is_owned(image, owners)
    )
    by_place = {page.order[image]: image for image in page.images}
    for block in blocks:
        words = clean(CaptionPiece(block.words, credits=False)).words
        if len(letters(words)) < 2:
            continue
        place = page.order[block.start]
        owner = owner_of(block, owners)
        if owner is None and is_said(words, said):
            continue
        before = bisect_left(images, place) - 1
        image = by_place[images[before]] if before >= 0 and images[before] > reached else None
        lines.append(Line(block, words if owner is None else owner.caption, owner, image))
        reached = place
    return lines


def owner_of(block: TextBlock, owners: dict[HtmlElement, FoundFigure]) -> FoundFigure | None:
    """The marked figure in which the block stands: among its caption's elements, or anywhere in its ``<figure>``."""
    around = (block.start, *block.start.iterancestors())
    return next(
        (
            owners[one]
            for one in around
            if one in owners and (one.tag == "figure" or one is not owners[one].holder or one in owners[one].elements)
        ),
        None,
    )


def is_said(words: str, said: list[str]) -> bool:
    """Whether a marked caption says these words: pages give some captions twice."""
    mine = letters(words)
    return len(mine) >= REPEATED_LETTERS and any(mine in caption for caption in said)


def is_owned(image: HtmlElement, owners: dict[HtmlElement, FoundFigure]) -> bool:
    """Whether the image is in a ``<figure>`` whose caption the page marks."""
    figure = next(image.iterancestors("figure"), None)
    return figure is not None and any(owner.holder is figure for owner in owners.values())


def is_ornament(image: HtmlElement) -> bool:
    """Whether an image is an icon, a logo or somebody's portrait beside a byline."""
    sizes = [image.get(name) or "" for name in ("width", "height")]
    if any(size.isdigit() and int(size) < SMALL_IMAGE for size in sizes):
        return True
    return bool(ICON.search(labels(image)) or ICON.search((image.get("src") or "").partition("?")[0]))


def judge(lines: list[Line]) -> None:
    """Ask the text grammar for all lines at once; a marked figure without a credit gets the one that it sees."""
    starts: dict[int, Line] = {}
    length = 0
    for line in lines:
        starts[length] = line
        length += len(line.words) + 1
    for caption in find_captions("\n".join(line.words for line in lines), credit_edges="name"):
        found = starts.get(caption.start)
        if found is None:
            continue
        found.score, found.reason = caption.score, caption.reason
        if caption.credit:
            found.credit = (caption.credit[0] - caption.start, caption.credit[1] - caption.start)
        if found.figure is not None and found.figure.credit is None:
            found.figure.credit = found.credit


def is_caption(line: Line, page: PageMap) -> bool:
    """Whether place and words together make the line a caption."""
    if not is_possible(line, page):
        return False
    if line.image is None:
        credit = find_credit(line.words) if line.score >= SURE else None
        return credit is not None and credit.form == "labelled"
    if line.score >= LIKELY and len(line.words) <= MOST_LINE_CHARS:
        return True
    return may_be_caption(line, page) and is_set_apart(line.block)


def may_be_caption(line: Line, page: PageMap) -> bool:
    """Whether a line right after an image, whose words say nothing, is a caption if a further witness is there."""
    return (
        line.image is not None
        and len(line.words) <= MOST_SILENT_CHARS
        and len(line.words.split()) >= LEAST_SILENT_WORDS
        and not NOTE.match(line.words)
        and not PROSE.search(line.words)
        and is_possible(line, page)
    )


def is_possible(line: Line, page: PageMap) -> bool:
    """Whether nothing speaks against a caption: headings, bylines, dates, links, what stands beside the article."""
    element, words = line.block.element, line.words
    if element.tag in HEADING_TAGS or NO_CAPTION.search(words) or INTERFACE_ALONE.fullmatch(words):
        return False
    if read_byline(words) or DATE_LINE.match(words) or LABELLED_DATE.match(words):
        return False
    return link_share(line.block) < LINK_SHARE and not stands_outside(element, page)


def is_set_apart(block: TextBlock) -> bool:
    """Whether all words of the block are in italics or small."""
    inner = next(block.element.iterdescendants(*TYPE_TAGS), None)
    return inner is not None and letters(text_of(inner)) == letters(block.words)


def figure_of(line: Line, *, base: str) -> FoundFigure:
    image = line.image
    return FoundFigure(
        caption=line.words,
        credit=credit_of_caption(line.words) or line.credit,
        image_url="" if image is None else image_url(image, base=base),
        alt="" if image is None else " ".join((image.get("alt") or "").split()),
        holder=line.block.element,
        elements=(line.block.start,),
        score=min(MOST_SURE, line.score or SILENT_SCORE),
        reason="; ".join(filter(None, (place_of(line), line.reason))),
    )


def place_of(line: Line) -> str:
    """Where on the page the line stands, as the first half of a reason."""
    type_ = " in small or slanted type" if is_set_apart(line.block) else ""
    return f"a line{type_} after an image" if line.image is not None else f"a line{type_} without an image before it"


def join(figure: FoundFigure, line: Line) -> None:
    """Put the credit that stands on the next line of the page to the figure's caption, which it makes more likely."""
    start = len(figure.caption) + 1
    first, last = line.credit or (0, len(line.words))
    figure.caption = f"{figure.caption} {line.words}"
    figure.credit = (start + first, start + last)
    figure.elements = (*figure.elements, line.block.start)
    figure.score = max(figure.score, min(MOST_SURE, line.score))
    if figure.reason:
        figure.reason += f"; the next line is the credit “{line.words}”"
