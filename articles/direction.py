"""Which way a text runs, as the HTML standard's ``dir="auto"`` finds it: by its first letter that has a direction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from unicodedata import bidirectional

WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction(text: str) -> str:
    """“ltr” or “rtl”, or nothing where no letter has a direction."""
    return next((WAYS[kind] for kind in map(bidirectional, text) if kind in WAYS), "")


def main_direction(parts: Iterable[str]) -> str:
    """The way in which most parts of a text run; “ltr” where none says."""
    counted = Counter(way for way in map(direction, parts) if way)
    return counted.most_common(1)[0][0] if counted else "ltr"
