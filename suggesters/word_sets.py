"""Lexicons are written as plain lists of words; this reads them."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text, split at white space."""
    return frozenset(words.split())
