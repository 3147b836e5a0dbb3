"""The figures of a page: images with their captions and credits, found in the element tree.

A caption is a ``figcaption``, or an element labelled caption or cutline with an image within four ancestors; a credit
is an element beside or inside it that is labelled so. Players, navigation and related stories are left out.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from articles.readers.caption_words import CAPTION_LABEL, caption_of, is_credit_element
from articles.readers.dom import IMAGE_TAGS, SILENT_TAGS, image_url, is_element, labels, letters, text_of
from articles.readers.types import Span

MAX_CAPTION_CHARS = 1500
MAX_CREDIT_CHARS = 250
RIGHTS_NOTICE = re.compile(
    r"rights reserved|registered trademark|terms of (?:use|service)|\A(?:by|von|par)\s", re.IGNORECASE
)
"""Words of a page's copyright notice, and bylines: credits, but not of an image."""
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|\Z)", re.IGNORECASE)
MOVING = re.compile(r"\A(?:media|video|audio) caption\b|\Amedia playback", re.IGNORECASE)
LONE_CREDIT_CHARS = 600
"""A credit outside a figure belongs to an image only where the element around both has no more words than this."""
MAX_CLIMB = 4
"""Ancestors above a caption among which its image is looked for."""

SHARED_LETTERS = 40
"""Captions of so many letters that are equal are one."""

NOT_A_CAPTION = re.compile(
    r"closed-?caption|transcript|captions-|subtitle|vjs-|jw-|video-?js|credit-?card|no-caption", re.IGNORECASE
)
OUTSIDE = re.compile(
    r"(?:^|\s)(?:(?:c|m|o|js|is|has|site|page|main|global|article|story|post|entry|block|module|widget)[-_]+)*"
    r"(?:(?:related|recirc|promo|teaser|newsletter|trending|most-?(?:read|popular|viewed)|recommend|outbrain|taboola"
    r"|sidebar|sponsor|advert|more-(?:stories|news|from)|read-?more|up-?next|author-?(?:bio|box|info)|avatar|breadcrumb"
    r"|disqus|(?:social|share)-?(?:bar|buttons?|icons?|links?|list|tools?|menu))[\w-]*"
    r"|(?:nav|navigation|navbar|menu|footer|masthead|comments?|popular|player|social|share|sharing)"
    r"(?:[-_]+(?:wrap|wrapper|container|list|inner|block|section|module|widget|links|items?|content|bar|box|area))*)(?=\s|$)",
    re.IGNORECASE,
)
OUTSIDE_TAGS = SILENT_TAGS | {"head", "nav", "footer"}


@dataclass(slots=True)
class FoundFigure:
    """A figure of the page: its caption's words, the credit as offsets into them, and the elements it was read from."""

    caption: str
    credit: Span | None
    image_url: str
    alt: str
    holder: HtmlElement
    elements: tuple[HtmlElement, ...]


@dataclass(slots=True)
class Group:
    """Elements that caption the same image, in document order."""

    holder: HtmlElement
    captions: list[HtmlElement] = field(default_factory=list)
    credits: list[HtmlElement] = field(default_factory=list)


GALLERY_LABEL = re.compile(r"gallery|slide-?show|carousel", re.IGNORECASE)
GALLERY_CLIMB = 6


def find_figures(root: HtmlElement, *, base: str = "", article: Container[HtmlElement] = ()) -> list[FoundFigure]:
    """All figures of a page with a caption or a credit, in document order, each caption once.

    ``base`` is the address against which the images' addresses are resolved. Whether a figure belongs to the article
    is not told here but for what is marked as navigation, advertisement, player or another story; ``article`` holds the
    elements around the article's own words, of which none is taken for such, whatever its labels.
    """
    order = {element: number for number, element in enumerate(root.iter())}
    found: list[FoundFigure] = []
    for group in groups(root, article=article):
        figure = figure_of(group, order=order, base=base)
        if is_of_article(figure, group) and not any(is_same(figure, other) for other in found):
            found.append(figure)
    return sorted(found, key=lambda figure: order[figure.elements[0]])


def is_of_article(figure: FoundFigure, group: Group) -> bool:
    """Whether the words read as a caption or an image's credit: no rights notice, no film, no other story's title."""
    if not figure.caption or RIGHTS_NOTICE.search(figure.caption) or MOVING.match(figure.caption):
        return False
    if group.captions:
        return figure.credit is not None or not all(leads_elsewhere(element) for element in group.captions)
    if not group.credits:
        return figure.credit is not None
    return group.holder.tag == "figure" or len(text_of(group.holder)) <= LONE_CREDIT_CHARS


def leads_elsewhere(element: HtmlElement) -> bool:
    """Whether all words of a caption are a link, and not to an image: then it is another story's title."""
    links = [*element.iterancestors("a"), *element.iterdescendants("a")]
    linked = [link for link in links if link.get("href") and not IMAGE_FILE.search(link.get("href") or "")]
    words = letters(text_of(element))
    return any(words in letters(text_of(link)) for link in linked[:3])


def is_same(one: FoundFigure, other: FoundFigure) -> bool:
    """Whether two figures are one that the page holds twice, as galleries do: in a list of its own, in another size.

    Several images of one list may share a caption, and images anywhere a short credit.
    """
    same = letters(one.caption)
    if same != letters(other.caption):
        return False
    may_share = len(same) < SHARED_LETTERS or one.holder.getparent() is other.holder.getparent()
    return not may_share or (one.image_url == other.image_url and bool(one.image_url)) or one.holder is other.holder


def groups(root: HtmlElement, *, article: Container[HtmlElement]) -> list[Group]:
    """The caption and credit elements of a page by the image that they belong to, and figures without any."""
    by_holder: dict[HtmlElement, Group] = {}
    for element, is_caption in marks(root, article=article):
        holder = holder_of(element, is_caption=is_caption)
        if holder is not None:
            group = by_holder.setdefault(holder, Group(holder))
            (group.captions if is_caption else group.credits).append(element)
    unmarked = [
        Group(figure)
        for figure in root.iterdescendants("figure")
        if figure not in by_holder and has_image(figure) and not stands_outside(figure, article=article)
    ]
    return [part for group in by_holder.values() for part in split_by_image(group)] + unmarked


def stands_outside(element: HtmlElement, *, article: Container[HtmlElement]) -> bool:
    return any(is_outside(one) for one in (element, *element.iterancestors()) if one not in article)


def marks(root: HtmlElement, *, article: Container[HtmlElement]) -> Iterator[tuple[HtmlElement, bool]]:
    """The outermost caption (True) and credit (False) elements that hold no image, outside navigation and the like."""
    taken: set[HtmlElement] = set()
    outside: set[HtmlElement] = set()
    figures: set[HtmlElement] = set()
    for element in root.iter():
        if not is_element(element):
            continue
        parent = element.getparent()
        if parent in taken or parent in outside or (element not in article and is_outside(element)):
            (taken if parent in taken else outside).add(element)
            continue
        if parent in figures or element.tag == "figure":
            figures.add(element)
        is_caption = is_caption_element(element)
        if is_caption or (is_credit_element(element, in_figure=element in figures) and holds_short_words(element)):
            taken.add(element)
            yield element, is_caption


def is_outside(element: HtmlElement) -> bool:
    """Whether the element is marked as something beside the article: navigation, a player, other stories."""
    if element.tag in OUTSIDE_TAGS:
        return True
    return element.tag not in ("html", "body", "article", "main") and bool(OUTSIDE.search(element.get("class") or ""))


def is_caption_element(element: HtmlElement) -> bool:
    if element.tag == "figcaption":
        return True
    marked = labels(element)
    if not CAPTION_LABEL.search(marked) or NOT_A_CAPTION.search(marked) or has_image(element):
        return False
    return 0 < len(text_of(element)) <= MAX_CAPTION_CHARS


def holds_short_words(element: HtmlElement) -> bool:
    return not has_image(element) and 0 < len(text_of(element)) <= MAX_CREDIT_CHARS


def has_image(element: HtmlElement) -> bool:
    return next(element.iterdescendants(*IMAGE_TAGS, "picture"), None) is not None


def holder_of(element: HtmlElement, *, is_caption: bool) -> HtmlElement | None:
    """The ``<figure>`` around a caption or credit, else its nearest ancestor with an image, at most four steps above.

    In a gallery, which may load its images later, the element around the caption will do.
    """
    figure = next(element.iterancestors("figure"), None)
    if figure is not None:
        return figure
    ancestors = list(element.iterancestors())
    for ancestor in ancestors[: MAX_CLIMB if is_caption else MAX_CLIMB - 1]:
        if has_image(ancestor):
            return None if ancestor.tag in ("body", "html") else ancestor
    in_gallery = any(GALLERY_LABEL.search(labels(ancestor)) for ancestor in ancestors[:GALLERY_CLIMB])
    return ancestors[0] if in_gallery else None


def split_by_image(group: Group) -> list[Group]:
    """One group for each caption where a holder has several images, its credits with the caption closest to them."""
    images = sum(1 for _ in group.holder.iterdescendants(*IMAGE_TAGS))
    if images < 2 or len(group.captions) + len(group.credits) < 2:
        return [group]
    if not group.captions:
        return [Group(group.holder, credits=[credit]) for credit in group.credits]
    parts = [Group(group.holder, captions=[caption]) for caption in group.captions]
    for credit in group.credits:
        max(parts, key=lambda part: shared_depth(part.captions[0], credit)).credits.append(credit)
    return parts


def shared_depth(one: HtmlElement, other: HtmlElement) -> int:
    """How many ancestors two elements share: the more, the closer they stand."""
    others = set(other.iterancestors())
    return sum(1 for ancestor in one.iterancestors() if ancestor in others)


def figure_of(group: Group, *, order: dict[HtmlElement, int], base: str) -> FoundFigure:
    elements = (*group.captions, *group.credits) or (group.holder,)
    whole = group.holder if group.holder.tag == "figure" else None
    caption, credit = caption_of(group.captions, group.credits, figure=whole)
    image = nearest_image(group.holder, to=elements[0], order=order)
    return FoundFigure(
        caption=caption,
        credit=credit,
        image_url="" if image is None else image_url(image, base=base),
        alt="" if image is None else " ".join((image.get("alt") or "").split()),
        holder=group.holder,
        elements=elements,
    )


def nearest_image(holder: HtmlElement, *, to: HtmlElement, order: dict[HtmlElement, int]) -> HtmlElement | None:
    """The last image before a caption inside its holder, else the first one after it."""
    images = list(holder.iterdescendants(*IMAGE_TAGS))
    before = [image for image in images if order[image] < order[to]]
    return before[-1] if before else next(iter(images), None)
