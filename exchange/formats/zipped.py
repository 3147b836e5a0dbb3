"""A ZIP written as a stream, and names for a file an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from exchange.formats.sink import Sink

UNIX = 3
READABLE = 0o644 << 16
LONGEST_NAME = 60
NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def zipped(files: Iterable[tuple[str, bytes]], *, level: int = 6) -> Iterator[bytes]:
    """The archive of the files, each given whole with its name; its bytes come while the files are read.

    The same files give the same bytes: each file has the first date that ZIP knows, and the same rights. ``level`` is
    that of the compression; 0 is for what is packed already.
    """
    kind = ZIP_DEFLATED if level else ZIP_STORED
    sink = Sink()
    with ZipFile(sink, "w") as archive:
        for name, data in files:
            archive.writestr(entry(name), data, compress_type=kind, compresslevel=level)
            yield sink.taken()
    yield sink.taken()


def entry(name: str) -> ZipInfo:
    """The entry of a file, with the same date and rights always."""
    info = ZipInfo(name)
    info.create_system, info.external_attr = UNIX, READABLE
    return info


def numbered_name(number: int, article_id: str, extension: str) -> str:
    """A name that any file system takes, and that no other article of the archive has: “000007-pier-shut.xmi”."""
    plain = unicodedata.normalize("NFKD", article_id).encode("ascii", "ignore").decode("ascii")
    slug = NOT_IN_NAMES.sub("-", plain)[:LONGEST_NAME].strip("-.")
    return f"{number:06d}-{slug}.{extension}" if slug else f"{number:06d}.{extension}"
