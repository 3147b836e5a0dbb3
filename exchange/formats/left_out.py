"""Keys of records that have no place here, counted for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from exchange.records.article import Failure, Note

T = TypeVar("T")

WORDS = "keys that have no place here were left out: "


class LeftOut:
    """What one file’s records hold that is neither read nor kept, by key."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, values: Mapping[str, Any], *, known: Collection[str], where: str = "") -> None:
        """Count the keys that are not known and hold something."""
        empty: tuple[Any, ...] = (None, "", [], {}, 0, False)
        self.counts.update(f"{where}{key}" for key, value in values.items() if key not in known and value not in empty)

    def notes(self, file: str) -> Iterator[Note]:
        """One note of all keys, which are forgotten then."""
        if self.counts:
            found = sorted(self.counts.items())
            self.counts.clear()
            words = ", ".join(f"# {key.replace('#', '＃')}" for key, _ in found)
            yield Note(file, WORDS + words, tuple(count for _, count in found))

    def noted(self, items: Iterator[T | Failure | Note], *, file: str) -> Iterator[T | Failure | Note]:
        """The items, with a note after the first record, for who looks at the beginning only, and one at the end."""
        is_first = True
        for item in items:
            yield item
            if is_first and not isinstance(item, Failure | Note):
                yield from self.notes(file)
                is_first = False
        yield from self.notes(file)
