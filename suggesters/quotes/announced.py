"""All speakers of a page announced without a verb: by label, headline, introduction, signature or a noun of speech."""

from __future__ import annotations

from collections.abc import Iterator

from suggesters.quotes.embeds import posts
from suggesters.quotes.frame import Announcement
from suggesters.quotes.headlines import headline_quotes
from suggesters.quotes.introductions import introductions
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.predicates import predicates
from suggesters.quotes.pull_quotes import pull_quotes
from suggesters.quotes.turns import turns


def announcements(page: ParsedPage) -> Iterator[Announcement]:
    """Where two begin at one place, the later one counts."""
    yield from headline_quotes(page)
    yield from posts(page)
    yield from pull_quotes(page)
    yield from introductions(page)
    yield from predicates(page)
    yield from turns(page)
