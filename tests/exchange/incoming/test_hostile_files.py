"""Files that would do harm, or lie: each is refused with its place and a remedy, and what is good beside comes in."""

from __future__ import annotations

import gzip
import io
import socket
import tracemalloc
import zipfile
from typing import Any

import pytest
from django.db import connection

from annotator.models import Annotation, Person
from articles.models import Article, Figure, Project
from exchange.formats.catalogue import READ
from exchange.formats.json import lines as jsonlines
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.incoming.writing import SetWriter
from exchange.records.article import ArticleRecord, Failure
from tests.exchange.helpers import TEXT, article, as_lines, export_bytes, import_bytes, quote
from tests.exchange.runs.helpers import signed_in, upload

GOOD = as_lines(article("good"))


def reasons(project: Project, data: bytes, name: str = "in.jsonl") -> list[str]:
    """Why the file’s records failed. Whatever they are, nothing of them is in the project."""
    report = import_bytes(project, data, name=name)
    assert set(project.articles.values_list("external_id", flat=True)) == set(report.imported_ids)
    return [str(failure) for failure in report.failures]


class Endless(io.RawIOBase):
    """A file of two short lines with one of so many bytes between them, made as they are read."""

    def __init__(self, before: bytes, length: int, after: bytes) -> None:
        self.parts, self.length, self.at = (before, after), length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset
        return offset

    def readinto(self, buffer: Any) -> int:
        before, after = self.parts
        end = len(before) + self.length
        if self.at < len(before):
            piece = before[self.at : self.at + len(buffer)]
        elif self.at < end:
            piece = b"x" * min(len(buffer), end - self.at)
        else:
            piece = after[self.at - end : self.at - end + len(buffer)]
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)


def test_a_line_of_a_gigabyte_is_passed_over_in_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "LINE_BYTES", 200_000)
    file = io.BufferedReader(Endless(as_lines(article("a")), 100_000_000, b"\n" + as_lines(article("b"))))
    tracemalloc.start()
    first, refused, last = records_of_upload(Upload("in.jsonl", file), format="jsonl")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(first, ArticleRecord)
    assert isinstance(last, ArticleRecord)
    assert str(refused) == "in.jsonl:2: the line has more than 200,000 bytes: write one article a line"
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id":"x","text":"a\\u0000b"}', "NUL character"),
        (b'{"id":"x","text":"a\\ud800b"}', "lone surrogate U+D800"),
        (b'{"id":"x","text":"a","k":{"\\udfff":1}}', "lone surrogate U+DFFF"),
        (b'{"id":"x","text":"a\x00b"}', "not JSON at character"),
        (b'{"id":"x","text":"\xff\xfe"}', "is not UTF-8; save the file as UTF-8"),
        ('{"id":"x","text":"é"}'.encode("latin-1"), "is not UTF-8; save the file as UTF-8"),
        (b'{"id":"x","text":"a","k":1e999}', "1e999 is no number of JSON"),
        (b'{"id":"x","text":"a","k":NaN}', "NaN is no number of JSON"),
        (b'{"id":"x","text":"a","k":' + b"[" * 41 + b"]" * 41 + b"}", "nested deeper than 40 levels"),
        (b'{"id":"x","text":"a","k":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b'{"id":"x","text":"a","quotes":[' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"]}", "nested deeper than 40"),
        (b'{"id":"x","text":"a","k":' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"id":"x"', "not JSON at character"),
        (b"\x1f\x8b not gzip", "is not UTF-8"),
    ],
)
def test_a_line_that_no_database_holds_fails_alone(project: Project, line: bytes, words: str) -> None:
    [reason] = reasons(project, GOOD + line + b"\n" + as_lines(article("last")))
    assert reason.startswith("in.jsonl:2: ")
    assert words in reason
    assert project.articles.count() == 2


def test_words_that_look_like_an_escape_of_nul_are_words(project: Project) -> None:
    assert reasons(project, as_lines(article(text="the six characters \\u0000 stand here"))) == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", "Ça, dit-elle.".encode("latin-1"), "UTF-8"),
        ("a.txt", "“Two,” she said.".encode("utf-16")[:-1], "UTF-16"),
        ("a.txt", b"a\0b", "NUL"),
        ("a.txt", b"", "empty"),
        ("a.html", b"", "no tag"),
        ("a.jsonl", b"", "empty"),
        ("a.csv", b"", "empty"),
        ("a.zip", b"", ""),
        ("a.jsonl", b"PK\x03\x04 no archive", "ZIP archive is damaged"),
        ("a.txt.gz", b"\x1f\x8b\x08\x00 broken", "gzip data is damaged"),
        ("a.txt", b"%PDF-1.7\n\xff\xfe\x00", "a PDF"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\xff\xfe", "an image"),
        ("a.html", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "an image"),
        ("a.html", b"\x00\x01 no page", "no tag"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_told_with_its_name(
    project: Project, name: str, data: bytes, words: str
) -> None:
    found = reasons(project, data, name)
    assert found
    assert all(reason.startswith(f"{name}:") for reason in found)
    assert any(words in reason for reason in found)
    assert not Article.objects.exists()


@pytest.mark.parametrize("name", ["in.json", "in.txt", "in.csv", "in.html", "in"])
def test_native_lines_under_another_name_do_not_break_the_import(project: Project, name: str) -> None:
    report = import_bytes(project, as_lines(article(), article("b")), name=name)
    assert report.imported + report.failed > 0


@pytest.mark.parametrize("format_name", sorted(READ))
@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"\xff\xfe\xfd", b"[" * 5000, b'{"a":', b"<" * 5000, GOOD])
def test_every_reader_bears_what_is_none_of_its_own(format_name: str, data: bytes) -> None:
    items = list(records_of_upload(Upload(f"a.{format_name}", io.BytesIO(data)), format=format_name))
    assert all(item.reason and item.place.file for item in items if isinstance(item, Failure))
    assert items


def test_a_bomb_of_gzip_is_cut_at_the_limit(project: Project) -> None:
    bomb = gzip.compress(b"a" * 30_000_000)
    assert len(bomb) < 50_000
    [reason] = reasons(project, bomb, "a.txt.gz")
    assert "bytes" in reason


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"])
def test_an_archive_that_reaches_out_of_its_folder_is_not_read_at_all(project: Project, name: str) -> None:
    [reason] = reasons(project, zipped(("good.txt", b"She said so."), (name, b"evil")), "a.zip")
    assert "outside its folder" in reason


def test_a_bomb_of_zip_is_not_unpacked(project: Project) -> None:
    [reason] = reasons(project, zipped(("a.txt", b"a" * 30_000_000)), "a.zip")
    assert "200 times its size" in reason


def test_an_archive_with_good_and_bad_files_brings_the_good_ones(project: Project) -> None:
    data = zipped(("text.txt", b"She said so."), ("bad.txt", b"\xff\xfe\x00"), ("in.jsonl", GOOD + b"{\n"))
    found = reasons(project, data, "a.zip")
    assert len(found) == 2
    assert project.articles.count() == 2


def test_an_id_that_comes_twice_is_one_article_and_another_text_under_it_fails(project: Project) -> None:
    lines = as_lines(article("a", quotes=[quote(gold=True)]), article("a"), article("a", text="Another text."))
    report = import_bytes(project, lines)
    assert (report.imported, report.unchanged, report.failed) == (1, 1, 1)
    assert str(report.failures[0]).startswith("in.jsonl:3: the article “a” is in the project with another text")


def test_annotation_ids_that_come_twice_are_given_anew(project: Project) -> None:
    key = "6f1c2f3e-1111-4222-8333-444455556666"
    records = [article(f"a{number}", quotes=[quote(id=key), quote(id=key, type="mixed")]) for number in range(3)]
    assert reasons(project, as_lines(*records)) == []
    assert Annotation.objects.count() == 6
    assert Annotation.objects.filter(pk=key).count() == 1


def test_a_record_that_the_database_alone_refuses_takes_no_other_along(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = SetWriter.write

    def write(self: Any, plans: Any) -> None:
        kept(self, plans)
        if any(plan.record.id == "a3" for plan in plans):
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO articles_project (slug) VALUES (NULL)")

    monkeypatch.setattr(SetWriter, "write", write)
    records = [article(f"a{number}", quotes=[quote(gold=True, speaker_name=f"Ann {number}")]) for number in range(6)]
    [reason] = reasons(project, as_lines(*records))
    assert reason.startswith("in.jsonl:4: ")
    assert sorted(project.articles.values_list("external_id", flat=True)) == ["a0", "a1", "a2", "a4", "a5"]
    assert Person.objects.count() == 5
    assert Annotation.objects.filter(person__isnull=True).count() == 0


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every attempt to reach another machine, or ours, by its address; there must be none."""
    tried: list[Any] = []

    def refused(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            tried.append(address)
            raise OSError("no network in this test")
        connect(self, address)

    def unknown(*args: Any, **values: Any) -> list[Any]:
        tried.append(args)
        return []

    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    return tried


PAGE = b"""<html><head><title>Pier</title><link rel="stylesheet" href="http://10.0.0.1/a.css">
<script src="http://127.0.0.1/x.js"></script><meta property="og:image" content="http://[::1]/i.png"></head><body><article>
<h1>Pier shut for the winter</h1><p>The pier is shut for the winter, and repairs will take longer than planned.</p>
<figure><img src="http://169.254.169.254/latest/meta-data/" alt="x">
<figcaption>The pier. Photo: Ann Lee</figcaption></figure>
<p>&ldquo;We wait,&rdquo; said Ann Lee, who has kept the light for thirty years and does not mean to stop.</p>
</article></body></html>"""


def test_addresses_in_what_comes_in_are_never_fetched(project: Project, reviewer: Any, no_network: list[Any]) -> None:
    internal = "http://192.168.0.1/secret"
    record = article(url=internal, figures=[{"image_url": "http://127.0.0.1:8000/admin/", "caption": [0, 16]}])
    doctype = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "http://10.0.0.1/">]>'
    entity = doctype + b"<html><body><p>&x; said so.</p></body></html>"
    client = signed_in(reviewer)
    files = (("page.html", PAGE), ("in.jsonl", as_lines(record)), ("xxe.html", entity))
    upload(client, project, *files)
    upload(client, project, *files, now="on", suggest="")
    for pk in project.articles.values_list("pk", flat=True):
        page = client.get(f"/articles/{pk}/").content.decode()
        assert "169.254" not in page
        assert "127.0.0.1:8000/admin" not in page
    export_bytes(project)
    assert Figure.objects.filter(image_url__contains="127.0.0.1").exists()
    assert no_network == []


def test_entities_of_xml_read_no_file_and_do_not_grow(project: Project) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE h [<!ENTITY l0 "lol">{laughs}]><html><body><p>&l9;</p></body></html>'
    file = '<?xml version="1.0"?><!DOCTYPE h [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x; said.</p></html>'
    for number, data in enumerate((bomb, file)):
        for extension in ("html", "xmi"):
            import_bytes(project, data.encode(), name=f"a{number}.{extension}")
    for text in project.articles.values_list("text", flat=True):
        assert "root:" not in text
        assert len(text) < 10_000


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_html_in_words_stays_words_on_every_page(project: Project, manager: Any) -> None:
    project.guidelines = f"# Rules\n\n{SCRIPT}\n\n[a](javascript:alert(3))"
    project.name = f"Harbour {SCRIPT}"
    project.save()
    text = f"{SCRIPT}\n\n“We wait,” said Ann Lee."
    start = text.index("“We")
    values = quote(
        content=[[start, start + 10]], cue=[], speaker=[[start + 16, start + 23]], speaker_name=f"Ann {SCRIPT}",
        gold=True, note=SCRIPT,
    )  # fmt: skip
    record = article(f"id {SCRIPT}", text=text, title=SCRIPT, publisher=SCRIPT, byline=SCRIPT, quotes=[values])
    record |= {"url": "javascript:alert(4)", f"key {SCRIPT}": SCRIPT}
    client = signed_in(manager)
    upload(client, project, (f"{SCRIPT}.jsonl", as_lines(record)))
    upload(client, project, (f"{SCRIPT}.jsonl", as_lines(record, {"id": SCRIPT})), now="on", suggest="")
    slug, pk = project.slug, project.articles.get().pk
    person = project.people.get().pk
    run = project.runs.filter(state="draft").get()
    pages = [
        "/", f"/articles/{pk}/", f"/projects/{slug}/", f"/projects/{slug}/people/",
        f"/projects/{slug}/people/{person}/",
        f"/projects/{slug}/quality/", f"/projects/{slug}/guidelines/", f"/projects/{slug}/import/",
        f"/projects/{slug}/export/", run.get_absolute_url(),
        *(other.get_absolute_url() for other in project.runs.exclude(state="draft")),
    ]  # fmt: skip
    for address in pages:
        response = client.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert 'href="javascript' not in page, address
        assert "script-src 'self'" in response["Content-Security-Policy"], address


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(project: Project, start: str) -> None:
    formula = f"{start}HYPERLINK(1)"
    import_bytes(project, as_lines(article(title=formula, quotes=[quote(gold=True, speaker_name=f"x{formula}")])))
    cells = export_bytes(project, format="csv", chosen="gold").decode().split("\r\n")[1]
    assert TEXT.split("\n")[0] in cells
    assert f",{formula}" not in cells
    assert f',"{formula}' not in cells
