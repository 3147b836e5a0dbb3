"""ZIP archives written as a stream: one file a time, into a sink that cannot seek."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, so that the same state gives the same bytes."""

LONGEST_NAME = 60
NOT_IN_NAMES = re.compile(r"[^\w.-]+")


class Sink:
    """A file that is only written to; what was written is taken away in pieces."""

    closed = False

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        piece = bytes(data)
        self.waiting.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def taken(self) -> bytes:
        """What was written since the last call."""
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The archive of the files, each given whole with its name; its bytes come while the files are read."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", compression=zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), data, compress_type=zipfile.ZIP_DEFLATED)
            yield sink.taken()
    yield sink.taken()


def numbered_name(number: int, article_id: str, extension: str) -> str:
    """A name that any file system takes, and that no other article of the archive has: “000007-pier-shut.xmi”."""
    plain = unicodedata.normalize("NFKD", article_id).encode("ascii", "ignore").decode("ascii")
    slug = NOT_IN_NAMES.sub("-", plain)[:LONGEST_NAME].strip("-.")
    return f"{number:06d}-{slug}.{extension}" if slug else f"{number:06d}.{extension}"
