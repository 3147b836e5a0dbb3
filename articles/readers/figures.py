"""The figures of a page: images with their captions and credits, found in the element tree.

A caption is a ``figcaption``, or an element labelled caption or cutline with an image within four ancestors; a credit
is an element beside or inside it that is labelled so. Players, navigation and related stories are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from articles.readers.caption_words import caption_of
from articles.readers.dom import IMAGE_FILE, image_url, labels, letters, text_of
from articles.readers.marks import PageMap, images_in, marks, stands_outside
from articles.readers.types import Span

MAX_CLIMB = 4
"""Ancestors above a caption among which its image is looked for."""
GALLERY_CLIMB = 6
MAX_CAPTIONS = 40
"""Elements that may caption one image; where there are more, they are not captions."""
SHARED_LETTERS = 40
"""Equal captions of at least this many letters are one."""
LONE_CREDIT_CHARS = 600
"""A credit outside a figure belongs to an image only where the element around both has no more words than this."""

HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NO_BOX_TAGS = ("article", "main", "body", "html", "td", "section", "aside", "ul", "ol")
QUOTE_LABEL = re.compile("quote", re.IGNORECASE)
GALLERY_LABEL = re.compile(r"gallery|slide-?show|carousel", re.IGNORECASE)
RIGHTS_NOTICE = re.compile(
    r"rights reserved|registered trademark|terms of (?:use|service)|\A(?:by|von|par)\s", re.IGNORECASE
)
"""Words of a page's copyright notice, and bylines: credits, but not of an image."""
MOVING = re.compile(r"\A(?:media|video|audio) caption\b|\Amedia playback", re.IGNORECASE)
PLAYER_TAGS = ("iframe", "video", "audio", "object", "embed", "amp-video", "amp-iframe", "amp-youtube")
PLAYER_LABEL = re.compile(r"(?:^|[\s_-])(?:video|audio|podcast|player)(?=$|[\s_-])", re.IGNORECASE)
INTERFACE_ALONE = re.compile(
    r"(?:powered|presented|sponsored) by\b.{0,60}|slide-?show\b.{0,30}|(?:photo )?gallery\b.{0,30}|photos?|images?"
    r"|(?:view|see|show|open)\b.{0,20}\b(?:photos|images|pictures|gallery|slides?|more)|share"
    r"|watch(?: now)?|play(?: video)?|\S+\.(?:jpe?g|png|gif|webp|avif|tiff?)|.{0,60}\bsubscribe to our\b.*",
    re.IGNORECASE,
)
"""Words of the page, not of a caption: sponsors, buttons, names of files."""


@dataclass(slots=True)
class FoundFigure:
    """A figure of the page: its caption's words, the credit as offsets into them, and the elements it was read from.

    ``score`` and ``reason`` are those of :class:`articles.readers.types.FigureData`.
    """

    caption: str
    credit: Span | None
    image_url: str
    alt: str
    holder: HtmlElement
    elements: tuple[HtmlElement, ...]
    score: float = 1.0
    reason: str = ""


@dataclass(slots=True)
class FigureGroup:
    """Elements that caption the same image, in document order, and the images of the element that holds them all."""

    holder: HtmlElement
    images: list[HtmlElement]
    captions: list[HtmlElement] = field(default_factory=list)
    credits: list[HtmlElement] = field(default_factory=list)
    box: HtmlElement | None = None
    """An element around the credits whose other words are the caption."""

    @property
    def elements(self) -> tuple[HtmlElement, ...]:
        return (self.box,) if self.box is not None else (*self.captions, *self.credits) or (self.holder,)


def find_figures(root: HtmlElement, page: PageMap, *, base: str = "") -> list[FoundFigure]:
    """All figures of a page with a marked caption or credit, in document order, each caption once.

    ``base`` is the address against which the images' addresses are resolved. What is marked as navigation, advert,
    player or another story is left out; whether other figures belong to the article is not decided here.
    """
    alike: dict[str, list[FoundFigure]] = defaultdict(list)
    for group in groups(root, page):
        figure = figure_of(group, page, base=base)
        same = alike[letters(figure.caption)]
        if is_of_article(figure, group) and not any(is_same(figure, other) for other in same):
            same.append(figure)
    return sorted((figure for same in alike.values() for figure in same), key=lambda one: page.order[one.elements[0]])


def is_of_article(figure: FoundFigure, group: FigureGroup) -> bool:
    """Whether the words read as a caption or an image's credit: no rights notice, no film, no other story's title."""
    if not figure.caption or RIGHTS_NOTICE.search(figure.caption) or INTERFACE_ALONE.fullmatch(figure.caption):
        return False
    if MOVING.match(figure.caption) or (not group.images and is_player(group.holder)):
        return False
    if group.captions:
        return figure.credit is not None or not all(leads_elsewhere(element) for element in group.captions)
    if not group.credits:
        return figure.credit is not None
    return group.holder.tag == "figure" or len(text_of(group.holder)) <= LONE_CREDIT_CHARS


def is_player(holder: HtmlElement) -> bool:
    """Whether a film or sound is played there: then the words caption no image."""
    if next(holder.iterdescendants(*PLAYER_TAGS), None) is not None:
        return True
    return any(PLAYER_LABEL.search(labels(element)) for element in (holder, *holder.iterdescendants("div", "a")))


def leads_elsewhere(element: HtmlElement) -> bool:
    """Whether all words of a caption are a link, and not to an image: then it is another story's title."""
    links = [*element.iterancestors("a"), *element.iterdescendants("a")]
    linked = [link for link in links if link.get("href") and not IMAGE_FILE.search(link.get("href") or "")]
    words = letters(text_of(element))
    return any(words in letters(text_of(link)) for link in linked[:3])


def is_same(one: FoundFigure, other: FoundFigure) -> bool:
    """Whether two figures with the same words are one that the page holds twice, as galleries do.

    Several images of one list may share a caption, and images anywhere a short credit.
    """
    short = len(letters(one.caption)) < SHARED_LETTERS
    if not short and one.holder.getparent() is not other.holder.getparent():
        return True
    return (one.image_url == other.image_url and bool(one.image_url)) or one.holder is other.holder


def groups(root: HtmlElement, page: PageMap) -> list[FigureGroup]:
    """The caption and credit elements of a page by the image that they belong to, and figures without any."""
    by_holder: dict[HtmlElement, FigureGroup] = {}
    for element, is_caption in marks(root, page):
        holder = holder_of(element, page, is_caption=is_caption)
        if holder is None:
            continue
        if holder not in by_holder:
            by_holder[holder] = FigureGroup(holder, images_in(holder, page))
        (by_holder[holder].captions if is_caption else by_holder[holder].credits).append(element)
    unmarked = [
        FigureGroup(figure, images_in(figure, page))
        for figure in root.iterdescendants("figure")
        if figure not in by_holder and figure in page.pictured and not stands_outside(figure, page)
    ]
    parts = [part for group in by_holder.values() for part in split_by_image(group, page)]
    return [with_caption(part, page) for part in parts if len(part.elements) <= MAX_CAPTIONS] + unmarked


def holder_of(element: HtmlElement, page: PageMap, *, is_caption: bool) -> HtmlElement | None:
    """The ``<figure>`` around a caption or credit, else its nearest ancestor with an image, at most four steps above.

    In a gallery, which may load its images later, the element around the caption will do.
    """
    figure = next(element.iterancestors("figure"), None)
    if figure is not None:
        return figure
    ancestors = list(element.iterancestors())
    for ancestor in ancestors[: MAX_CLIMB if is_caption else MAX_CLIMB - 1]:
        if ancestor in page.pictured:
            return None if ancestor.tag in ("body", "html") else ancestor
    in_gallery = any(GALLERY_LABEL.search(labels(ancestor)) for ancestor in ancestors[:GALLERY_CLIMB])
    return ancestors[0] if in_gallery else None


def split_by_image(group: FigureGroup, page: PageMap) -> list[FigureGroup]:
    """One group for each caption where a holder has several images, its credits with the caption closest to them."""
    if len(group.images) < 2 or len(group.elements) < 2:
        return [group]
    if not group.captions:
        return [FigureGroup(group.holder, group.images, credits=[credit]) for credit in group.credits]
    parts = [FigureGroup(group.holder, group.images, captions=[caption]) for caption in group.captions]
    places = [page.order[caption] for caption in group.captions]
    for credit in group.credits:
        after = bisect_left(places, page.order[credit])
        beside = parts[max(0, after - 1) : after + 1]
        max(beside, key=lambda part: shared_depth(part.captions[0], credit)).credits.append(credit)
    return parts


def shared_depth(one: HtmlElement, other: HtmlElement) -> int:
    """How many ancestors two elements share: the more, the closer they stand."""
    others = set(other.iterancestors())
    return sum(1 for ancestor in one.iterancestors() if ancestor in others)


def figure_of(group: FigureGroup, page: PageMap, *, base: str) -> FoundFigure:
    whole = group.holder if group.holder.tag == "figure" else group.box
    caption, credit = caption_of(group.captions, group.credits, figure=whole)
    image = nearest_image(group, page)
    return FoundFigure(
        caption=caption,
        credit=credit,
        image_url="" if image is None else image_url(image, base=base),
        alt="" if image is None else " ".join((image.get("alt") or "").split()),
        holder=group.holder,
        elements=group.elements,
    )


def with_caption(group: FigureGroup, page: PageMap) -> FigureGroup:
    """The group with a caption that the page does not mark: the few other words around its credit, or before it."""
    if group.captions or not group.credits or group.holder.tag == "figure" or not is_brief(group.holder, headed=True):
        return group
    credit = group.credits[0]
    if any(
        one.tag == "blockquote" or QUOTE_LABEL.search(labels(one)) for one in list(credit.iterancestors())[:MAX_CLIMB]
    ):
        return group
    before = credit.getprevious()
    box = box_of(credit, group.holder, page)
    if box is not None and is_brief(box):
        return replace(group, box=box)
    if before is not None and before.tag in ("p", "div", "span") and before not in page.pictured and is_brief(before):
        return replace(group, captions=[before])
    return group


def box_of(credit: HtmlElement, holder: HtmlElement, page: PageMap) -> HtmlElement | None:
    """The innermost element around a credit, up to the one that holds its image, in which there are other words."""
    mine = letters(text_of(credit))
    for ancestor in credit.iterancestors():
        if ancestor in page.article or ancestor.tag in NO_BOX_TAGS:
            return None
        if letters(text_of(ancestor)) != mine:
            return ancestor
        if ancestor is holder:
            return None
    return None


def is_brief(element: HtmlElement, *, headed: bool = False) -> bool:
    """Whether the element has some words, few enough for a caption, and no heading unless ``headed``."""
    if not headed and next(element.iterdescendants(*HEADING_TAGS), None) is not None:
        return False
    return 0 < len(text_of(element)) <= LONE_CREDIT_CHARS


def nearest_image(group: FigureGroup, page: PageMap) -> HtmlElement | None:
    """The last image before the caption inside its holder, else the first one after it."""
    before = bisect_left(group.images, page.order[group.elements[0]], key=lambda image: page.order[image])
    return loaded_image(group.images, max(0, before - 1)) if group.images else None


def loaded_image(images: list[HtmlElement], place: int) -> HtmlElement:
    """The image at ``place``, or the one before it that a script loads and ``<noscript>`` repeats."""
    unscripted = next(images[place].iterancestors("noscript"), None)
    before = images[place - 1] if place else None
    if unscripted is None or before is None or before.getparent() is not unscripted.getparent():
        return images[place]
    return before
