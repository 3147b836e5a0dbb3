"""ZIP archives: the files within are read as a folder’s; one that may do harm is refused before anything is read."""

from __future__ import annotations

import io
import stat
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Project
from exchange.formats import archives
from exchange.formats.source import Upload
from exchange.formats.zipped import zipped
from exchange.incoming.files import records_of_upload
from exchange.records.article import ArticleRecord, Failure, Incoming, Note
from tests.exchange.helpers import article, as_lines, import_bytes


def packed(files: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return buffer.getvalue()


def read(data: bytes) -> list[Incoming]:
    return list(records_of_upload(Upload("news.zip", BytesIO(data))))


def refusal(data: bytes) -> str:
    [only] = read(data)
    assert isinstance(only, Failure)
    return str(only)


def test_files_of_all_formats_are_read_and_named_by_their_folders() -> None:
    found = read(
        packed(
            {
                "2025/pier.txt": b"The pier is shut, she said.",
                "2025/more.jsonl": as_lines(article("a"), {"text": "No id here, he said."}),
                "table.csv": b"id,text\nrow,She left.\n",
                "picture.png": b"\x89PNG",
                ".hidden.txt": b"no",
                "__MACOSX/2025/._pier.txt": b"no",
            }
        )
    )
    records = [item for item in found if isinstance(item, ArticleRecord)]
    assert [item.id for item in records] == ["a", "2025/more-2", "2025/pier", "row"]
    assert str(records[2].place) == "news.zip/2025/pier.txt:1"
    assert [str(item) for item in found if isinstance(item, Note)] == [
        "news.zip: 1 files of no format that is read were left alone; first: picture.png"
    ]


def test_a_doccano_archive_has_a_file_for_each_annotator() -> None:
    line = b'{"id": 7, "text": "She left.", "label": [[0, 3, "PERSON"]], "Comments": []}\n'
    found = [item for item in read(packed({"mara.jsonl": line, "all.jsonl": line})) if isinstance(item, ArticleRecord)]
    assert [str(item.annotations[0].owner) for item in found][1] == "mara"
    assert str(found[0].annotations[0].owner).startswith("import ")
    assert {item.id for item in found} == {"7"}


@pytest.mark.django_db
def test_nothing_of_a_refused_archive_comes_in(project: Project) -> None:
    report = import_bytes(project, packed({"a.txt": b"She left.", "../b.txt": b"He left."}), name="x.zip")
    assert (report.imported, report.failed, project.articles.count()) == (0, 1, 0)


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/passwd.txt", "C:\\a.txt", "..\\a.txt", "\\\\host\\a.txt"]
)
def test_paths_outside_the_archive_are_refused(name: str) -> None:
    assert "outside its folder" in refusal(packed({name: b"She left."}))


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "holds a link, 'a.txt'" in refusal(packed([(link, b"/etc/passwd")]))


def test_bombs_are_refused_by_their_size_and_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "more than 200 times its size" in refusal(packed({"a.txt": b"a" * 20_000_000}))
    many = packed({f"{number}.txt": b"a" * 6_000_000 for number in range(3)})
    assert "the archive unpacks to more than 200 times its size" in refusal(many)
    monkeypatch.setattr(archives, "MOST_FILES", 2)
    assert "the archive holds 3 files; 2 are the most" in refusal(packed({f"{n}.txt": b"She left." for n in range(3)}))
    monkeypatch.setattr(archives, "MOST_BYTES", 10)
    assert "10 are the most that are read" in refusal(packed({"a.txt": b"She left and he left."}))
    monkeypatch.setattr(archives, "MOST_BYTES_OF_FILE", 5)
    assert "'a.txt' unpacks to 9 bytes; 5 are the most" in refusal(packed({"a.txt": b"She left."}))


def test_encrypted_files_doubled_names_and_inner_archives_are_refused() -> None:
    data = bytearray(packed({"a.txt": b"She left."}))
    data[6] |= 1  # the flag in the file’s own header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    assert "'a.txt' is encrypted; pack the archive without a password" in refusal(bytes(data))
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = packed([("a.txt", b"one"), ("a.txt", b"two")])
    assert "two files named 'a.txt'" in refusal(doubled)
    inner = read(packed({"b.zip": packed({"a.txt": b"She left."})}))
    assert ["an archive within an archive is not read" in str(item) for item in inner] == [True]


def test_a_damaged_archive_and_a_damaged_file_are_told() -> None:
    data = packed({"a.txt": b"She left.", "b.txt": b"He stayed at the pier until the evening came, she said."})
    assert "the ZIP archive is damaged" in refusal(data[: len(data) // 2])
    start = data.index(b"b.txt") + 10
    broken = data[:start] + bytes(byte ^ 0xFF for byte in data[start : start + 12]) + data[start + 12 :]
    found = read(broken)
    assert isinstance(found[0], ArticleRecord)
    assert str(found[1]).startswith("news.zip/b.txt:1:")
    assert "damaged" in str(found[1])
    assert "the archive holds no file of a format" in str(read(packed({"a.png": b"x"}))[-1])
    assert "the archive holds no file of a format" in refusal(packed({}))


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_characters="\0/\\"), min_size=1), st.binary(), max_size=4
    )
)
def test_the_streamed_archive_is_one_to_the_standard_library(files: dict[str, bytes]) -> None:
    data = b"".join(zipped(files.items()))
    assert data == b"".join(zipped(files.items()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


@pytest.mark.left_to_ci
def test_an_archive_of_very_many_files_has_a_far_directory() -> None:
    data = b"".join(zipped((f"{number}", b"") for number in range(70_000)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.namelist()) == 70_000
        assert archive.read("69999") == b""


def test_an_archive_tells_neither_when_nor_by_whom_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    before = b"".join(zipped([("a.txt", b"She left.")]))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert b"".join(zipped([("a.txt", b"She left.")])) == before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        [info] = archive.infolist()
    assert (info.date_time, info.external_attr >> 16) == ((1980, 1, 1, 0, 0, 0), 0o644)


def test_each_file_of_an_archive_goes_out_before_the_next_is_asked_for() -> None:
    asked: list[str] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for name in ("a.txt", "b.txt"):
            asked.append(name)
            yield name, name.encode()

    assert next(zipped(files())).startswith(b"PK\x03\x04")
    assert asked == ["a.txt"]
