"""Pages put together from pieces that are kept compressed, so that nothing is packed twice.

A gzip file is a header, deflated pieces, and the checksum of all. Each piece here is deflated by itself and ends at a
whole byte, so pieces of any origin can be strung together. The checksum follows from those of the pieces.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Self

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

RAW = -zlib.MAX_WBITS  # deflated without a header
LAST = b"\x03\x00"  # an empty piece that ends the file
QUICK = 1  # the level at which what is sent once is compressed
POLYNOMIAL = 0xEDB88320  # of CRC-32, bits reversed
ONE, BYTE = 1 << 31, 1 << 23  # 1 and x⁸ in the field of CRC-32
LENGTH = 1 << 32
NAMED = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"
MOST_RANDOM_BYTES = 100
"""Of a random length in each answer, as in Django, against attacks that compare the lengths of answers (BREACH)."""


class Piece(NamedTuple):
    """Bytes of a page, deflated: their number, their checksum, and what that does to a checksum before it."""

    packed: bytes
    length: int
    crc: int
    shift: int

    @classmethod
    def of(cls, plain: bytes, *, level: int = 6) -> Self:
        deflate = zlib.compressobj(level, zlib.DEFLATED, RAW)
        packed = deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH)
        return cls(packed, len(plain), zlib.crc32(plain), power(len(plain)))

    @property
    def plain(self) -> bytes:
        """What it holds. Raises zlib.error where it is damaged."""
        return zlib.decompressobj(RAW).decompress(self.packed)


def times(one: int, other: int) -> int:
    """The product in the field of CRC-32."""
    product = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = (other >> 1) ^ (POLYNOMIAL if other & 1 else 0)
    return product


@lru_cache(maxsize=10_000)
def power(length: int) -> int:
    """What as many bytes do to the checksum of what stands before them."""
    found, factor = ONE, BYTE
    while length:
        if length & 1:
            found = times(found, factor)
        factor = times(factor, factor)
        length >>= 1
    return found


def gzipped(parts: Iterable[bytes | Piece]) -> bytes:
    """The parts as one gzip file. Bytes are compressed now, by one compressor: to make one takes longest."""
    crc, length = 0, 0
    packed: list[bytes] = []
    deflate = zlib.compressobj(QUICK, zlib.DEFLATED, RAW)
    for part in parts:
        if isinstance(part, Piece):
            crc = times(part.shift, crc) ^ part.crc if crc else part.crc
            length += part.length
            packed.append(part.packed)
        elif part:
            crc = zlib.crc32(part, crc)
            length += len(part)
            packed += (deflate.compress(part), deflate.flush(zlib.Z_FULL_FLUSH))
    name = b"a" * secrets.randbelow(MOST_RANDOM_BYTES) + b"\0"
    end = crc.to_bytes(4, "little") + (length % LENGTH).to_bytes(4, "little")
    return b"".join([NAMED, name, *packed, LAST, end])


class Packing:
    """The pieces of one page. A template writes marks for them, which nobody else can write."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(8)
        self.placed: list[Sequence[Piece]] = []

    def place(self, pieces: Sequence[Piece]) -> SafeString:
        """The mark to write where these pieces belong."""
        self.placed.append(pieces)
        return mark_safe(f"\0{self.secret}:{len(self.placed) - 1}\0")  # noqa: S308 - no markup

    def parts(self, html: str) -> Iterable[bytes | Piece]:
        """The page, with the pieces in place of their marks."""
        first, *others = html.split(f"\0{self.secret}:")
        yield first.encode()
        for other in others:
            number, _, text = other.partition("\0")
            yield from self.placed[int(number)]
            yield text.encode()


class PackedResponse(HttpResponse):
    """A page in parts. Who takes gzip gets the pieces as they are kept; everybody else gets them unpacked."""

    def __init__(self, parts: Iterable[bytes | Piece], **options: Any) -> None:
        self.parts = list(parts)
        super().__init__(**options)
        length = sum(part.length if isinstance(part, Piece) else len(part) for part in self.parts)
        self.headers["Content-Length"] = str(length)

    @property
    def content(self) -> bytes:
        return b"".join(part.plain if isinstance(part, Piece) else part for part in self.parts)

    @content.setter
    def content(self, value: bytes) -> None:
        if value:
            self.parts = [value]

    def __iter__(self) -> Any:
        return iter([self.content])

    def pack(self) -> None:
        """Become one gzip file."""
        self.parts = [gzipped(self.parts)]
        self.headers["Content-Length"] = str(len(self.content))
        self.headers["Content-Encoding"] = "gzip"


def render_packed(
    request: HttpRequest, template: str, context: Mapping[str, Any], packing: Packing | None = None
) -> PackedResponse:
    """The template with the pieces that are placed in it, those of `{% kept %}` among them."""
    packing = packing or Packing()
    html = render_to_string(template, {**context, "packing": packing}, request)
    return PackedResponse(packing.parts(html))
