"""Files and uploads as records: which format each is in, what names its articles, and what cannot be read."""

from __future__ import annotations

import gzip
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

from django.utils.translation import gettext_noop

from articles.readers.damage import remarks_on_damage
from articles.readers.types import GZIP_MAGIC, ReadError, within_limit
from exchange.formats import unread
from exchange.formats.catalogue import READ
from exchange.formats.columns import key_of
from exchange.formats.json.lines import ByteLines
from exchange.formats.json.stream import keys_at_start
from exchange.formats.mapping import Mapping
from exchange.formats.plain import notes_of
from exchange.formats.source import Head, SourceFile, Upload
from exchange.records.article import ArticleRecord, Failure, FilePlace, Incoming, Note, counted_note

FORMATS = ("auto", *READ)
SNIFFED_BYTES = 262_144
BESIDE_BYTES = 20_000_000
NAMES_SHOWN = 5
BY_EXTENSION = {extension: name for name, known in READ.items() for extension in known.extensions}
GUESSED = ("text", "csv", "jsonl")
"""Formats that a file is taken for without a sure sign."""

MARKUP = gettext_noop(
    "# texts hold the markup of web pages and are stored with it: bring them as HTML or as plain text"
)
UNREAD_SPANS = "articles hold “{}”, which looks like annotations and was not read as such; it is kept beside them"
START_AND_END = re.compile(r'"(?:start|begin)\w*":.*"(?:end|stop)\w*":|^\[\[\d+,\s*\d+,\s*"', re.IGNORECASE | re.DOTALL)
MARKUP_SIGN = re.compile(r"</(?:p|div|span|strong|em|a|h[1-6]|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
LEFT_ALONE = gettext_noop("# files of no format that is read were left alone")
PROJECT_FILE = re.compile(r"exportedproject\d*\.json")
"""What INCEpTION calls the settings of a project in its export, in which each document is an archive."""

LINE_OF_ERROR = re.compile(r"line (\d+), ")


ReadBeside = Callable[[str], bytes | None]


def nothing_beside(name: str) -> bytes | None:
    return None


def beside_path(path: Path) -> ReadBeside:
    """Reads files of the path’s folder."""

    def read(name: str) -> bytes | None:
        found = path.parent / Path(name).name
        if not found.is_file():
            return None
        with found.open("rb") as file:
            return within_limit(file.read(BESIDE_BYTES + 1), limit=BESIDE_BYTES)

    return read


def beside_uploads(uploads: Sequence[Upload]) -> ReadBeside:
    """Reads files that were uploaded together."""

    def read(name: str) -> bytes | None:
        found = next((upload.file for upload in uploads if upload.name == name), None)
        if found is None:
            return None
        found.seek(0)
        return within_limit(found.read(BESIDE_BYTES + 1), limit=BESIDE_BYTES)

    return read


def records_of_paths(
    paths: Iterable[Path],
    *,
    format: str = "auto",  # noqa: A002
    mapping: Mapping | None = None,
) -> Iterator[Incoming]:
    """The records of files and, walked in the order of names, of folders; a failure for what cannot be read."""
    for path in paths:
        found = list(files_in(path, format=format)) if path.is_dir() else [path]
        if not found:
            yield Failure(FilePlace(str(path)), "the folder holds no file of a format that is read")
        for file_path in found:
            yield from records_of_path(file_path, format=format, mapping=mapping)
        if path.is_dir():
            yield from left_alone(str(path), [name for _, names in walked(path) for name in names])


def files_in(folder: Path, *, format: str) -> Iterator[Path]:  # noqa: A002
    """The folder’s files whose names suggest a format (or this format), without hidden ones.

    Texts with annotations beside them are left to these.
    """
    for root, names in walked(folder):
        for name in without_companions(names):
            told = format_by_name(name)
            if told and (format in ("auto", told) or told_by_content(told)):
                yield Path(root, name)


def walked(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The folders within, by name, each with the names of its files, without hidden ones."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield root, sorted(name for name in names if not name.startswith("."))


def left_alone(place: str, names: Iterable[str]) -> Iterator[Note]:
    """A note on the files whose names suggest no format that is read."""
    others = [name for name in names if not format_by_name(name) and not is_companion(name)]
    if others:
        shown = ", ".join(others[:NAMES_SHOWN]) + (" …" if len(others) > NAMES_SHOWN else "")
        yield Note(place, LEFT_ALONE, (len(others),), shown)


def told_by_content(told: str) -> bool:
    """Whether files of this extension may be of several formats, so that their content decides."""
    return READ[told].shares_extension


def without_companions(names: Sequence[str]) -> list[str]:
    """The names without those of files that another one brings along: the text, where there are annotations of it."""
    companions = {
        name[: -len(extension)] + other
        for name in names
        for known in READ.values()
        for extension in known.extensions
        if known.companions and name.lower().endswith(extension)
        for other in known.companions
    }
    return [name for name in names if name not in companions and (len(names) == 1 or not is_setting(name))]


def is_setting(name: str) -> bool:
    """Whether a tool keeps its settings, not articles, in files of this name."""
    base = re.split(r"[/\\]", name)[-1]
    return bool(PROJECT_FILE.fullmatch(base)) or base in {
        setting for known in READ.values() for setting in known.settings
    }


def records_of_path(path: Path, *, format: str, mapping: Mapping | None = None) -> Iterator[Incoming]:  # noqa: A002
    try:
        file = path.open("rb")
    except OSError as error:
        yield Failure(FilePlace(str(path)), f"cannot be opened: {(error.strerror or str(error)).lower()}")
        return
    with file:
        upload = Upload(str(path), file)
        yield from records_of_upload(upload, format=format, mapping=mapping, beside=beside_path(path))


def records_of_uploads(
    uploads: Sequence[Upload],
    *,
    format: str = "auto",  # noqa: A002
    mapping: Mapping | None = None,
) -> Iterator[Incoming]:
    """The records of files that came together; a text with its annotations is read once."""
    names = set(without_companions([upload.name for upload in uploads]))
    for upload in uploads:
        if upload.name in names:
            yield from records_of_upload(upload, format=format, mapping=mapping, beside=beside_uploads(uploads))


def records_of_upload(
    upload: Upload,
    *,
    format: str = "auto",  # noqa: A002
    mapping: Mapping | None = None,
    beside: ReadBeside = nothing_beside,
) -> Iterator[Incoming]:
    """The records of one file, gzip or not. What fails is named with its place, and the rest is read."""
    mapping = mapping or Mapping()
    try:
        found = format_to_read(upload, format=format, mapping=mapping)
        source = SourceFile(
            name=upload.name,
            file=cast("IO[bytes]", unpacked(upload.file)),
            default_id=id_of_name(upload.name.removeprefix(f"{upload.archive}/"), keep_folders=bool(upload.archive)),
            mapping=mapping,
            archive=upload.archive,
            may_hold_files=upload.may_hold_files,
            beside=beside,
            read_inner=lambda names, opened: records_of_members(
                upload.name, names, opened, mapping=mapping, is_outer=not upload.archive
            ),
        )
        items = something(READ[found].read(source), label=READ[found].label)
        yield from items if upload.archive else with_notes_on_texts(items)
    except ReadError as error:
        yield Failure(place_of(upload.name, error), str(error))
    except zipfile.BadZipFile as error:
        yield Failure(FilePlace(upload.name), f"the file is damaged in its archive ({error}); pack the archive again")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        kind = "packed" if upload.archive else "gzip"
        yield Failure(FilePlace(upload.name), f"the {kind} data is damaged ({error}); pack the file again")


def with_notes_on_texts(items: Iterator[Incoming]) -> Iterator[Incoming]:
    """The items, before each article what its text shows of damage and of markup: once stored, a text never changes."""
    for item in items:
        if isinstance(item, ArticleRecord):
            yield from notes_of(remarks_on_damage(item.text), file=item.place.file)
            if len(MARKUP_SIGN.findall(item.text)) > 1:
                yield Note(item.place.file, MARKUP, (1,), str(item.place))
            for key in filter(lambda key: looks_like_spans(item.extra[key]), item.extra):
                yield counted_note(item.place.file, UNREAD_SPANS.format(key), 1, example=str(item.place))
        yield item


def looks_like_spans(value: Any) -> bool:
    """Whether the value lists places of a text: objects with a start and an end, or [start, end, label]."""
    if isinstance(value, str) and value.startswith(("[{", "[[")):
        return START_AND_END.search(value) is not None
    if not (isinstance(value, list) and value):
        return False
    if isinstance(value[0], dict):
        keys = {key.lower().partition("_")[0] for key in value[0]}
        return bool({"start", "begin", "offset"} & keys) and bool({"end", "stop", "length"} & keys)
    return isinstance(value[0], list) and [type(part) for part in value[0][:3]] == [int, int, str]


def format_to_read(upload: Upload, *, format: str, mapping: Mapping) -> str:  # noqa: A002
    """The format that was asked for, else the one that is found. Raises ReadError for a file of one that is not read,
    which names it and the way out.
    """
    start = first_bytes(upload.file)
    head = head_of(upload.name, start, mapping)
    if refusal := unread.by_first_bytes(head):
        raise ReadError(refusal)
    if format != "auto":
        return format
    found = detected(upload.name, start, mapping)
    if found in GUESSED and (refusal := unread.by_shape(head)):
        raise ReadError(refusal)
    return found


def something(items: Iterator[Incoming], *, label: str) -> Iterator[Incoming]:
    """The items. Raises ReadError if there is neither an article nor a failure among them, which is not a success."""
    found = False
    for item in items:
        found = found or not isinstance(item, Note)
        yield item
    if not found:
        raise ReadError(f"the file is empty, or holds nothing that “{label}” has; choose another format")


def records_of_members(
    archive: str, names: Sequence[str], opened: Callable[[str], IO[bytes]], *, mapping: Mapping, is_outer: bool
) -> Iterator[Incoming]:
    """The records of an archive’s files, read as a folder’s; those of no known format are left out, and named.

    Archives within are read in the export of a project of INCEpTION, where each document is one.
    """
    known = [name for name in names if format_by_name(name)]
    prefix = f"{archive}/"
    members = set(names)

    def beside(name: str) -> bytes | None:
        inner = name.removeprefix(prefix)
        if inner not in members:
            return None
        with opened(inner) as file:
            return within_limit(file.read(BESIDE_BYTES + 1), limit=BESIDE_BYTES)

    holds_archives = is_outer and any(map(PROJECT_FILE.fullmatch, names))
    for name in without_companions(known):
        try:
            with opened(name) as file:
                holds_files = holds_archives and format_by_name(name) == "zip"
                whole = BytesIO(within_limit(file.read(BESIDE_BYTES + 1), limit=BESIDE_BYTES)) if holds_files else file
                member = Upload(f"{prefix}{name}", whole, archive, may_hold_files=holds_files)
                yield from records_of_upload(member, mapping=mapping, beside=beside)
        except ReadError as error:
            yield Failure(FilePlace(f"{prefix}{name}"), str(error))
    yield from left_alone(archive, names)
    if not known:
        yield Failure(FilePlace(archive), "the archive holds no file of a format that is read")


def is_companion(name: str) -> bool:
    """Whether files of such a name come along with others: those of a format’s settings, and texts’ companions."""
    extensions = tuple(extension for known in READ.values() for extension in known.companions)
    return name.endswith(extensions) or is_setting(name)


def first_bytes(file: IO[bytes]) -> bytes:
    """The first bytes, unpacked where the file is gzip. The file is left at its beginning."""
    file.seek(0)
    start = file.read(SNIFFED_BYTES)
    file.seek(0)
    if start.startswith(GZIP_MAGIC):
        with gzip.GzipFile(fileobj=file) as packed:
            start = packed.read(SNIFFED_BYTES)
        file.seek(0)
    return start


def format_by_name(name: str) -> str:
    """The format that a file’s extension stands for, empty where it stands for none."""
    return BY_EXTENSION.get(Path(name.lower().removesuffix(".gz")).suffix, "")


def head_of(name: str, start: bytes, mapping: Mapping | None = None) -> Head:
    """The signs of the file. A key that holds the text by the mapping counts as “text”."""
    keys = keys_at_start(start)
    if "text" not in keys and key_of("text", keys, Mapping(columns=mapping.columns if mapping else {})):
        keys |= {"text"}
    return Head(name.lower().removesuffix(".gz"), start, keys)


def detected(name: str, start: bytes, mapping: Mapping | None = None) -> str:
    """The format whose signs the first bytes and the name show, else that of the extension, else JSON or text."""
    head = head_of(name, start, mapping)
    found = next((key for key, known in READ.items() if known.looks_like and known.looks_like(head)), "")
    return found or format_by_name(name) or ("jsonl" if head.keys else "text")


def unpacked(file: IO[bytes]) -> ByteLines:
    """The file from its beginning, unpacked where it is gzip."""
    file.seek(0)
    is_packed = file.read(2) == GZIP_MAGIC
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if is_packed else file


def id_of_name(name: str, *, keep_folders: bool = False) -> str:
    """The file’s name without the extensions of its format and of gzip, and without folders unless they are kept."""
    base = name if keep_folders else re.split(r"[/\\]", name)[-1]
    base = base[:-3] if base.lower().endswith(".gz") else base
    stem, dot, extension = base.rpartition(".")
    return stem if stem and f"{dot}{extension.lower()}" in BY_EXTENSION else base


def place_of(name: str, error: ReadError) -> FilePlace:
    """The line that the error names, else the file’s first."""
    match = LINE_OF_ERROR.match(str(error))
    return FilePlace(name, int(match[1]) if match else 1)
