"""A credit before the caption on one line: “© Ana Lee The bridge at dusk”, “Photo: Ana Lee/AFP. The bridge”.

Where no mark ends the credit, it ends after an agency, before a word that begins a sentence, or after two names.
"""

from __future__ import annotations

import re

from suggesters.credit_words import AGENCY, DRAWING, OTHER_LANGUAGES, OUTLET, PICTURE
from suggesters.credits import Credit, looks_like_names, names_agency
from suggesters.picture_words import PROSE, QUOTATION_MARK, SCENE_VERB, TWO_SENTENCES
from suggesters.word_sets import word_set

FEWEST_CAPTION_WORDS = 3
MOST_CREDIT_WORDS = 12
MOST_MARKED_WORDS = 8
SURE_LABEL = re.compile(
    rf"""(?:©(?!\s?\d{{4}}) | \(c\)\s | [📷📸]\s?:? | fot\.\s | credits?\s?:
      | (?:{PICTURE}|{DRAWING})\ (?:by\b|credits?\b|courtesy(?:\ of)?\b)\s?:?
    )\s*(?:(?:{PICTURE}\ (?:by|courtesy\ of)|provided\ by|courtesy\ of)\s+)?""",
    re.VERBOSE | re.IGNORECASE,
)
LABEL = re.compile(rf"(?:{PICTURE}|{OTHER_LANGUAGES})\s?:\s*", re.IGNORECASE)
"""A label that announces a caption as often as a credit."""
AGENCY_AND_SLASH = re.compile(rf"{AGENCY.pattern}\s?/\s?(?=[A-Z])", re.VERBOSE)
"""“REUTERS/Ana Lee The bridge”."""
UNMARKED = re.compile(
    rf"(?:[Tt]he\ )?(?:{AGENCY.pattern})|(?P<name>(?:[A-Z][\w.'’-]+\s){{1,2}}[A-Z][\w'’-]+)\s?/\s?[A-Z]{{2,5}}\b",
    re.VERBOSE,
)
PHOTO = re.compile(r"fotos?\b|photo", re.IGNORECASE)
MARK = re.compile(r"[.;]\s|\s[|•–—-]+\s|:\s")
WORD = re.compile(r"\S+")
CAPITAL = re.compile(r"\s+[“\"‘']?(?:[^\W\d_a-zà-öø-ÿ]|\d)")
SENTENCE_STARTERS = word_set(
    """
    a after all an and as at before by during for from he her here his how if in inside it its many members more most
    no on one outside people police residents several she some that the their there these they this those three two
    under until we what when where while who why with workers you
    """
)
PARTICLES = word_set("al bin da de del den der di du el la le van von")
NO_FIRST_NAME = word_set(
    """
    captain chief coach councillor dr former general gov king lady lord mayor minister miss mr mrs ms pope president
    prime prince princess prof professor queen rep saint sen senator sir
    """
)
"""A title begins a caption, not a photographer's name."""


def leading_credit(line: str) -> Credit | None:
    """The credit at the beginning of a line that goes on with the caption, or None."""
    sure = SURE_LABEL.match(line) or AGENCY_AND_SLASH.match(line)
    label = sure or LABEL.match(line)
    start = label.end() if label else 0
    run = _names(line, start)
    if not run:
        return None
    if not (label or "/" in line[: run[-1][1]]):
        return _before_scene(line)
    end = (
        _end_at_mark(line, start, labelled=label is not None)
        or _end_after_agency(line, start, run[-1][1])
        or (_end_after_names(line, run) if sure or (label and PHOTO.match(line)) else None)
    )
    if end is None or len(line[end:].split()) < FEWEST_CAPTION_WORDS:
        return None if label else _before_scene(line)
    return Credit(0, end, "labelled" if label else "agency")


def _before_scene(line: str) -> Credit | None:
    """“The Canadian Press Mayor Ana Lee arrives …”, “Ana Lee/MP Mayor Ben Oke arrives …”: a scene has to follow."""
    found = UNMARKED.match(line)
    is_credit = (
        found is not None
        and CAPITAL.match(line, found.end()) is not None
        and not ((name := found["name"]) and (OUTLET.search(name) or name.split()[0].lower() in SENTENCE_STARTERS))
        and SCENE_VERB.search(line, found.end()) is not None
        and not (PROSE.search(line) or TWO_SENTENCES.search(line) or QUOTATION_MARK.search(line))
    )
    return Credit(0, found.end(), "agency") if found and is_credit else None


def _names(line: str, start: int) -> list[tuple[int, int]]:
    """The words after the label that may be names, up to the first that is plain."""
    found: list[tuple[int, int]] = []
    for match in WORD.finditer(line, start):
        word = match[0]
        plain = word[:1].islower() and word.strip(".,").lower() not in PARTICLES | {"via", "for", "of", "and", "the"}
        if plain or len(found) == MOST_CREDIT_WORDS:
            break
        found.append(match.span())
    return found


def _end_at_mark(line: str, start: int, *, labelled: bool) -> int | None:
    """The end before the first stop, bar or dash, where all before it are names; without a label, an agency's too."""
    for mark in MARK.finditer(line, start):
        names = line[start : mark.start()]
        if len(names.split()) > MOST_MARKED_WORDS or not looks_like_names(names):
            return None
        if len(names.split()[-1]) == 1:
            continue  # an initial
        if labelled and (len(names.split()) > 1 or names_agency(names)):
            return mark.start() + (mark[0][0] == ".")
        return mark.start() if names_agency(names) and "/" in names else None
    return None


def _end_after_agency(line: str, start: int, stop: int) -> int | None:
    """“Image: Ana Lee/AFP via Getty Images The bridge”: after the last agency among the names."""
    ends = [match.end() for match in AGENCY.finditer(line, start, stop) if CAPITAL.match(line, match.end())]
    return next((end for end in reversed(ends) if looks_like_names(line[start:end])), None)


def _end_after_names(line: str, run: list[tuple[int, int]]) -> int | None:
    """“© Ana Lee The bridge”: before a word that begins sentences, else after a first name and a surname."""
    words = [line[slice(*span)] for span in run]
    if len(words) < 2 or words[0].strip(".").lower() in NO_FIRST_NAME | SENTENCE_STARTERS:
        return None
    for number in range(1, len(words)):
        if words[number].lower() in SENTENCE_STARTERS and words[number][0].isupper():
            return run[number - 1][1]
    last = 1
    while last + 1 < len(words) and (words[last].lower() in PARTICLES or re.fullmatch(r"[A-Z]\.?", words[last])):
        last += 1
    end = run[last][1]
    is_followed_by_caption = words[last][-1] not in ",:" and CAPITAL.match(line, end) is not None
    return end if is_followed_by_caption else None
