"""Which stretches of a text stand inside quotation marks. (First version, being replaced by the quotes engineer.)"""

from __future__ import annotations

from collections.abc import Iterable

from suggesters.frames import QuoteType, Span

OPENING = "“„«‟"
CLOSING = "”»"


def quoted_mask(text: str) -> bytearray:
    """1 for every code point inside quotation marks, the marks included; an open mark closes at the paragraph's end."""
    mask = bytearray(len(text))
    inside = False
    for at, char in enumerate(text):
        if char == "\n":
            inside = False
        elif char in OPENING:
            inside = True
            mask[at] = 1
        elif char in CLOSING:
            mask[at] = 1
            inside = False
        elif char == '"':
            mask[at] = 1
            inside = not inside
        elif inside:
            mask[at] = 1
    return mask


def quote_type(text: str, spans: Iterable[Span]) -> QuoteType:
    """direct where 95 % of the letters stand inside marks, indirect where none does, else mixed."""
    mask = quoted_mask(text)
    letters = inside = 0
    for start, end in spans:
        for at in range(start, end):
            if text[at].isalnum():
                letters += 1
                inside += mask[at]
    if not inside:
        return "indirect"
    return "direct" if inside >= 0.95 * letters else "mixed"
