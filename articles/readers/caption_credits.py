"""Where a caption of a page names whom its picture is credited to.

The page says that the words are a caption, so forms count here that mean nothing in running text: any names in
brackets at the end, “Supplied”, names after a bar or after the last sentence, a label before words of any kind.
"""

from __future__ import annotations

import re

from articles.readers.types import Span
from suggesters.credits import credit_in_caption, credited_name, looks_like_names
from suggesters.leading_credits import leading_credit

TAIL_CHARS = 260
MOST_LABELLED_WORDS = 6
MOST_NAMES = 6

BRACKET = re.compile(r"(?P<mark>[(\[])\s*(?P<inner>[^()\[\]]{2,80}?)\s*[)\]]\.?\Z")
NO_CREDIT = re.compile(
    r"""\W*(?:(?:far|top|bottom|front|back|second|third|from)\s)*
      (?:left|right|cent(?:re|er)|above|below|l-r|l\ to\ r|pictured|seen\ here|inset|foreground|background|file|files
        |archive|video|listen|watch|not\ pictured|clockwise|more|less|see\ more|read\ more)\b.*
      | [A-Z]\W{1,2}[A-Z][\w.]*(?:\W.*)? | [A-Z]{1,3}\$.* | n[ée]e\s.* | aged?\s.* | c\.\s?\d.* | \d.*""",
    re.VERBOSE | re.IGNORECASE,
)
"""Brackets that say where somebody stands, a party and state, a year or an age."""
GIVEN = re.compile(
    r"(?:\A|(?<=[.!?…\"”’)|])\s?|\s[|•·/–—-]+\s)"
    r"((?:supplied|submitted|contributed|provided|handout|courtesy|file|stock|staff)"
    r"(?: (?:photo|image|picture|pic)s?)?)\.?\Z",
    re.IGNORECASE,
)
GIVEN_ALONE = re.compile(r"(?:file|stock|staff)\Z", re.IGNORECASE)
"""Not by itself the word for where a picture came from."""
LABEL = re.compile(
    r"""(?<![^\W_])(?:
      (?:(?:photo|image|picture|pic|video|foto|illustration|graphic|screenshot|screengrab)s?\s?)
        (?:credits?|source|courtesy(?:\ of)?|copyright|by)\b\s?:?
    | (?:photo|photograph|image|picture|pic|foto|illustration|graphic|screenshot|credit|source)s?\s?:
    | (?:photograph|photography|artwork|rendering)s?\ (?:by|courtesy\ of)\b
    | courtesy\ (?:of|:)
    | \U0001F4F7\ufe0f?\s?:? | \U0001F4F8\s?:? )\s*(?=[^\s:])""",
    re.VERBOSE | re.IGNORECASE,
)
BREAKS = '.!?…"”’)|•·–—([/-'
"""After one of these a label begins something new; else its words may be the sentence's own."""
ANNOUNCING = re.compile(r":|\U0001F4F7|\U0001F4F8")
LAST_SENTENCE = re.compile(
    r"(?:[^\W_]{2}(?<!\b(?:Mr|Ms|Dr|St|Lt|Jr|Sr|vs|No|Mt|Ft))(?<!\b(?:Mrs|Gen|Sen|Rep|Gov|Rev|Col|Sgt|Inc|Ave))"
    r"(?<!\b(?:Prof|Capt|Corp|Bros))[.!?…])[”\"’)]*\s+(?=[^\s.])|\s[|•·]\s+"
)
SENTENCE_END = re.compile(r"[.!?]\Z")
PROPER = re.compile(r"[A-Z@©][\w.'’&@-]*")
SENTENCE_WITHIN = re.compile(r"[^\W\d_]{3}[.!?]\s+[A-Z]")


def credit_of_caption(caption: str) -> Span | None:
    """The name that a known caption credits, without label and brackets, as offsets into it; None without one."""
    found = credit_in_caption(caption)
    if found is not None:
        bar = caption.rfind(" | ", *found)
        return (bar + 3, found[1]) if bar > 0 and SENTENCE_END.search(caption, 0, bar) else found
    first = leading_credit(caption)
    if first is not None:
        return credited_name(caption, first.start, first.end)
    offset = max(0, len(caption) - TAIL_CHARS)
    tail = caption[offset:].rstrip()
    span = labelled(tail) or bracketed(tail) or given(tail) or names_at_end(tail)
    return None if span is None else credited_name(caption, offset + span[0], offset + span[1])


def labelled(tail: str) -> Span | None:
    """“… Image source: mill.example”, “… Photographs by Ida Moe”: all that follows the last label."""
    for label in reversed(list(LABEL.finditer(tail))):
        names = tail[label.end() :].strip(" .)]")
        before = tail[: label.start()].rstrip()
        begins = not before or before[-1] in BREAKS
        announces = ANNOUNCING.search(label[0]) is not None
        if looks_like_names(names) and (announces or begins):
            return (label.end() if announces else label.start()), len(tail)
        if before and begins and announces and names[:1].isalnum() and len(names.split()) <= MOST_LABELLED_WORDS:
            return None if SENTENCE_WITHIN.search(names) else (label.end(), len(tail))
    return None


def bracketed(tail: str) -> Span | None:
    """“… (Christie’s)”, “… (Bray Herald file photo)”."""
    match = BRACKET.search(tail)
    if match is None or NO_CREDIT.fullmatch(match["inner"]):
        return None
    before = tail[: match.start()].rstrip()
    if not looks_like_names(match["inner"]) or is_short_form(match["inner"], of=before):
        return None
    return match.start(), len(tail)


def is_short_form(initials: str, *, of: str) -> bool:
    """Whether letters in brackets abbreviate the words before them: “Bray Water Board (BWB)”."""
    if not re.fullmatch(r"[A-Z][A-Za-z.]{1,7}", initials) or of.endswith((".", "!", "?", "”", '"')):
        return False
    words = [word for word in re.split(r"[\s-]+", of) if word[:1].isalpha()]
    capitals = [letter for letter in initials if letter.isupper()]
    return any(word.startswith(capitals[0]) for word in words[-2 * len(capitals) :]) and len(capitals) > 1


def given(tail: str) -> Span | None:
    """“… in June. Supplied”, “Submitted photo”."""
    match = GIVEN.search(tail)
    return None if match is None or GIVEN_ALONE.match(match[1]) else match.span(1)


def names_at_end(tail: str) -> Span | None:
    """“… in June. Ida Moe”, “… | Ida Moe”: the last words are nothing but two or more names, with no full stop."""
    starts = [match.end() for match in LAST_SENTENCE.finditer(tail)]
    if not starts or tail.endswith((".", "!", "?", ":", "…", "”", '"')):
        return None
    words = tail[starts[-1] :]
    names = words.split()
    if not 0 < len(names) <= MOST_NAMES or not looks_like_names(words) or NO_CREDIT.fullmatch(words):
        return None
    return (starts[-1], len(tail)) if sum(bool(PROPER.match(name)) for name in names) * 2 > len(names) else None
