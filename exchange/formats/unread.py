"""Formats that are known and not read: each is named by its first bytes or by its shape, with the way out.

Without this, a file of lines would be taken for a text, its markup and all.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from exchange.formats.source import Head

LINES_LOOKED_AT = 200
LEAST_LINES = 3
COLUMNS_OF_CONLL_U = 10
AS_TEXT = "save it as plain text (.txt, UTF-8) or as a web page (.html) and import that"
UNPACK = "unpack it, and import the files, or pack them as ZIP"
WITH_OFFSETS = (
    "its articles’ texts are not in it as they were: export the annotations with offsets instead, such as doccano JSON "
    "Lines, brat, Label Studio JSON or UIMA CAS XMI"
)
MAGIC: dict[str, tuple[tuple[bytes, ...], str]] = {
    "a PDF": ((b"%PDF-",), AS_TEXT),
    "RTF": ((rb"{\rtf",), AS_TEXT),
    "a document or table of an old version of Microsoft Office": (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
        "save a document as plain text (.txt, UTF-8) and a table as CSV",
    ),
    "an image": (
        (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"),
        "import the text of the article, which may name the image",
    ),
    "an archive of another kind than ZIP": (
        (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"),
        UNPACK,
    ),
    "an SQLite database": ((b"SQLite format 3\0",), "export its articles as CSV or JSON Lines"),
    "a Safari web archive": ((b"bplist00",), "save the page as its source (.html)"),
    "a WARC archive": ((b"WARC/",), "take the pages out of it as HTML files"),
    "subtitles": ((b"WEBVTT",), "save the words alone as plain text"),
    "WebAnno TSV": (
        (b"#FORMAT=WebAnno TSV",),
        "export the documents as UIMA CAS XMI (in INCEpTION: “UIMA CAS XMI (XML 1.0)”) and import the ZIP",
    ),
}
TAR = b"ustar"
TAR_AT = 257
MAIL = re.compile(rb"(?:[A-Za-z][\w-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}", re.ASCII)
MAIL_SIGNS = re.compile(rb"^(?:MIME-Version|Content-Type|Message-ID|Received|Snapshot-Content-Location):", re.I | re.M)
WEB_ARCHIVE = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
XML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<([A-Za-z_][\w:.-]*)", re.DOTALL)
XML_START = re.compile(rb"\s*<(?:\?xml\b|[\w:.-]+\s[^>]*\bxmlns\b)")
PAGES = {"html", "body", "head"}
TAG_NAMES = """
    a abbr address article aside b blockquote br center div em figure font footer h1 h2 h3 h4 h5 h6 header hr i img
    li main nav ol p pre section small span strong table time title ul
"""
TAGS_OF_PAGES = frozenset(TAG_NAMES.split())
BIO = re.compile(r"(?:O|[BIESLU]-\S+)\Z")
NUMBERED = re.compile(r"\d+(?:[-.]\d+)?\Z")


@dataclass(frozen=True, slots=True)
class UnreadShape:
    """A format that has no first bytes of its own."""

    is_it: Callable[[Head], bool]
    way_out: str


def by_first_bytes(head: Head) -> str:
    """Why the file is not read, whatever format was asked for; empty where nothing of its first bytes says so."""
    start = head.start.removeprefix(codecs.BOM_UTF8)
    if start[TAR_AT : TAR_AT + len(TAR)] == TAR:
        return reason("an archive of another kind than ZIP", UNPACK)
    for name, (signs, way_out) in MAGIC.items():
        if start.lstrip(b"\r\n\t ").startswith(signs):
            return reason(name, way_out)
    return ""


def by_shape(head: Head) -> str:
    """Why a file that would be taken for a text, a table or records is not read; empty where its shape is theirs."""
    for name, shape in SHAPES.items():
        if shape.is_it(head):
            return reason(name, shape.way_out)
    root = root_of_xml(head)
    if root:
        return reason(f"XML of the element “{root}”", "import web pages as .html, or the articles’ texts as .txt")
    return ""


def reason(name: str, way_out: str) -> str:
    return f"this is {name}, which is not read; {way_out}"


def root_of_xml(head: Head) -> str:
    """The name of the outermost element; empty for a page and for what is not XML."""
    start = head.start.removeprefix(codecs.BOM_UTF8)
    found = XML.match(start)
    root = found[1].decode("ascii", "replace") if found else ""
    if not found or root.lower() in PAGES:
        return ""
    is_closed = start.rstrip().endswith(f"</{root}>".encode()) and root.lower() not in TAGS_OF_PAGES
    return root if XML_START.match(start) or is_closed else ""


def is_web_archive(head: Head) -> bool:
    return is_mail(head) and WEB_ARCHIVE.search(head.start) is not None


def is_mail(head: Head) -> bool:
    """Whether it begins with the headers of an e-mail, or of a page saved with everything in it."""
    found = MAIL.match(head.start)
    return found is not None and len(MAIL_SIGNS.findall(found[0])) > 1


def is_conll(head: Head) -> bool:
    """Whether it is a word a line with columns, one of them BIO labels, or ten columns as in CoNLL-U."""
    text = head.start.decode("utf-8", errors="replace")
    if text.startswith(("-DOCSTART-", "# global.columns")):
        return True
    lines = [line for line in text.splitlines()[:LINES_LOOKED_AT] if line.strip() and not line.startswith("#")]
    if len(head.start) == len(text.encode("utf-8", errors="replace")) and len(lines) > LINES_LOOKED_AT:
        lines.pop()
    rows = [line.split("\t") if "\t" in line else line.split() for line in lines]
    if len(rows) < LEAST_LINES or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return False
    if len(rows[0]) == COLUMNS_OF_CONLL_U and all(NUMBERED.match(row[0]) for row in rows):
        return True
    columns = list(zip(*rows, strict=True))
    return any(all(BIO.match(cell) for cell in column) and set(column) != {"O"} for column in columns[1:])


def is_hypothesis(head: Head) -> bool:
    """Whether the first object is an annotation of Hypothesis, or the answer of its interface."""
    keys = {key.removeprefix("rows.") for key in head.keys}
    return {"uri", "user"} <= keys and any(key.startswith("target.s") for key in keys)


SHAPES = {
    "a page saved as MHTML": UnreadShape(is_web_archive, "save it as “HTML only” and import that"),
    "an e-mail": UnreadShape(is_mail, "save its words as plain text"),
    "CoNLL (a word a line)": UnreadShape(is_conll, WITH_OFFSETS),
    "an export of Hypothesis": UnreadShape(
        is_hypothesis,
        "it names pages without their texts: import the texts, with the annotations as W3C Web Annotation beside them "
        "(docs/formats.md)",
    ),
}
