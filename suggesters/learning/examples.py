"""Checked articles as a learner sees them: each cue with its candidates, their features, and which one was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from sys import intern

from suggesters.evaluation.matching import Letters, ScoredQuote
from suggesters.fitting import Checked
from suggesters.pipeline import Reading
from suggesters.profiles import Profile
from suggesters.quotes.candidates import Proposal
from suggesters.quotes.finder import quotes_among
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.ranking import Ranker, proposals_to_rank
from suggesters.quotes.setting import Setting
from suggesters.quotes.wide import profile_counting_all
from suggesters.quotes.wide_features import all_features_of
from suggesters.suggestions import Quote, Span, Spans

RIGHT = 0.8
"""The share of letters from which a content is right."""


@dataclass(slots=True)
class Example:
    """One checked article, read under one way to treat parts.

    ``targets`` has a row for each proposal and in it a number for each candidate: how much of it is right, 0 to 1;
    None where only optional quotes of gold stand, from which nothing is to be learned.
    """

    article: Checked
    reading: Reading
    page: ParsedPage
    proposals: list[Proposal]
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    targets: list[list[float] | None] = field(default_factory=list)

    def quotes(self, ranker: Ranker, *, profile: Profile) -> tuple[Quote, ...]:
        """What is proposed by a ranker and a profile that differs at most in its edges, with offsets of the text."""
        self.page.profile = ranker.profile_for(profile)
        return self.reading.stored(quotes_among(self.proposals, self.page, ranker=ranker))


def example_of(article: Checked, reading: Reading, *, profile: Profile) -> Example | None:
    if reading.doc is None:
        return None
    page = ParsedPage(reading.doc, captions=reading.captions, profile=profile_counting_all(profile))
    proposals = proposals_to_rank(page, profile=profile)
    example = Example(article, reading, page, proposals)
    gold = Gold(reading, page, article.quotes, proposals)
    for proposal in proposals:
        for candidate in proposal.candidates:
            example.names[id(candidate)] = tuple(map(intern, all_features_of(candidate, proposal.setting)))
        example.targets.append(gold.targets(proposal))
    return example


class Gold:
    """The checked quotes of an article, where they lie in what was read.

    A quote is learned with the cue that people marked, if that is one of ``proposals``; else with any.
    """

    def __init__(
        self, reading: Reading, page: ParsedPage, quotes: Sequence[ScoredQuote], proposals: Sequence[Proposal]
    ) -> None:
        self.page = page
        self.letters = Letters(reading.text)
        known = [proposal.setting.cue.spans for proposal in proposals]
        self.quotes = []
        for quote in quotes:
            cue = reading.read_at(quote.cue)
            is_known = any(share_words(cue, spans) for spans in known)
            spans = self.letters.trimmed(reading.read_at(quote.content))
            self.quotes.append(GoldQuote(spans, cue if is_known else (), quote.optional))

    def targets(self, proposal: Proposal) -> list[float] | None:
        """How much of each candidate is right; None where the best ones match only optional quotes."""
        reach = [fragment for candidate in proposal.candidates for fragment in candidate.fragments]
        start, end = min(left for left, _ in reach), max(right for _, right in reach)
        cue = proposal.setting.cue.spans
        near = [self._within(quote, reach) for quote in self.quotes if quote.may_be(cue, start, end)]
        found, only_optional = [], False
        for candidate in proposal.candidates:
            rows = [self._right(part, near) for part in parts_of(candidate, proposal.setting)]
            found.append(sum(right for right, _ in rows) / len(rows))
            only_optional = only_optional or any(optional for _, optional in rows)
        return None if only_optional and not any(found) else found

    def _within(self, quote: GoldQuote, reach: Sequence[Span]) -> GoldQuote:
        """The quote without quotations that no candidate of the cue holds: those that go on are joined later."""
        spans = tuple(
            (start, end)
            for start, end in quote.spans
            if any(left < end and start < right for left, right in reach) or not self.page.mask[start]
        )
        return replace(quote, spans=spans)

    def _right(self, content: Spans, near: Sequence[GoldQuote]) -> tuple[float, bool]:
        """The likeness to the checked quote that a content stands for, 0 where it is none; if that is optional."""
        own = self.letters.trimmed(content)
        best, is_optional = 0.0, False
        for quote in near:
            likeness = self.letters.likeness(quote.spans, own)
            if likeness > best:
                best, is_optional = likeness, quote.is_optional
        if best < RIGHT:
            return 0.0, False
        return (0.0, True) if is_optional else (best, False)


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """``cue``: that with which it is learned; empty: with any."""

    spans: Spans
    cue: Spans
    is_optional: bool

    def may_be(self, cue: Spans, start: int, end: int) -> bool:
        """Whether it is said with this cue, and some of it between these offsets."""
        is_near = bool(self.spans) and self.spans[0][0] < end and start < self.spans[-1][1]
        return is_near and (not self.cue or share_words(self.cue, cue))


def share_words(some: Spans, others: Spans) -> bool:
    return any(start < to and begin < end for start, end in some for begin, to in others)


def parts_of(candidate: ContentCandidate, setting: Setting) -> list[Spans]:
    """The quotes that a candidate becomes: one, or two where its parts are apart (see ``joining.drafts_of``)."""
    if setting.page.profile.parts != "apart":
        return [candidate.fragments]
    before = tuple(fragment for fragment in candidate.fragments if fragment[0] < candidate.cue.start)
    behind = candidate.fragments[len(before) :]
    return [part for part in (before, behind) if part]
