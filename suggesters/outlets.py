"""A photographer's name beside a paper's: “Ana Lee for The Evening Post”, “Ana Lee / The Evening Post”."""

from __future__ import annotations

import re

from suggesters.credit_words import NO_NAME, OUTLET

NAME_FOR_OUTLET = re.compile(
    r"""(?:[A-Z][\w.'’-]+\s){2,3}(?:for|\|)\s[A-Z]
      | (?!(?:RELATED|MORE|READ|SEE|WATCH)\b)[A-Z][\w ]{1,20}:\s[A-Z][\w.'’-]+\s[A-Z]
      | Supplied:\s""",
    re.VERBOSE,
)
"""“Ana Lee for The Evening Post”, “Ana Lee | The Evening Post”, “AAP: Ana Lee”."""
NAME_PHOTO = re.compile(r"[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’/-]*){1,4}\s(?:[Pp]hotos?|[Pp]hotography|PHOTO|pic)\.?")
"""“Ana Lee photo”."""
NAME = r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|d[aeiu]|del|van|von|der|bin|al|el|la|le|y)){1,3}"
PAPER = r"(?:(?:[Tt]he|THE)\s)?[A-Z\d][\w.'’&-]*(?:\s(?:of|the|and|in|&|[A-Z\d][\w.'’&-]*)){0,5}"
NAME_AND_OUTLET = re.compile(
    rf"(?P<name>{NAME})(?P<between>\s(?:for|via)\s|\s?[|•—]\s?|\s[–-]\s|,\s)(?P<outlet>{PAPER})\.?"
)
SPECIAL_TO_OUTLET = re.compile(
    rf"(?:{NAME}(?:\s?[|•—/]\s?|\s[–-]\s|,\s)(?i:special)|Special|SPECIAL)\s(?i:to|for)\s{PAPER}\.?"
)
"""“Ana Lee, Special to The Courier”."""
WORD = re.compile(r"[^\s/|,;:()\[\]–—+]+")


def names_outlet(words: str, *, alone: bool) -> bool:
    """Whether ``words`` are “Ana Lee for The Evening Post”, “ANA LEE | THE COURIER”, “Ana Lee, Marlow Gazette”.

    Words that are ``alone`` on their line have to show that the second name is a paper's.
    """
    if words.split()[0].lower() in NO_NAME:
        return False
    if not alone and SPECIAL_TO_OUTLET.fullmatch(words):
        return True
    match = NAME_AND_OUTLET.fullmatch(words)
    if match is None:
        return not alone and NAME_PHOTO.fullmatch(words) is not None
    between = match["between"].strip()
    if between in ("for", "via") and not alone:
        return True
    return (between in ("for", "|", "•") or not alone) and OUTLET.search(match["outlet"]) is not None


def is_name_and_outlet(words: str) -> bool:
    """“Ana Lee / The Evening Post”, but not “Burberry/Testino” or “SIGN IN / REGISTER”."""
    found = WORD.findall(words)
    if not 2 < len(found) < 9 or found[0].lower() in NO_NAME:
        return False
    return not words.isupper() or OUTLET.search(words) is not None
