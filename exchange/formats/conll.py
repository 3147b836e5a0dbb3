"""CoNLL-U Plus with BIO columns: a line a word, a column for each role, for taggers and their scorers.

The tokens are whole in every span. A sentence ends only where no span goes on, so that each span is one chunk. A
column holds one label a word: of annotations that overlap in a column the longest is written, the others are counted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import add

from django.utils.translation import gettext_noop

from annotator.frame import Frame
from annotator.vocabulary import ROLES, Kind, SpanRole
from exchange.formats.native.annotations import in_lists
from exchange.formats.tokens import Cutter, CutText, sentence_starts
from exchange.records.article import ArticleRecord
from exchange.records.loss import LossReport

COLUMN_OF_ROLE = {
    role.value: "ENTITY" if role == SpanRole.MENTION else role.upper() for role in SpanRole if role != SpanRole.DAMAGED
}
COLUMNS = tuple(COLUMN_OF_ROLE.values())
FRAME_COLUMNS = tuple(COLUMN_OF_ROLE[role] for role, _, _ in ROLES[Kind.QUOTE])
HEAD = f"# global.columns = ID FORM {' '.join(COLUMNS)} MISC\n"
OVERLAPPING = gettext_noop("overlaps a longer one of its column, which holds one label a word")
ONLY_SPACE = gettext_noop("a span is white space, not a word")
NO_COLUMN = gettext_noop("CoNLL has no column for it")
DETAILS = gettext_noop("names, scores, reasons, verdicts and who decided have no column")
SPACES = {"\\": "\\\\", " ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
"""How white space is written in MISC, as UDPipe does; other white space as ``\\uXXXX``."""

Range = tuple[int, int]
"""Numbers of words, the end not included."""


class ConllWriter:
    """Writes articles in one process."""

    def __init__(self) -> None:
        self.cutter = Cutter()

    def __call__(self, records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
        for record in records:
            places = [(start, end) for item in record.annotations for _, start, end in item.frame.spans]
            tokens = self.cutter.cut(record.text, places, language=record.language)
            lines = "\n".join(lines_of(record, tokens, report))
            yield f"{lines}\n\n"


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """The names of the columns, then one article at a time."""
    return joined(ConllWriter()(records, report=report))


def joined(articles: Iterable[str]) -> Iterator[str]:
    yield HEAD
    yield from articles


class Words:
    """The tokens that are not white space."""

    def __init__(self, text: str, tokens: CutText) -> None:
        self.text = text
        self.numbers = [number for number, word in enumerate(tokens.words) if not word.isspace()]
        self.forms = [tokens.words[number] for number in self.numbers]
        self.starts = [tokens.starts[number] for number in self.numbers]

    def within(self, start: int, end: int) -> Range | None:
        """The words of a span, None where it has none."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return (first, last) if first < last else None

    def misc(self) -> list[str]:
        """Where each word stands, in code points, and the white space around it unless that is one space."""
        text, starts = self.text, self.starts
        ends = list(map(add, starts, map(len, self.forms)))
        found = [f"TokenRange={start}:{end}" for start, end in zip(starts, ends, strict=True)]
        for number, (end, following) in enumerate(zip(ends, [*starts[1:], len(text)], strict=True)):
            if following == end:
                found[number] += "|SpaceAfter=No"
            elif following > end + 1 or text[end] != " ":
                found[number] += f"|SpacesAfter={escaped(text[end:following])}"
        if starts and starts[0]:
            place, bar, after = found[0].partition("|")
            found[0] = f"{place}|SpacesBefore={escaped(text[: starts[0]])}{bar}{after}"
        return found


class Column:
    """The chunks of one column, none of which overlap: a label a word, and the quotes that a word is a part of."""

    def __init__(self, size: int) -> None:
        self.tags = ["O"] * size
        self.chunks: dict[Range, str] = {}
        self.frames: dict[Range, list[int]] = {}

    def has_room(self, place: Range, label: str) -> bool:
        """Whether nothing else stands there. The same chunk with the same label may be of several annotations."""
        if place in self.chunks:
            return self.chunks[place] == label
        return self.tags[slice(*place)].count("O") == place[1] - place[0]

    def add(self, place: Range, label: str, *, frame: int = 0) -> None:
        first, last = place
        self.chunks[place] = label
        self.tags[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
        if frame:
            self.frames.setdefault(place, []).append(frame)


def lines_of(record: ArticleRecord, tokens: CutText, report: LossReport) -> Iterator[str]:
    words = Words(record.text, tokens)
    columns = Layers(record, words, report).columns
    yield from comments(record)
    misc = words.misc()
    add_parts(misc, columns)
    tags = (columns[name].tags for name in COLUMNS)
    lines = list(map("\t".join, zip(words.forms, *tags, misc, strict=True)))
    for number, (first, last) in enumerate(sentences(tokens, words, columns), start=1):
        yield f"\n# sent_id = {number}" if number > 1 else f"# sent_id = {number}"
        yield from [f"{place}\t{line}" for place, line in enumerate(lines[first:last], start=1)]


def add_parts(misc: list[str], columns: dict[str, Column]) -> None:
    """Add the numbers of the quotes that each word is a part of, by column."""
    for name in FRAME_COLUMNS:
        for place, frames in columns[name].frames.items():
            parts = f"|{name.title()}={','.join(map(str, frames))}"
            for word in range(*place):
                misc[word] += parts


def comments(record: ArticleRecord) -> Iterator[str]:
    yield f"# newdoc id = {one_line(record.id)}"
    told = {
        "title": record.title,
        "url": record.url,
        "publisher": record.publisher,
        "byline": record.byline,
        "published": record.published.isoformat() if record.published else "",
        "language": record.language,
    }
    yield from (f"# {name} = {one_line(value)}" for name, value in told.items() if value)


def one_line(text: str) -> str:
    return " ".join(text.split())


def escaped(space: str) -> str:
    return "".join(SPACES.get(character, f"\\u{ord(character):04x}") for character in space)


def sentences(tokens: CutText, words: Words, columns: dict[str, Column]) -> Iterator[Range]:
    """The sentences as ranges of words, those joined that a chunk goes over."""
    starts = {bisect_left(words.numbers, token) for token in sentence_starts(tokens)}
    chunks = [place for column in columns.values() for place in column.chunks]
    open_at = {word for first, last in chunks for word in range(first + 1, last)}
    edges = sorted((starts - open_at) | {0, len(words.forms)})
    yield from zip(edges, edges[1:], strict=False)


class Layers:
    """The columns of one article, filled; what does not fit is counted in the report."""

    def __init__(self, record: ArticleRecord, words: Words, report: LossReport) -> None:
        self.words = words
        self.report = report
        self.article = record.id
        self.columns = {name: Column(len(words.forms)) for name in COLUMNS}
        lists = {name: [item.frame for item in items] for name, items in in_lists(record.annotations).items()}
        written = self.add_quotes(lists["quotes"])
        written += self.add_others(lists["entities"], SpanRole.MENTION)
        written += self.add_others(lists["captions"], SpanRole.CAPTION)
        for of, reason, count in (
            (Kind.REPAIR.value, NO_COLUMN, len(lists["repairs"])),
            ("figures", NO_COLUMN, len(record.figures)),
            ("details", DETAILS, written),
        ):
            if count:
                report.lose(of, reason, article=record.id, count=count)

    def add_quotes(self, quotes: list[Frame]) -> int:
        """Quotes whose content fits with all of its fragments; their speakers and cues where these fit."""
        numbers = {id(quote): number for number, quote in enumerate(quotes, start=1)}
        kept = []
        for quote in longest_first(quotes, SpanRole.CONTENT):
            if self.add(quote, SpanRole.CONTENT, quote.quote_type.upper(), number=numbers[id(quote)]):
                kept.append(quote)
        self.report.written[Kind.QUOTE.value] += len(kept)
        for quote in longest_first(kept, SpanRole.SPEAKER):
            kind = quote.speaker_kind.upper()
            self.add(quote, SpanRole.SPEAKER, kind, of="speakers’ mentions", number=numbers[id(quote)])
        for quote in longest_first(kept, SpanRole.CUE):
            self.add(quote, SpanRole.CUE, of="cues", number=numbers[id(quote)])
        return len(kept)

    def add_others(self, frames: list[Frame], role: SpanRole) -> int:
        """Entities or captions, these with their credits; how many were written."""
        count = 0
        for frame in longest_first(frames, role):
            if self.add(frame, role, re.sub(r"\s+", "_", frame.entity_type)):
                count += 1
                self.report.written[frame.kind] += 1
                self.add(frame, SpanRole.CREDIT, of="credits")
        return count

    def add(self, frame: Frame, role: SpanRole, label: str = "", *, of: str = "", number: int = 0) -> bool:
        """Whether all spans of the role were written in its column; else none is, and the loss is counted as ``of`` or
        by the frame’s kind. The label is that of the column where none is given.
        """
        name = COLUMN_OF_ROLE[role]
        column, label = self.columns[name], label or name
        places = [self.words.within(start, end) for start, end in frame.by_role(role)]
        found = [place for place in places if place is not None]
        reason = ONLY_SPACE if len(found) < len(places) else ""
        if not reason and not all(column.has_room(place, label) for place in found):
            reason = OVERLAPPING
        if reason:
            self.report.lose(of or frame.kind, reason, article=self.article)
            return False
        for place in found:
            column.add(place, label, frame=number)
        return True


def longest_first(frames: Iterable[Frame], role: SpanRole) -> list[Frame]:
    return sorted(frames, key=lambda frame: -sum(end - start for start, end in frame.by_role(role)))
