"""What a reader of a format gets: a file with its surroundings, and the signs of a file’s format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from exchange.formats.mapping import Mapping
from exchange.records.article import FilePlace, Incoming

TEXT_BYTES = 20_000_000
"""The limit for the text of one article."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives: its name as the user knows it, and its bytes, read from the beginning.

    ``archive`` is the name of the archive that it lies in, if any. ``may_hold_files``: it may be an archive itself.
    """

    name: str
    file: IO[bytes]
    archive: str = ""
    may_hold_files: bool = True


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    ``name`` is what the user calls it, ``file`` its bytes from the beginning (unpacked where it was gzip; it need not
    be seekable), ``default_id`` the id of an article that has none. ``beside`` reads a file of the same folder by its
    name, None where there is none. ``archive`` is the name of the archive that the file lies in, if any;
    ``may_hold_files`` is False in one where no other is read.
    ``read_inner(names, open)`` reads the files that lie in this one, as a folder’s are read.
    """

    name: str
    file: IO[bytes]
    default_id: str
    mapping: Mapping = field(default_factory=Mapping)
    archive: str = ""
    may_hold_files: bool = True
    beside: Callable[[str], bytes | None] = lambda name: None
    read_inner: Callable[[Sequence[str], Callable[[str], IO[bytes]]], Iterator[Incoming]] = lambda names, opened: iter(
        ()
    )

    def id_of(self, place: FilePlace) -> str:
        """The id of the article at this place that has none of its own."""
        return self.default_id if place.line == 1 else f"{self.default_id}-{place.line}"


@dataclass(frozen=True, slots=True)
class Head:
    """The signs of a file’s format: its name in lower case without “.gz”, and its first bytes, unpacked.

    ``keys`` are those of the first object of JSON, found by ``keys_at_start``.
    """

    name: str
    start: bytes
    keys: frozenset[str] = frozenset()
