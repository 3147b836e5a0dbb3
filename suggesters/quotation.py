"""Which stretches of a text stand inside quotation marks.

A scanner of its own: a parse knows nothing of marks, and print knows many kinds of them (“…”, "…", ''…'', ``…'', `…',
„…“, «…», »…«, ”…”, ‘…’, '…', ‚…‘, ‹…›, ›…‹, ❝…❞, 〝…〞, 「…」, ＂…＂). One pass over the marks, so the time is linear
in the length of the text. Offsets are code points, half-open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from suggesters.references import find_references
from suggesters.repaired import RepairedText
from suggesters.single_marks import OPENERS as SINGLE_OPENERS
from suggesters.single_marks import SingleMarks
from suggesters.suggestions import QuoteType, Span
from suggesters.word_sets import word_set

DIRECT_SHARE = 0.95

# The marks that may close what another one opened. The reversed guillemets are those of German and Danish print.
_CLOSERS = {
    "“": "”",
    "”": "”",
    "„": "“”‟",
    "‟": "”",
    "⹂": "“”",
    "«": "»",
    "»": "«",
    '"': '"',
    "＂": "＂",
    "″": "″",
    "''": "''",
    "``": "''",
    "❝": "❞",
    "〝": "〞〟",
    "「": "」",
    "『": "』",
    "｢": "｣",
    "﹁": "﹂",
    "﹃": "﹄",
}
# Of these, the opening mark differs from the closing one whichever way it is typed.
_PAIRS = "“„‟⹂«``❝〝「『｢﹁﹃"
_SAME_ON_BOTH_SIDES = '"＂″'
# Marks that the tokenizer and the rules do not know, or know as closing ones.
_UNUSUAL = re.compile("[„‟⹂«»＂″❝❞〝〞〟「」『』｢｣﹁﹂﹃﹄‹›❛❜‛‚]")
_SINGLE_UNUSUAL = "‹›❛❜‛‚"

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(
    rf"''|``|[{''.join(sorted({*''.join(_CLOSERS), *''.join(_CLOSERS.values())} - set('`' + chr(39))))}]"
    rf"|(?<!\w)[{SINGLE_OPENERS}](?=[\w“\"])"
)
_NESTED = {"“": re.compile(r"“(?=\w)[^“”]*(?<=\S)”[^“”]*”"), "«": re.compile(r"«[^«»]*»[^«»]*»")}
_REVERSED_GUILLEMETS = re.compile(r"»\S[^«»]*«(?!\w)")
# “Denise “Dee” Corwin”: a word or three in marks between two words of a name.
_FIRST_NAME = re.compile(r"(?:^|[^\w])([A-Z][\w.-]+)[ \xa0]$")
_LAST_NAME = re.compile(
    r"[ \xa0](?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:To|For|Of|In|On|At|And)\b)[A-Z][\w’'-]+"
)
_NICKNAME = re.compile(r"\W+(?:the )?[A-Z][\w.’'-]*(?: [A-Z][\w’'-]*){0,2}[^\w.,!?]+")
_NO_FIRST_NAME = word_set("""
    a an the this that these those his her its their our my your in on at of for from to by with as and but or when
    while after before if since like called named dubbed titled via per is was are were has had
""")
_LONGEST_NAME, _LONGEST_SENTENCE = 40, 400


@dataclass(frozen=True, slots=True)
class QuotedRun:
    """A quoted stretch ``[start, end)`` of one line, its marks included.

    ``closed`` is False where the line ends before the mark is closed: news style for a quotation that goes on in the
    next paragraph.
    """

    start: int
    end: int
    closed: bool = True


def scan(text: str) -> list[QuotedRun]:
    """The runs of quoted text in order, none overlapping, none over a line break; empty marks are left out.

    A mark left open ends with its line. Where the next line with words goes on without a new mark and closes the old
    one, its part up to the closing mark is a run as well. Marks inside a run (nested ones, apostrophes) are part of it.
    A nickname in marks inside a name is no run. Character references (&ldquo;) are read as the marks they stand for.
    """
    references = [found for found in find_references(text) if found.replacement in _AS_REFERENCES]
    if not references:
        return list(_runs(text))
    read = RepairedText(text, references)
    return [QuotedRun(*read.to_stored(run.start, run.end), closed=run.closed) for run in _runs(read.text)]


def quoted_runs(text: str) -> list[Span]:
    """The spans of the quoted stretches of a text, marks included, in order; see ``scan``."""
    return [(run.start, run.end) for run in scan(text)]


def quoted_mask(text: str) -> bytearray:
    """1 for every code point inside quotation marks, the marks included, else 0."""
    return mask_of(text, scan(text))


def mask_of(text: str, runs: Iterable[QuotedRun]) -> bytearray:
    """The mask of runs that are known already."""
    mask = bytearray(len(text))
    for run in runs:
        mask[run.start : run.end] = b"\x01" * (run.end - run.start)
    return mask


def with_usual_marks(text: str) -> str:
    """The text, as long as before, with “…” and ‘…’ around its runs in place of rarer marks (❝…❞, «…», ‹…›)."""
    if _UNUSUAL.search(text) is None:
        return text
    letters = list(text)
    for run in scan(text):
        if _UNUSUAL.match(text[run.start]):
            opening, closing = "‘’" if text[run.start] in _SINGLE_UNUSUAL else "“”"
            letters[run.start] = opening
            if run.closed:
                letters[run.end - 1] = closing
        elif _UNUSUAL.match(text[run.end - 1]):
            letters[run.end - 1] = "”"
    return "".join(letters)


def quote_type(text: str, spans: Iterable[Span], *, mask: bytearray | None = None) -> QuoteType:
    """direct where at least 95 % of the letters and digits stand inside marks, indirect where none does, else mixed.

    ``mask`` is that of ``quoted_mask`` for the whole text; without it, the text is scanned.
    """
    inside_marks = quoted_mask(text) if mask is None else mask
    letters = inside = 0
    for start, end in spans:
        for char, quoted in zip(text[start:end], inside_marks[start:end], strict=True):
            if char.isalnum():
                letters += 1
                inside += quoted
    if not inside:
        return "indirect"
    return "direct" if inside >= DIRECT_SHARE * letters else "mixed"


def _runs(text: str) -> Iterator[QuotedRun]:
    pending = False  # the line before left a curly mark open
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        found = list(_LineScanner(text, line.start(), line.end()).runs(pending=pending))
        for run in found:
            if any(map(str.isalnum, text[run.start : run.end])) and not _is_nickname(text, run):
                yield run
        pending = bool(found) and not found[-1].closed and text[found[-1].start] not in _SAME_ON_BOTH_SIDES


def _is_nickname(text: str, run: QuotedRun) -> bool:
    """“Dee” of “Denise “Dee” Corwin”; not the title in “The “Dee” Show”."""
    if not run.closed or run.end - run.start > _LONGEST_NAME or not _is_in_sentence(text, run.end):
        return False
    first = _FIRST_NAME.search(text, max(0, run.start - _LONGEST_NAME), run.start)
    return (
        first is not None
        and first.group(1).lower() not in _NO_FIRST_NAME
        and _NICKNAME.fullmatch(text, run.start, run.end) is not None
        and _LAST_NAME.match(text, run.end) is not None
    )


def _is_in_sentence(text: str, offset: int) -> bool:
    """Not in a headline, where any word may have a capital: a full stop or a comma follows."""
    rest = text[offset : offset + _LONGEST_SENTENCE].split("\n", 1)[0]
    return "." in rest or "," in rest


class _LineScanner:
    """Reads the marks of the line ``[start, end)`` from left to right."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.marks = [(match.start(), match.group()) for match in _MARK.finditer(text, start, end)]
        self.left = Counter(mark for _, mark in self.marks)  # how many of each follow the one that is being read
        self.singles = SingleMarks(text, start, end)
        self.opened: int | None = None  # where the run that is being read began
        self.closers, self.depth = "", 0
        self.inner = ""  # a straight mark inside a run of another kind that waits for its closing one

    def runs(self, *, pending: bool) -> Iterator[QuotedRun]:
        """``pending``: the line before left a curly mark open."""
        text, reached = self.text, self.start
        for at, mark in self.marks:
            self.left[mark] -= 1
            if at < reached:
                continue
            run: QuotedRun | None = None
            if self.opened is not None:
                run = self._inside(at, mark)
            elif pending and mark == "”" and reached == self.start:
                run = QuotedRun(_lstrip(text, self.start, at), at + 1)
            elif mark in SINGLE_OPENERS:
                close = self.singles.close_of(at, mark)
                run = QuotedRun(at, close) if close is not None else None
            elif _opens(text, at, mark, self.end):
                self.opened, self.closers, self.depth, self.inner = at, _CLOSERS[mark], 1, ""
            if run is not None:
                yield run
                reached = run.end
            pending = False
        if self.opened is not None:
            yield QuotedRun(self.opened, _rstrip(text, self.opened, self.end), closed=False)

    def _inside(self, at: int, mark: str) -> QuotedRun | None:
        """The run that ends with this mark or, where its own was never closed, right before it."""
        text, opened = self.text, self.opened
        if opened is None or mark in SINGLE_OPENERS:
            return None
        if mark in _NESTED and (_NESTED[mark].match(text, at, self.end) or self._is_balanced(at, mark)):
            self.depth += 1
        elif mark in _SAME_ON_BOTH_SIDES and _is_inches(text, at, self.closers, self.left[mark]):
            return None
        elif text[opened] == mark and self._is_new(at, mark):
            self.opened, self.inner = at, ""
            return QuotedRun(opened, _rstrip(text, opened, at))
        elif self._is_inner(at, mark):
            self.inner = "" if self.inner else mark
        elif mark in self.closers or _is_mistaken_closer(text, at, mark, self.closers):
            self.depth -= 1
            if self.depth == 0:
                self.opened = None
                return QuotedRun(opened, at + len(mark))
        return None

    def _is_balanced(self, at: int, mark: str) -> bool:
        """Whether enough closing marks follow for one more quotation in this one: “We want “more” and “better”,”."""
        closer = _CLOSERS[mark]
        is_before_word = self.text[at + 1 : at + 2].isalnum()
        return is_before_word and closer in self.closers and self.left[closer] > self.left[mark] + self.depth

    def _is_inner(self, at: int, mark: str) -> bool:
        """A straight mark that opens or closes a quotation within one in marks of another kind."""
        if mark in self.closers or mark not in ('"', "''"):
            return False
        return self.inner == mark or self.text[at + len(mark) : at + len(mark) + 1].isalnum()

    def _is_new(self, at: int, mark: str) -> bool:
        """A mark like the one that is open, before a word: the one before was never closed.

        Of straight marks, that is so between a space and a word, while an odd number of them follows.
        """
        if mark not in _SAME_ON_BOTH_SIDES:
            return mark == "“" and not _is_mistaken_closer(self.text, at, mark, self.closers)
        return self.left[mark] % 2 == 1 and self.text[at - 1].isspace() and self.text[at + 1 : at + 2].isalnum()


def _opens(text: str, at: int, mark: str, end: int) -> bool:
    """Whether a mark met outside of any run begins one: not a stray closing mark, a bullet, nor the inches of 5'10"."""
    after = at + len(mark)
    if mark not in _CLOSERS:
        return False
    if mark == "»":
        return _REVERSED_GUILLEMETS.match(text, at, end) is not None
    if mark in _SAME_ON_BOTH_SIDES and text[at - 1 : at].isdigit() and not text[after : after + 1].isalnum():
        return False
    return not _looks_closing(text, at, after)


def _is_inches(text: str, at: int, closers: str, marks_left: int) -> bool:
    """“The 12" model”: a straight mark right after a digit, with another one left to close the run."""
    if not text[at - 1].isdigit() or text[at + 1 : at + 2] not in (" ", "\xa0"):
        return False
    return text[at] not in closers or marks_left % 2 == 1


def _looks_closing(text: str, at: int, after: int) -> bool:
    """A word or a full stop right before the mark, and none right after it."""
    before, behind = text[at - 1 : at] if at else "", text[after : after + 1]
    return bool(before) and not before.isspace() and before not in "([—–-" and (not behind or not behind.isalnum())


def _is_mistaken_closer(text: str, at: int, mark: str, closers: str) -> bool:
    """A “ typed at the end of a run, or a straight mark that closes a curly one, and the other way round."""
    if mark == "“" and "”" in closers:
        return _looks_closing(text, at, at + 1) or text[at + 1 : at + 2] == "“"
    kinds = ('"', "”", "''")
    return mark in kinds and any(kind in closers for kind in kinds) and _looks_closing(text, at, at + len(mark))


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _lstrip(text: str, start: int, end: int) -> int:
    return end - len(text[start:end].lstrip())


_AS_REFERENCES = frozenset("".join(_CLOSERS) + "".join(_CLOSERS.values()) + SINGLE_OPENERS + "’›❜")
