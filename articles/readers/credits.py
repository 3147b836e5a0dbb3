"""Who is credited for an image, told from the words of its caption alone. Offsets are code points, half-open.

A caption may name its photographer or agency at its end (“… in Brussels. REUTERS/Ana Lee”, “… (Photo: Ana Lee)”,
“… | AP Photo”) or be nothing but a credit (“Photo by Ana Lee / AFP”). A credit's span leaves out a label such as
“Photo:” and the brackets around it.
"""

from __future__ import annotations

import re

from articles.readers.types import Span

MAX_CREDIT_CHARS = 140
MAX_CREDIT_TOKENS = 16

AGENCY_WORDS = """
    aap adobe afp alamy anadolu ani anp ansa ap associated barcroft belga bloomberg corbis dpa efe epa epa-efe esa
    flickr getty gettyimages handout imago istock istockphoto keystone nasa noaa ntb nurphoto pa pexels pixabay pti
    reuters rex scanpix shutterstock sipa splash swns tass thinkstock tt unsplash upi wenn wikimedia xinhua zuma
"""
AGENCIES = frozenset(AGENCY_WORDS.split())
"""Words that name an agency or an archive of images, or stand in such a name (“Associated Press”)."""

LOWER_CASE_WORDS = """
    a al and archive archives at bin by collection contributor courtesy da de del den der di domain du e el et file
    for from handout image images in la le library magazine media of on photo photographer photographs photos pool
    provided request screenshot staff stock supplied sur the through und van via von with y
"""
SMALL_WORDS = frozenset(LOWER_CASE_WORDS.split())
"""Words that a credit may have in lower case."""
MAY_BE_LOWER = SMALL_WORDS | AGENCIES

IMAGE_WORD = r"(?:file )?(?:photograph|photo|picture|image|pic)s?"
LABEL = re.compile(
    rf"(?:{IMAGE_WORD} ?(?:credits?|source|by)|{IMAGE_WORD}|credits?|source)\s?(?::\s?|\Z)"
    r"|(?:photograph|photo|picture|image) by\s|(?:photo|image|picture) credits?\s",
    re.IGNORECASE,
)
WORK_BY = r"(?:photos|photographs|pictures|images|(?:photo )?illustrations?|animation|graphics?|drawing|artwork) by\s"
OPENING = re.compile(
    rf"(?:{LABEL.pattern}|{WORK_BY}|{IMAGE_WORD} (?:copyright|courtesy|via)\b|courtesy(?: of\b|:)|©|\(c\) )",
    re.IGNORECASE,
)
"""How a credit announces itself: with a label, which its span leaves out, or with words of its own."""
OPENING_WORDS = (
    *("photo", "pic", "image", "credit", "source", "illustration", "animation", "graphic", "drawing", "artwork"),
    *("courtesy", "©", "(c)"),
)
"""One of them stands in every ``OPENING``, so that most paragraphs are told at one look."""

BOUNDARY = re.compile(r"(?:\A|[.!?…”\"’'\])]\s*|\s[|•·–—-]+\s?|[|•·–—]\s?|(?<=[\w,;:])\s+)")
SEPARATOR = re.compile(r"(?:\A|[.!?…][”\"’')\]]*\s*|[”\"’')\]]\s+|\s[|•·–—-]+\s?|[|•·–—]\s?)")
BRACKETED = re.compile(r"[(\[]\s*([^()\[\]]{2,140}?)\s*[)\]][\s.]*\Z")
NEW_SENTENCE = re.compile(r"[a-z]{3}[.!?]\s+[A-Z][a-z]+\s+[a-z]")
SENTENCE_INSIDE = re.compile(r"\w{2,}[.!?][”\"’')\]]*\s")
SQUARE = re.compile(r"\[([^\[\]]{2,40})\][\s.]*\Z")
"""Square brackets at a caption's end, which hold little else than credits."""
MAX_LOWER_SHARE = 0.3
WORD = re.compile(r"\w+")
TOKEN = re.compile(r"[^\s/|,;:()\[\]–—-]+")


def credit_in(caption: str) -> Span | None:
    """Where a caption names whom its image is credited to, as offsets into ``caption``; None where it does not say."""
    if ")" in caption or "]" in caption:
        bracketed = BRACKETED.search(caption)
        if bracketed and (is_announced(bracketed[1]) or looks_like_credit(bracketed[1])):
            return name_span(caption, *bracketed.span(1))
        square = SQUARE.search(caption)
        if square and names_only(square[1]):
            return name_span(caption, *square.span(1))
    if has_opening_word(caption[-MAX_CREDIT_CHARS:].casefold()):
        announced = last_announced(caption)
        if announced is not None:
            return name_span(caption, announced, len(caption))
    if ends_in_plain_words(caption):
        return None
    for separator in SEPARATOR.finditer(caption, max(0, len(caption) - MAX_CREDIT_CHARS)):
        if looks_like_credit(caption[separator.end() :]):
            return name_span(caption, separator.end(), len(caption))
    return None


def has_opening_word(folded: str) -> bool:
    for word in OPENING_WORDS:  # noqa: SIM110 - asked of every paragraph, and twice as fast as a generator
        if word in folded:
            return True
    return False


def ends_in_plain_words(caption: str) -> bool:
    """Whether its last two words show that no stretch up to the end looks like a credit, as in most paragraphs.

    The last but one is no name, so that a credit could only stand in the last, where no agency and no slash is.
    """
    words = caption.rsplit(None, 2)[-2:]
    if len(words) < 2 or not words[0].isalpha() or is_name_word(words[0]):
        return False
    last = words[1].casefold()
    return "/" not in last and AGENCIES.isdisjoint(WORD.findall(last))


def last_announced(caption: str) -> int | None:
    """Where the last stretch begins that announces itself as a credit and goes on to the caption's end."""
    found = None
    for boundary in BOUNDARY.finditer(caption, max(0, len(caption) - MAX_CREDIT_CHARS)):
        start = boundary.end()
        if is_announced(caption[start:]):
            found = start if found is None or not is_one_credit(caption[found:]) else found
    return found


def is_announced(words: str) -> bool:
    """Whether the words begin as credits do, and go on as a name does rather than a sentence."""
    opening = OPENING.match(words)
    if opening is None or NEW_SENTENCE.search(words):
        return False
    tokens = TOKEN.findall(words[opening.end() :])
    lower = sum(1 for token in tokens if not is_name_word(token))
    return bool(tokens) and lower <= max(1, MAX_LOWER_SHARE * len(tokens))


def is_one_credit(words: str) -> bool:
    """Whether the words after the label are nothing but names: then a second label inside them is a part of them."""
    label = OPENING.match(words)
    return label is not None and names_only(words[label.end() :])


def looks_like_credit(words: str) -> bool:
    """Whether these words, which no label announces, are a credit: names only, with an agency or a slash among them."""
    if len(words) > MAX_CREDIT_CHARS or SENTENCE_INSIDE.search(words) or not names_only(words):
        return False
    tokens = [token.casefold().strip(".’'") for token in TOKEN.findall(words)]
    return bool(AGENCIES.intersection(tokens)) or bool(re.search(r"[^\W\d]\s?/\s?[^\W\d]", words))


def names_only(words: str) -> bool:
    """Whether every word begins with a capital, a digit or a sign, or is one that credits have in lower case."""
    tokens = TOKEN.findall(words)
    return 0 < len(tokens) <= MAX_CREDIT_TOKENS and all(map(is_name_word, tokens))


def is_name_word(token: str) -> bool:
    """Whether the word begins with a capital, a digit or a sign, is an address, or may be in lower case in a credit."""
    if not token[0].islower() or token.casefold() in MAY_BE_LOWER:
        return True
    return not token.isalpha() and any(sign in token for sign in ".0123456789")


def name_span(text: str, start: int, end: int) -> Span | None:
    """The stretch of a credit without the label, brackets and white space at its edges; None where nothing is left."""
    label = LABEL.match(text, start, end)
    if label:
        start = label.end()
    while start < end and (text[start].isspace() or text[start] in "([|:–—-•·"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "|–—-•·" or unopened(text, start, end)):
        end -= 1
    again = LABEL.match(text, start, end)
    if again and again.end() < end:
        return name_span(text, start, end)
    return (start, end) if start < end else None


def unopened(text: str, start: int, end: int) -> bool:
    """Whether the stretch ends in a bracket that it does not open."""
    return (text[end - 1] == ")" and "(" not in text[start:end]) or (
        text[end - 1] == "]" and "[" not in text[start:end]
    )
