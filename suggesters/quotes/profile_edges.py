"""Where a quote's content begins and ends by the project's guideline: its full stop, its “that” and its marks."""

from __future__ import annotations

from suggesters.quotes.page import ParsedPage, TextPage
from suggesters.suggestions import QuoteType, Span, Spans


def edged(content: Spans, page: TextPage, *, kind: QuoteType) -> Spans:
    """The fragments with the edges that the page's profile states. ``kind`` is the type of the quote as it was drawn.

    The rules draw with “that” and marks, and without the full stop; nothing is done where nothing would be left.
    """
    profile = page.profile
    fragments = list(content)
    if kind == "direct":
        if not profile.marks:
            fragments = [_without_marks(fragment, page) for fragment in fragments]
    else:
        if not profile.that:
            fragments[0] = _without_that(fragments[0], page)
        if profile.full_stop:
            fragments[-1] = _with_full_stop(fragments[-1], page)
    return tuple(fragments)


def _without_marks(fragment: Span, page: TextPage) -> Span:
    """Without the mark that opens the fragment and the one that closes it, each if it is there."""
    start, end = fragment
    first, last = page.run_at(start), page.run_at(end - 1)
    if first is not None and first.start == start:
        start = page.inside_of(first)[0]
    if last is not None and last.end == end:
        end = page.inside_of(last)[1]
    return _unless_empty(page.trimmed_space(start, max(start, end)), fragment, page)


def _without_that(fragment: Span, page: TextPage) -> Span:
    """“that taxes rose”: without the conjunction; “that tax rose” stays."""
    if not isinstance(page, ParsedPage):
        return fragment
    start, end = fragment
    place = page.token_from(start)
    if place >= len(page.doc):
        return fragment
    word = page.doc[place]
    if word.idx != start or word.lower_ != "that" or not (word.tag_ == "IN" or word.dep_ == "mark"):
        return fragment
    return _unless_empty(page.trimmed(page.end_of(place), end), fragment, page)


def _with_full_stop(fragment: Span, page: TextPage) -> Span:
    """With the full stop, or the dots, right after the fragment."""
    start, end = fragment
    while page.text.startswith((".", "…"), end):
        end += 1
    return start, end


def _unless_empty(wanted: Span, fragment: Span, page: TextPage) -> Span:
    return wanted if any(map(str.isalnum, page.text[slice(*wanted)])) else fragment
