"""Words found again in a text: as they are, else with other white space between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.readers.types import Span

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
    """Every place of the words, whole words first where they are letters at both ends."""
    parts = words.split()
    if not parts:
        return []
    pattern = r"\s+".join(map(re.escape, parts)) if len(parts) <= MOST_WORDS else re.escape(words)
    whole = (r"(?<!\w)" if parts[0][0].isalnum() else "") + pattern + (r"(?!\w)" if parts[-1][-1].isalnum() else "")
    found = [match.span() for match in re.finditer(whole, text)]
    return found or [match.span() for match in re.finditer(pattern, text)]


def distance(place: Span, others: Sequence[Span]) -> int:
    return min(max(start - place[1], place[0] - end, 0) for start, end in others)
