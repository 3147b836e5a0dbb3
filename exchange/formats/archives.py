"""ZIP archives: their files are read like those of a folder, after the whole archive has been checked."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO

from articles.readers.types import ReadError
from exchange.formats.source import Head, SourceFile
from exchange.records.article import Incoming

MOST_FILES = 1_000_000
MOST_BYTES = 50_000_000_000
"""All files together, unpacked."""
MOST_BYTES_OF_FILE = 4_000_000_000
MOST_TIMES = 200
"""How many times its packed size a file, or the archive, may unpack to; texts pack to a tenth at best."""
SMALL = 10_000_000
"""An archive and a file that unpack to no more than this may pack as well as they like."""
ENCRYPTED = 0x1
DOCUMENTS = {
    "word/": ("a document of Word (.docx)", "save it as plain text (.txt, UTF-8) or as a filtered web page (.html)"),
    "xl/": ("a workbook of Excel (.xlsx)", "save its sheet as “CSV UTF-8”"),
    "ppt/": ("a presentation of PowerPoint (.pptx)", "save its words as plain text"),
    "META-INF/container.xml": ("an e-book (.epub)", "unpack it, and import its pages as .html"),
    "Index/Document.iwa": ("a document of Pages, Numbers or Keynote", "export it as plain text or as CSV"),
    "content.xml": ("a document of LibreOffice (.odt, .ods)", "save it as plain text (.txt, UTF-8) or as CSV"),
}
"""Documents that are ZIP archives, by the name of a file or folder in them."""

DRIVE = re.compile(r"[A-Za-z]:")


def looks_like(head: Head) -> bool:
    return head.start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read(source: SourceFile) -> Iterator[Incoming]:
    """The records of the archive’s files, by name. Raises ReadError for one that is damaged or not safe to read."""
    if not source.may_hold_files:
        raise ReadError("an archive within an archive is not read; unpack the outer one")
    try:
        archive = zipfile.ZipFile(source.file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, struct.error, NotImplementedError) as error:
        raise ReadError(f"the ZIP archive is damaged ({error}); pack it again") from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        check_archive(files)
        refuse_document([info.filename for info in files])
        names = sorted(info.filename for info in files if not is_hidden(info.filename))
        yield from source.read_inner(names, lambda name: opened(archive, name))


def refuse_document(names: Sequence[str]) -> None:
    """Raise ReadError, which names its format and the way out, for a document that only happens to be a ZIP."""
    if not {"[Content_Types].xml", "mimetype", "Index/Document.iwa"} & set(names):
        return
    for sign, (document, way_out) in DOCUMENTS.items():
        if any(name.startswith(sign) for name in names):
            raise ReadError(f"this is {document}, which is not read; {way_out} and import that")


def check_archive(files: Sequence[zipfile.ZipInfo]) -> None:
    """Raise ReadError, naming the file, if the archive may do harm or can’t be read whole."""
    if len(files) > MOST_FILES:
        raise ReadError(f"the archive holds {len(files):,} files; {MOST_FILES:,} are the most that are read")
    unpacked = packed = 0
    seen: set[str] = set()
    for info in files:
        check_file(info)
        if info.filename in seen:
            raise ReadError(f"the archive holds two files named {shown(info)}; pack it again")
        seen.add(info.filename)
        unpacked += info.file_size
        packed += info.compress_size
    if unpacked > MOST_BYTES:
        raise ReadError(f"the archive unpacks to {unpacked:,} bytes; {MOST_BYTES:,} are the most that are read")
    if unpacked > SMALL and unpacked > MOST_TIMES * packed:
        raise ReadError(f"the archive unpacks to more than {MOST_TIMES} times its size, as no texts do; it is not read")


def check_file(info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or DRIVE.match(name) or ".." in parts:
        raise ReadError(f"the archive holds a file outside its folder, {shown(info)}; it is not read")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ReadError(f"the archive holds a link, {shown(info)}; pack the file itself")
    if info.flag_bits & ENCRYPTED:
        raise ReadError(f"{shown(info)} is encrypted; pack the archive without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReadError(f"{shown(info)} is packed in a way that is not read; pack the archive with Deflate")
    if info.file_size > MOST_BYTES_OF_FILE:
        raise ReadError(f"{shown(info)} unpacks to {info.file_size:,} bytes; {MOST_BYTES_OF_FILE:,} are the most")
    if info.file_size > SMALL and info.file_size > MOST_TIMES * info.compress_size:
        raise ReadError(f"{shown(info)} unpacks to more than {MOST_TIMES} times its size, as no texts do")


def shown(info: zipfile.ZipInfo) -> str:
    return repr(info.filename[:100])


def is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/")) or name.startswith("__MACOSX/")


def opened(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """The file in the archive. Raises ReadError if it is damaged there."""
    try:
        return archive.open(name)
    except (RuntimeError, zipfile.BadZipFile, OSError, ValueError, struct.error) as error:
        raise ReadError(f"cannot be unpacked: {error}") from error
