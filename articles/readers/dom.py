"""What a page's element tree says: its words as a browser would space them, its labels, its images.

Trees come from libxml2 without ``huge_tree``, so no tree is deeper than 256 elements.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

BLOCK_TAG_NAMES = """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody
    td tfoot th thead tr ul
"""
BLOCK_TAGS = frozenset(BLOCK_TAG_NAMES.split())
SILENT_TAG_NAMES = """
    applet area audio button canvas datalist embed iframe input map math meter noscript object optgroup option
    progress script select style svg template textarea video
"""
SILENT_TAGS = frozenset(SILENT_TAG_NAMES.split())
"""Elements whose words are not part of what one reads on the page."""

UNSEEN = re.compile(
    r"(?:^|\s)(?:sr-only|(?:is-|u-|a11y-)?visually-?hidden|vh|screen-reader-text|screen-reader-only|assistive-text"
    r"|element-invisible|show-for-sr)(?=\s|$)",
    re.I,
)
"""Classes of words that only screen readers say, such as “opens in a new tab”."""
INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f]")
"""Hints for line breaking, byte order marks and control characters. Joiners stay: scripts and emoji need them."""
WHITE_SPACE = re.compile(r"[ \t\r\n\f\x85\u00a0\u2028\u2029]+")
BREAK_EDGE = re.compile(r" *\n *")
IMAGE_ATTRIBUTES = (
    *("data-src", "data-original", "data-lazy-src", "data-lazy", "data-srcset", "data-lazy-srcset", "srcset"),
    *("data-image", "data-bg", "poster", "src"),
)
IMAGE_TAGS = ("img", "amp-img")
FILM_TAGS = ("video", "amp-video")
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|\Z)", re.IGNORECASE)
URL_CHARS = 2000


@dataclass(slots=True)
class TextBlock:
    """The words between two block boundaries of a page, and the innermost block element around them.

    ``start`` is the element whose tag comes last before the words: their place in the order of the page.
    """

    element: HtmlElement
    words: str
    start: HtmlElement


def is_element(node: HtmlElement) -> bool:
    """Whether this is an element: comments and processing instructions have a function as their tag."""
    return isinstance(node.tag, str)


def labels(element: HtmlElement) -> str:
    """The class, id, itemprop and the like of an element on one line, for matching by words."""
    return " ".join(filter(None, (element.get(name) for name in ("class", "id", "itemprop", "data-testid"))))


def letters(words: str) -> str:
    """Letters and digits alone, case folded: what is equal in them reads the same."""
    return "".join(filter(str.isalnum, words.casefold()))


def visible(words: str | None) -> str:
    """Words of the source with white space as a browser shows it: every run is one space."""
    return WHITE_SPACE.sub(" ", INVISIBLE.sub("", words or ""))


def joined(pieces: list[str]) -> str:
    """Pieces of visible words as one string: no double spaces, none beside a line break or at the edges."""
    return BREAK_EDGE.sub("\n", re.sub(r" {2,}", " ", "".join(pieces))).strip()


def text_blocks(
    root: HtmlElement, *, skip: Container[HtmlElement] = (), block_tags: Container[str] = BLOCK_TAGS
) -> Iterator[TextBlock]:
    """The words of the tree, one block after the other in document order, empty ones left out.

    A ``<br>`` is a line break inside a block; two of them end it. ``skip`` names elements whose words are left out.
    """
    holders = [root]
    pieces: list[tuple[str, HtmlElement]] = []
    start = root
    for event, element, words in words_of(root, skip=skip):
        if event == "start":
            start = element
        if is_element(element) and element.tag in block_tags:
            yield from filled_blocks(holders[-1], pieces)
            pieces = []
            if event == "start":
                holders.append(element)
            else:
                holders.pop()
        pieces.append((words, start))
    yield from filled_blocks(root, pieces)


def filled_blocks(holder: HtmlElement, pieces: list[tuple[str, HtmlElement]]) -> Iterator[TextBlock]:
    """The blocks of words within one element: what stands between two line breaks in a row."""
    inside: list[tuple[str, HtmlElement]] = []
    breaks = 0
    for words, start in pieces:
        if words == "\n":
            breaks += 1
        elif words.strip():
            if breaks > 1:
                yield from filled_block(holder, inside)
                inside = []
            breaks = 0
        inside.append((words, start))
    yield from filled_block(holder, inside)


def filled_block(holder: HtmlElement, pieces: list[tuple[str, HtmlElement]]) -> Iterator[TextBlock]:
    words = joined([words for words, _ in pieces])
    if words:
        yield TextBlock(holder, words, next(start for piece, start in pieces if piece.strip()))


def words_of(root: HtmlElement, *, skip: Container[HtmlElement] = ()) -> Iterator[tuple[str, HtmlElement, str]]:
    """(“start” or “end”, element, the words that follow this tag) for each tag inside ``root``, in document order."""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        element: HtmlElement = node
        if event == "start":
            if element.tag in SILENT_TAGS or element in skip or UNSEEN.search(element.get("class") or ""):
                walk.skip_subtree()
                yield event, element, ""
            else:
                yield event, element, words_at_start(element)
        elif element is not root:
            yield "end", element, ("”" if element.tag == "q" else "") + visible(element.tail)


def words_at_start(element: HtmlElement) -> str:
    if element.tag == "br":
        return "\n"
    return ("“" if element.tag == "q" else "") + visible(element.text)


def text_of(element: HtmlElement, *, skip: Container[HtmlElement] = ()) -> str:
    """All words of an element on one line, with a space at every block boundary and line break."""
    return " ".join(" ".join(block.words for block in text_blocks(element, skip=skip)).split())


def image_url(image: HtmlElement, *, base: str) -> str:
    """The absolute http(s) address of an image, the largest it offers; nothing for ``data:``, ``javascript:`` and such.

    Pages that load images lazily keep the real address in ``data-src`` or ``srcset``, and a placeholder in ``src``.
    """
    picture = next(image.iterancestors("picture"), None)
    sources = [image, *(picture.iterdescendants("source") if picture is not None else ())]
    for name in IMAGE_ATTRIBUTES:
        for source in sources:
            value = (source.get(name) or "").strip()
            url = web_url(largest(value) if name.endswith("srcset") else value, base=base)
            if url:
                return url
    return ""


def is_image(element: HtmlElement) -> bool:
    """Whether the element is an image, the still of a film, or a box in which a script is to put an image."""
    if element.tag in IMAGE_TAGS:
        return True
    if element.tag in FILM_TAGS:
        return bool(element.get("poster"))
    late = (
        element.get("data-src") or element.get("data-original") or element.get("data-image") or element.get("data-bg")
    )
    return bool(late) and element.tag in ("div", "span", "a") and IMAGE_FILE.search(late or "") is not None


def largest(srcset: str) -> str:
    """The address with the greatest width or density of a ``srcset`` value."""
    best, best_size = "", -1.0
    for candidate in re.split(r",\s+|,(?=https?:|//)", srcset):
        address, _, size = candidate.strip().partition(" ")
        number = re.match(r"\d+(?:\.\d+)?", size.strip())
        if address and (value := float(number[0]) if number else 1.0) > best_size:
            best, best_size = address, value
    return best


def web_url(address: str, *, base: str) -> str:
    """The address as an absolute http(s) URL, resolved against ``base``; nothing where it is none."""
    try:
        url = urljoin(base, address.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if address and parts.scheme in ("http", "https") and parts.netloc and len(url) <= URL_CHARS else ""


def document_order(root: HtmlElement) -> dict[HtmlElement, int]:
    """The number of each element in document order. Holding it keeps the elements' identities."""
    return {element: number for number, element in enumerate(root.iter())}
