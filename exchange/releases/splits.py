"""Articles divided into train, dev and test, near-duplicates kept on one side. No database is known here."""

from __future__ import annotations

import datetime
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from exchange.releases.options import SplitOptions

NO_DATE = 0


@dataclass(slots=True)
class Traits:
    """What a split goes by, for each article in order: 28 bytes an article, and each publisher once."""

    ids: array[int] = field(default_factory=lambda: array("Q"))
    publishers: array[int] = field(default_factory=lambda: array("l"))
    days: array[int] = field(default_factory=lambda: array("l"))
    names: dict[str, int] = field(default_factory=dict)

    def add(self, *, id: str, publisher: str, published: datetime.date | None, salt: str) -> None:  # noqa: A002
        self.ids.append(salted(salt, id))
        self.publishers.append(self.names.setdefault(publisher, len(self.names)))
        self.days.append(published.toordinal() if published else NO_DATE)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Division:
    """The side of each article, as a place in ``SIDES``; how many near-duplicates there are, and were moved for it."""

    sides: bytearray
    groups: int = 0
    members: int = 0
    moved: int = 0
    undated: int = 0


def salted(salt: str, value: str) -> int:
    """A number from 0 to 2**64 - 1 that depends on salt and value alone."""
    return int.from_bytes(sha256(f"{salt}\0{value}".encode("utf-8", "surrogatepass")).digest()[:8], "big")


def divided(traits: Traits, leaders: Sequence[int], split: SplitOptions) -> Division:
    """Each article’s side. A near-duplicate goes where the first of its group goes; by date, where the oldest does."""
    sides = bytearray(len(traits))
    if split.method == "hash":
        sides = bytearray(side_at(number / 2**64, split.shares) for number in traits.ids)
    elif split.method == "publisher":
        sides = by_publisher(traits, split)
    elif split.method == "date":
        sides = by_date(traits, split)
        leaders = oldest(traits, leaders)
    together = bytearray(sides[leader] for leader in leaders)
    sizes = Counter(leaders)
    groups = [size for size in sizes.values() if size > 1]
    return Division(
        sides=together,
        groups=len(groups),
        members=sum(groups),
        moved=sum(before != after for before, after in zip(sides, together, strict=True)),
        undated=sum(day == NO_DATE for day in traits.days) if split.method == "date" else 0,
    )


def side_at(place: float, shares: Sequence[int]) -> int:
    """The side in whose stretch of 0 to 1 the place lies."""
    reached = 0
    for side, share in enumerate(shares):
        reached += share
        if place * 100 < reached:
            return side
    return max(side for side, share in enumerate(shares) if share)


def by_publisher(traits: Traits, split: SplitOptions) -> bytearray:
    """Publishers whole, the largest first, each to the side that lacks most. An article without one goes by its id."""
    nobody = traits.names.get("", -1)
    counts = Counter(number for number in traits.publishers if number != nobody)
    names = {number: name for name, number in traits.names.items()}
    order = sorted(counts, key=lambda number: (-counts[number], salted(split.salt, names[number])))
    lacking = [share * counts.total() / 100 for share in split.shares]
    side_of: dict[int, int] = {}
    for number in order:
        side = max(range(len(lacking)), key=lambda side: (lacking[side], -side))
        side_of[number] = side
        lacking[side] -= counts[number]
    return bytearray(
        side_at(id_number / 2**64, split.shares) if publisher == nobody else side_of[publisher]
        for id_number, publisher in zip(traits.ids, traits.publishers, strict=True)
    )


def by_date(traits: Traits, split: SplitOptions) -> bytearray:
    """In order of time, a day whole; articles without a date are for training."""
    counts = Counter(day for day in traits.days if day != NO_DATE)
    total, before = counts.total(), 0
    side_of = {NO_DATE: 0}
    for day in sorted(counts):
        side_of[day] = side_at((before + counts[day] / 2) / total, split.shares)
        before += counts[day]
    return bytearray(side_of[day] for day in traits.days)


def oldest(traits: Traits, leaders: Sequence[int]) -> list[int]:
    """For each article the oldest of its group; one without a date counts as the youngest."""
    first: dict[int, int] = {}
    for number, leader in enumerate(leaders):
        known = first.get(leader, number)
        first[leader] = min(known, number, key=lambda item: (traits.days[item] or 10**9, item))
    return [first[leader] for leader in leaders]
