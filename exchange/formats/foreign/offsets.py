"""How other tools count: offsets made code points, their unit found by the words that the file carries.

Nothing is assumed of a tool, since versions differ. The unit is the one in which most spans hold the words that the
file gives with them; without words, the one in which most spans begin and end at words. The report names it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from django.utils.translation import gettext_noop

from articles.readers.types import ReadError, Span
from exchange.formats.foreign.flat import FlatRecord, FlatSpan
from exchange.formats.json.values import shown
from exchange.records.article import Failure, FilePlace, Note

HELD_RECORDS = 100
HELD_CHARACTERS = 2_000_000
"""Read ahead this far in a file without words, so that its first records are counted like the others."""
ENOUGH = 20
"""This many spans that fit only one unit settle the unit of a file without words."""
CLEAR = 3
"""Without words, a unit other than code points needs this many more ends of spans at the ends of words."""


@dataclass(frozen=True, slots=True)
class Counting:
    """A unit, and how many of it a line end counts: as it is, or always one, or always two."""

    unit: str = "code points"
    line_ends: str = ""

    def __str__(self) -> str:
        counted = {"one": ", each line end counted as one", "two": ", each line end counted as two"}
        return f"{self.unit}{counted.get(self.line_ends, '')}"

    def width(self, text: str, place: int) -> int:
        """How many units the code point at this place counts."""
        character = text[place]
        if self.line_ends == "one" and character == "\r" and text[place + 1 : place + 2] == "\n":
            return 0
        if self.line_ends == "two" and character == "\n" and text[place - 1 : place] != "\r":
            return 2
        if self.unit == "UTF-16 code units":
            return 2 if character > "\uffff" else 1
        return len(character.encode("utf-8", "surrogatepass")) if self.unit == "UTF-8 bytes" else 1


UNITS = ("code points", "UTF-16 code units", "UTF-8 bytes")
CODE_POINTS = Counting()
COUNTINGS = tuple(Counting(unit, line_ends) for line_ends in ("", "one", "two") for unit in UNITS)
MISPLACED = gettext_noop(
    "# of # spans do not stand where the words that the file tells with them are; the offsets were taken as they are"
)
ALL_FIT = gettext_noop("offsets are code points: # of # surface words fit (all units are the same)")
ALL_ALIKE = gettext_noop("offsets are code points: the file tells no words, and all units are the same in these texts")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
BEYOND_BMP = re.compile(r"[^\x00-\uffff]")


@dataclass(slots=True)
class Ruler:
    """One counting laid along a text. Offsets of code points are as they are."""

    text: str
    counting: Counting
    edges: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.counting != CODE_POINTS:
            widths = (self.counting.width(self.text, place) for place in range(len(self.text)))
            self.edges = list(accumulate(widths, initial=0))

    def code_point(self, offset: int) -> int | None:
        """The code point that begins at the tool’s offset; None inside one and outside the text."""
        if self.counting == CODE_POINTS:
            return offset if 0 <= offset <= len(self.text) else None
        found = bisect_left(self.edges, offset)
        return found if found < len(self.edges) and self.edges[found] == offset else None

    def span(self, piece: Span) -> Span | None:
        start, end = self.code_point(piece[0]), self.code_point(piece[1])
        return None if start is None or end is None or start >= end else (start, end)

    def pieces(self, span: FlatSpan) -> tuple[Span, ...] | None:
        """The span’s pieces in code points; None if one of them does not lie in the text."""
        found = [self.span(piece) for piece in span.pieces]
        return None if None in found else tuple(piece for piece in found if piece is not None)

    def fit(self, span: FlatSpan) -> int:
        """How well the span fits: 0 not at all; with words, 2 if they are the same and 1 up to white space; without,
        1 for each end that lies at the end of a word.
        """
        pieces = self.pieces(span)
        if pieces is None:
            return 0
        if span.surface is None:
            return sum(begins_word(self.text, start) + ends_word(self.text, end) for start, end in pieces)
        words = " ".join(self.text[start:end] for start, end in pieces)
        if not span.surface.strip():  # formats write every line end as a space: any white space is as good
            return 2 * words.isspace()
        return 2 if words == span.surface else int(without_space(words) == without_space(span.surface))


def begins_word(text: str, place: int) -> bool:
    return not text[place].isspace() and not (place > 0 and text[place - 1].isalnum() and text[place].isalnum())


def ends_word(text: str, place: int) -> bool:
    return not text[place - 1].isspace() and not (
        place < len(text) and text[place - 1].isalnum() and text[place].isalnum()
    )


def without_space(words: str) -> str:
    return "".join(words.split())


def countings_for(text: str) -> list[Counting]:
    """The countings that differ on this text, code points first."""
    units = [
        unit
        for unit, differs in zip(UNITS, (True, BEYOND_BMP.search(text), BEYOND_ASCII.search(text)), strict=True)
        if differs
    ]
    line_ends = [""]
    if "\r\n" in text:
        line_ends.append("one")
    if re.search(r"(?<!\r)\n", text):
        line_ends.append("two")
    return [Counting(unit, line_end) for line_end in line_ends for unit in units]


@dataclass(slots=True)
class OffsetFinder:
    """Finds how one file counts, a record at a time, and remembers what it found for the file’s report."""

    used: Counter[Counting] = field(default_factory=Counter)
    fitting: Counter[Counting] = field(default_factory=Counter)
    evidence: Counter[Counting] = field(default_factory=Counter)
    with_words: int = 0
    without_words: int = 0
    misfits: int = 0
    first_misfit: str = ""
    differ: bool = False

    def in_code_points(self, record: FlatRecord) -> FlatRecord:
        """The record with its pieces in code points. Raises ReadError for a span that does not lie in the text."""
        text = str(record.values["text"])
        if not record.spans or not record.tool_offsets:
            return record
        ruler = self.ruler_for(text, record.spans)
        moved = [replace(span, pieces=pieces_or_refuse(ruler, span)) for span in record.spans]
        self.count(ruler, record.spans, record.place)
        return replace(record, spans=tuple(moved))

    def ruler_for(self, text: str, spans: Sequence[FlatSpan]) -> Ruler:
        """The counting that fits the record best: by its words where it has any, else with what the file has shown."""
        telling = [span for span in spans if span.surface is not None]
        plain = Ruler(text, CODE_POINTS)
        if telling and all(plain.fit(span) == 2 for span in telling):
            return plain
        rulers = [Ruler(text, counting) for counting in countings_for(text)]
        scores = {ruler.counting: self.score(ruler, telling or spans, prior=not telling) for ruler in rulers}
        best = max(rulers, key=lambda ruler: scores[ruler.counting])
        is_doubtful = not telling and scores[best.counting][0] == scores[CODE_POINTS][0]
        return plain if is_doubtful and scores[best.counting][1] - scores[CODE_POINTS][1] < CLEAR else best

    def score(self, ruler: Ruler, spans: Sequence[FlatSpan], *, prior: bool) -> tuple[int, int]:
        """What lies outside the text weighs most; then what fits, with the file’s evidence where it has no words."""
        outside = sum(ruler.pieces(span) is None for span in spans)
        fitting = sum(ruler.fit(span) for span in spans)
        return -outside, fitting + (self.evidence[ruler.counting] if prior else 0)

    def learn(self, record: FlatRecord) -> None:
        """Use a record without words as evidence for the whole file."""
        text = str(record.values.get("text", ""))
        countings = countings_for(text)
        if len(countings) > 1:
            for counting in countings:
                ruler = Ruler(text, counting)
                self.evidence[counting] += sum(ruler.fit(span) for span in record.spans)

    @property
    def is_settled(self) -> bool:
        """Whether the evidence prefers one counting clearly."""
        best = [count for _, count in self.evidence.most_common(2)]
        return len(best) > 1 and best[0] - best[1] >= ENOUGH

    def count(self, ruler: Ruler, spans: Sequence[FlatSpan], place: FilePlace) -> None:
        differ = len(countings_for(ruler.text)) > 1
        self.differ = self.differ or differ
        for span in spans:
            if differ:
                self.used[ruler.counting] += 1
            if span.surface is None:
                self.without_words += 1
                continue
            self.with_words += 1
            if ruler.fit(span):
                self.fitting[ruler.counting] += 1
            else:
                self.misfits += 1
                self.first_misfit = self.first_misfit or f"“{span.surface[:40]}” at {place}"

    def notes(self, file: str) -> Iterator[Note]:
        """What was found, for the report of the import; nothing if there were no spans."""
        if self.with_words:
            yield self.note_of_words(file)
        elif self.without_words:
            yield Note(file, self.words_without_words())
        if self.misfits:
            yield Note(
                file,
                MISPLACED,
                (self.misfits, self.with_words),
                self.first_misfit,
            )

    def note_of_words(self, file: str) -> Note:
        counts = (self.fitting.total(), self.with_words)
        if not self.used.total():
            return Note(file, ALL_FIT, counts)
        if len(self.used) == 1:
            return Note(file, f"offsets are {next(iter(self.used))}: # of # surface words fit", counts)
        used = sorted(self.used, key=COUNTINGS.index)
        mixed = ", ".join(f"{counting} for # spans" for counting in used)
        text = f"the file mixes units of offsets: {mixed}; # of # surface words fit"
        return Note(file, text, (*(self.used[counting] for counting in used), *counts))

    def words_without_words(self) -> str:
        if not self.used.total():
            return ALL_ALIKE
        units = ", ".join(str(counting) for counting in sorted(self.used, key=COUNTINGS.index))
        return f"offsets were taken for {units}: the file tells no words to check, and most spans so end at words"


def pieces_or_refuse(ruler: Ruler, span: FlatSpan) -> tuple[Span, ...]:
    pieces = ruler.pieces(span)
    if pieces is None:
        told = ", ".join(f"[{start}, {end})" for start, end in span.pieces[:3])
        words = f" “{shown(span.surface)}”" if span.surface else ""
        raise ReadError(
            f"the span {told} with the label “{span.label[:60]}”{words} is no stretch of the text, which has "
            f"{len(ruler.text)} code points: the offsets were made for another text"
        )
    return pieces


def settled(
    items: Iterator[FlatRecord | Failure | Note], finder: OffsetFinder
) -> Iterator[FlatRecord | Failure | Note]:
    """The items as they come; of a file without words, the first are held back until its unit is clear."""
    held: list[FlatRecord | Failure | Note] = []
    size = 0
    holding = True
    for item in items:
        if not holding:
            yield item
            continue
        held.append(item)
        if isinstance(item, FlatRecord):
            size += len(str(item.values.get("text", "")))
            if item.spans and item.spans[0].surface is None:
                finder.learn(item)
        tells_words = isinstance(item, FlatRecord) and any(span.surface is not None for span in item.spans)
        if tells_words or finder.is_settled or len(held) >= HELD_RECORDS or size >= HELD_CHARACTERS:
            yield from held
            held, holding = [], False
    yield from held
