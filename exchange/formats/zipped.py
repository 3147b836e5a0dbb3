"""A ZIP of one file an article: its parts as a stream, and the names of its files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from exchange.formats.zipfiles import ZipStream

LONGEST_NAME = 60
NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The archive of the files, each given whole with its name; its bytes come while the files are read."""
    archive = ZipStream()
    for name, data in files:
        yield archive.file(name, data)
    yield archive.end()


def numbered_name(number: int, article_id: str, extension: str) -> str:
    """A name that any file system takes, and that no other article of the archive has: “000007-pier-shut.xmi”."""
    plain = unicodedata.normalize("NFKD", article_id).encode("ascii", "ignore").decode("ascii")
    slug = NOT_IN_NAMES.sub("-", plain)[:LONGEST_NAME].strip("-.")
    return f"{number:06d}-{slug}.{extension}" if slug else f"{number:06d}.{extension}"
