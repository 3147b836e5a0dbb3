"""The words of a caption as the page's elements give them, and where in them the credit is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from articles.readers.caption_credits import credit_of_caption
from articles.readers.dom import labels, letters, text_blocks, words_of
from articles.readers.types import Span
from suggesters.credits import credit_in_caption, credited_name, looks_like_credit, looks_like_names

MAX_CREDIT_CHARS = 250
MAX_UNMARKED_CHARS = 400
SENTENCE_WORDS = 12
LONG_LETTERS = 20
MAX_PIECES = 60
"""A caption in more pieces than this is read as it is."""

CAPTION_LABEL = re.compile(r"caption(?!s\b|ed|-?toggle|-?button)|cutline", re.IGNORECASE)
CREDIT_LABEL = re.compile(
    r"credit|copyright|attribution|photographer|(?:image|photo|media|picture)[-_]?(?:source|byline)", re.IGNORECASE
)
CREDIT_LABEL_IN_FIGURE = re.compile(
    rf"{CREDIT_LABEL.pattern}|byline|source|author|creator|rights|agency|owner|provider|distributor", re.IGNORECASE
)
CREDIT_TAGS = frozenset({"cite", "small"})
FORMATTING_TAGS = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "q", "s", "strong", "sub", "sup", "u", "wbr"})
"""Elements that may stand inside a word or close to one; at the edges of all others there is a space."""

INTERFACE = re.compile(
    r"(?:\b|(?=,))(?:(?:hide|toggle|show|view|read|expand) (?:full )?caption|enlarge(?: this)? image"
    r"|view (?:image )?in fullscreen"
    r"|(?:click|tap) (?:here )?to (?:enlarge|expand|zoom|view)|open image in (?:new window|gallery|modal)|advertisement"
    r"|story continues below(?: advertisement)?|(?:view|close|open|launch) gallery|close"
    r"|(?<!image )(?<!media )(?<!video )caption"
    r"|purchase licensing rights|(?:, )?opens (?:in )?(?:a )?new (?:tab|window)|read more|loading)\b[.:…]*\s*\Z"
    r"|\A(?:hide|toggle|enlarge this image|advertisement)\b(?: caption)?\s*",
    re.IGNORECASE,
)
COUNTER = re.compile(r"\A\s*(?:(?:image|photo|slide) )?(?:\[\d{1,3}/\d{1,3}\]|\d{1,3}\s?(?:/|of)\s?\d{1,3}\b)\s*")
LEADING_COUNTER = re.compile(r"\A(?:image|photo|slide) \d{1,3} of (?:\d{1,3} )?(?=\S)", re.IGNORECASE)
CUT_SHORT = re.compile(r"\s*(?:\.{3}|…)\s*(?:more|less|\[\+\])?\s*\Z", re.IGNORECASE)
CLOSING = re.compile(r"[,.;:!?)\]”’…]")


@dataclass(slots=True)
class CaptionPiece:
    """A run of words between two element boundaries; ``credits`` means that the page marks them as a credit."""

    words: str
    credits: bool


def is_credit_element(element: HtmlElement, *, in_figure: bool) -> bool:
    """Whether the page marks this element as a credit; inside a figure, more labels and tags mean one."""
    if in_figure and element.tag in CREDIT_TAGS:
        return True
    pattern = CREDIT_LABEL_IN_FIGURE if in_figure else CREDIT_LABEL
    return bool(pattern.search(labels(element))) and not any(
        CAPTION_LABEL.search(labels(inner)) for inner in element.iterdescendants("span", "div", "p")
    )


def caption_of(
    captions: Iterable[HtmlElement], credits: Iterable[HtmlElement], *, figure: HtmlElement | None
) -> tuple[str, Span | None]:
    """The words of a figure's caption on one line, its credit included, and where in them the credit's name is.

    ``captions`` and ``credits`` are the elements that make up the caption, in document order within each.
    ``figure`` is the ``<figure>`` around them, whose other words are read as well where they are a credit, or where
    nothing in it is marked as a caption.
    """
    captions, credits = list(captions), list(credits)
    pieces = without_counter([piece for element in captions for piece in pieces_of(element)])
    whole = [] if pieces or figure is None else whole_pieces(figure)
    extra = [CaptionPiece(words, credits=True) for element in credits if (words := " ".join(one_line(element)))]
    if whole:
        extra = whole
    elif figure is not None and pieces:
        extra += credits_beside(figure, marked={*captions, *credits})
    pieces = without_repeats([cleaned for piece in [*pieces, *extra] if (cleaned := clean(piece)).words])
    line, credit = assembled(pieces)
    counter = LEADING_COUNTER.match(line)
    if counter is None or (credit is not None and credit[0] < counter.end()):
        return line, credit
    cut = counter.end()
    return line[cut:], None if credit is None else (credit[0] - cut, credit[1] - cut)


def pieces_of(caption: HtmlElement) -> list[CaptionPiece]:
    """The runs of words of a caption element, split where an element that is not mere formatting begins or ends."""
    whole = is_credit_element(caption, in_figure=True) and not CAPTION_LABEL.search(labels(caption))
    depth = 0
    pieces = [CaptionPiece("", credits=whole)]
    for event, element, words in words_of(caption):
        if element is not caption:
            marked = is_credit_element(element, in_figure=True)
            depth += marked if event == "start" else -marked
            if marked or element.tag not in FORMATTING_TAGS:
                pieces.append(CaptionPiece("", credits=whole or depth > 0))
        pieces[-1].words += words
    return [piece for piece in pieces if piece.words.strip()]


def without_counter(pieces: list[CaptionPiece]) -> list[CaptionPiece]:
    """The pieces after a counter (“1 of 4”) that is in the first ones, each of its words in an element of its own."""
    for length in range(1, min(4, len(pieces)) + 1):
        if COUNTER.fullmatch(" ".join(piece.words.strip() for piece in pieces[:length])):
            return pieces[length:]
    return pieces


def one_line(element: HtmlElement) -> list[str]:
    return [" ".join(block.words.split()) for block in text_blocks(element)]


def credits_beside(figure: HtmlElement, *, marked: set[HtmlElement]) -> list[CaptionPiece]:
    """Words of a figure outside its marked elements that read as a credit."""
    words = [" ".join(block.words.split()) for block in text_blocks(figure, skip=marked)]
    found = [line for line in words if looks_like_credit(line) or credit_in_caption(line) == (0, len(line))]
    return [CaptionPiece(line, credits=True) for line in found]


def whole_pieces(figure: HtmlElement) -> list[CaptionPiece]:
    """All words of a figure in which nothing is marked as a caption, unless they are too many to be one."""
    pieces = [
        CaptionPiece(words, piece.credits) for piece in pieces_of(figure) if (words := " ".join(piece.words.split()))
    ]
    if sum(len(piece.words) for piece in pieces) > MAX_UNMARKED_CHARS:
        return []
    return [CaptionPiece(piece.words, piece.credits or looks_like_credit(piece.words)) for piece in pieces]


def clean(piece: CaptionPiece) -> CaptionPiece:
    """The piece on one line, without counters (“1/5”) and the words of buttons (“hide caption”)."""
    words = COUNTER.sub("", " ".join(piece.words.split()))
    return CaptionPiece(INTERFACE.sub("", words).strip(), credits=piece.credits)


def without_repeats(pieces: list[CaptionPiece]) -> list[CaptionPiece]:
    """The pieces that say something new: galleries give a caption in full and cut short, pages a credit twice."""
    kept: list[CaptionPiece] = []
    if len(pieces) > MAX_PIECES:
        return pieces
    for piece in pieces:
        mine = letters(CUT_SHORT.sub("", piece.words))
        others = [other for other in pieces if other is not piece]
        if CUT_SHORT.search(piece.words) and any(letters(other.words).startswith(mine) for other in others):
            continue
        if not any(is_said(piece, mine, earlier) for earlier in kept):
            kept.append(piece)
    return kept


def is_said(piece: CaptionPiece, mine: str, earlier: CaptionPiece) -> bool:
    """Whether an earlier piece says the same letters: all of them, as a part of a long one, or as its own credit."""
    theirs = letters(earlier.words)
    if not mine:
        return False
    if mine == theirs:
        earlier.credits = earlier.credits or piece.credits
        return True
    if len(mine) >= LONG_LETTERS and mine in theirs:
        return True
    credit = credit_in_caption(earlier.words) if piece.credits else None
    return credit is not None and mine in letters(earlier.words[slice(*credit)])


def assembled(pieces: list[CaptionPiece]) -> tuple[str, Span | None]:
    """The pieces as one line, and the span of the credit in it: the marked pieces, else what the words show."""
    line = ""
    marked: list[Span] = []
    for piece in pieces:
        gap = "" if not line or CLOSING.match(piece.words) else " "
        start = len(line) + len(gap)
        line += gap + piece.words
        follows = bool(marked) and marked[-1][1] == start - len(gap)
        if piece.credits and not is_sentence(piece.words):
            if not follows:
                marked.append((start, len(line)))
        elif not (follows and continues_credit(piece.words)):
            continue
        marked[-1] = (marked[-1][0], len(line))
    named = credited_name(line, *marked[-1]) if marked else None
    if named is not None:
        return line, named
    return line, credit_in_caption(line) or last_names(line, pieces) or credit_of_caption(line)


def continues_credit(words: str) -> bool:
    """Whether words right after a marked credit are its further part: a bar, “via AFP”, another name."""
    names = words.strip(" /|,;–—-+&")
    return not names or (names != words and looks_like_names(names)) or looks_like_credit(names)


def is_sentence(words: str) -> bool:
    """Whether words marked as a credit are rather a caption that is marked so as a whole."""
    return len(words) > MAX_CREDIT_CHARS or (
        len(words.split()) > SENTENCE_WORDS
        and credit_in_caption(words) != (0, len(words))
        and not looks_like_names(words)
        and "©" not in words
    )


def last_names(line: str, pieces: list[CaptionPiece]) -> Span | None:
    """The last piece, an element of its own after other words, where it is nothing but the names of a credit."""
    last = pieces[-1].words if len(pieces) > 1 else ""
    in_brackets = last.startswith(("(", "[")) and last.endswith((")", "]"))
    if last and ((in_brackets and looks_like_names(last)) or looks_like_credit(last)):
        return credited_name(line, len(line) - len(last), len(line))
    return None
