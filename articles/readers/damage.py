"""Signs that a text was damaged before it came here: characters that could not be read, and text decoded twice."""

from __future__ import annotations

import re

from articles.readers.types import Remark

REPLACEMENT = "\ufffd"
# What the UTF-8 bytes of quotation marks, dashes and letters with accents look like in Windows-1252.
DECODED_TWICE = re.compile(r"â€|Ã[\u00a1-\u00bf]|Â[\u00a0-\u00bf]")
AROUND = 20


def remarks_on_damage(text: str) -> tuple[Remark, ...]:
    """What is to be said before a text is stored, since it never changes afterwards."""
    remarks = []
    lost = text.count(REPLACEMENT)
    if lost:
        words = (
            "# characters of the text could not be read and stand as � (U+FFFD): import the file in its own encoding"
        )
        remarks.append(Remark(words, (lost,), around(text, text.index(REPLACEMENT))))
    twice = [match.start() for match in DECODED_TWICE.finditer(text)]
    if twice:
        words = "# characters look decoded twice, such as “â€œ” for a quotation mark: the text was damaged before"
        remarks.append(Remark(words, (len(twice),), around(text, twice[0])))
    return tuple(remarks)


def around(text: str, offset: int) -> str:
    return "“" + " ".join(text[max(0, offset - AROUND) : offset + AROUND].split()) + "”"
