"""Files: which format each is in, what names its article, and what is said of those that cannot be read."""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from exchange.formats.source import Upload
from exchange.incoming.files import detected, id_of_name, records_of_paths, records_of_upload
from exchange.records.article import ArticleRecord, Failure, Incoming, Note
from tests.exchange.helpers import article, as_lines

PAGE = (
    "<!DOCTYPE html><html><body><article><p>"
    + "The pier is shut until May, they said. " * 9
    + "</p></article></body></html>"
)


def read(name: str, data: bytes, *, format: str = "auto") -> list[Incoming]:  # noqa: A002
    return list(records_of_upload(Upload(name, BytesIO(data)), format=format))


def failure(name: str, data: bytes, *, format: str = "auto") -> str:  # noqa: A002
    [found] = read(name, data, format=format)
    assert isinstance(found, Failure)
    return str(found)


@pytest.mark.parametrize(
    ("name", "start", "format_name"),
    [
        ("a.txt", b"Once", "text"),
        ("a.txt", b"\xef\xbb\xbf<!-- saved --><!doctype HTML><p>", "html"),
        ("a", b"  <html lang='en'>", "html"),
        ("a.HTM", b"<p>", "html"),
        ("a.html.gz", b"<p>", "html"),
        ("a.ndjson", b"", "jsonl"),
        ("a", b'{"id": 1}', "jsonl"),
        ("a", b"Once upon", "text"),
    ],
)
def test_the_format_is_told_by_content_and_name(name: str, start: bytes, format_name: str) -> None:
    assert detected(name, start) == format_name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("folder/page.html.gz", "page"),
        ("C:\\news\\page.txt", "page"),
        ("www.example.com2.html", "www.example.com2"),
        ("report.v2", "report.v2"),
        (".txt", ".txt"),
    ],
)
def test_an_article_is_named_by_its_file_without_extensions(name: str, key: str) -> None:
    assert id_of_name(name) == key


def test_gzip_is_read_as_it_is() -> None:
    for name, data in (
        ("a.txt.gz", b"She said so."),
        ("a.jsonl.gz", as_lines(article("a"))),
        ("a.html.gz", PAGE.encode()),
    ):
        [record] = read(name, gzip.compress(data))
        assert isinstance(record, ArticleRecord)
        assert record.id == "a"


def test_damaged_gzip_gives_the_good_records_and_one_failure() -> None:
    packed = gzip.compress(b"".join(as_lines(article(f"a{number}")) for number in range(5000)))
    found = read("a.jsonl.gz", packed[: len(packed) // 2])
    assert isinstance(found[0], ArticleRecord)
    assert "the gzip data is damaged" in str(found[-1])
    assert sum(isinstance(item, Failure) for item in found) == 1


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "a.txt:1: the text is empty"),
        ("a.txt", b"one\ntwo \xff\n", "a.txt:2: line 2, byte 8: 0xff is not UTF-8"),
        ("a.html", b"<html><body></body></html>", "a.html:1: no article text found in the page"),
        ("a.jsonl", b"", "a.jsonl:1: the file is empty"),
        ("a.json", b' [{"id": 1}]', "a.json:1: text is missing or empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_remedy(name: str, data: bytes, words: str) -> None:
    assert failure(name, data).startswith(words)


def test_an_array_is_read_as_far_as_it_goes() -> None:
    found = read("a.json", b'[{"id": "x", "text": "She left."}, {"id": 2, "text": "He stayed."}')
    assert [item.id for item in found if isinstance(item, ArticleRecord)] == ["x", "2"]
    assert str(found[-1]).startswith("a.json:3: the file ends within the JSON array")


def test_folders_are_walked_in_order_and_other_files_left_alone(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("b.txt", "a.txt", "inner/c.txt", "README.md", ".hidden.txt", "picture.png"):
        (tmp_path / name).write_text(f"Text of {name}, she said.", encoding="utf-8")
    found = list(records_of_paths([tmp_path]))
    assert [item.id for item in found if isinstance(item, ArticleRecord)] == ["a", "b", "c"]
    [note] = found[3:]
    assert str(note) == (
        f"{tmp_path}: 2 files of no format that is read were left alone; first: README.md, picture.png"
    )


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Read me, she said.", encoding="utf-8")
    [record] = records_of_paths([tmp_path / "README.md"])
    assert isinstance(record, ArticleRecord)


def test_missing_files_and_empty_folders_are_failures(tmp_path: Path) -> None:
    found = [str(item) for item in records_of_paths([tmp_path / "none.txt", tmp_path])]
    assert found[0].endswith("none.txt:1: cannot be opened: no such file or directory")
    assert "the folder holds no file of a format that is read" in found[1]


def test_a_text_file_of_many_documents_is_refused() -> None:
    data = b"1 of 2 DOCUMENTS\r\n\r\nThe pier is shut.\r\n\r\n2 of 2 DOCUMENTS\r\n\r\nThe pier is open.\r\n"
    assert "the file holds 2 documents, as LexisNexis saves them" in failure("news.txt", data)


def test_what_the_reader_of_pages_left_out_is_a_note_before_the_article() -> None:
    hidden = "<p hidden>Only for those who pay for the pier.</p></article>"
    note, record = read("pier.html", PAGE.replace("</article>", hidden).encode())
    assert str(note).startswith("pier.html: 1 stretches that the page hides were left out; first: “Only for those")
    assert isinstance(record, ArticleRecord)


@pytest.mark.parametrize("name", ["pier.txt", "pier.csv"])
def test_lost_characters_of_a_text_are_a_note_before_the_article(name: str) -> None:
    words = "text\n" * name.endswith("csv") + "The pier is \ufffdshut\ufffd until May"
    note, record = read(name, words.encode())
    assert str(note).startswith(f"{name}: 2 characters of the text could not be read and stand as �")
    assert isinstance(record, ArticleRecord)


def test_damage_in_a_file_of_an_archive_is_said_once() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("pier.txt", "The pier is \ufffd until May")
    notes = [item for item in read("pier.zip", packed.getvalue()) if isinstance(item, Note)]
    assert [note.counts for note in notes] == [(1,)]


@pytest.mark.parametrize(
    ("value", "is_said"),
    [
        ([{"start": 0, "end": 3, "tag": "X"}], True),
        ([{"begin_offset": 0, "end_offset": 3}], True),
        ([[0, 3, "X"]], True),
        ('[{"start": 0, "end": 3}]', True),
        ([{"name": "Ann Lee"}], False),
        ([1, 2, 3], False),
        ("[a start without an end]", False),
    ],
)
def test_spans_under_a_key_that_nobody_knows_are_said(value: object, is_said: bool) -> None:
    items = read("in.jsonl", as_lines(article(marks=value)))
    said = [str(item) for item in items if "looks like annotations" in str(item)]
    assert said == (
        [
            "in.jsonl: 1 articles hold “marks”, which looks like annotations and was not read as such; "
            "it is kept beside them; first: in.jsonl:1"
        ]
        if is_said
        else []
    )
