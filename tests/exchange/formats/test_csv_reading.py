"""CSV and TSV come in: our own rows as they went out, and tables of others by what their columns are called."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given

from exchange.formats.mapping import Mapping, mapping_from_json
from exchange.formats.native.articles import record_of
from exchange.formats.source import Upload
from exchange.incoming.files import detected, records_of_upload
from exchange.records.article import GOLD, ArticleRecord, Failure, FilePlace, Incoming, Note, Owner
from exchange.records.words_in_text import located
from tests.examples import examples
from tests.exchange.helpers import TEXT, article, quote
from tests.exchange.strategies import records, stated, written_as

QUOTE = "“We wait,” … “but not for ever.”"


def read(data: bytes, *, name: str = "in.csv", mapping: Mapping | None = None) -> list[Incoming]:
    return list(records_of_upload(Upload(name, BytesIO(data)), mapping=mapping))


def table(*rows: list[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def one(items: list[Incoming]) -> ArticleRecord:
    [found] = [item for item in items if not isinstance(item, Note)]
    assert isinstance(found, ArticleRecord), found
    return found


def failures(items: list[Incoming]) -> list[str]:
    return [str(item) for item in items if isinstance(item, Failure)]


@examples(60)
@given(records())
def test_quotes_come_back_up_to_the_loss_report(found: dict[str, Any]) -> None:
    record = record_of({"id": "a", **found}, place=FilePlace("a"))
    data, report = written_as(record, "csv")
    quotes = [item.with_frame(extra={}, guidelines=None) for item in record.annotations if item.frame.kind == "quote"]
    assert report.written["quote"] == len(quotes)
    assert sum(report.lost(kind) for kind in ("entity", "caption", "repair")) == len(record.annotations) - len(quotes)
    if not quotes:
        assert report.lost("articles")
        return
    again = one(read(data))
    assert stated(again) == stated(replace(record, annotations=tuple(quotes)))
    for name in ("id", "text", "title", "url", "publisher", "byline", "published", "language"):
        assert getattr(again, name) == getattr(record, name), name
    assert again.blocks == record.blocks or any("blocks" in reason for _, reason in report.losses)


def test_cells_that_were_guarded_against_spreadsheets_are_read_as_they_were() -> None:
    text = "=1+1, she said. '=2 is four."
    values = {"id": "@a", "text": text, "title": "'+x", "quotes": [{"content": [[0, 4]], "speaker_name": "-Ann"}]}
    data, _ = written_as(record_of(values, place=FilePlace("a")), "csv")
    again = one(read(data))
    assert (again.id, again.text, again.title, again.annotations[0].frame.name) == ("@a", text, "'+x", "-Ann")


def test_own_rows_whose_words_have_changed_are_refused() -> None:
    data, _ = written_as(record_of(article(quotes=[quote(gold=True)]), place=FilePlace("a")), "csv")
    changed = data.replace(b"The pier is shut.", b"The pier is shut!!")
    assert "the quote’s offsets name other words than its fragments" in failures(read(changed))[0]
    gone = data.replace(TEXT.encode(), b"")
    assert "no row of the article “pier” holds its text" in failures(read(gone))[0]


def test_a_table_of_articles_is_an_article_a_row_and_keeps_other_columns() -> None:
    data = table(
        ["Headline", "Body", "Outlet", "Pubdate", "Desk"],
        ["Pier shut", TEXT, "Courier", "2025-03-14", "city"],
        ["", "Second text.", "", "last week", ""],
    )
    first, second = (item for item in read(data) if isinstance(item, ArticleRecord))
    assert (first.title, first.publisher, str(first.published), first.extra) == (
        "Pier shut", "Courier", "2025-03-14", {"Desk": "city"}
    )  # fmt: skip
    assert first.text.count("\n") == 2  # so that the second row begins on line 5
    assert (first.id, second.id, second.extra) == ("in-2", "in-5", {"other_published": "last week"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    data = table(["id", "text"], ["é, a; b", "Zoë said “no”; yes, she did."], delimiter=delimiter, encoding=encoding)
    items = read(data, name="in.tsv")
    assert (one(items).id, one(items).text) == ("é, a; b", "Zoë said “no”; yes, she did.")
    [*notes] = [str(item) for item in items if isinstance(item, Note)]
    assert len(notes) == (encoding == "cp1252")
    assert all("is not UTF-8, so the table was read as Windows-1252" in note for note in notes)


def test_quotes_by_their_words_are_found_in_the_text() -> None:
    data = table(
        ["article_id", "text", "quote", "speaker", "cue", "speaker name", "topic", "coder"],
        ["pier", TEXT, QUOTE, "Ann Lee", "said", "Ann Lee", "ferry", "Mara K."],
        ["pier", "", "repairs are   dear", "She", "declared", "", "", "Mara K."],
        ["pier", "", "never said", "", "", "", "", "Mara K."],
    )
    found = one(read(data))
    split, indirect = found.annotations
    assert [TEXT[start:end] for start, end in split.frame.by_role("content")] == ["“We wait,”", "“but not for ever.”"]
    assert [TEXT[start:end] for start, end in split.frame.by_role("speaker")] == ["Ann Lee"]
    assert (split.frame.name, split.frame.extra, split.owner) == (
        "Ann Lee",
        {"topic": "ferry"},
        Owner("annotator", "Mara-K."),
    )
    assert [TEXT[start:end] for start, end in indirect.frame.by_role("content")] == ["repairs are dear"]
    assert indirect.frame.by_role("speaker") == [(TEXT.index("She"), TEXT.index("She") + 3)]
    assert indirect.frame.extra == {"cue_words": "declared"}
    assert found.extra == {"quotes_not_found": ["never said"]}


def test_labelled_spans_a_row_become_frames_in_any_unit() -> None:
    text = "😀 “We wait,” said Ann Lee."
    rows = [["x", text, "3", "13", "Quote"], ["x", text, "14", "18", "Cue"], ["x", text, "19", "26", "Speaker"]]
    found = one(read(table(["id", "text", "begin", "end", "tag"], *rows)))
    [only] = found.annotations
    assert {role: text[start:end] for role, start, end in only.frame.spans} == {
        "content": "“We wait,”", "cue": "said", "speaker": "Ann Lee"
    }  # fmt: skip


def test_the_mapping_names_columns_that_no_default_knows() -> None:
    data = table(["Nr", "Artikeltext", "Zitat", "who", "secret"], ["7", TEXT, "“We wait,”", "Ann Lee", "x"])
    assert "no column holds the articles’ texts; the columns are Nr, Artikeltext" in failures(read(data))[0]
    mapping = mapping_from_json(
        {
            "columns": {"Nr": "id", "Artikeltext": "text", "Zitat": "quote", "who": "speaker", "secret": "ignore"},
            "owner": "gold",
        }
    )
    found = one(read(data, mapping=mapping))
    assert (found.id, found.annotations[0].owner, found.annotations[0].frame.extra) == ("7", GOLD, {})
    assert found.annotations[0].frame.by_role("speaker")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"id,text\n1,a,b\n", "in.csv:2: the row has 3 cells and the table 2 columns"),
        (b"id,text\n1,\n", "in.csv:2: the text is missing or empty"),
        (b"id,text,start,end,label\n1,abc,x,2,Cue\n", "in.csv:2: line 2: start and end are offsets"),
        (b"id,text,start,end,label\n1,abc,0,9,Cue\n", "in.csv:2: the span [0, 9) with the label “Cue”"),
        (b"id,text\n1,a\0b\n", "NUL"),
        (b"id,text\n" + (b"1," + b"a" * 30_000 + b"\n") * 12 + b"2,\xff\n", "what follows is not utf-8"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_line(data: bytes, words: str) -> None:
    assert words in failures(read(data))[0]


def test_words_are_found_nearest_and_whole() -> None:
    assert located("heel he he", "he", near=0) == [(5, 7)]
    assert located("a said b said", "said", near=9, beside=[(0, 1)]) == [(2, 6)]
    assert located("no such", "word", near=0) == []


def test_the_name_tells_a_table() -> None:
    assert (detected("a.csv", b"id,text"), detected("a.tsv.gz", b"id\ttext")) == ("csv", "csv")
