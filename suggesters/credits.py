"""Whom a line credits for its picture: the grammar of photo credits in English newspapers.

A credit stands at the end of a caption or alone on its line, in one of four forms, surest first:

========== ==========================================================================================
labelled   “(Image: Getty)”, “Photo by Ana Lee/Reuters”, “Courtesy of the museum”, “Image copyright EPA”
bracketed  “(Ana Lee/Reuters)”, “[GETTY]”
agency     “… in June. Ana Lee/Reuters”, “… in June | AP Photo”: names, one of them an agency's
joined     “… in June. Ana Lee / The Evening Post”: a name, a slash, a name
========== ==========================================================================================

Offsets are code points, half-open. The lexicons are our own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from suggesters.suggestions import Span
from suggesters.word_sets import word_set

CreditForm = Literal["labelled", "bracketed", "agency", "joined"]

LONGEST_CREDIT = 260
"""Code points at a line's end in which a credit is looked for."""
SHORTEST_CREDIT = 2
MOST_NAME_WORDS = 14
MOST_TRIED = 8
"""Places at a line's end that are tried as a credit's beginning, so that a line of dashes costs little more."""

# Agencies and archives that no ordinary word equals, in any case …
AGENCY_NAMES = (
    r"getty(?:\ images?)?|gettyimages|(?:thomson\ )?reuters|associated\ press|press\ association"
    r"|agence\ france-presse|canadian\ press|i?stock(?:photo|\ photo)s?|istock|shutterstock|alamy|adobe\ stock"
    r"|depositphotos|dreamstime|unsplash|pexels|pixabay|thinkstock|bloomberg|wikimedia(?:\ commons)?|flickr"
    r"|creative\ commons|corbis|wireimage|filmmagic|newscom|splash\ news|backgrid|barcroft|nurphoto|xinhua|kyodo"
    r"|yonhap|anadolu(?:\ agency)?|europa\ press|usa\ today\ sports|usatsi|zuma(?:press|\ press|\ wire)?"
    r"|sipa(?:\ usa)?|imago(?:\ images)?|lightrocket|gamma-rapho|hulton|magnum\ photos|invision|imagn"
    r"|icon\ sportswire|pa\ (?:wire|images|media)|ap\ (?:photo|images)|afp\ photo|freepik|stock\.adobe\.com"
    r"|national\ archives|library\ of\ congress|bildbyran|scanpix|lehtikuva|ritzau|picture[- ]alliance|wikipedia"
    r"|public\ domain|cc\ by(?:-\w\w)*(?:\ \d\.\d)?"
    r"|(?:contributed|courtesy|submitted|supplied|provided|handout|staff|stock|file)\ (?:photo|pic|picture|image)s?"
)
# … those that are distinguished from a word by their capitals …
AGENCY_INITIALS = (
    r"AP|AFP|PA|EPA(?:-EFE)?|EFE|UPI|DPA|ANSA|ANI|PTI|IANS|AAP|ANP|NTB|TASS|SWNS|WENN|NASA|REX|Rex|SNS|INPHO|STR|ZUMA"
    r"|HANDOUT"
)
# … and any firm whose name says that it deals in pictures (“Bernama pic”).
PICTURE_FIRM = (
    r"(?!(?:View|See|All|More)\b)[A-Z][\w'’]*"
    r"\ (?:Images|Pictures|Photography|Photo\ Agency|News\ Agency|Press\ Agency|pic)"
    r"|[A-Z]{2,5}\ (?:PHOTO|Photo)"
)
AGENCY = re.compile(
    rf"(?<![^\W_])(?:(?i:{AGENCY_NAMES})|{PICTURE_FIRM}|{AGENCY_INITIALS})(?![^\W_]|['’]s\b)",
    re.VERBOSE,
)
SOCIAL = re.compile(
    r"\b(?:facebook|instagram|twitter|x|youtube|tiktok|snapchat|telegram|linkedin|weibo)\b", re.IGNORECASE
)
"""Where pictures come from too, but a credit only in brackets or after a label."""

PICTURE = r"(?:(?:file|stock|main|handout)\ )?(?:photograph|photo|image|picture|pic)s?"
DRAWING = (
    r"(?:photo\ ?)?(?:illustration|graphic|animation|artwork|screenshot|screengrab|screen\ ?grab|composite|montage)s?"
)
OWN_LABEL = re.compile(
    rf"""(?<!related\ )(?<![^\W_])(?:
      (?:{PICTURE}|{DRAWING})\ (?:credits?|copyright|courtesy(?:\ of)?)\b\s?:?
    | image\ source,
    | (?:{PICTURE}|{DRAWING}|photographers?|credits?|sources?|copyright|courtesy)\s?:
    | credit\s?\.\.\.
    | ©(?!\s?\d{{4}}) | \(c\)\s
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
"""A label that announces a credit wherever it stands."""
NAME_LABEL = re.compile(
    rf"(?:{PICTURE} ?(?:credits?|source|by)|{PICTURE}|credits?|source)\s?(?::\s?|\Z)"
    rf"|{PICTURE} by\s|{PICTURE} credits?\s",
    re.IGNORECASE,
)
"""A label that is not part of the name after it."""
EDGE_LABEL = re.compile(
    rf"""(?:(?:(?:[\w’']+\ )?{PICTURE}|{DRAWING})\ (?:by|via|from)|courtesy(?:\ of)?|credits?|copyright|via|by)\b
        \s+(?=[^\W\d_]|@)
      | (?:{PICTURE}|{DRAWING})\s?/\s?(?=[^\W\d_])""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that announce one only at the beginning of a line, a sentence or a bracket."""
PROSE_LABEL = re.compile(r"(?:via|by)\b|[\w ]*\bfrom\b", re.IGNORECASE)
"""Of these, words of ordinary prose too: a source has to follow."""

SMALL_WORDS = word_set(
    """
    a al an and archive archives bin by collection contributor copyright courtesy da de del den der di du e el
    et file files for from handout illustration image images la le los the of permission photo photographer
    photos picture pictures pool provided staff stock submitted supplied ten ter through und van via von with y
    """
)
"""Words in lower case that join the names of a credit, or that it adds to them."""
PROSE_BEFORE_AGENCY = word_set(
    """
    a an and as at by for from her his in it its of on or our said says tells that the their to told via with
    """
)
"""After these an agency is part of the sentence: “she told AP”."""

BOUNDARY = re.compile(
    r"""\A
      | (?: (?<=[^\W\d_]{2})[.!?…] | (?<=[)\]”"’])[.!?…] | (?<=\d)[.!?…](?!\d) | \.\.\. | (?<=\b[A-Z]\.[A-Z])\. )
        [”"’'»)\]]*\s*(?:[|•·–—-]+\s*)?
      | [”"’'»)\]]\s+(?:[|•·–—-]+\s*)? | \s[|•·—–-]+\s* | [|•]\s* | \s{2,}""",
    re.VERBOSE,
)
"""Where a credit may begin: after a sentence, a closing mark, a bar or a dash."""
BRACKETED = re.compile(r"[(\[]+\s*(?P<inner>[^()\[\]]{2,200}?)\s*[)\]]+\.?\Z")
SQUARE = re.compile(r"\[\s*([^\[\]]{2,40}?)\s*\][\s.]*\Z")
AFTER_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\s\Z")
OWN_SOURCE = re.compile(r"[A-Z]{2,5}|[A-Z][\w.'’&-]*(?:,?\s[\w.'’&-]*[\w’]){1,7}")
"""After a sentence has ended a bracket explains none of its words: “… last May. (District Court of Port Ana)”."""
NAME_FOR_OUTLET = re.compile(
    r"""(?:[A-Z][\w.'’-]+\s){2,3}(?:for|\|)\s[A-Z]
      | (?!(?:RELATED|MORE|READ|SEE|WATCH)\b)[A-Z][\w ]{1,20}:\s[A-Z][\w.'’-]+\s[A-Z]
      | Supplied:\s""",
    re.VERBOSE,
)
"""“Ana Lee for The Evening Post”, “Ana Lee | The Evening Post”, “AAP: Ana Lee”."""
WORD = re.compile(r"[^\s/|,;:()\[\]–—+]+")
SENTENCE_BREAK = re.compile(r"[^\W\d_]{3,}[.!?][”\"’']*\s+[A-Z][^\W\d_]")
SLASH = re.compile(r"[^\W_][.)]?\s?/\s?[^\W_]")
AGENCY_PLACE = re.compile(
    rf"""(?:\A|[/–—-]|\bvia)\s*(?:{AGENCY.pattern})\s*(?:[/–—,(-]|for\b|via\b|\Z)
      | (?:{AGENCY.pattern})\s*(?:europe|asia|north\ america|sport|pool|contributor|files?|file\ photo|handout|photo)?
        [.)]?\Z""",
    re.VERBOSE | re.IGNORECASE,
)
NAME_BEFORE_SLASH = re.compile(
    r"(?<![^\s(])[A-Z][\w'’-]*\.?\s(?:[A-Z]\.?\s?|(?:de|da|van|von|der|el|al|bin|di|la)\s)*[A-Z][\w'’-]+\s?(?:/|—)\s?(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit as printed, label and brackets included, and the form that gave it away."""

    start: int
    end: int
    form: CreditForm


def split_credit(text: str, start: int, end: int) -> Span | None:
    """The credit of the caption ``text[start:end]`` as printed, or None where it has none."""
    credit = find_credit(text[start:end])
    return (start + credit.start, start + credit.end) if credit else None


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
    return (last == ")" and "(" not in text[start:end]) or (last == "]" and "[" not in text[start:end])


def find_credit(line: str) -> Credit | None:
    """The credit at the end of one line (offsets into ``line``), or None.

    Looks at the last :data:`LONGEST_CREDIT` code points only, so that a line of any length costs the same.
    """
    stop = len(line.rstrip())
    if stop < SHORTEST_CREDIT:
        return None
    offset = max(0, stop - LONGEST_CREDIT)
    tail = line[offset:stop]
    credit = _bracketed(tail) or _labelled(tail) or _named(tail, begins_line=offset == 0)
    if credit is None:
        return None
    start = _with_bracket_before(tail, credit)
    return Credit(offset + start, offset + credit.end, credit.form)


def names_agency(words: str) -> bool:
    """Whether an agency stands in ``words`` where a credit has it: at an end, beside a slash, after “via”."""
    return AGENCY_PLACE.search(words) is not None and AGENCY.search(words) is not None


def looks_like_names(words: str) -> bool:
    """Whether ``words`` can be nothing but names: capitals, handles, initials and the small words between them."""
    if SENTENCE_BREAK.search(words) or words.count("(") != words.count(")"):
        return False
    found = [match[0] for match in WORD.finditer(AGENCY.sub("Agency", words))]
    if not 0 < len(found) <= MOST_NAME_WORDS:
        return False
    return all(_may_stand_in_name(word) for word in found) and not all(word.islower() for word in found)


def looks_like_credit(words: str) -> bool:
    """Whether ``words``, which no label announces, are a credit: nothing but names, with an agency or a slash."""
    return looks_like_names(words) and (names_agency(words) or SLASH.search(words) is not None)


def _may_stand_in_name(word: str) -> bool:
    bare = word.strip(".'’\"“”*&-")
    if not bare or bare[0] in "@©#" or re.fullmatch(r"(?:19|20)\d\d", bare):
        return True
    return bare.lower() in SMALL_WORDS or (bare[0].isalpha() and not bare[0].islower())


def _bracketed(tail: str) -> Credit | None:
    """“… (Ana Lee/Reuters)”, “… [GETTY]”, “… (Photo: Ana Lee)”."""
    match = BRACKETED.search(tail)
    if match is None:
        return None
    inner = match["inner"]
    label = OWN_LABEL.match(inner) or EDGE_LABEL.match(inner)
    if label:
        is_credit = not PROSE_LABEL.match(inner) or _names_source(inner)
        return Credit(match.start(), len(tail), "labelled") if is_credit else None
    slashed = SLASH.search(inner) is not None
    if SOCIAL.fullmatch(inner) or (names_agency(inner) and (slashed or looks_like_names(inner))):
        return Credit(match.start(), len(tail), "bracketed")
    if looks_like_names(inner) and (
        (slashed and _is_name_and_outlet(inner))
        or NAME_FOR_OUTLET.match(inner)
        or (AFTER_SENTENCE.search(tail[: match.start()]) and OWN_SOURCE.fullmatch(inner))
    ):
        return Credit(match.start(), len(tail), "bracketed")
    return None


def _labelled(tail: str) -> Credit | None:
    """“… Photo by Ana Lee/Reuters”; two in a row, “Illustration by A. Photo by B.”, are one credit."""
    labels = [match.span() for match in OWN_LABEL.finditer(tail)]
    for boundary in _boundaries(tail):
        label = EDGE_LABEL.match(tail, boundary)
        if label and (not PROSE_LABEL.match(label[0]) or _names_source(tail[label.end() :])):
            labels.append(label.span())
    start = None
    stop = len(tail)
    for label_start, label_end in sorted(labels, reverse=True):
        names = tail[label_end:stop].strip(" .|")
        continued = start is not None and not names
        if label_end > stop or not (continued or looks_like_names(names)):
            continue
        start = stop = label_start
    return None if start is None else Credit(start, len(tail), "labelled")


def _named(tail: str, *, begins_line: bool) -> Credit | None:
    """A tail of nothing but names with an agency or a slash: after a boundary, else where the names begin."""
    if "/" not in tail and AGENCY.search(tail) is None:
        return None
    for start in _boundaries(tail):
        words = tail[start:]
        if (start == 0 and not begins_line) or ":" in words:
            continue
        if (looks_like_names(words) or _is_agency_and_handle(words)) and names_agency(words):
            return Credit(start, len(tail), "agency")
        if SLASH.search(words) and looks_like_names(words) and _is_name_and_outlet(words):
            return Credit(start, len(tail), "joined")
    return _named_after_prose(tail)


def _is_agency_and_handle(words: str) -> bool:
    """“Shutterstock/somebody”: a user's name may be in any case."""
    return len(words.split()) <= 4 and re.search(r"\w\s?/\s?\w|\w\s[-–—]\s\w", words) is not None


def _boundaries(tail: str) -> list[int]:
    return [match.end() for match in BOUNDARY.finditer(tail)][-MOST_TRIED:]


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


def _is_name_and_outlet(words: str) -> bool:
    """“Ana Lee / The Evening Post”, but not “Burberry/Testino” or “SIGN IN / REGISTER”."""
    return 2 < len(WORD.findall(words)) < 9 and not words.isupper()


def _with_bracket_before(tail: str, credit: Credit) -> int:
    """“(AP Photo/Ana Lee) AP Photo” is one credit: page markup often repeats it."""
    before = tail[: credit.start].rstrip(" -–—|")
    if credit.form == "labelled" and not tail[credit.start :].casefold().startswith("copyright"):
        return credit.start
    bracket = _bracketed(before)
    return bracket.start if bracket else credit.start
