"""All speakers of a page that its layout announces, by label, headline, introduction or signature."""

from __future__ import annotations

from collections.abc import Iterator

from suggesters.quotes.embeds import posts
from suggesters.quotes.frame import Announcement
from suggesters.quotes.headlines import headline_quotes
from suggesters.quotes.introductions import introductions
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.pull_quotes import pull_quotes
from suggesters.quotes.turns import turns


def announcements(page: ParsedPage) -> Iterator[Announcement]:
    """Where two begin at one place, the later one counts."""
    yield from headline_quotes(page)
    yield from posts(page)
    yield from pull_quotes(page)
    yield from introductions(page)
    yield from turns(page)
