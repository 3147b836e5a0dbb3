"""Tables of others, by the mapping’s columns: an article a row, a quote a row, or a labelled span a row.

The words of quotes, speakers and cues are looked up in the text. Of an article’s rows, the first that has a title, an
address or the text counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from annotator.vocabulary import Source, SpanRole
from articles.readers.types import ReadError, Span
from exchange.formats.columns import ARTICLE_COLUMNS, WEB_ADDRESS, column_of, rank_of
from exchange.formats.csv.rows import Row, by_article
from exchange.formats.dates import DateColumn, excel_date
from exchange.formats.foreign.articles import article_keys
from exchange.formats.foreign.flat import LABEL_OF_ROLE, FlatRecord, FlatRelation, FlatSpan
from exchange.formats.foreign.markup import holds_markup, words_of_markup
from exchange.formats.json.values import date_at
from exchange.formats.mapping import IGNORE, user_name
from exchange.formats.native.articles import LONGEST
from exchange.formats.source import SourceFile
from exchange.records.article import GOLD, Failure, Note, Owner
from exchange.records.words_in_text import located

SPAN_COLUMNS = ("start", "end", "label")
QUOTE_COLUMNS = ("quote", "speaker", "cue", "speaker_name", "speaker_kind", "type", "score", "annotator")
MOST_DIGITS = 20
GAP = re.compile(r"[\[(]?(?:…|\.\s?\.\s?\.)[\])]?")
"""What stands between the fragments of a quote: our “ … ”, and what people write for it."""

HELD_ROWS = 500
HELD_CHARACTERS = 2_000_000
"""Read ahead this far until the dates of a table show the order of day and month."""

MOST_OF_A_CELL = 32_767
"""Excel keeps no more characters of a cell, each beyond the Basic Multilingual Plane as two."""

AS_PAGES = gettext_noop("# texts held the markup of web pages; their words were taken, without images and links")
CUT = gettext_noop("# cells have 32,767 characters, the most that Excel keeps: their texts were probably cut off")
NOT_FOUND = gettext_noop("# quotes were not found in their texts; “quotes_not_found” of the article keeps them")
NO_DATES = gettext_noop("# dates could not be read; “other_published” of the article keeps them")
EITHER_ORDER = gettext_noop(
    "# dates may be day/month or month/day, and no other date decides; “other_published” of the article keeps them"
)
EXCEL_DATES = gettext_noop("# dates were numbers of days, as Excel counts them")


@dataclass(slots=True)
class Table:
    """A table’s columns: what each holds, by its own name."""

    names: list[str]
    source: SourceFile
    meaning: dict[str, str] = field(default_factory=dict)
    dates: DateColumn = field(default_factory=DateColumn)
    said_order: bool = False

    def __post_init__(self) -> None:
        mapping = self.source.mapping
        columns = {name: mapping.column(name) for name in self.names}
        if "quote" not in columns.values():
            columns |= {name: column_of(name, "", mapping) for name, column in columns.items() if column == "speaker"}
        for column in dict.fromkeys(filter(None, columns.values())):
            named = [name for name, meant in columns.items() if meant == column]
            self.meaning[min(named, key=lambda name: rank_of(name, column, mapping))] = column  # noqa: B023
        used = {"id", "text", IGNORE, *ARTICLE_COLUMNS}
        if self.has("quote"):
            used.update(QUOTE_COLUMNS)
        elif self.has(*SPAN_COLUMNS):
            used.update((*SPAN_COLUMNS, "annotator"))
        self.meaning = {name: column for name, column in self.meaning.items() if column in used}

    def told(self, row: Row, column: str) -> str:
        """The row’s value for a key, stripped; empty where it has none."""
        return next((row.cells[name].strip() for name, meaning in self.meaning.items() if meaning == column), "")

    def has(self, *columns: str) -> bool:
        return set(columns) <= set(self.meaning.values())

    @property
    def counts_markup(self) -> bool:
        """Whether offsets of the file point into its texts, so that these are stored as they are."""
        return self.has(*SPAN_COLUMNS) and not self.has("quote")

    def text(self, row: Row) -> str:
        return next((row.cells[name] for name, meaning in self.meaning.items() if meaning == "text"), "")

    def note(self, words: str, example: str = "", *, count: int = 1) -> Note:
        return Note(self.source.name, words, (count,), shortened(example))


def shortened(words: str) -> str:
    return f"“{words[:60]}”" if words else ""


def foreign_articles(rows: Iterator[Row | Failure], table: Table) -> Iterator[FlatRecord | Failure | Note]:
    """The articles of another table; without an id, rows of the same text are one article’s."""
    has_rows_of_quotes = table.has("quote") or table.has(*SPAN_COLUMNS)

    def key(row: Row) -> str:
        told = table.told(row, "id") or table.text(row)
        return told if has_rows_of_quotes else f"{row.place.line}"

    for group in by_article(with_order_of_dates(rows, table), key):
        if isinstance(group, Failure):
            yield group
            continue
        notes: list[Note] = []
        try:
            yield foreign_article(group, table, notes)
        except ReadError as error:
            yield Failure(group[0].place, str(error))
        yield from notes


def with_order_of_dates(rows: Iterator[Row | Failure], table: Table) -> Iterator[Row | Failure]:
    """The rows; the first are held back until their dates show whether the day or the month comes first."""
    held: list[Row | Failure] = []
    size = 0
    for row in rows if table.has("published") else ():
        held.append(row)
        if isinstance(row, Row):
            size += sum(map(len, row.cells.values()))
            table.dates.learn([table.told(row, "published")])
        if len(held) >= HELD_ROWS or size >= HELD_CHARACTERS:
            break
    yield from held
    yield from rows


def foreign_article(rows: Sequence[Row], table: Table, notes: list[Note]) -> FlatRecord:
    """Raises ReadError. What is to be said of it is added to the notes."""
    text, is_page = text_of(rows, table, notes)
    values = article_values(rows, table, notes, is_page=is_page)
    spans = Spans(text)
    if table.has("quote"):
        for row in rows:
            spans.add_quote(row, table, is_page=is_page)
    elif table.has(*SPAN_COLUMNS):
        for row in rows:
            spans.add_span(row, table)
    if spans.not_found:
        values["quotes_not_found"] = spans.not_found
        notes.append(table.note(NOT_FOUND, spans.not_found[0], count=len(spans.not_found)))
    others = {} if spans.spans else other_cells(rows[0], table)
    article_id = table.told(rows[0], "id")
    return FlatRecord(
        values={
            **article_keys(others, table.source.mapping, without=ARTICLE_COLUMNS),
            **values,
            "text": text,
            **({"id": article_id} if article_id else {}),
        },
        place=rows[0].place,
        default_id=table.source.id_of(rows[0].place),
        spans=tuple(spans.spans),
        relations=tuple(spans.relations),
        tool_offsets=not table.has("quote"),
    )


def text_of(rows: Sequence[Row], table: Table, notes: list[Note]) -> tuple[str, bool]:
    """The article’s text, and whether it was that of a page, of which the words are taken."""
    text = next((table.text(row) for row in rows if table.text(row).strip()), "")
    cut = sum(len(cell.encode("utf-16-le")) == 2 * MOST_OF_A_CELL for row in rows for cell in row.cells.values())
    if cut:
        notes.append(table.note(CUT, str(rows[0].place), count=cut))
    if table.counts_markup or not holds_markup(text):
        return text, False
    notes.append(table.note(AS_PAGES, text.strip()))
    return words_of_markup(text), True


def article_values(rows: Sequence[Row], table: Table, notes: list[Note], *, is_page: bool) -> dict[str, Any]:
    """The article’s columns, each of the first row that has it; what a key can’t hold is kept as “other_…”."""
    values: dict[str, Any] = {}
    for column in ARTICLE_COLUMNS:
        told = next((table.told(row, column) for row in rows if table.told(row, column)), "")
        if is_page:
            told = words_of_markup(told)
        if column == "published" and told:
            told = iso_date(told, table, notes)
        if told and fits(column, told):
            values[column] = told
        elif told:
            values[f"other_{column}"] = told
    if "url" not in values and str(values.get("publisher")).startswith(WEB_ADDRESS):
        values["url"] = values.pop("publisher")
    return values


def iso_date(told: str, table: Table, notes: list[Note]) -> str:
    """The date as its key holds it, else as it stands, with a note."""
    found = table.dates.read(told)
    if found is None:
        notes.append(table.note(EITHER_ORDER if table.dates.needs_order(told) else NO_DATES, told))
        return told
    if excel_date(told):
        notes.append(table.note(EXCEL_DATES, told))
    elif table.dates.needs_order(told) and not table.said_order:
        table.said_order = True
        decided = table.dates.decided_by
        notes.append(Note(table.source.name, f"dates were read as {table.dates.order}, as {shortened(decided)} is one"))
    return found.isoformat()


def fits(column: str, value: str) -> bool:
    if len(value) > LONGEST.get(column, len(value)):
        return False
    try:
        return column != "published" or bool(date_at({"d": value}, "d"))
    except ReadError:
        return False


def other_cells(row: Row, table: Table) -> dict[str, str]:
    """The cells of columns that are not read otherwise."""
    ignored = {name for name in row.cells if name not in table.meaning and table.source.mapping.column(name) == IGNORE}
    return {
        name: cell
        for name, cell in row.cells.items()
        if name and name not in table.meaning and cell and name not in ignored
    }


@dataclass(slots=True)
class Spans:
    """The spans and relations of one article’s rows. ``not_found`` are quotes whose words the text does not hold."""

    text: str
    spans: list[FlatSpan] = field(default_factory=list)
    relations: list[FlatRelation] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    reached: int = 0

    def add_quote(self, row: Row, table: Table, *, is_page: bool) -> None:
        """Find the row’s words in the text: the quote after the last row’s, speaker and cue next to the quote."""
        words = table.told(row, "quote")
        if is_page and holds_markup(words):
            words = words_of_markup(words)
        if not words:
            return
        content = located(self.text, words, near=self.reached) or self.fragments(words)
        if not content:
            self.not_found.append(words)
            return
        self.reached = content[-1][1]
        named = {key: table.told(row, key) for key in ("speaker_name", "speaker_kind", "type")}
        attributes: dict[str, Any] = {key: value for key, value in named.items() if value}
        attributes |= other_cells(row, table)
        if (score := number_of(table.told(row, "score"))) is not None:
            attributes["score"] = score
        owner = owner_of(table.told(row, "annotator"))
        anchor = self.add(LABEL_OF_ROLE[SpanRole.CONTENT], tuple(content), owner, attributes)
        for role in (SpanRole.SPEAKER.value, SpanRole.CUE.value):
            told = table.told(row, role)
            place = located(self.text, told, near=content[0][0], beside=content) if told else []
            if place:
                part = self.add(LABEL_OF_ROLE[role], tuple(place), owner, {})
                self.relations.append(FlatRelation(role, anchor, part))
            elif told:
                key = (
                    "speaker_name" if role == SpanRole.SPEAKER and "speaker_name" not in attributes else f"{role}_words"
                )
                self.spans[int(anchor)].attributes[key] = told

    def fragments(self, words: str) -> list[Span]:
        """The places of a quote whose fragments were joined by “ … ”; empty if one is not found."""
        found: list[Span] = []
        for part in filter(None, map(str.strip, GAP.split(words))):
            place = located(self.text, part.strip(), near=found[-1][1] if found else self.reached)
            if not place:
                return []
            found += place
        return sorted(found)

    def add_span(self, row: Row, table: Table) -> None:
        """Raises ReadError if start and end are not numbers."""
        told = [table.told(row, name) for name in SPAN_COLUMNS]
        if not any(told):
            return
        if not (told[0].isdecimal() and told[1].isdecimal() and len(told[0] + told[1]) < MOST_DIGITS and told[2]):
            raise ReadError(f"line {row.place.line}: start and end are offsets and label a name, not {', '.join(told)}")
        owner = owner_of(table.told(row, "annotator"))
        self.add(told[2], ((int(told[0]), int(told[1])),), owner, dict(other_cells(row, table)))

    def add(self, label: str, pieces: tuple[Span, ...], owner: Owner | None, attributes: dict[str, Any]) -> str:
        key = str(len(self.spans))
        self.spans.append(FlatSpan(id=key, label=label, pieces=pieces, owner=owner, attributes=attributes))
        return key


def owner_of(told: str) -> Owner | None:
    if told.casefold() == str(GOLD):
        return GOLD
    name = user_name(told)
    return Owner(Source.ANNOTATOR.value, name) if name else None


def number_of(told: str) -> float | None:
    """A score from 0 to 1; None if the cell holds none."""
    try:
        value = float(told)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
