"""Character references of HTML that were left in a text (&ldquo; &#8220; &amp;), and what they stand for."""

from __future__ import annotations

import re
from html import unescape

from suggesters.suggestions import Repair

# A reference may be escaped itself: “&amp;ldquo;”.
_REFERENCE = re.compile(r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NO_BREAK_SPACE = "\xa0"
_NOT_A_CHARACTER = "\ufffd"
_REASON = "a character reference of HTML"


def find_references(text: str) -> list[Repair]:
    """The references in order, each with the character that it stands for; unknown names and controls are left out."""
    if "&" not in text:
        return []
    found = []
    for match in _REFERENCE.finditer(text):
        character = unescape(unescape(match.group()))
        if not character.endswith((";", _NOT_A_CHARACTER)) and (
            character.isprintable() or character == _NO_BREAK_SPACE
        ):
            found.append(Repair(match.start(), match.end(), character, 1.0, _REASON))
    return found
