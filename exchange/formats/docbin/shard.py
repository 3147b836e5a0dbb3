"""A DocBin as spaCy packs it (its ``tokens/_serialize.py``, version 0.1), made without a Doc for each article."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from struct import Struct
from typing import Any, NamedTuple

from exchange.formats.tokens import CutText

VERSION = "0.1"
ATTRIBUTES = ("ORTH", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID")
INSIDE, OUTSIDE, BEGINS = 1, 2, 3  # spaCy’s codes of ENT_IOB
SPAN = Struct(">QQQllll")
MOST_STRINGS = 100_000
"""So many strings are remembered with their numbers, about 20 MB. Then they are forgotten, and come anew."""
LEVEL = 3
"""Of compression: a third of the time of the usual 6, for a file that is a tenth larger."""


class GroupSpan(NamedTuple):
    """A span of a group: its annotation’s key, its entity in a knowledge base, its tokens and its code points."""

    id: str
    kb_id: str
    label: str
    first: int
    last: int
    start: int
    end: int


@dataclass(slots=True)
class Document:
    """What a Doc would hold."""

    tokens: CutText
    groups: dict[str, list[GroupSpan]]
    entities: list[GroupSpan]
    user_data: dict[str, Any]


def without_overlap(spans: Iterable[GroupSpan]) -> list[GroupSpan]:
    """The spans that can be a document’s entities: of those that overlap the longest, then the first."""
    kept: list[GroupSpan] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (span.first - span.last, span.first)):
        if span.first not in taken and span.last - 1 not in taken:
            kept.append(span)
            taken.update(range(span.first, span.last))
    return sorted(kept, key=lambda span: span.first)


@cache
def numbers_of_attributes() -> list[int]:
    from spacy.attrs import IDS

    return [IDS[name] for name in ATTRIBUTES]


class PackedDocument(NamedTuple):
    """A document as a DocBin holds it, with the strings that its numbers stand for."""

    size: int
    tokens: bytes
    spaces: bytes
    groups: bytes
    user_data: bytes
    strings: list[str]


class Packer:
    """Packs the documents of one process."""

    def __init__(self) -> None:
        from srsly.msgpack import Packer as MessagePacker

        self.pack = MessagePacker(use_bin_type=True).pack
        self.hashes = Hashes()

    def packed(self, document: Document) -> PackedDocument:
        if len(self.hashes) > MOST_STRINGS:
            self.hashes.clear()
        tokens, groups, hashes = document.tokens, document.groups, self.hashes
        named = {part for spans in groups.values() for span in spans for part in span[:3]}
        numbers = {string: hashes[string] for string in named.union(tokens.words, [""])}
        return PackedDocument(
            len(tokens.words),
            columns(document, numbers),
            bytes(tokens.spaces),
            self.pack({self.group(name, spans, numbers): [name] for name, spans in groups.items()}),
            self.pack(document.user_data),
            list(numbers),
        )

    def group(self, name: str, spans: list[GroupSpan], numbers: dict[str, int]) -> bytes:
        packed = [SPAN.pack(*map(numbers.__getitem__, span[:3]), *span[3:]) for span in spans]
        return bytes(self.pack({"name": name, "attrs": {}, "spans": packed}))


def columns(document: Document, numbers: dict[str, int]) -> bytes:
    """The attributes of each token, as 64 bits each."""
    import numpy as np

    words = document.tokens.words
    found = np.zeros((len(words), len(ATTRIBUTES)), dtype=np.uint64)
    found[:, 0] = list(map(numbers.__getitem__, words))
    found[:, 1] = OUTSIDE
    for span in document.entities:
        found[span.first : span.last, 1:] = INSIDE, numbers[span.label], numbers[span.kb_id]
        found[span.first, 1] = BEGINS
    return found.tobytes()


class Shard:
    """The documents of one DocBin."""

    def __init__(self) -> None:
        self.size = 0
        self.strings: set[str] = set()
        self.documents: list[PackedDocument] = []

    def add(self, document: PackedDocument) -> None:
        self.size += document.size
        self.strings.update(document.strings)
        self.documents.append(document)

    def packed(self) -> bytes:
        """The file."""
        import numpy as np
        from srsly.msgpack import packb

        documents = self.documents
        message = {
            "version": VERSION,
            "attrs": numbers_of_attributes(),
            "tokens": b"".join([document.tokens for document in documents]),
            "spaces": b"".join([document.spaces for document in documents]),
            "lengths": np.asarray([document.size for document in documents], dtype="int32").tobytes(),
            "strings": sorted(self.strings),
            "cats": [{}] * len(documents),
            "flags": [{"has_unknown_spaces": False}] * len(documents),
            "span_groups": [document.groups for document in documents],
            "user_data": [document.user_data for document in documents],
        }
        return zlib.compress(packb(message, use_bin_type=True), LEVEL)


class Hashes(dict[str, int]):
    """The number by which spaCy knows a string, worked out once for each."""

    def __missing__(self, string: str) -> int:
        from spacy.strings import get_string_id

        found = self[string] = int(get_string_id(string))
        return found
