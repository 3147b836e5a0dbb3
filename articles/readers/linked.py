"""What a page says about its article for search engines: the JSON-LD of schema.org."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement, fragment_fromstring

from articles.readers.dom import text_blocks

ARTICLE_TYPES = re.compile(r"(?:\w*Article|\w*BlogPosting|Report\w*|LiveBlog\w*|\w*Review|WebPage)\Z")
LIVE = "LiveBlogPosting"
MOST_NODES = 2000
WRAPPER = re.compile(r"\A[\s/*]*(?:<!\[CDATA\[|<!--)?[\s/*]*")
"""What older pages put around a script, so that it was not taken for markup."""
TAG = re.compile(r"</?(?:p|br|div|li|h\d|blockquote)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The article as the page describes it; empty where it says nothing. Dates as they are written there."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    body: tuple[str, ...] = ()
    is_live: bool = False


def linked_article(page: HtmlElement) -> LinkedArticle:
    """The first article of the page's JSON-LD; a live blog before others, since its posts are articles as well."""
    nodes = [node for script in page.iterdescendants("script") for node in nodes_of(script) if is_article(node)]
    nodes.sort(key=lambda node: (LIVE not in types_of(node), "WebPage" in types_of(node)))
    if not nodes:
        return LinkedArticle()
    node = nodes[0]
    body = next((text for one in nodes if (text := string(one.get("articleBody")))), "")
    return LinkedArticle(
        headline=string(node.get("headline")),
        authors=tuple(dict.fromkeys(names_of(node.get("author")))),
        published=next((date for one in nodes if (date := string(one.get("datePublished")))), ""),
        modified=next((date for one in nodes if (date := string(one.get("dateModified")))), ""),
        body=paragraphs_of(body),
        is_live=LIVE in types_of(node),
    )


def nodes_of(script: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects at the top of a JSON-LD script, or of its ``@graph``; none where it is not JSON."""
    if "ld+json" not in (script.get("type") or "").lower():
        return
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(WRAPPER.sub("", script.text or ""))
    except (ValueError, RecursionError):
        return
    waiting = [value]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif isinstance(value, dict):
            yield value
            waiting = [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value] + waiting


def types_of(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def is_article(node: dict[str, Any]) -> bool:
    return any(ARTICLE_TYPES.match(kind) for kind in types_of(node))


def names_of(author: Any) -> Iterator[str]:
    """The names of one author or several: strings, or objects with a name."""
    for one in author if isinstance(author, list) else [author]:
        name = string(one.get("name") if isinstance(one, dict) else one)
        if name and not name.startswith("http"):
            yield name


def string(value: Any) -> str:
    """The words of a value that is a string, entities read; else nothing."""
    if isinstance(value, list) and value:
        value = value[0]
    return html.unescape(value).strip() if isinstance(value, str) else ""


def paragraphs_of(body: str) -> tuple[str, ...]:
    """The paragraphs of an ``articleBody``: of markup where it has some, else its lines."""
    if TAG.search(body):
        return tuple(block.words for block in text_blocks(fragment_fromstring(body, create_parent="div")))
    return tuple(words for line in body.splitlines() if (words := " ".join(line.split())))
