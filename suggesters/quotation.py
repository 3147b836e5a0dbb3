"""Which stretches of a text stand inside quotation marks.

A scanner of its own: a parse knows nothing of marks, and news knows many kinds of them (“…”, "…", ''…'', ``…'', „…“,
«…», »…«, ”…”, ‘…’, '…'). One pass over the marks, so the time is linear in the length of the text. Offsets are code
points, half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from suggesters.suggestions import QuoteType, Span

DIRECT_SHARE = 0.95

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"[“”„‟«»\"]|''|``|(?<!\w)[‘'](?=\w|[“\"])")
_NESTED = re.compile(r"“(?=\w)[^“”]*(?<=\S)”[^“”]*”")
_SINGLE_END = re.compile(r"(?<=[\w.,!?…”\"])’(?!\w)")
_STRAIGHT_END = re.compile(r"(?<=[\w.,!?…])'(?![\w'])")
_ELISION = re.compile(r"[‘'](?:\d\ds?|em|til|cause|n|tis|twas|round|bout)\b", re.IGNORECASE)
_LONGEST_DOUBTFUL, _LONGEST_SINGLE = 80, 2000
_SENTENCE_MARKS = '.,!?…”"'
# The marks that may close what another one opened. The reversed guillemets are those of German and Danish print.
_CLOSERS = {
    "“": "”",
    "”": "”",
    "„": "“”‟",
    "‟": "”",
    "«": "»",
    "»": "«",
    '"': '"',
    "''": "''",
    "``": "''",
}


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
    """
    runs: list[QuotedRun] = []
    pending = False  # the line before left a curly mark open
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        found = list(_runs_of_line(text, line.start(), line.end(), pending=pending))
        runs.extend(run for run in found if any(map(str.isalnum, text[run.start : run.end])))
        pending = bool(found) and not found[-1].closed and text[found[-1].start] != '"'
    return runs


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


def _runs_of_line(text: str, start: int, end: int, *, pending: bool) -> Iterator[QuotedRun]:
    """The runs of the line ``[start, end)``; ``pending``: the line before left a curly mark open."""
    single_ends = _Ends(text, start, end)
    opened: int | None = None
    closers, depth = "", 0
    reached = start
    for match in _MARK.finditer(text, start, end):
        at, mark = match.start(), match.group()
        if at < reached:
            continue
        if opened is not None:
            if mark in "‘'":
                continue
            if _NESTED.match(text, at, end):
                depth += 1
            elif mark in closers or _is_mistaken_closer(text, at, mark, closers):
                depth -= 1
                if depth == 0:
                    yield QuotedRun(opened, match.end())
                    opened, reached = None, match.end()
            elif mark == "“" and text[opened] == "“":
                yield QuotedRun(opened, _rstrip(text, opened, at))
                opened = at
        elif mark in "‘'":
            close = single_ends.close_of(at, mark)
            if close is not None:
                yield QuotedRun(at, close)
                reached = close
        elif pending and mark == "”" and reached == start:
            yield QuotedRun(_lstrip(text, start, at), match.end())
            reached = match.end()
        elif _opens(text, at, match.end(), mark):
            opened, closers, depth = at, _CLOSERS[mark], 1
        pending = False
    if opened is not None:
        yield QuotedRun(opened, _rstrip(text, opened, end), closed=False)


def _opens(text: str, at: int, after: int, mark: str) -> bool:
    """Whether a mark met outside of any run begins one: not a stray closing mark, nor the inches of 5'10"."""
    if mark in "“„‟«``":
        return not _looks_closing(text, at, after)
    if mark == '"' and text[at - 1 : at].isdigit() and not text[after : after + 1].isalnum():
        return False
    return not _looks_closing(text, at, after)


def _looks_closing(text: str, at: int, after: int) -> bool:
    """A word or a full stop right before the mark, and none right after it."""
    before, behind = text[at - 1 : at] if at else "", text[after : after + 1]
    return bool(before) and not before.isspace() and before not in "([—–-" and (not behind or not behind.isalnum())


def _is_mistaken_closer(text: str, at: int, mark: str, closers: str) -> bool:
    """A “ typed at the end of a run, or a straight mark that closes a curly one, and the other way round."""
    if mark == "“" and "”" in closers:
        return _looks_closing(text, at, at + 1)
    kinds = ('"', "”", "''")
    return mark in kinds and any(kind in closers for kind in kinds) and _looks_closing(text, at, at + len(mark))


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _lstrip(text: str, start: int, end: int) -> int:
    return end - len(text[start:end].lstrip())


class _Ends:
    """The closing single marks of a line, looked up once, so that many unclosed marks cost no second search."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self._ends: dict[str, list[int]] = {}

    def close_of(self, at: int, mark: str) -> int | None:
        """Where the single mark at ``at`` is closed, or None: an apostrophe, or nothing that looks like an end.

        Plural possessives (“the teachers’ union”) look like an end: one after a full stop, comma or mark is preferred
        where double marks stand in between.
        """
        if _ELISION.match(self.text, at):
            return None
        if mark not in self._ends:
            pattern = _SINGLE_END if mark == "‘" else _STRAIGHT_END
            self._ends[mark] = [found.start() for found in pattern.finditer(self.text, self.start, self.end)]
        ends = self._ends[mark]
        place = bisect_right(ends, at)
        if place == len(ends):
            return None
        close = ends[place]
        if close - at <= _LONGEST_DOUBTFUL or self.text[close - 1] in _SENTENCE_MARKS:
            return close + 1
        if mark == "'" or close - at > _LONGEST_SINGLE or any(double in self.text[at:close] for double in '“”"'):
            return None
        return close + 1
