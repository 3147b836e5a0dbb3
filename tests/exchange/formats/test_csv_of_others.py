"""Tables as spreadsheets and other tools save them: encodings, dates, markup, cut cells, quotes typed anew."""

from __future__ import annotations

import json

import pytest

from articles.models import Project
from exchange.formats.mapping import Mapping
from exchange.records.article import ArticleRecord, Incoming, Note, Owner
from exchange.records.words_in_text import located
from exchange.runs.mapping_choices import observed
from tests.exchange.formats.test_csv_reading import failures, one, read, table
from tests.exchange.helpers import import_bytes

TEXT = "“It’s ours – for now,” said Zoë Lunt. The crew’s “plan B”… failed. It hurts, she said."


def notes(items: list[Incoming]) -> list[str]:
    return [item.words for item in items if isinstance(item, Note)]


def records(items: list[Incoming]) -> list[ArticleRecord]:
    return [item for item in items if isinstance(item, ArticleRecord)]


def test_the_line_that_tells_excel_the_delimiter_is_no_header() -> None:
    data = b"sep=|\r\n" + table(["id", "text"], ["a", "x;y, z"], delimiter="|")
    assert [(item.id, item.text) for item in records(read(data))] == [("a", "x;y, z")]


def test_a_table_named_txt_is_a_table_where_its_first_line_names_columns() -> None:
    data = table(["Headline", "Body"], ["Pier shut", "The pier is shut."], delimiter="\t", encoding="utf-16")
    assert one(read(data, name="a.txt")).title == "Pier shut"
    assert one(read(b"The text\tof a pier.\nIt is shut.\n", name="a.txt")).text.startswith("The text\tof")


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac OS Roman"), ("utf-8", "")]
)
def test_old_encodings_are_found_by_what_fits_and_said(encoding: str, name: str) -> None:
    words = "“Genug,” sagte Zoë Müller – très tôt, mañana. ‘Naïve’ façade"
    items = read(table(["id", "text"], ["a", words], delimiter=";", encoding=encoding))
    assert one(items).text == words
    assert [f"was read as {name}" in note for note in notes(items)] == ([True] if name else [])


def test_the_look_before_asks_for_the_true_columns_of_a_table() -> None:
    mapping = observed(Mapping())
    read(table(["Titel", "Text", "Fuß"], ["a", "Ein Satz.", "é"], delimiter=";", encoding="cp1252"), mapping=mapping)
    assert list(mapping.asked["columns"].values()) == ["Titel", "Text", "Fuß"]


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("2024-05-04 00:30", "2024-05-04"),
        ("2024/5/4", "2024-05-04"),
        ("04.05.2024", "2024-05-04"),
        ("45416", "2024-05-04"),
        ("45416.75", "2024-05-04"),
        ("Saturday, May 4, 2024", "2024-05-04"),
        ("4th May 2024", "2024-05-04"),
        ("4 de mayo de 2024", "2024-05-04"),
        ("4 mai 2024", "2024-05-04"),
        ("4. Mai 2024", "2024-05-04"),
        ("4-May-2024", "2024-05-04"),
        ("Sat, 04 May 2024 08:00:00 +0200", "2024-05-04"),
        ("31/12/2024", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("7/7/2024", "2024-07-07"),
    ],
)
def test_dates_are_read_as_people_and_excel_write_them(told: str, date: str) -> None:
    assert str(one(read(table(["id", "text", "date"], ["a", TEXT, told]))).published) == date


@pytest.mark.parametrize("told", ["4/5/2024", "last week", "2024", "31.02.2024", "12345", "May 2024"])
def test_a_date_that_cannot_be_read_is_kept_and_counted(told: str) -> None:
    items = read(table(["id", "text", "date"], ["a", TEXT, told], ["b", "Other.", told]))
    assert [(item.published, item.extra) for item in records(items)] == [(None, {"other_published": told})] * 2
    assert len(notes(items)) == 2
    assert all("“other_published” of the article keeps them; first: “" in note for note in notes(items))


@pytest.mark.parametrize(
    ("deciding", "dates", "order"),
    [
        ("13/4/2024", ["2024-05-04", "2024-04-13"], "day/month"),
        ("4/13/2024", ["2024-04-05", "2024-04-13"], "month/day"),
    ],
)
def test_the_dates_of_a_column_decide_together(deciding: str, dates: list[str], order: str) -> None:
    items = read(table(["id", "text", "date"], ["a", TEXT, "4/5/2024"], ["b", "Other.", deciding]))
    assert [str(item.published) for item in records(items)] == dates
    assert notes(items) == [f"dates were read as {order}/year, as “{deciding}” is one"]


def test_dates_that_contradict_one_another_decide_nothing() -> None:
    rows = [["a", TEXT, "4/5/2024"], ["b", "Other.", "13/4/2024"], ["c", "Third.", "4/13/2024"]]
    found = [item.published for item in records(read(table(["id", "text", "date"], *rows)))]
    assert [str(date) for date in found] == ["None", "2024-04-13", "2024-04-13"]


def test_markup_in_cells_becomes_the_words_of_a_page() -> None:
    page = "<h2>Pier</h2><p>“We &amp; you,” she&nbsp;said.</p><div>Again&hellip;<br>Later</div>"
    items = read(table(["id", "title", "text"], ["a", "Pier &amp; wall", page]))
    record = one(items)
    assert record.title == "Pier & wall"
    assert "Pier\n\n“We & you,” she said." in record.text
    assert "<" not in record.text
    assert "1 texts held the markup of web pages" in notes(items)[0]


def test_quotes_with_markup_are_found_in_the_words_of_the_page() -> None:
    row = ["a", "<p>&ldquo;We wait,&rdquo; said Ann Lee.</p>", "&ldquo;We wait,&rdquo;", "Ann Lee"]
    [quote] = one(read(table(["id", "text", "quote", "speaker"], row))).annotations
    assert quote.frame.by_role("content") == [(0, 10)]


def test_a_text_with_offsets_keeps_its_markup_and_the_import_says_so() -> None:
    text = "<p>Ann Lee</p><p>left.</p>"
    items = read(table(["id", "text", "start", "end", "label"], ["a", text, "3", "10", "PERSON"]))
    assert one(items).text == text
    assert any("stored with it" in note for note in notes(items))


def test_a_cell_that_excel_cut_is_said() -> None:
    long = "The pier is shut. " * 1821  # 32,778 characters
    assert "probably cut off" in notes(read(table(["id", "text"], ["a", long[:32_767]])))[0]
    assert notes(read(table(["id", "text"], ["a", long[:32_700]]))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('"It\'s ours - for now,"', ["“It’s ours – for now,”"]),
        ("it's ours", ["It’s ours"]),
        ("«It’s ours — for\u00a0now,»", ["“It’s ours – for now,”"]),
        ("‘plan B’", ["plan B"]),
        ('"The crew\'s"', ["The crew’s"]),
        ("It’s ours [...] plan B", ["It’s ours", "plan B"]),
        ("it hurts", ["It hurts"]),
        ("IT’S OURS", []),
    ],
)
def test_quotes_typed_anew_are_found_in_the_text(words: str, found: list[str]) -> None:
    items = read(table(["id", "text", "quote"], ["a", TEXT, words]))
    quotes = one(items).annotations
    assert [TEXT[start:end] for quote in quotes for start, end in quote.frame.by_role("content")] == found
    missed = [note for note in notes(items) if "not found" in note]
    assert missed == ([] if found else [f"1 quotes were not found in their texts; {KEPT}; first: “{words}”"])


KEPT = "“quotes_not_found” of the article keeps them"


def test_words_are_found_as_they_are_before_alike_ones() -> None:
    assert located('“We” and "We"', '"We"', near=0) == [(9, 13)]


def test_columns_that_a_table_has_no_use_for_are_kept() -> None:
    record = one(read(table(["id", "text", "label", "annotator", "score"], ["a", TEXT, "local", "mara", "3"])))
    assert record.extra == {"label": "local", "annotator": "mara", "score": "3"}
    [span] = one(
        read(table(["id", "text", "start", "end", "label", "type"], ["a", TEXT, "27", "35", "PERSON", "x"]))
    ).annotations
    assert span.frame.extra == {"other_type": "x"}


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("Source", "The Courier", "publisher"),
        ("source", "https://courier.example/a", "url"),
        ("hostname", "c.example", "publisher"),
    ],
)
def test_the_source_of_an_article_is_its_publisher_or_address(name: str, value: str, key: str) -> None:
    assert getattr(one(read(table(["id", "text", name], ["a", TEXT, value]))), key) == value


REGIONS = json.dumps(
    [
        {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), "text": words, "labels": [label]}
        for words, label in (("“It’s ours – for now,”", "Content"), ("Zoë Lunt", "Speaker"))
    ]
)


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_label_studios_own_table_is_read_with_its_regions(project: Project, delimiter: str) -> None:
    names = ["annotation_id", "annotator", "created_at", "id", "lead_time", "spans", "text", "topic", "updated_at"]
    row = ["7", "3", "2025-01-01", "11", "1.5", REGIONS, TEXT, '{"choices":["local"]}', "2025-01-01"]
    items = read(table(names, row, [*row[:5], "[]", "Nothing said.", "", ""], delimiter=delimiter))
    first, second = records(items)
    [quote] = first.annotations
    assert quote.owner == Owner("annotator", "labelstudio-3")
    assert first.surfaces(quote, "content") == ["“It’s ours – for now,”"]
    assert first.surfaces(quote, "speaker") == ["Zoë Lunt"]
    assert (first.id, first.extra["topic"], second.annotations) == ("11", '{"choices":["local"]}', ())
    assert "1 created_at, 1 lead_time, 1 updated_at" in " ".join(notes(items))
    assert import_bytes(project, table(names, row), name="a.csv").imported == 1


def test_a_region_outside_the_text_of_label_studios_table_fails() -> None:
    names = ["annotation_id", "annotator", "created_at", "id", "label", "lead_time", "text", "updated_at"]
    row = ["7", "3", "", "11", '[{"start": 900, "end": 910, "labels": ["Content"]}]', "", TEXT, ""]
    assert "is no stretch of the text" in failures(read(table(names, row)))[0]
