"""Which elements of a page are marked as the caption or the credit of an image, and which as no part of the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import takewhile

from lxml.html import HtmlElement

from articles.readers.caption_words import CAPTION_LABEL, is_credit_element
from articles.readers.dom import IMAGE_TAGS, SILENT_TAGS, document_order, is_element, is_image, labels, text_of

MAX_CAPTION_CHARS = 1500
MAX_CREDIT_CHARS = 250
LINE_TAGS = frozenset({"em", "i", "small", "cite"})
"""Elements in which pages without a ``<figcaption>`` write a caption."""

NOT_A_CAPTION = re.compile(
    r"closed-?caption|transcript|captions-|subtitle|vjs-|jw-|video-?js|credit-?card|no-caption", re.IGNORECASE
)
OUTSIDE = re.compile(
    r"(?:^|\s)(?:(?:c|m|o|js|is|has|site|page|main|global|article|story|post|entry|block|module|widget)[-_]+)*"
    r"(?:(?:related(?![-_]?(?:photo|image|picture|figure))|recirc"
    r"|promo|teaser|newsletter|trending|most-?(?:read|popular|viewed)|recommend|outbrain|taboola"
    r"|sidebar|sponsor|advert|more-(?:stories|news|from)|read-?more|up-?next|author-?(?:bio|box|info)|avatar|breadcrumb"
    r"|disqus|(?:social|share)-?(?:bar|buttons?|icons?|links?|list|tools?|menu))[\w-]*"
    r"|(?:nav|navigation|navbar|menu|footer|masthead|comments?|popular|player|social|share|sharing)"
    r"(?:[-_]+(?:wrap|wrapper|container|list|inner|block|section|module|widget|links|items?|content|bar|box|area))*)(?=\s|$)",
    re.IGNORECASE,
)
OUTSIDE_TAGS = SILENT_TAGS | {"head", "nav", "footer"}


@dataclass(frozen=True, slots=True)
class PageMap:
    """What is asked of a page's elements again and again.

    ``order`` is the number of each element in document order, ``images`` are its images in that order, ``pictured``
    the elements that have one inside, and ``article`` those around the article's own words, which are never outside
    of it, whatever their labels.
    """

    order: dict[HtmlElement, int]
    images: list[HtmlElement]
    pictured: set[HtmlElement]
    article: Container[HtmlElement]


def map_page(
    root: HtmlElement, *, article: Container[HtmlElement] = (), order: dict[HtmlElement, int] | None = None
) -> PageMap:
    """What there is to know of a page; ``order`` is its document order where that is known already."""
    images = [element for element in root.iterdescendants() if is_element(element) and is_image(element)]
    pictures = [*images, *root.iterdescendants("picture")]
    pictured = {ancestor for picture in pictures for ancestor in picture.iterancestors()}
    return PageMap(document_order(root) if order is None else order, images, pictured, article)


def images_in(holder: HtmlElement, page: PageMap) -> list[HtmlElement]:
    """The images inside an element, in document order."""
    first = page.order[holder]
    inside = page.images[bisect_left(page.images, first, key=page.order.__getitem__) :]
    return list(takewhile(lambda image: holder in image.iterancestors(), inside))


def marks(root: HtmlElement, page: PageMap) -> Iterator[tuple[HtmlElement, bool]]:
    """The outermost caption (True) and credit (False) elements that hold no image, outside navigation and the like."""
    taken: set[HtmlElement] = set()
    outside: set[HtmlElement] = set()
    figures: set[HtmlElement] = set()
    for element in root.iter():
        if not is_element(element):
            continue
        parent = element.getparent()
        if parent in taken or parent in outside or is_outside(element, page):
            (taken if parent in taken else outside).add(element)
            continue
        if parent in figures or element.tag == "figure":
            figures.add(element)
        is_caption = is_caption_element(element, page)
        if is_caption or is_short_credit(element, page, in_figure=element in figures):
            taken.add(element)
            yield element, is_caption


def is_outside(element: HtmlElement, page: PageMap) -> bool:
    """Whether the element is marked as something beside the article: navigation, a player, other stories."""
    if element in page.article or element.tag in ("html", "body", "article", "main"):
        return False
    return element.tag in OUTSIDE_TAGS or bool(OUTSIDE.search(element.get("class") or ""))


def stands_outside(element: HtmlElement, page: PageMap) -> bool:
    """Whether the element or one around it is marked as something beside the article."""
    return any(is_outside(one, page) for one in (element, *element.iterancestors()))


def is_caption_element(element: HtmlElement, page: PageMap) -> bool:
    if element.tag == "figcaption" or (element.tag in LINE_TAGS and follows_image(element)):
        return True
    marked = labels(element)
    if not CAPTION_LABEL.search(marked) or NOT_A_CAPTION.search(marked) or element in page.pictured:
        return False
    return 0 < len(text_of(element)) <= MAX_CAPTION_CHARS


def follows_image(element: HtmlElement) -> bool:
    """Whether the element is all the words of a box or paragraph, right after its only image."""
    parent = element.getparent()
    if parent is None or parent.tag not in ("div", "p", "center") or not 0 < len(text_of(element)) <= MAX_CAPTION_CHARS:
        return False
    others = [child for child in parent if is_element(child) and child is not element]
    others = [child for child in others if child.tag not in ("br", "noscript")]
    if len(others) != 1 or not (others[0].tag in IMAGE_TAGS or has_image(others[0])):
        return False
    return parent.index(others[0]) < parent.index(element) and text_of(parent) == text_of(element)


def has_image(element: HtmlElement) -> bool:
    return next(element.iterdescendants(*IMAGE_TAGS), None) is not None


def is_short_credit(element: HtmlElement, page: PageMap, *, in_figure: bool) -> bool:
    if not is_credit_element(element, in_figure=in_figure) or has_image(element):
        return False
    return 0 < len(text_of(element)) <= MAX_CREDIT_CHARS
