"""Tables of others, by the mapping’s columns: an article a row, a quote a row, or a labelled span a row.

The words of quotes, speakers and cues are looked up in the text. Of an article’s rows, the first that has a title, an
address or the text counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.vocabulary import Source, SpanRole
from articles.readers.types import ReadError, Span
from exchange.formats.csv.rows import Row, by_article
from exchange.formats.csv.writing import JOINER
from exchange.formats.foreign.articles import ARTICLE_COLUMNS, article_keys, fits
from exchange.formats.foreign.flat import LABEL_OF_ROLE, FlatRecord, FlatRelation, FlatSpan
from exchange.formats.mapping import user_name
from exchange.formats.source import SourceFile
from exchange.records.article import GOLD, Failure, Owner
from exchange.records.words_in_text import located

SPAN_COLUMNS = ("start", "end", "label")
MOST_DIGITS = 20


@dataclass(slots=True)
class Table:
    """A table’s columns: what each holds, by its own name."""

    names: list[str]
    source: SourceFile
    meaning: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            told = self.source.mapping.column(name)
            if told and told not in self.meaning.values():
                self.meaning[name] = told

    def told(self, row: Row, column: str) -> str:
        """The row’s value for a key, stripped; empty where it has none."""
        return next((row.cells[name].strip() for name, meaning in self.meaning.items() if meaning == column), "")

    def has(self, *columns: str) -> bool:
        return set(columns) <= set(self.meaning.values())

    def text(self, row: Row) -> str:
        return next((row.cells[name] for name, meaning in self.meaning.items() if meaning == "text"), "")


def foreign_articles(rows: Iterator[Row | Failure], table: Table) -> Iterator[FlatRecord | Failure]:
    """The articles of another table; without an id, rows of the same text are one article’s."""
    has_rows_of_quotes = table.has("quote") or table.has(*SPAN_COLUMNS)

    def key(row: Row) -> str:
        told = table.told(row, "id") or table.text(row)
        return told if has_rows_of_quotes else f"{row.place.line}"

    for group in by_article(rows, key):
        if isinstance(group, Failure):
            yield group
            continue
        try:
            yield foreign_article(group, table)
        except ReadError as error:
            yield Failure(group[0].place, str(error))


def foreign_article(rows: Sequence[Row], table: Table) -> FlatRecord:
    """Raises ReadError."""
    text = next((table.text(row) for row in rows if table.text(row).strip()), "")
    of_rows = table.has("quote") or table.has(*SPAN_COLUMNS)
    values: dict[str, Any] = {}
    for column in ARTICLE_COLUMNS:
        told = next((table.told(row, column) for row in rows if table.told(row, column)), "")
        if told and fits(column, told):
            values[column] = told
        elif told:
            values[f"other_{column}"] = told
    others = {} if of_rows else other_cells(rows[0], table)
    spans = Spans(text)
    if table.has("quote"):
        for row in rows:
            spans.add_quote(row, table)
    elif table.has(*SPAN_COLUMNS):
        for row in rows:
            spans.add_span(row, table)
    if spans.not_found:
        values["quotes_not_found"] = spans.not_found
    article_id = table.told(rows[0], "id")
    return FlatRecord(
        values={
            **article_keys(others, table.source.mapping),
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


def other_cells(row: Row, table: Table) -> dict[str, str]:
    """The cells of columns that the mapping does not name."""
    return {name: cell for name, cell in row.cells.items() if name and name not in table.meaning and cell}


@dataclass(slots=True)
class Spans:
    """The spans and relations of one article’s rows. ``not_found`` are quotes whose words the text does not hold."""

    text: str
    spans: list[FlatSpan] = field(default_factory=list)
    relations: list[FlatRelation] = field(default_factory=list)
    not_found: list[str] = field(default_factory=list)
    reached: int = 0

    def add_quote(self, row: Row, table: Table) -> None:
        """Find the row’s words in the text: the quote after the last row’s, speaker and cue next to the quote."""
        words = table.told(row, "quote")
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
        """The places of a quote whose fragments were joined by our “ … ”; empty if one is not found."""
        found: list[Span] = []
        for part in words.split(JOINER.strip()):
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
