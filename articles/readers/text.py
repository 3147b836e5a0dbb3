"""Plain text as an article: its blocks and their kinds by shape, and the date, byline and title where lines state them.

Nothing of the text is changed but line ends: what a line says is read, and the line stays. Offsets are code points,
half-open.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from articles.readers.storable import first_unstorable
from articles.readers.types import ArticleData, Block, BlockKind, ReadError, Span
from suggesters.credits import credit_in_caption

HEADLINE_CHARS = 140
HEADING_CHARS = 90
HEADING_WORDS = 14
CAPTION_CHARS = 420
BYLINE_CHARS = 90
WRAP_CHARS = 120
"""A line longer than this was not wrapped by hand, so the lines beside it are paragraphs of their own."""
OPENING_BLOCKS = 4
"""Date and byline stand among the first blocks."""

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
SENTENCE_END = re.compile(r"[.!?…:;,][”’\"')\]]*\s*\Z")
FULL_STOP = re.compile(r"[.…:;,][”’\"')\]]*\s*\Z")
QUOTATION_MARKS = '“”„«»"'
QUOTATION_MARK = re.compile(f"[{QUOTATION_MARKS}]")

OF = "(?:of|von|de|di|sur|van)"
ARCHIVES = (
    ("LexisNexis", re.compile(rf"^[ \t]*\d+ {OF} \d+ (?:DOCUMENT|DOKUMENT)\w*[ \t]*$", re.MULTILINE)),
    ("LexisNexis", re.compile(r"^[ \t]*(?:LENGTH|LÄNGE|LONGUEUR|LONGITUD): +\d[\d.,]* \w+[ \t]*$", re.MULTILINE)),
    ("Nexis Uni", re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)),
    ("ProQuest", re.compile(rf"^[ \t]*(?:Document|Dokument|Documento) \d+ {OF} \d+[ \t]*$", re.MULTILINE)),
    ("Factiva", re.compile(r"^[ \t]*(?:Document|Dokument|Documento) [A-Z]{3,8}0{2}\w{10,30}[ \t]*$", re.MULTILINE)),
    ("programs for e-mail", re.compile(r"^From \S+@\S+ .*\d{4}[ \t]*$", re.MULTILINE)),
)
"""Press archives, and the line that each of their documents has once."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*"
DATE = (
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})|(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{MONTH})\.?"
    rf"|(?P<us_month>{MONTH})\.?\s+(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?),?\s+(?P<year>\d{{4}}))"
)
DATE_LABEL = r"(?:date|published|posted|updated)(?:\s+on)?\s*:?\s+"
LABELLED_DATE = re.compile(rf"\s*{DATE_LABEL}{DATE}(?=[\s,.;|T]|\Z)", re.IGNORECASE)
DATE_LINE = re.compile(rf"\s*(?:{DATE_LABEL})?{DATE}[\s.]*\Z", re.IGNORECASE)
BYLINE = re.compile(r"\s*by[:\s]\s*(?P<name>[^\W\d_][^\n.!?“”\"]*(?:\b[A-Z]\.[^\n.!?“”\"]*)*)\s*\Z", re.IGNORECASE)


def read_text(text: str, *, title: str = "") -> ArticleData:
    """An article from plain text, stored as it is (``\\r\\n`` and ``\\r`` become ``\\n``).

    ``title`` is the article's title where the caller knows one, else the words of its headline block are.
    Raises ReadError for text that is empty or blank, or holds a NUL character or a lone surrogate.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    refuse_unstorable(text)
    if not text.strip():
        raise ReadError("the text is empty; an article needs at least one word")
    blocks = blocks_of(text)
    headline = next((text[block.start : block.end].strip() for block in blocks if block.kind == "headline"), "")
    return ArticleData(
        text=text,
        blocks=blocks,
        title=title or headline,
        byline=byline_of(text, blocks),
        published=date_of(text, blocks),
    )


def refuse_unstorable(text: str) -> None:
    """Raises ReadError at the first character that no database and no UTF-8 file can hold."""
    found = first_unstorable(text)
    if found is not None:
        position, name = found
        line = text.count("\n", 0, position) + 1
        raise ReadError(f"line {line}, character {position}: {name} cannot be stored; remove it from the text")


def refuse_many_documents(text: str) -> None:
    """Raises ReadError for what a press archive saves as one file: several articles, each with its own head."""
    for archive, mark in ARCHIVES:
        count = len(mark.findall(text))
        if count > 1:
            raise ReadError(
                f"the file holds {count:,} documents, as {archive} saves them; an article has a file of its own: "
                "split it before each document, or import a CSV table with a line for each article"
            )


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text with ``\\n`` line ends: stretches between blank lines, or lines where there are none.

    A block reaches from its first to its last character that is not a line end, white space included. Its kind follows
    from its shape. Text of white space alone has no block.
    """
    spans = list(block_spans(text))
    kinds: list[BlockKind] = []
    for index, (start, end) in enumerate(spans):
        following = text[slice(*spans[index + 1])] if index + 1 < len(spans) else ""
        kinds.append(kind_of(text[start:end], following=following, index=index, headed="headline" in kinds[:2]))
    return tuple(Block(start, end, kind) for (start, end), kind in zip(spans, kinds, strict=True))


def block_spans(text: str) -> Iterator[Span]:
    """The stretches of the text that are paragraphs or like them, in order."""
    by_line = not BLANK_LINE.search(text.strip())
    start = 0
    for gap in [*BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        lines = filled_lines(text, start, end)
        if by_line or len(lines) < 2 or any(last - first > WRAP_CHARS for first, last in lines):
            yield from lines
        else:
            yield lines[0][0], lines[-1][1]
        start = gap.end() - 1 if gap else end


def filled_lines(text: str, start: int, end: int) -> list[Span]:
    """The lines within the stretch that are not blank."""
    found: list[Span] = []
    for line in text[start:end].split("\n"):
        if line and not line.isspace():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def kind_of(words: str, *, following: str, index: int, headed: bool) -> BlockKind:
    """The kind of a block by its shape; ``headed`` means that a headline came before it."""
    line = words.strip()
    if not (line[:1].isalpha() or any(character.isalpha() for character in line)):
        return "other"
    if index < OPENING_BLOCKS and (DATE_LINE.match(line) or read_byline(line)):
        return "other"
    if len(line) <= CAPTION_CHARS and "\n" not in line and ends_in_credit(line):
        return "caption"
    if is_headline(line, following=following) and index < 2 and not headed:
        return "headline"
    if is_heading(line, following=following):
        return "heading"
    return "paragraph"


def is_headline(line: str, *, following: str) -> bool:
    return len(line) <= HEADLINE_CHARS and "\n" not in line and bool(following) and not FULL_STOP.search(line)


def is_heading(line: str, *, following: str) -> bool:
    return (
        len(line) <= HEADING_CHARS
        and "\n" not in line
        and len(line.split()) <= HEADING_WORDS
        and not line[0].islower()
        and not SENTENCE_END.search(line)
        and not QUOTATION_MARK.search(line)
        and len(following.strip()) > len(line)
    )


def ends_in_credit(line: str) -> bool:
    """Whether the line ends in words that credit an image, as captions do and sentences do not."""
    return line[-1] not in QUOTATION_MARKS and credit_in_caption(line) is not None


def date_of(text: str, blocks: tuple[Block, ...]) -> datetime.date | None:
    """The date that one of the first blocks gives: alone on its line, or after a label at the block's beginning."""
    for block in blocks[:OPENING_BLOCKS]:
        words = text[block.start : block.end]
        match = LABELLED_DATE.match(words) or DATE_LINE.match(words)
        if match and (date := date_from(match)):
            return date
    return None


def date_from(match: re.Match[str]) -> datetime.date | None:
    """The date of a match of ``DATE``; None for one that the calendar does not have."""
    parts = match.groupdict()
    try:
        if parts["iso"]:
            return datetime.date.fromisoformat(parts["iso"])
        month = MONTHS.index((parts["month"] or parts["us_month"]).lower()[:3]) + 1
        return datetime.date(int(parts["year"]), month, int(parts["day"] or parts["us_day"]))
    except ValueError:
        return None


def byline_of(text: str, blocks: tuple[Block, ...]) -> str:
    """The names of a line “By …” among the first blocks, or nothing."""
    lines = (text[block.start : block.end].strip() for block in blocks[:OPENING_BLOCKS] if block.kind == "other")
    return next((name for line in lines if (name := read_byline(line))), "")


def read_byline(line: str) -> str:
    """The names of a line “By Ana Lee, in Bray”, or nothing where the line is not a byline."""
    match = BYLINE.match(line) if len(line) <= BYLINE_CHARS else None
    return match["name"].strip() if match and match["name"][0].isupper() else ""
