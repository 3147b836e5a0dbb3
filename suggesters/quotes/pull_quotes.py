"""Quotations set as a paragraph of their own, without marks, over the name of whoever is quoted in the article.

“We lost a boat and kept the harbour. Ana Weber”, on a line, where the article says “… Weber said”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from suggesters.quotes.frame import Announcement
from suggesters.quotes.page import ParsedPage

_NAME = r"[A-Z][\w’'-]*\.?(?: [A-Z][\w’'-]*\.?){0,2} [A-Z][\w’'-]+"
_SIGNED = re.compile(rf"[.!?…)][ \xa0](?P<name>{_NAME})(?:, [^.!?:\n]{{3,60}})?$")
_SAID = r"(?:said|says|say|told|tells|added|adds|explained|explains|recalled|recalls|wrote|writes|argued|argues)"
_SPEAKS = re.compile(
    rf"\b([A-Z][\w’'-]{{1,40}}),?(?: also)? {_SAID}\b|\b{_SAID}(?: [A-Z][\w’'.-]{{1,40}}){{0,2}} ([A-Z][\w’'-]{{1,40}})"
)
_LONGEST_NAME, _SHORTEST, _LONGEST = 130, 30, 700  # code points
_FEWEST_WORDS = 5


def pull_quotes(page: ParsedPage) -> Iterator[Announcement]:
    """The lines that end with the name of somebody whom the article quotes; the cue is empty."""
    text = page.text
    speakers: set[str] | None = None
    for line in re.finditer(r"[^\n]+", text):
        start, end = page.trimmed_space(*line.span())
        if not _SHORTEST <= end - start <= _LONGEST:
            continue
        signed = _SIGNED.search(text, max(start, end - _LONGEST_NAME), end)
        if signed is None or any(page.mask[start:end]) or page.in_caption(start):
            continue
        if speakers is None:
            speakers = {name for match in _SPEAKS.finditer(text) for name in match.groups() if name}
        name = signed.span("name")
        words = text[start : name[0]].split()
        if signed["name"].split()[-1] in speakers and len(words) >= _FEWEST_WORDS and words[0][0].isupper():
            content = page.trimmed(start, name[0])
            yield Announcement("dash", (name[0], name[0]), name, "dash", "pull_quote", (content,))
