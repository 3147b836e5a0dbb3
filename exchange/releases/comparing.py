"""What changed between two releases: articles and annotations that came, went, or read otherwise now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exchange.records.article import LIST_OF
from exchange.releases.survey import lines_of_index

LISTED = 100
"""Articles that a list names; the others are counted."""

Print = tuple[str, int, int, str]


@dataclass(slots=True)
class Named:
    """Articles counted, the first of them by their ids."""

    count: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, id: str) -> None:  # noqa: A002
        self.count += 1
        if len(self.ids) < LISTED:
            self.ids.append(id)

    def as_json(self) -> dict[str, Any]:
        return {"count": self.count, "ids": self.ids}


@dataclass(slots=True)
class Changes:
    """``removed`` articles are missing for any other reason than having been ``withdrawn``."""

    added: Named = field(default_factory=Named)
    removed: Named = field(default_factory=Named)
    withdrawn: Named = field(default_factory=Named)
    changed: Named = field(default_factory=Named)
    moved: int = 0
    annotations: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in LIST_OF})

    def as_json(self) -> dict[str, Any]:
        return {
            "articles": {
                "added": self.added.as_json(),
                "removed": self.removed.as_json(),
                "withdrawn": self.withdrawn.as_json(),
                "changed": self.changed.as_json(),
                "moved_to_another_side": self.moved,
            },
            "annotations": {
                LIST_OF[kind]: {name: counts[name] for name in ("added", "removed", "changed")}
                for kind, counts in self.annotations.items()
            },
        }


def changes_between(earlier: Path, later: Path, *, withdrawn: Container[str]) -> Changes:
    """Compare two indexes. Memory: about 150 bytes for each article of the earlier one, and the changed ones whole."""
    known = {line["id"]: (line["digest"], line["side"]) for line in lines_of_index(earlier)}
    changes = Changes()
    new_prints: dict[str, list[Print]] = {}
    for line in lines_of_index(later):
        before = known.pop(line["id"], None)
        prints = prints_of(line)
        if before is None:
            changes.added.add(line["id"])
            count(changes, prints, "added")
            continue
        changes.moved += before[1] != line["side"]
        if before[0] != line["digest"]:
            changes.changed.add(line["id"])
            new_prints[line["id"]] = prints
    for line in lines_of_index(earlier):
        if line["id"] in new_prints:
            compare_annotations(changes, prints_of(line), new_prints[line["id"]])
        elif line["id"] in known:
            (changes.withdrawn if line["id"] in withdrawn else changes.removed).add(line["id"])
            count(changes, prints_of(line), "removed")
    return changes


def prints_of(line: dict[str, Any]) -> list[Print]:
    return [(kind, start, end, told) for kind, start, end, told in line["annotations"]]


def count(changes: Changes, prints: list[Print], what: str) -> None:
    for kind, *_ in prints:
        changes.annotations[kind][what] += 1


def compare_annotations(changes: Changes, before: list[Print], after: list[Print]) -> None:
    """What stands in both is the same. Of the rest, two of a kind that overlap are one that changed, in text order."""
    old, new = Counter(before), Counter(after)
    gone, come = sorted((old - new).elements()), sorted((new - old).elements())
    for item in gone:
        partner = next((other for other in come if is_same_place(item, other)), None)
        changes.annotations[item[0]]["removed" if partner is None else "changed"] += 1
        if partner is not None:
            come.remove(partner)
    count(changes, come, "added")


def is_same_place(one: Print, other: Print) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
