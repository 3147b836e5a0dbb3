"""Names as they are stored and shown: on one line, and in the order in which they are written."""

from __future__ import annotations

import re

# Embeddings, overrides and isolates: after U+202E, “moc.elpmaxe” is read as “example.com”. The marks U+200E, U+200F
# and U+061C stay, since names that mix scripts need them.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain(name: str) -> str:
    """The name without characters that turn the direction of what is around them, its white space made plain."""
    if not name.isascii():
        name = TURNING.sub("", name)
    return " ".join(name.split())
