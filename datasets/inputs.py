"""What a reader of a format is given: a file with its surroundings, and what tells a file’s format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from datasets.mapping import Mapping
from datasets.records import Incoming, Place


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrives: its name as the user knows it, and its bytes, read from the beginning."""

    name: str
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read.

    ``name`` is what the user calls it, ``file`` its bytes from the beginning (unpacked where it was gzip; it need not
    be seekable), ``default_id`` the id of an article that has none. ``beside`` opens a file of the same folder by its
    name, None where there is none. ``read_inner`` reads files that lie in this one, as if they had come by themselves.
    """

    name: str
    file: IO[bytes]
    default_id: str
    mapping: Mapping = field(default_factory=Mapping)
    beside: Callable[[str], IO[bytes] | None] = lambda name: None
    read_inner: Callable[[Sequence[Upload]], Iterator[Incoming]] = lambda uploads: iter(())

    def id_of(self, place: Place) -> str:
        """The id of the article at this place that has none of its own."""
        return self.default_id if place.line == 1 else f"{self.default_id}-{place.line}"


@dataclass(frozen=True, slots=True)
class Head:
    """What tells a file’s format: its name in small letters without “.gz”, and its first bytes, unpacked.

    ``keys`` are those of the first object of JSON, as ``jsonvalues.keys_at_start`` tells them.
    """

    name: str
    start: bytes
    keys: frozenset[str] = frozenset()
