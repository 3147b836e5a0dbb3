"""Texts of LexisNexis: a file of several documents, each under a line “1 of 2 DOCUMENTS”.

A file is split only where its form leaves no doubt: the lines count from 1 to the number that they state, and each
document has a title, a line LENGTH after it, and words of its own. Any other file of several documents is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from articles.readers.text import DATE, date_from, read_byline, read_text
from articles.readers.types import ArticleData

MARK = re.compile(r"^[ \t\f]*(?P<number>\d+) of (?P<all>\d+) DOCUMENTS?[ \t]*$", re.MULTILINE)
BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
STATED_DATE = re.compile(rf"\s*{DATE}(?!\w)", re.IGNORECASE)
INDENT = re.compile(r"[ \t\f]{4}")
LABEL = re.compile(
    r"(?P<label>BYLINE|SECTION|LENGTH|DATELINE|HIGHLIGHT|SOURCE|SERIES|EDITION|URL|LOAD-DATE|LANGUAGE|GRAPHIC|SUBJECT|"
    r"NOTES|PERSON|ORGANIZATION|COMPANY|GEOGRAPHIC|CITY|STATE|COUNTRY|INDUSTRY|TICKER|CORRECTION-DATE|DISTRIBUTION|"
    r"DOCUMENT-TYPE|PUBLICATION-TYPE|JOURNAL-CODE|ACC-NO):\s+(?P<words>\S.*)",
    re.DOTALL,
)
COPYRIGHT = re.compile(r"\s*Copyright\s", re.IGNORECASE)


@dataclass(slots=True)
class Parts:
    """One document: the indented lines of its head, its title, its words, and what its labels state."""

    head: list[str] = field(default_factory=list)
    title: str = ""
    body: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


def articles_of(text: str) -> list[tuple[ArticleData, dict[str, str]]]:
    """The articles of such a text, each with what else its document states; empty where the form is not sure."""
    marks = list(MARK.finditer(text))
    numbers = [(int(mark["number"]), int(mark["all"])) for mark in marks]
    if not marks or text[: marks[0].start()].strip() or numbers != [(n + 1, len(marks)) for n in range(len(marks))]:
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found = [parts_of(text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    are_sure = all(parts.title and parts.body and "length" in parts.labels for parts in found)
    return [article_of(parts) for parts in found] if are_sure else []


def parts_of(document: str) -> Parts:
    """The head and the labels before the words, the words, and the labels after them."""
    parts = Parts()
    blocks = [block for block in BLANK_LINES.split(document) if block.strip()]
    while blocks and is_stated(blocks[-1]):
        state(blocks.pop(), parts)
    for number, block in enumerate(blocks):
        if is_stated(block):
            state(block, parts)
        elif parts.title:
            parts.body = [one.strip("\n") for one in blocks[number:]]
            break
        elif INDENT.match(block):
            parts.head += [plain(line) for line in block.splitlines()]
        else:
            parts.title = plain(block)
    return parts


def is_stated(block: str) -> bool:
    return LABEL.match(block) is not None or COPYRIGHT.match(block) is not None


def state(block: str, parts: Parts) -> None:
    found = LABEL.match(block)
    label, words = (found["label"].lower(), found["words"]) if found else ("copyright", block)
    parts.labels[label] = plain(words)


def article_of(parts: Parts) -> tuple[ArticleData, dict[str, str]]:
    """The article of a document’s title and words. Its publisher is the first line of the head that is not a date."""
    others = dict(parts.labels)
    byline = others.pop("byline", "")
    dates = [line for line in parts.head if STATED_DATE.match(line)]
    names = [line for line in parts.head if line not in dates]
    match = STATED_DATE.match(dates[0]) if dates else None
    published = date_from(match) if match else None
    if dates and published is None:
        others["date"] = dates[0]
    if names[1:]:
        others["head"] = "; ".join(names[1:])
    article = replace(
        read_text("\n\n".join([parts.title, *parts.body])),
        title=parts.title,
        byline=read_byline(byline) or byline,
        published=published,
        publisher=names[0] if names else "",
    )
    return article, others


def plain(block: str) -> str:
    return " ".join(block.split())
