"""Formats that are not read are named, with the way out, whatever the file is called."""

from __future__ import annotations

import io
import tarfile
import zipfile
from io import BytesIO

import pytest

from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.records.article import ArticleRecord, Failure

TAGGED = "Ida\tNNP\tB-PER\nRoe\tNNP\tI-PER\nleft\tVBD\tO\n\n" * 4
CONLL_U = "".join(f"{n}\tword\tword\tNOUN\t_\t_\t0\troot\t_\t_\n" for n in range(1, 5))
MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courier.example/pier\r\nSubject: Pier\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="x"\r\n\r\n--x\r\n'
)
MAIL = (
    "Received: from a by b\r\nMessage-ID: <1@a>\r\nFrom: Ida <ida@a.example>\r\nSubject: Pier\r\n\r\nThe pier is shut."
)
HYPOTHESIS = (
    '{"total": 1, "rows": [{"uri": "https://a.example", "user": "acct:ida@h", "text": "", '
    '"target": [{"source": "https://a.example", "selector": [{"type": "TextQuoteSelector", "exact": "a"}]}]}]}'
)
TEI = '<?xml version="1.0"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><p>The pier.</p></text></TEI>'


def read(name: str, data: bytes, *, format: str = "auto") -> str:  # noqa: A002
    [found] = records_of_upload(Upload(name, BytesIO(data)), format=format)
    assert isinstance(found, Failure), found
    return found.reason


def packed(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n", "this is a PDF, which is not read; save it as plain text"),
        ("a.txt", b"%PDF-1.7\n1 0 obj\n", "this is a PDF"),
        ("a.txt", rb"{\rtf1\ansi The pier is shut.\par}", "this is RTF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "an old version of Microsoft Office"),
        ("a.docx", packed("[Content_Types].xml", "word/document.xml"), "a document of Word (.docx)"),
        ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), "save its sheet as “CSV UTF-8”"),
        ("a.odt", packed("mimetype", "content.xml"), "a document of LibreOffice"),
        ("a.epub", packed("mimetype", "META-INF/container.xml"), "an e-book"),
        ("a.mht", MHTML.encode(), "a page saved as MHTML, which is not read; save it as “HTML only”"),
        ("a.txt", MAIL.encode(), "an e-mail"),
        ("a.conll", TAGGED.encode(), "CoNLL (a word a line)"),
        ("a.txt", ("-DOCSTART- -X- O O\n\n" + TAGGED.replace("\t", " ")).encode(), "CoNLL"),
        ("a.tsv", TAGGED.encode(), "CoNLL"),
        ("a.conllu", CONLL_U.encode(), "CoNLL"),
        ("a.tsv", b"#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|value\n", "export the documents as UIMA CAS XMI"),
        ("a.json", HYPOTHESIS.encode(), "an export of Hypothesis"),
        ("a.xml", TEI.encode(), "XML of the element “TEI”"),
        ("a.txt", b"<nitf><body><p>The pier.</p></body></nitf>\n", "XML of the element “nitf”"),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "subtitles"),
        ("a.tar", tar(), "an archive of another kind than ZIP"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "an image"),
    ],
)
def test_a_format_that_is_not_read_is_named_with_the_way_out(name: str, data: bytes, words: str) -> None:
    assert words in read(name, data)


def test_first_bytes_are_believed_whatever_format_was_asked_for() -> None:
    assert "this is RTF" in read("a.rtf", rb"{\rtf1 The pier.}", format="text")


@pytest.mark.parametrize(
    "text",
    [
        "O brave new world\nThat has such people in it\nO wonder\n",
        "From: the harbour\nTo: the town\n\nThe pier is shut, she said.",
        "1 of 2 piers is shut, she said.\n\nThe other is open.",
        "<3 the pier, she said. It is shut until May.",
        "Ida Roe\nPim Lunt\nAnn Lee\n",
    ],
)
def test_texts_that_only_look_a_little_like_them_are_texts(text: str) -> None:
    [found] = records_of_upload(Upload("a.txt", BytesIO(text.encode())))
    assert isinstance(found, ArticleRecord)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_a_text_in_utf_16_with_its_mark_is_read(encoding: str) -> None:
    words = "“We wait,” said Zoë.\r\n\r\nThe pier is shut."
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    [found] = records_of_upload(Upload("a.txt", BytesIO(mark + words.encode(encoding))))
    assert isinstance(found, ArticleRecord)
    assert found.text == words.replace("\r\n", "\n")
    cut = mark + words.encode(encoding)[:-1]
    if encoding != "utf-8-sig":
        assert "is not UTF-16" in read("a.txt", cut)


def test_part_of_a_page_is_read_as_a_page() -> None:
    part = "<div class=body><p>" + "The pier is shut until May, they said. " * 9 + "</p><p>“We wait.”</p></div>"
    found = list(records_of_upload(Upload("a.txt", BytesIO(part.encode()))))
    assert [item.text.count("<") for item in found if isinstance(item, ArticleRecord)] == [0]


def test_markup_that_is_stored_is_said() -> None:
    data = '{"text": "<p>The pier is shut.</p><p>“We wait.”</p>"}'.encode()
    note, record = records_of_upload(Upload("a.jsonl", BytesIO(data)))
    assert isinstance(record, ArticleRecord)
    assert "1 texts hold the markup of web pages and are stored with it" in str(note)
