"""Posts of social networks as articles embed them: “… — Mara Lund (@maralund) May 3, 2024”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from suggesters.quotes.frame import Announcement
from suggesters.quotes.page import ParsedPage
from suggesters.suggestions import Span

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
# What follows the name of whoever posted: a handle, the network, the date, a link.
_AFTER_NAME = re.compile(
    rf"\s*(?:\(@|@\w|[·|]|https?://|pic\.|\(?(?:via|on) (?:X|Twitter|Facebook|Instagram|TikTok|Bluesky|Mastodon)\b"
    rf"|,?\s{_MONTH} \d|,?\s\d{{1,2}} {_MONTH}\b|,?\s\d{{1,2}}[/.:]\d{{1,2}}\b)"
)
_POST = re.compile(
    r"(?m)^[ \xa0]*(?P<words>[^\n<]{15,2000}?)\s*(?P<dash>[—–]|--)\s*(?P<name>[^\n(@—–]{2,50}?)\s*\(@\w{1,30}\)"
    r"[^\n]{0,60}$"
)


def name_under(text: str, start: int, end: int) -> Span:
    """The name in a signature, without handle, network and date; a handle that stands alone is the name."""
    after = _AFTER_NAME.search(text, start + 1, end)
    return start, after.start() if after else end


def posts(page: ParsedPage) -> Iterator[Announcement]:
    """The posts without quotation marks: those with marks are quotations with a name below."""
    if "(@" not in page.text:
        return
    for match in _POST.finditer(page.text):
        start, end = page.trimmed_space(*match.span("words"))
        if page.run_at(start) is None and end > start:
            speaker = page.trimmed_space(*match.span("name"))
            yield Announcement("dash", match.span("dash"), speaker, "dash", "post", ((start, end),))
