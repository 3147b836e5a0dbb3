"""Whom a line credits for its picture: the grammar of photo credits in newspapers.

A credit stands at the end of a caption or alone on its line, in one of these forms, surest first:

========= ==========================================================================================
labelled  “(Image: Getty)”, “Photo by Ana Lee/Reuters”, “Courtesy of the museum”, “Foto: Ana Lee”
bracketed “(Ana Lee/Reuters)”, “[GETTY]”
agency    “… in June. Ana Lee/Reuters”, “… in June | AP Photo”: names, one of them an agency's
source    “… in June. (Marlow Zoo)”: a bracket of names after the sentence has ended
outlet    “… in June. Ana Lee for The Evening Post”: a name and a paper
joined    “… in June. Ana Lee / Harbour Views”: a name, a slash, a name
========= ==========================================================================================

A credit before its caption is in :mod:`suggesters.leading_credits`, one known by its repetition in
:mod:`suggesters.repeated_credits`. Offsets are code points, half-open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from suggesters.credit_words import (
    AGENCY,
    AGENCY_PLACE,
    EDGE_LABEL,
    GIVEN,
    LABEL_AND_COLON,
    LONGEST_LABEL_WORD,
    NAME_LABEL,
    NO_SOURCE,
    OUTLET,
    OWN_LABEL,
    PARTS_OF_LABELS,
    PROSE_BEFORE_AGENCY,
    PROSE_LABEL,
    SMALL_WORDS,
    SOCIAL,
)
from suggesters.outlets import NAME_FOR_OUTLET, SPECIAL_TO_OUTLET, WORD, is_name_and_outlet, names_outlet
from suggesters.picture_words import SCENE_VERB
from suggesters.suggestions import Span

CreditForm = Literal["labelled", "bracketed", "agency", "source", "outlet", "joined", "repeated", "below"]

LONGEST_CREDIT = 260
"""Code points at a line's end in which a credit is looked for."""
SHORTEST_CREDIT = 2
SHORT_END = 8
"""Code points at a line's end that an agency's rules fill with capitals."""
MOST_NAME_WORDS = 14
MOST_FIRM_WORDS = 4
MOST_LICENSOR_WORDS = 6
MOST_TRIED = 8
"""Places at a line's end that are tried as a credit's beginning, so that a line of dashes costs little more."""

BOUNDARY = re.compile(
    r"""[.!?…”"’'»)\]\s|•] (?:
        (?: (?<=[^\W\d_]{2}[.!?…]) | (?<=[)\]”"’][.!?…]) | (?<=\d[.!?…])(?!\d) | (?<=\.)\.\. | (?<=\b[A-Z]\.[A-Z]\.) )
        [”"’'»)\]]*\s*(?:[|•·–—-]+\s*)?
      | (?<=[”"’'»)\]])\s+(?:[|•·–—-]+\s*)? | (?<=\s)[|•·—–-]+\s* | (?<=[|•])\s* | (?<=\s)\s+ )""",
    re.VERBOSE,
)
"""Where a credit may begin within a line: after a sentence, a closing mark, a bar or a dash.

It begins with one set of characters, so that the expression looks no closer at the others: that is four times as fast.
"""
BRACKETED = re.compile(r"[(\[]+\s*(?P<inner>[^()\[\]]{2,200}?)\s*[)\]]+\.?\Z")
SQUARE = re.compile(r"\[\s*([^\[\]]{2,40}?)\s*\][\s.]*\Z")
MOST_SOURCE_WORDS = 8
AFTER_SENTENCE = re.compile(
    r"(?:[^\W\d_]{2}|\b[A-Z]\.[A-Z]|[\d)\]”\"’'])[.!?…][”\"’')\]]*\s*\Z|[^\W\d_][.!?]\s?[”\"’]\s*\Z"
)
"""Where a sentence has ended, a bracket explains none of its words: “… last May. (District Court of Port Ana)”."""
SENTENCE_BREAK = re.compile(r"[^\W\d_]{3,}[.!?][”\"’']*\s+[A-Z][^\W\d_]")
SLASH = re.compile(r"[^\W_][.)]?\s?/\s?[^\W_]")
ENDS = frozenset('.!?…”"’)]')
SPACED_DASH = re.compile(r" [-–—] \S+\Z")
SPACED_DASHES = (" -", " –", " —")
YEAR = re.compile(r"(?:19|20)\d\d")
LICENCE = re.compile(r"[(\[](?:cc0\b|cc by\b|creative commons\b|public domain\b)", re.IGNORECASE)
AGENCY_AND_HANDLE = re.compile(r"\s?/\s?|\s[-–—]\s")
ON_SITE = re.compile(r"\bon (?=Agency\b)")
ADDRESS_OR_ORDINAL = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}|\d{1,3}(?:st|nd|rd|th)", re.IGNORECASE)
VERBS = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|not|said|says|who|that|which|\w+(?:ing|ed))\b"
)
NAME_BEFORE_SLASH = re.compile(
    r"(?<![^\s(])[A-Z][\w'’-]*\.?\s(?:[A-Z]\.?\s?|(?:de|da|van|von|der|el|al|bin|di|la)\s)*[A-Z][\w'’-]+\s?(?:/|—)\s?(?=\S)"
)
MANDATORY = re.compile(
    r"""[\s.]*\b(?:(?:THIS|THESE)\ (?:IMAGE|PICTURE|PHOTO)S?\b|(?:MANDATORY|MUST)\ CREDIT\b|NO\ (?:RE)?SALES?\b
      |NO\ ARCHIVES?\b|(?:FOR\ )?EDITORIAL\ USE\ ONLY\b|ATTENTION\ EDITORS\b|TPX\ IMAGES\b)[^a-z]*\Z""",
    re.VERBOSE,
)
"""What agencies print in capitals after the credit: “… REUTERS/Ana Lee NO RESALES. NO ARCHIVES.”"""


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit as printed, label and brackets included, and the form that gave it away."""

    start: int
    end: int
    form: CreditForm


def credit_in_caption(caption: str) -> Span | None:
    """Where a caption of a page names whom its picture is credited to, without a label; None where it does not.

    The page says that this is a caption, so a name in square brackets at its end is a credit as well.
    """
    credit = find_credit(caption)
    if credit is not None:
        return credited_name(caption, credit.start, credit.end)
    square = SQUARE.search(caption)
    return credited_name(caption, *square.span(1)) if square and looks_like_names(square[1]) else None


def credited_name(text: str, start: int, end: int) -> Span | None:
    """Who is credited in the printed credit ``text[start:end]``: without a label such as “Photo:”, and no brackets.

    “(Image: Getty)” gives the span of “Getty”. Words that say how the picture was obtained (“Courtesy of”, “©”) stay.
    None where nothing but a label is left.
    """
    if label := NAME_LABEL.match(text, start, end):
        start = label.end()
    while start < end and (text[start].isspace() or text[start] in "([|:–—-•·"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "|–—-•·" or _is_unopened(text, start, end)):
        end -= 1
    again = NAME_LABEL.match(text, start, end)
    if again and again.end() < end:
        return credited_name(text, start, end)
    return (start, end) if start < end else None


def _is_unopened(text: str, start: int, end: int) -> bool:
    """Whether the stretch ends in a bracket that it does not open, or in a full stop after a bracket."""
    last = text[end - 1]
    if last == "." and text[end - 2 : end - 1] in (")", "]"):
        return _is_unopened(text, start, end - 1)
    opening = {")": "(", "]": "["}.get(last)
    return opening is not None and text.count(opening, start, end) < text.count(last, start, end)


def find_credit(line: str) -> Credit | None:
    """The credit at the end of one line (offsets into ``line``), or None.

    Looks at the last :data:`LONGEST_CREDIT` code points only, so that a line of any length costs the same.
    """
    stop = len(line.rstrip())
    if stop < SHORTEST_CREDIT:
        return None
    offset = max(0, stop - LONGEST_CREDIT)
    tail = line[offset:stop]
    rules = MANDATORY.search(tail) if tail[-SHORT_END:] == tail[-SHORT_END:].upper() else None
    if rules and rules.start():
        tail = tail[: rules.start()]
    starts = boundaries(tail)
    credit = (
        _bracketed(tail, begins_line=offset == 0)
        or _labelled(tail, starts)
        or _named(tail, starts, begins_line=offset == 0)
    )
    if credit is None:
        return None
    start = _with_names_before_licence(tail, credit, begins_line=offset == 0)
    if start == credit.start:
        start = _with_bracket_before(tail, credit)
    return Credit(offset + start, stop if rules else offset + credit.end, credit.form)


def names_agency(words: str) -> bool:
    """Whether an agency stands in ``words`` where a credit has it: at an end, beside a slash, after “via”."""
    return AGENCY_PLACE.search(words) is not None and AGENCY.search(words) is not None


def looks_like_names(words: str) -> bool:
    """Whether ``words`` can be nothing but names: capitals, handles, initials and the small words between them."""
    found = _words_of_names(words)
    return all(_may_stand_in_name(word) for word in found) and any(begins_name(word) for word in found)


def looks_like_credit(words: str) -> bool:
    """Whether ``words``, which no label announces, are a credit: nothing but names, with an agency or a slash."""
    return looks_like_names(words) and (names_agency(words) or SLASH.search(words) is not None)


def begins_name(word: str) -> bool:
    """Whether a word has a capital, belongs to no case, or is a handle or an address."""
    bare = word.lstrip(".'’\"“”*&-")
    return bare[:1] in ("@", "#") or (bare[:1].isalpha() and not bare[0].islower()) or "." in bare[1:-1]


def _words_of_names(words: str) -> list[str]:
    """The words of what may be a credit, an agency as one word; none where they are sentences or too many."""
    if SENTENCE_BREAK.search(words) or words.count("(") != words.count(")"):
        return []
    found = [match[0] for match in WORD.finditer(ON_SITE.sub("", AGENCY.sub("Agency", words)))]
    return found if len(found) <= MOST_NAME_WORDS else []


def _may_follow_label(words: str) -> bool:
    """Whether a label credits ``words``: names, maybe with one plain word after them (“Marlow Q cells”)."""
    if looks_like_names(words):
        return True
    found = _words_of_names(words)
    return (
        (3 if found and found[-1].isalpha() else 2) <= len(found) <= MOST_FIRM_WORDS
        and begins_name(found[0])
        and all(_may_stand_in_name(word) for word in found[:-1])
        and VERBS.search(words) is None
        and SCENE_VERB.fullmatch(found[-1]) is None
    )


def _may_stand_in_name(word: str) -> bool:
    bare = word.strip(".'’\"“”*&-")
    if not bare or bare[0] in "@©#" or YEAR.fullmatch(bare) or ADDRESS_OR_ORDINAL.fullmatch(bare):
        return True
    return bare.lower() in SMALL_WORDS or (bare[0].isalpha() and not bare[0].islower())


def _bracketed(tail: str, *, begins_line: bool) -> Credit | None:
    """“… (Ana Lee/Reuters)”, “… [GETTY]”, “… (Photo: Ana Lee)”."""
    match = BRACKETED.search(tail)
    if match is None:
        return None
    inner = match["inner"]
    label = OWN_LABEL.match(inner) or EDGE_LABEL.match(inner)
    if label:
        is_credit = not PROSE_LABEL.match(inner) or _names_source(inner)
        return Credit(match.start(), len(tail), "labelled") if is_credit else None
    if GIVEN.fullmatch(inner):
        return Credit(match.start(), len(tail), "labelled")
    slashed = SLASH.search(inner) is not None
    if SOCIAL.fullmatch(inner) or (names_agency(inner) and (slashed or looks_like_names(inner))):
        return Credit(match.start(), len(tail), "bracketed")
    if SPECIAL_TO_OUTLET.fullmatch(inner):
        return Credit(match.start(), len(tail), "bracketed")
    if not looks_like_names(inner):
        return None
    if (slashed and is_name_and_outlet(inner)) or NAME_FOR_OUTLET.match(inner):
        return Credit(match.start(), len(tail), "bracketed")
    before = tail[: match.start()]
    stands_apart = AFTER_SENTENCE.search(before) or (
        begins_line and not before and " " in inner and not inner.isupper()
    )
    if stands_apart and match[0][0] == "(" and match[0][-1] == ")" and is_source(inner):
        return Credit(match.start(), len(tail), "source")
    return None


def is_source(words: str) -> bool:
    """Whether names in brackets can be a picture's source: no stage direction, no day, no single letter."""
    found = WORD.findall(words)
    letters = sum(map(str.isalpha, words))
    return (
        len(found) <= MOST_SOURCE_WORDS
        and not (len(found) == 1 and words.endswith("."))
        and letters > 1
        and (letters > 2 or words.isupper())
        and found[0].strip(".").lower() not in NO_SOURCE
    )


def _labelled(tail: str, starts: list[int]) -> Credit | None:
    """“… Photo by Ana Lee/Reuters”; two in a row, “Illustration by A. Photo by B.”, are one credit."""
    labels = [match.span() for match in OWN_LABEL.finditer(tail)] if may_have_label(tail) else []
    for boundary in starts:
        label = EDGE_LABEL.match(tail, boundary)
        if label and (not PROSE_LABEL.match(label[0]) or _names_source(tail[label.end() :])):
            labels.append(label.span())
    start = None
    stop = len(tail)
    for label_start, label_end in sorted(labels, reverse=True):
        names = tail[label_end:stop].strip(" .|")
        continued = start is not None and not names
        if label_end > stop or not (continued or _may_follow_label(names)):
            continue
        start = stop = label_start
    return None if start is None else Credit(start, len(tail), "labelled")


def may_have_label(tail: str) -> bool:
    """Whether it is worth to look for a label that stands anywhere: that takes long, and few lines have one."""
    lower = tail.lower()
    if any(map(lower.__contains__, PARTS_OF_LABELS)):
        return True
    colon = tail.find(":")
    while colon >= 0 and not LABEL_AND_COLON.search(tail, max(0, colon - LONGEST_LABEL_WORD), colon + 1):
        colon = tail.find(":", colon + 1)
    return colon >= 0


def _named(tail: str, starts: list[int], *, begins_line: bool) -> Credit | None:
    """A tail of nothing but names, after a boundary: with an agency, a slash or a paper, else “Supplied”."""
    if not _may_end_names(tail):
        return None
    for start in starts:
        words = tail[start:]
        if GIVEN.fullmatch(words):
            return Credit(start, len(tail), "labelled")
        if begins_name(words) and ends_sentence(tail[:start]) and names_outlet(words, alone=False):
            return Credit(start, len(tail), "outlet")
    if begins_line and names_outlet(tail, alone=True):
        return Credit(0, len(tail), "outlet")
    if "/" not in tail and AGENCY.search(tail) is None:
        return None
    for start in starts:
        words = tail[start:]
        if (start == 0 and not begins_line) or ":" in words:
            continue
        if _is_agency_and_handle(words) or (looks_like_names(words) and names_agency(words)):
            return Credit(start, len(tail), "agency")
        if SLASH.search(words) and looks_like_names(words) and is_name_and_outlet(words):
            return Credit(start, len(tail), "outlet" if OUTLET.search(words) else "joined")
    return _named_after_prose(tail)


def _may_end_names(tail: str) -> bool:
    """Whether the last word can end a credit, which spares the work for most sentences."""
    before, _, last = tail.rpartition(" ")
    return (
        "/" in tail
        or _may_stand_in_name(last.strip("()[]"))
        or (before[-2:] in SPACED_DASHES and SPACED_DASH.search(tail) is not None)
    )


def ends_sentence(before: str) -> bool:
    """Whether what stands before a tail is a sentence or more, not the number of a list or a heading."""
    return before.rstrip(" |•·–—-")[-1:] in ENDS and len(before.split()) > 1


def _is_agency_and_handle(words: str) -> bool:
    """“Shutterstock/somebody”, “Instagram/@somebody”: a user's name may be in any case."""
    parts = AGENCY_AND_HANDLE.split(words)
    return len(parts) == 2 and any(
        (AGENCY.fullmatch(agency) and " " not in handle) or (SOCIAL.fullmatch(agency) and handle[:1] == "@")
        for agency, handle in (parts, reversed(parts))
    )


def boundaries(tail: str) -> list[int]:
    """Where a credit may begin, the last few places in their order."""
    return [0, *(match.end() for match in BOUNDARY.finditer(tail))][-MOST_TRIED:]


def _named_after_prose(tail: str) -> Credit | None:
    """“… on arrival in Dublin Ana Lee/Reuters”, “… on arrival PA”: no mark stands before the credit."""
    for match in NAME_BEFORE_SLASH.finditer(tail):
        words = tail[match.start() :]
        if not AGENCY.search(match[0]) and names_agency(words) and looks_like_names(words):
            return Credit(match.start(), len(tail), "agency")
    for match in list(AGENCY.finditer(tail))[-MOST_TRIED:]:
        words = tail[match.start() :]
        before = tail[: match.start()].split()
        if not (before and looks_like_names(words) and names_agency(words)) or words.endswith("."):
            continue
        if tail[match.start() - 1].isspace() and before[-1].casefold() not in PROSE_BEFORE_AGENCY | SMALL_WORDS:
            return None if before[-1][-1] in ",;:/&" else Credit(match.start(), len(tail), "agency")
    return None


def _names_source(words: str) -> bool:
    return names_agency(words) or SOCIAL.search(words) is not None


def _with_names_before_licence(tail: str, credit: Credit, *, begins_line: bool) -> int:
    """“Ana Lee (CC BY 2.0)”, “Photo: Ana Lee/Flickr (CC BY 2.0)”: whoever stands before a licence gives it."""
    if LICENCE.match(tail, credit.start) is None:
        return credit.start
    before = tail[: credit.start].rstrip()
    starts = boundaries(before)
    label = _labelled(before, starts)
    if label is not None:
        return label.start
    by = before.rfind(" by ")
    for start in [*starts, by + len(" by ")] if by > 0 else starts:
        names = before[start:]
        if (start or begins_line) and len(names.split()) <= MOST_LICENSOR_WORDS and looks_like_names(names):
            return start
    return credit.start


def _with_bracket_before(tail: str, credit: Credit) -> int:
    """“(AP Photo/Ana Lee) AP Photo” is one credit: page markup often repeats it."""
    before = tail[: credit.start].rstrip(" -–—|")
    if credit.form == "labelled" and not tail[credit.start :].casefold().startswith("copyright"):
        return credit.start
    bracket = _bracketed(before, begins_line=False)
    return bracket.start if bracket else credit.start
