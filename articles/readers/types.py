"""What every reader gives back, and how bytes become text. Offsets are code points, half-open, into ``text``."""

from __future__ import annotations

import datetime
import gzip
import io
import zlib
from dataclasses import dataclass
from typing import Literal

from suggesters.suggestions import Span as Span

BlockKind = Literal["headline", "standfirst", "heading", "paragraph", "caption", "other"]
FoundBy = Literal["markup", "words"]
"""What a caption was found by: the page's own marks, or its place on the page and its words."""

GZIP_MAGIC = b"\x1f\x8b"
BYTE_ORDER_MARK = "\ufeff"


class ReadError(ValueError):
    """Input that cannot be read. The message names the place and the remedy, and is shown to people as it is."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like stretch of an article's text. The blocks of an article are in order and never overlap."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class FigureData:
    """An image of the article, with its caption in the text where it has one.

    ``credit`` is the name of who is credited, without a label, and lies inside ``caption``, which may be nothing else.
    ``score`` is 1 where the page marks the caption, and less where only its place and its words speak for it; what
    they are is the ``reason``, which the caption's annotation keeps.
    """

    image_url: str
    alt: str
    caption: Span | None
    credit: Span | None
    score: float = 1.0
    reason: str = ""

    @property
    def found_by(self) -> FoundBy:
        return "markup" if self.score == 1 else "words"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader found out about its source or left out of it, in words for the person who brought it.

    ``text`` has “#” for each of the ``counts``. ``example`` is a stretch of the source.
    """

    text: str
    counts: tuple[int, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class ArticleData:
    """One article as it was read. What the source does not state is empty, never guessed."""

    text: str
    blocks: tuple[Block, ...]
    figures: tuple[FigureData, ...] = ()
    title: str = ""
    url: str = ""
    publisher: str = ""
    byline: str = ""
    published: datetime.date | None = None
    language: str = ""
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes) -> str:
    """The text of UTF-8 bytes, without a byte order mark.

    Nothing is replaced or guessed: bytes that are not UTF-8 raise ReadError with their offset and line.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError(
            f"line {line}, byte {error.start}: 0x{data[error.start]:02x} is not UTF-8; "
            "save the file as UTF-8 and import it again"
        ) from error
    return text.removeprefix(BYTE_ORDER_MARK)


def gunzip(data: bytes, *, limit: int) -> bytes:
    """The unpacked bytes where ``data`` is gzip (recognised by its first two bytes), else ``data`` as it is.

    Raises ReadError for damaged gzip, and when there are more than ``limit`` bytes, packed or not.
    """
    if not data.startswith(GZIP_MAGIC):
        return within_limit(data, limit=limit)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            unpacked = packed.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(f"the gzip data is damaged ({error}); pack the file again, or import it unpacked") from error
    return within_limit(unpacked, limit=limit)


def within_limit(data: bytes, *, limit: int) -> bytes:
    """``data`` as it is. Raises ReadError when it has more than ``limit`` bytes."""
    if len(data) > limit:
        raise ReadError(f"more than the limit of {limit:,} bytes; split the file, or raise the limit")
    return data
