"""Words found again in a text: as they are, else with other white space, quotation marks, dashes or a first letter of
another case, as words change when they are typed or pasted elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from articles.readers.types import Span

QUOTATION_MARKS = "\"'“”„‟«»‹›‘’‚‛`´′″＂＇「」『』"
DOUBLE = r"(?:[\"“”„‟«»″＂「」『』]|''|``|‘‘|’’)"
SINGLE = "['‘’‚‛‹›`´′＇]"
DASH = "(?:[-‐‑‒–—―−]|--)"
OMISSION = r"(?:…|\.\.\.)"
KINDS = {
    **dict.fromkeys([*'"“”„‟«»″＂「」『』', "''", "``", "‘‘", "’’"], DOUBLE),
    **dict.fromkeys("'‘’‚‛‹›`´′＇", SINGLE),
    **dict.fromkeys([*"-‐‑‒–—―−", "--"], DASH),
    **dict.fromkeys(["…", "..."], OMISSION),
}
"""For each way to write a mark the pattern of all ways."""

PIECES = re.compile(r"''|``|‘‘|’’|--|\.\.\.|.", re.DOTALL)
LETTERS = re.compile(r"[^\W_]")
SPACE = r"[\s\u200b\ufeff]+"
MOST_WORDS = 2000
"""Longer words are only found as they are."""


def located(text: str, words: str, *, near: int, beside: Sequence[Span] = ()) -> list[Span]:
    """Where the words stand: the first place from ``near`` on, else the first; with ``beside``, the nearest to these
    that overlaps none of them. Empty if they are not in the text.
    """
    places = all_places(text, words)
    if beside:
        free = [place for place in places if all(place[1] <= start or end <= place[0] for start, end in beside)]
        return [min(free, key=lambda place: distance(place, beside))] if free else []
    return [next((place for place in places if place[0] >= near), places[0])] if places else []


def all_places(text: str, words: str) -> list[Span]:
    """Every place of the words, whole words first where they are letters at both ends; the same characters first, then
    alike ones, then without the quotation marks around them.
    """
    bare = words.strip().strip(QUOTATION_MARKS)
    return (
        places_of(text, words, re.escape)
        or places_of(text, words, alike)
        or (places_of(text, bare, alike) if bare != words.strip() else [])
    )


def places_of(text: str, words: str, form: Callable[[str], str]) -> list[Span]:
    parts = words.split()
    if not parts:
        return []
    pattern = SPACE.join(map(form, parts)) if len(parts) <= MOST_WORDS else re.escape(words)
    if form is alike:
        pattern = with_either_case(pattern, parts[0])
    whole = (r"(?<!\w)" if parts[0][0].isalnum() else "") + pattern + (r"(?!\w)" if parts[-1][-1].isalnum() else "")
    found = [match.span() for match in re.finditer(whole, text)]
    return found or [match.span() for match in re.finditer(pattern, text)]


def alike(word: str) -> str:
    """The pattern of the word with any kind of quotation marks, dashes and dots of omission."""
    return "".join(KINDS.get(piece) or re.escape(piece) for piece in PIECES.findall(word))


def with_either_case(pattern: str, first: str) -> str:
    """The pattern of words whose first letter may be a capital or a small one."""
    before = alike(LETTERS.split(first, maxsplit=1)[0])
    letter = pattern[len(before) : len(before) + 1]
    other = letter.swapcase()
    if not letter.isalpha() or len(other) != 1:
        return pattern
    return f"{before}[{letter}{other}]{pattern[len(before) + 1 :]}"


def distance(place: Span, others: Sequence[Span]) -> int:
    return min(max(start - place[1], place[0] - end, 0) for start, end in others)
