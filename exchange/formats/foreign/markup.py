"""Cells and values that hold the markup of a web page, as content management systems export them."""

from __future__ import annotations

import html
import re

from lxml.html import document_fromstring

from articles.readers.dom import text_blocks

CLOSING = re.compile(r"</(?:p|div|a|b|i|em|strong|span|li|ul|ol|h[1-6]|blockquote|figure|table)\s*>|<br\s*/?>", re.I)
ENTITY = re.compile(r"&(?:#\d{2,6}|#x[\da-f]{2,6}|[a-z]{2,8}\d?);", re.IGNORECASE)


def holds_tags(text: str) -> bool:
    return CLOSING.search(text) is not None


def holds_markup(text: str) -> bool:
    """Whether the text holds tags of a page, or characters written as a page writes them: “&ldquo;”."""
    return holds_tags(text) or any(html.unescape(match[0]) != match[0] for match in ENTITY.finditer(text))


def words_of_markup(text: str) -> str:
    """The words as a page shows them, a blank line between paragraphs."""
    if not holds_tags(text):
        return html.unescape(text)
    root = document_fromstring(f"<html><body>{text}</body></html>").find("body")
    return "\n\n".join(block.words for block in text_blocks(root))
