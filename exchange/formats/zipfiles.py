"""A ZIP archive written as a stream: each file goes out whole as it comes, and only the directory is kept.

The standard library’s writer keeps an object of several hundred bytes for each file, which a hundred thousand articles
make too many; here it is its directory entry, in bytes. The same files give the same bytes. Source: APPNOTE.TXT 6.3.10.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

UTF8_NAME = 0x0800
DEFLATED = 8
FIRST_OF_1980 = 0x21
READABLE = 0o644 << 16
LIMIT = 0xFFFF_FFFF
MOST_FILES = 0xFFFF


@dataclass(slots=True)
class ZipStream:
    """Call ``file`` for each file and ``end`` at the end; what they return, one after another, is the archive."""

    offset: int = 0
    files: int = 0
    directory: bytearray = field(default_factory=bytearray)

    def file(self, name: str, data: bytes) -> bytes:
        """The file’s part of the archive."""
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packer.compress(data) + packer.flush()
        encoded = name.encode("utf-8")
        common = struct.pack(
            "<HHHHIIIH", UTF8_NAME, DEFLATED, 0, FIRST_OF_1980, zlib.crc32(data), len(packed), len(data), len(encoded)
        )
        is_far = self.offset >= LIMIT
        extra = struct.pack("<HHQ", 1, 8, self.offset) if is_far else b""
        version = 45 if is_far else 20
        self.directory += struct.pack("<IHH", 0x02014B50, 3 << 8 | version, version) + common
        self.directory += struct.pack("<HHHHII", len(extra), 0, 0, 0, READABLE, min(self.offset, LIMIT))
        self.directory += encoded + extra
        part = struct.pack("<IH", 0x04034B50, 20) + common + struct.pack("<H", 0) + encoded + packed
        self.files += 1
        self.offset += len(part)
        return part

    def end(self) -> bytes:
        """The directory, with which the archive ends."""
        size, start, files = len(self.directory), self.offset, self.files
        far = b""
        if files >= MOST_FILES or start >= LIMIT or size >= LIMIT:
            far = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, files, files, size, start)
            far += struct.pack("<IIQI", 0x07064B50, 0, start + size, 1)
        count = min(files, MOST_FILES)
        end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, min(size, LIMIT), min(start, LIMIT), 0)
        return bytes(self.directory) + far + end
