"""HTML pages as articles: headline, standfirst, body and captions as blocks of one text, figures, and who, when, where.

Nothing is ever fetched: an image is an address. Trafilatura finds the body and its authors; the words themselves come
from the page's own element tree.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from articles.readers.beside import remark_on, take_out_of, without_those_beside
from articles.readers.body import Body, find_body, linked_body
from articles.readers.charsets import page_text
from articles.readers.dates import publication_date
from articles.readers.densest import densest_body
from articles.readers.dom import TextBlock, document_order, letters, text_blocks, text_of, web_url
from articles.readers.figures import FoundFigure, find_figures
from articles.readers.languages import language_of
from articles.readers.layout import HEADING_TAGS, TextPart, arrange, compose, headline_of, standfirst_of
from articles.readers.linked import LinkedArticle, linked_article
from articles.readers.marks import map_page
from articles.readers.text import read_byline
from articles.readers.types import ArticleData, ReadError, within_limit
from articles.readers.unmarked import unmarked_figures

if TYPE_CHECKING:
    from trafilatura.settings import Document

PAGE_BYTES = 10_000_000
PARAGRAPH_CHARS = 80
SHORT_BODY_CHARS = 400
"""A body shorter than this is looked for once more by trafilatura's slower methods."""
ARTICLE_SHARE = 0.8
"""The element that holds this share of the body's letters is the article's."""
WHERE = re.compile(r"(?:\A|,?\s+)[Ii]n\s+[A-Z].*\Z")
"""“Tom Redmayne in Marlow”: where somebody wrote."""
NO_TEXT = "no article text found in the page; import its text as a plain text file instead"


def read_html(data: bytes, *, url: str = "") -> ArticleData:
    """An article from the bytes of an HTML page, with its captions at their places in the text.

    ``url`` is where the page was published, against which addresses in it are resolved; without it, what the page says.
    Raises ReadError for a page without an article's text, and for one of more than 10 MB.
    """
    source, remarks = page_text(within_limit(data, limit=PAGE_BYTES))
    page = parse(source)
    remarks += take_out_of(page)
    linked = linked_article(page)
    address = web_url(url, base="") or declared_address(page)
    extracted = extract(page, address=address)
    order = document_order(page)
    root: HtmlElement = page.find("body")
    blocks, beside = without_those_beside(list(text_blocks(root)))
    body = find_body(blocks, extracted.body)
    if not body.loose and all(block.element.tag in HEADING_TAGS for block in body.blocks):
        body = densest_body(blocks, order=order)
    body = linked_body(body, linked.body, shown=letters(" ".join(block.words for block in blocks)))
    figures = figures_of(root, body, [*blocks, *beside], order=order, base=base_of(page, address))
    headline = headline_of(root, titles=titles_of(page, extracted, linked))
    standfirst = standfirst_of(blocks, body, headline=headline, description=extracted.description or "")
    parts = arrange(body, figures, headline=headline, standfirst=standfirst, order=order)
    if not any(part.kind in ("paragraph", "other", "standfirst") for part in parts):
        raise ReadError(NO_TEXT)
    text, article_blocks, article_figures = compose(parts)
    left_out = unsaid(between(body, [*blocks, *beside], order=order), parts)
    return ArticleData(
        text=text,
        blocks=article_blocks,
        figures=article_figures,
        title=headline,
        url=address,
        publisher=extracted.sitename or urlsplit(address).netloc.removeprefix("www."),
        byline=byline_of(extracted, linked),
        published=publication_date(page, linked=linked, address=address, before=second_paragraph(body)),
        language=language_of(page, text),
        remarks=remarks + remark_on(left_out),
    )


def figures_of(
    root: HtmlElement, body: Body, blocks: list[TextBlock], *, order: dict[HtmlElement, int], base: str
) -> list[FoundFigure]:
    """The article's figures: those that the page marks, and those that an image and the words after it give away."""
    around = elements_around(body)
    page = map_page(root, article=around, order=order)
    marked = within_article(find_figures(root, page, base=base), body, around=around, order=order)
    if not body.blocks:
        return marked
    start, end = order[body.blocks[0].start], order[body.blocks[-1].start]
    titles = [place for element in root.iterdescendants("h1") if (place := order[element]) < start]
    start = max(titles, default=start)
    column = [block for block in blocks if start <= order[block.start] <= end]
    column.sort(key=lambda block: order[block.start])
    return unmarked_figures(column, marked, page, base=base)


def between(body: Body, blocks: list[TextBlock], *, order: dict[HtmlElement, int]) -> list[TextBlock]:
    """Those of the blocks that stand between the body's first one and its last."""
    if not body.blocks:
        return []
    first, last = order[body.blocks[0].start], order[body.blocks[-1].start]
    inside = [block for block in blocks if first <= order[block.start] <= last]
    return sorted(inside, key=lambda block: order[block.start])


def unsaid(blocks: list[TextBlock], parts: list[TextPart]) -> list[TextBlock]:
    """The blocks whose words the article lacks. A byline was read as such."""
    units = {letters(part.words) for part in parts}
    others = [block for block in blocks if letters(block.words) not in units and not read_byline(block.words)]
    said = "".join(letters(part.words) for part in parts) if others else ""
    return [block for block in others if letters(block.words) not in said]


def second_paragraph(body: Body) -> HtmlElement | None:
    """Where the body is under way: a page says who wrote it when above, often after its standfirst."""
    long = [block.start for block in body.blocks if len(block.words) >= PARAGRAPH_CHARS]
    return long[min(1, len(long) - 1)] if long else None


def titles_of(page: HtmlElement, extracted: Document, linked: LinkedArticle) -> list[str]:
    """What the page calls the article, the most trustworthy first, without the publisher's name."""
    element = page.find("head/title")
    shown = [text_of(element)] if element is not None else []
    titles = [linked.headline if linked.is_live else "", extracted.title or "", *shown, linked.headline]
    return [found for title in titles if (found := without_site(title, site=extracted.sitename or ""))]


def byline_of(extracted: Document, linked: LinkedArticle) -> str:
    """The names of those who wrote the article, without the place where they were: “in Marlow”."""
    found = (extracted.author or "").split("; ")
    names = linked.authors if linked.authors and (linked.is_live or not any(found)) else found
    clean = [WHERE.sub("", name).strip(" ,") for name in names]
    return ", ".join(dict.fromkeys(name for name in clean if name))


def parse(source: str) -> HtmlElement:
    """The page's element tree. Entities that the page declares are not resolved, and nothing outside it is read."""
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        page: HtmlElement = document_fromstring(source.encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError as error:
        raise ReadError(NO_TEXT) from error
    if page.find("body") is None:
        raise ReadError(NO_TEXT)
    return page


def extract(page: HtmlElement, *, address: str) -> Document:
    """What trafilatura finds of body and metadata. Its slower methods are asked where the fast ones find little.

    Its body is empty where it finds none.
    """
    from trafilatura import bare_extraction  # slow to import: only who reads pages waits for it
    from trafilatura.metadata import extract_metadata
    from trafilatura.settings import Document

    wanted: dict[str, Any] = {"include_comments": False, "with_metadata": True}
    wanted["date_extraction_params"] = {"extensive_search": False, "original_date": True}  # see dates.py
    for fast in (True, False):
        found = bare_extraction(page, **wanted, url=address or None, fast=fast)
        if isinstance(found, Document) and (not fast or len(found.text or "") >= SHORT_BODY_CHARS):
            return found
    found = extract_metadata(page, default_url=address or None, date_config=wanted["date_extraction_params"])
    found.body = etree.Element("body")
    return found


def declared_address(page: HtmlElement) -> str:
    """Where the page says that it was published: its canonical link, else ``og:url``."""
    for link in page.iterdescendants("link"):
        if (link.get("rel") or "").lower() == "canonical" and (url := web_url(link.get("href") or "", base="")):
            return url
    for meta in page.iterdescendants("meta"):
        if meta.get("property") == "og:url" and (url := web_url(meta.get("content") or "", base="")):
            return url
    return ""


def base_of(page: HtmlElement, address: str) -> str:
    """What relative addresses of the page are resolved against."""
    base = next(page.iterdescendants("base"), None)
    return web_url((base.get("href") or "") if base is not None else "", base=address) or address


def elements_around(body: Body) -> set[HtmlElement]:
    """The elements that hold most of the body's letters."""
    sizes: Counter[HtmlElement] = Counter()
    total = 0
    for block in body.blocks:
        size = len(letters(block.words))
        total += size
        for element in block.element.iterancestors():
            sizes[element] += size
    return {element for element, size in sizes.items() if size >= ARTICLE_SHARE * total}


def within_article(
    figures: list[FoundFigure], body: Body, *, around: set[HtmlElement], order: dict[HtmlElement, int]
) -> list[FoundFigure]:
    """The figures that belong to the article: they stand above the body's end, or in the element of the article."""
    if not around:
        return figures
    holder = article_element(max(around, key=lambda element: order[element]))
    last = max(order[block.start] for block in body.blocks)
    return [
        figure
        for figure in figures
        if order[figure.elements[0]] <= last or holder in figure.elements[0].iterancestors()
    ]


def article_element(innermost: HtmlElement) -> HtmlElement:
    """The ``<article>`` around the innermost element of the body, else the element around that one."""
    article = next(innermost.iterancestors("article"), None)
    parent = innermost.getparent()
    if innermost.tag in ("article", "main", "body") or (article is None and parent is None):
        return innermost
    return article if article is not None else parent


def without_site(title: str, *, site: str) -> str:
    """The title without the publisher's name at its end (“… | The Bray Herald”)."""
    match = re.search(r"\s+[|–—-]\s+([^|–—]+)\Z", title)
    return title[: match.start()] if match and site and letters(match[1]) == letters(site) else title
