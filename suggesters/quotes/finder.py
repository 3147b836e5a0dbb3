"""From a parsed text to its quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from suggesters.profiles import DEFAULT, Profile
from suggesters.quotation import quote_type
from suggesters.quotes.candidates import Proposal
from suggesters.quotes.choice import choose
from suggesters.quotes.joining import Draft, drafts_of, with_loose_runs, with_open_paragraphs
from suggesters.quotes.nearby import with_nearby_speakers
from suggesters.quotes.nested import InnerPage, choose_nested
from suggesters.quotes.page import ParsedPage, TextPage
from suggesters.quotes.phrases import announced_by
from suggesters.quotes.profile_edges import edged
from suggesters.quotes.ranking import BY_POINTS, Ranker
from suggesters.quotes.reasons import reason_of
from suggesters.suggestions import Quote, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find_quotes(
    doc: Doc,
    *,
    captions: Sequence[Span] = (),
    ranker: Ranker = BY_POINTS,
    profile: Profile = DEFAULT,
) -> list[Quote]:
    """The quotes of a doc with tags, lemmas and dependencies, in the order of the text, without persons' names.

    Sentences should start after each line break. Spans are code points of ``doc.text``, half-open. ``score`` is the
    probability that a quote's content is right in at least four fifths of its letters. ``captions`` are stretches that
    are not part of the body: a quotation goes on across them, never into them. For ``ranker`` see ``ranking.py``, for
    ``profile`` ``profiles.py``.
    """
    page = ParsedPage(doc, captions=captions, profile=ranker.profile_for(profile))
    return quotes_among(ranker.proposals(page), page, ranker=ranker)


def quotes_among(proposals: Sequence[Proposal], page: ParsedPage, *, ranker: Ranker) -> list[Quote]:
    """The quotes of a page whose candidates are known, in the order of the text."""
    nested = page.profile.counts("nested")
    choices = choose(proposals, ranker=ranker, nested=nested)
    drafts = with_open_paragraphs(with_loose_runs(drafts_of(choices), page), page)
    with_nearby_speakers(drafts, page)
    found = [(draft, quote_from(draft, page, ranker=ranker)) for draft in drafts]
    quotes = [quote for draft, quote in found if quote.score >= ranker.least or draft.cue is None]
    if nested:
        inner = InnerPage(page)
        within = drafts_of(choose_nested(inner, ranker=ranker))
        quotes += [quote_within(draft, inner, page, ranker=ranker) for draft in within]
    return sorted(quotes, key=lambda quote: quote.content)


def find_marked_quotes(text: str, *, captions: Sequence[Span] = (), profile: Profile = DEFAULT) -> list[Quote]:
    """Only what stands in quotation marks and looks like speech: for texts in a language that has no grammar here."""
    page = TextPage(text, captions=captions, profile=profile)
    return [quote_from(draft, page) for draft in with_open_paragraphs(with_loose_runs([], page), page)]


def quote_from(draft: Draft, page: TextPage, *, ranker: Ranker = BY_POINTS) -> Quote:
    content = tuple(draft.fragments)
    kind = quote_type(page.text, content, mask=page.mask)
    cue, speaker = announced_by(draft.cue, content, page)
    return Quote(
        type=kind,
        content=edged(content, page, kind=kind),
        cue=tuple(span for span in cue if span[0] < span[1]),
        speaker=speaker,
        score=ranker.confidence(draft.rule, draft.score, is_direct=kind == "direct", profile=page.profile),
        reason=reason_of(draft, page),
    )


def quote_within(draft: Draft, inner: InnerPage, page: ParsedPage, *, ranker: Ranker) -> Quote:
    """A quote of the inner page. Its type goes by the marks of the whole text, as that of every quote."""
    quote = quote_from(draft, inner, ranker=ranker)
    return replace(quote, type=quote_type(page.text, quote.content, mask=page.mask))
