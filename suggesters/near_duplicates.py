"""Articles that are nearly the same text: copies of one agency report, or the same story printed twice.

MinHash by one permutation: each text's shingles (runs of four words) are hashed once and fall into bins, of which the
smallest hash stays; the share of equal bins estimates the share of equal shingles. Texts meet where all bins of one
band agree, and are compared with the first and the last one that came there, so that the work is linear in articles.
Bands and signatures lie in a temporary file, not in memory.

After P. Li, A. Owen, C.-H. Zhang, “One permutation hashing”, NIPS 2012, and A. Broder, “On the resemblance and
containment of documents”, 1997.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any, Self
from zlib import crc32

BINS = 64
BANDS = 16
ROWS = BINS // BANDS
SHINGLE = 4  # words
ALIKE = 0.6
"""Texts of which this share of shingles is the same count as near-duplicates."""

EMPTY = 2**64 - 1
WORD = re.compile(r"\w+")
MULTIPLIERS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)


def signature(text: str) -> Any:
    """The text’s smallest hash in each of ``BINS`` bins, ``EMPTY`` where none fell: unsigned 64-bit integers.

    Case and punctuation make no difference.
    """
    import numpy as np

    words = WORD.findall(text.casefold()) or [text]
    hashes = np.array([crc32(word.encode("utf-8", "surrogatepass")) for word in words], dtype=np.uint64)
    shingles = mixed(shingled(hashes))
    bins = np.full(BINS, EMPTY, dtype=np.uint64)
    np.minimum.at(bins, (shingles >> np.uint64(58)).astype(np.intp), shingles)
    return bins


def without_gaps(bins: Any) -> Any:
    """The bins, each empty one with the value of the next that is not: a short text leaves many empty."""
    import numpy as np

    filled = np.flatnonzero(bins != EMPTY)
    following = filled[np.searchsorted(filled, np.arange(BINS)) % len(filled)]
    return bins[following]


def shingled(hashes: Any) -> Any:
    """A hash of each run of ``SHINGLE`` words; of all words where there are fewer."""
    import numpy as np

    size = min(SHINGLE, len(hashes))
    runs = len(hashes) - size + 1
    result = np.zeros(runs, dtype=np.uint64)
    for place in range(size):
        result += hashes[place : place + runs] * np.uint64(MULTIPLIERS[place])
    return result


def mixed(values: Any) -> Any:
    """The values with all bits depending on all bits (the finish of splitmix64)."""
    import numpy as np

    values = (values ^ (values >> np.uint64(30))) * np.uint64(MULTIPLIERS[1])
    values = (values ^ (values >> np.uint64(27))) * np.uint64(MULTIPLIERS[2])
    return values ^ (values >> np.uint64(31))


class NearDuplicates:
    """Takes texts one by one, numbered from 0, and says which belong together."""

    def __init__(self) -> None:
        self.number = 0
        self.file = sqlite3.connect("")  # a temporary file of SQLite's own, gone when it is closed
        self.file.execute("CREATE TABLE signatures (number INTEGER PRIMARY KEY, bins BLOB)")
        self.file.execute("CREATE TABLE bands (key INTEGER, number INTEGER)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def add(self, text: str) -> None:
        bins = signature(text)
        data = without_gaps(bins).tobytes()
        width = len(data) // BANDS
        keys = [
            int.from_bytes(
                blake2b(data[band * width : (band + 1) * width], digest_size=8, salt=bytes([band])).digest(),
                "big",
                signed=True,
            )
            for band in range(BANDS)
        ]
        self.file.execute("INSERT INTO signatures VALUES (?, ?)", (self.number, bins.tobytes()))
        self.file.executemany("INSERT INTO bands VALUES (?, ?)", [(key, self.number) for key in keys])
        self.number += 1

    def leaders(self) -> array[int]:
        """For each text the number of the first one that it belongs together with; its own where it stands alone."""
        found = Groups(self.number)
        rows = self.file.execute("SELECT key, number FROM bands ORDER BY key, number")
        for _, group in groupby(rows, key=itemgetter(0)):
            first = last = -1
            for _, number in group:
                for other in {first, last} - {-1}:
                    if found.leader(other) != found.leader(number) and self.are_alike(other, number):
                        found.join(other, number)
                first, last = (number if first < 0 else first), number
        return array("q", (found.leader(number) for number in range(self.number)))

    def are_alike(self, one: int, other: int) -> bool:
        import numpy as np

        rows = self.file.execute("SELECT bins FROM signatures WHERE number IN (?, ?)", (one, other)).fetchall()
        first, second = (np.frombuffer(data, dtype=np.uint64) for (data,) in rows)
        filled = (first != EMPTY) | (second != EMPTY)
        return bool(((first == second) & filled).sum() >= ALIKE * filled.sum())


class Groups:
    """Numbers that are joined; each group is led by its smallest."""

    def __init__(self, size: int) -> None:
        self.parent = array("q", range(size))

    def leader(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, one: int, other: int) -> None:
        small, large = sorted((self.leader(one), self.leader(other)))
        self.parent[large] = small
