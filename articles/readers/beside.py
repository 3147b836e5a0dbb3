"""What stands among an article's paragraphs without being part of it: hidden words, adverts, links to other stories.

Marks of footnotes are taken out of the words, too: they would stick to the word before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from articles.readers.caption_words import CAPTION_LABEL
from articles.readers.dom import IMAGE_TAGS, SILENT_TAGS, TextBlock, is_element, labels, letters, text_of
from articles.readers.types import Remark

HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
FEW_LETTERS = 200
MOST_HIDDEN = 0.5
"""A page that hides a larger share of its words shows them by a script."""
NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§]{1,3})[\])]?", re.IGNORECASE)
NOTE_LABEL = re.compile(r"foot-?note|note-?ref|\breference\b|\bfn\b|noteref", re.IGNORECASE)

ADVERT = re.compile(
    r"\W*(?:advert(?:isement|isment|ising)?s?|ad|sponsored(?: content)?|paid content|anzeige|werbung|publicit[ée]"
    r"|publicidad)"
    r"(?:\s?\d+)?(?:\W+(?:(?:this |the )?(?:article|story)|scroll)\b.*)?\W*"
    r"|\W*(?:(?:the |this )?(?:article|story) continues|scroll to continue|keep reading|continue reading)\b"
    r"(?:\W+(?:below|after|beneath|following|with|reading)\b.{0,40})?\W*",
    re.IGNORECASE | re.DOTALL,
)
"""Words that announce an advert and say nothing else."""
LEADS_ELSEWHERE = re.compile(
    r"\W*(?:read (?:more|also|next|on)|also read|see also|more on this(?: story)?|more (?:stories|from)|related"
    r"(?: (?:articles?|stories|news|topics?|coverage))?|recommended|don['’]?t miss|up next|watch(?: (?:more|now))?)\b"
    r"\W*(?:[:|]|\Z)",
    re.IGNORECASE,
)
"""“Read more: …”, which begins a link to another story, or heads a list of such links."""
SIGN_UP = re.compile(
    r"\W*(?:sign up|subscribe|get (?:the|our))\b.{0,80}\b(?:newsletters?|e-?mails?|inbox|alerts?)\b", re.I
)
LONGEST_BESIDE = 200
LINK_SHARE = 0.5


def take_out_of(page: HtmlElement) -> tuple[Remark, ...]:
    """Take hidden elements and the marks of footnotes out of a page's tree; what was taken out as remarks."""
    hidden = [element for element in outermost_hidden(page) if not holds_picture(element)]
    worded = [element for element in hidden if element.tag not in SILENT_TAGS and letters(text_of(element))]
    size = sum(len(letters(text_of(element))) for element in worded)
    if size > FEW_LETTERS and size > MOST_HIDDEN * len(letters(text_of(page))):
        hidden = worded = []
    marks = [element for element in page.iterdescendants("sup", "a") if is_note_mark(element)]
    first = next((text_of(element) for element in worded), "")
    for element in [*hidden, *marks]:
        if element.getparent() is not None:
            element.drop_tree()
    return tuple(
        Remark(text, (count,), example)
        for text, count, example in (
            ("# stretches that the page hides were left out", len(worded), shortened(first)),
            ("# marks of footnotes were left out", len(marks), ""),
        )
        if count
    )


def outermost_hidden(page: HtmlElement) -> Iterator[HtmlElement]:
    """The hidden elements that no other one holds, in document order."""
    walk = etree.iterwalk(page, events=("start",))
    for _, element in walk:
        if is_element(element) and is_hidden(element):
            walk.skip_subtree()
            yield element


def holds_picture(element: HtmlElement) -> bool:
    """Whether an image or a caption is inside: galleries hide all of their pictures but one."""
    inside = filter(is_element, element.iter())
    return any(inner.tag in (*IMAGE_TAGS, "figcaption") or CAPTION_LABEL.search(labels(inner)) for inner in inside)


def is_hidden(element: HtmlElement) -> bool:
    """Whether a browser does not show the element: by its attribute or by its own style."""
    if element.tag in ("html", "body", "head") or element.getparent() is None:
        return False
    attribute = element.get("hidden")
    if attribute is not None and attribute.casefold() != "until-found":
        return True
    return bool(HIDDEN_STYLE.search(element.get("style") or ""))


def is_note_mark(element: HtmlElement) -> bool:
    """Whether the element is a raised number or sign that leads to a footnote of the page."""
    if element.tag == "a" and element.get("role") != "doc-noteref":
        return False
    if not NOTE_MARK.fullmatch("".join(map(str, element.itertext())).strip()):
        return False
    if element.get("role") == "doc-noteref" or NOTE_LABEL.search(labels(element)):
        return True
    around = [link for link in (element.getparent(), *element.iterdescendants("a")) if link is not None]
    return any(link.tag == "a" and (link.get("href") or "").startswith("#") for link in around)


def is_beside(block: TextBlock) -> bool:
    """Whether a block is an advert, a link to another story or a call to subscribe rather than the article's words."""
    words = block.words
    if ADVERT.fullmatch(words):
        return True
    if len(words) > LONGEST_BESIDE:
        return False
    lead = LEADS_ELSEWHERE.match(words)
    if lead and (lead.end() == len(words) or link_share(block) >= LINK_SHARE):
        return True
    return bool(SIGN_UP.match(words)) and any(True for _ in block.element.iterdescendants("a"))


def without_those_beside(blocks: list[TextBlock]) -> tuple[list[TextBlock], list[TextBlock]]:
    """The blocks that may be the article's, and those that are beside it.

    After a heading “Read more”, blocks that are nothing but a link are beside it as well.
    """
    kept: list[TextBlock] = []
    beside: list[TextBlock] = []
    is_list = False
    for block in blocks:
        found = is_beside(block)
        if found or (is_list and link_share(block) == 1):
            is_list = is_list or (found and bool(LEADS_ELSEWHERE.fullmatch(block.words)))
            beside.append(block)
        else:
            is_list = False
            kept.append(block)
    return kept, beside


def link_share(block: TextBlock) -> float:
    """The share of a block's letters that are links, a label before them (“Read more:”) left out; 1 at the most."""
    size = len(letters(LEADS_ELSEWHERE.sub("", block.words, count=1)))
    linked = sum(len(letters("".join(map(str, link.itertext())))) for link in links_of(block.element))
    return min(1.0, linked / size) if size else 0.0


def links_of(element: HtmlElement) -> list[HtmlElement]:
    return list(element.iterdescendants("a")) or list(element.iterancestors("a"))[:1]


def remark_on(left_out: list[TextBlock]) -> tuple[Remark, ...]:
    """What is said about the blocks between the article's own that were left out."""
    if not left_out:
        return ()
    text = "# lines between the paragraphs were left out: adverts, links to other stories, boxes"
    return (Remark(text, (len(left_out),), shortened(left_out[0].words)),)


def shortened(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line[:60]}…”" if len(line) > 60 else f"“{line}”" if line else ""
