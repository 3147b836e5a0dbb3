"""““Never,” was her answer”, “Emma's first remark was: “Never””: a noun of speech joined to a quotation by “be”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from suggesters.quotation import QuotedRun
from suggesters.quotes.frame import Announcement
from suggesters.quotes.page import ParsedPage
from suggesters.suggestions import Span
from suggesters.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

SPEECH_NOUNS = word_set("""
    answer reply response remark comment question retort reflection exclamation observation conclusion verdict message
    advice reaction refrain plea cry explanation assessment
""")
_JOINS_BEFORE = re.compile(r"\s+(?:was|is|were|are|had been|has been)\s*(?:[:,]|[—–-]{1,2})?\s*")
_JOINS_AFTER = re.compile(r",?\s+(?:was|is|were|are|had been|has been)\s+(?=\S)")
_ENDS_OPEN = re.compile(r"[,?!…—–-]\s*[”\"'’»“]+$")
_MOST_TOKENS = 9


def predicates(page: ParsedPage) -> Iterator[Announcement]:
    """The runs that such a noun with an owner announces or names afterwards."""
    for run in page.runs:
        found = _named_after(run, page) or _announced_before(run, page)
        if found is not None:
            yield found


def _named_after(run: QuotedRun, page: ParsedPage) -> Announcement | None:
    joint = _JOINS_AFTER.match(page.text, run.end, page.line_span(run.start)[1])
    if joint is None or not _ENDS_OPEN.search(page.text, max(run.start, run.end - 8), run.end):
        return None
    first = page.token_from(joint.end())
    for token in page.doc[first : first + _MOST_TOKENS]:
        if token.is_space or (token.is_punct and token.text != ","):
            return None
        if token.lemma_.lower() in SPEECH_NOUNS and token.pos_ == "NOUN":
            return _announcement(token, first, run, page)
    return None


def _announced_before(run: QuotedRun, page: ParsedPage) -> Announcement | None:
    line = page.line_span(run.start)
    start = max(line[0], run.start - 40)
    joint = next(
        (match for match in _JOINS_BEFORE.finditer(page.text, start, run.start) if match.end() == run.start), None
    )
    if joint is None:
        return None
    last = page.token_from(joint.start()) - 1
    if last < 0 or page.doc[last].lemma_.lower() not in SPEECH_NOUNS or page.doc[last].pos_ != "NOUN":
        return None
    return _announcement(page.doc[last], max(0, last - _MOST_TOKENS), run, page)


def _announcement(noun: Token, first: int, run: QuotedRun, page: ParsedPage) -> Announcement | None:
    speaker = _owner(noun, first, page)
    if speaker is None or page.is_quoted(noun):
        return None
    return Announcement("label", page.span(noun.i, noun.i), speaker, "introduced", "noun", ((run.start, run.end),))


def _owner(noun: Token, first: int, page: ParsedPage) -> Span | None:
    """“her” of “her answer”, “Emma” of “Emma's first remark”."""
    owner = next((child for child in noun.lefts if child.dep_ == "poss" and child.i >= first), None)
    if owner is None:
        return None
    case = next((child for child in owner.children if child.dep_ == "case"), None)
    start, end = page.subtree(owner)
    return start, min(end, case.idx) if case is not None else end
