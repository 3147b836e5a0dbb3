"""Words of an article as HTML, marked, with the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

AROUND = 60
LONGEST = 240
SENTENCE = 140
"""Of a sentence, so many characters on each side."""
SENTENCE_END = re.compile(r"""[.!?…]["'”’»)\]]*\s+|\n""")


def in_sentence(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """The spans in the sentence or sentences in which they stand, as ``in_context`` draws them."""
    start, end = spans[0][0], spans[-1][1]
    first, last = max(start - SENTENCE, 0), min(end + SENTENCE, len(text))
    begins = [found.end() for found in SENTENCE_END.finditer(text, first, start)]
    ends = (found.end() for found in SENTENCE_END.finditer(text, max(end - 3, start), last))
    close = next((place for place in ends if place >= end), None)
    cut = (not begins and first > 0, close is None and last < len(text))
    first, last = max(begins, default=first), close or last
    return marked_in(text[first:last], offset=first, spans=spans, cut=cut)


def in_context(around: str, *, offset: int, spans: Sequence[tuple[int, int]]) -> SafeString:
    """``around`` as HTML with the spans marked; ``offset`` is where it begins in the text that the spans point into.

    Long stretches are shortened in the middle. An ellipsis stands for words that are cut at the edges.
    """
    after = len(around) - (spans[-1][1] - offset)
    return marked_in(around, offset=offset, spans=spans, cut=(offset > 0, after >= AROUND))


def marked_in(around: str, *, offset: int, spans: Sequence[tuple[int, int]], cut: tuple[bool, bool]) -> SafeString:
    """As ``in_context``; ``cut`` says whether ``around`` begins and ends within something longer."""
    first, last = spans[0][0] - offset, spans[-1][1] - offset
    pieces = [format_html("{}", before_words(around[:first], cut=cut[0]))]
    at = first
    for start, end in spans:
        gap = shortened_inside(around[at : start - offset])
        pieces.append(
            format_html("{}<mark>{}</mark>", gap, shortened_inside(around[start - offset : end - offset]))
        )  # fmt: skip
        at = end - offset
    after = around[last:]
    pieces.append(format_html("{}", after_words(after, cut=cut[1])))
    return mark_safe("".join(pieces))  # noqa: S308 - joined from escaped pieces


def before_words(text: str, *, cut: bool) -> str:
    words = on_one_line(text)
    return "… " + words.partition(" ")[2] if cut else words


def after_words(text: str, *, cut: bool) -> str:
    words = on_one_line(text)
    return words.rpartition(" ")[0] + " …" if cut else words


def on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def shortened_inside(text: str) -> str:
    """On one line, with the middle left out of a text over LONGEST."""
    line = on_one_line(text)
    if len(line) <= LONGEST:
        return line
    head, tail = line[: LONGEST * 2 // 3], line[-LONGEST // 4 :]
    return f"{head.rpartition(' ')[0] or head} … {tail.partition(' ')[2] or tail}"
