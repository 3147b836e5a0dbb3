"""What an export could not hold: every annotation read is written, or counted here with its kind and the reason."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from exchange.records.article import LIST_OF

ARTICLES_LISTED = 100
"""A loss lists this many articles by id, and counts the others."""


@dataclass(slots=True)
class Loss:
    """One kind of loss: how many annotations (or articles, or people), and in which articles."""

    count: int = 0
    articles: dict[str, None] = field(default_factory=dict)  # in the order in which they were met
    more_articles: int = 0
    last: str = ""

    def add(self, count: int, article: str) -> None:
        self.count += count
        if not article or article == self.last:
            return
        self.last = article
        if len(self.articles) < ARTICLES_LISTED:
            self.articles[article] = None
        else:
            self.more_articles += 1

    def take(self, other: Loss) -> None:
        """Add a loss of articles that come after these."""
        self.count += other.count
        for article in other.articles:
            self.add(0, article)
        self.more_articles += other.more_articles


@dataclass(slots=True)
class LossReport:
    """The counts of one export. ``read`` equals ``written`` plus what was lost, kind by kind."""

    format: str
    chosen: str
    articles: int = 0
    read: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    losses: dict[tuple[str, str], Loss] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    """The labels that stand in the file, for a format whose tool has to know them beforehand."""

    last_event: int = 0
    finished: bool = False

    def lose(self, kind: str, reason: str, *, article: str = "", count: int = 1) -> None:
        self.losses.setdefault((kind, reason), Loss()).add(count, article)

    def take(self, other: LossReport) -> None:
        """Add the report of articles that come after these."""
        self.articles += other.articles
        self.read.update(other.read)
        self.written.update(other.written)
        self.labels |= other.labels
        for key, loss in other.losses.items():
            self.losses.setdefault(key, Loss()).take(loss)

    def lost(self, kind: str) -> int:
        return sum(loss.count for (lost_kind, _), loss in self.losses.items() if lost_kind == kind)

    def as_json(self) -> dict[str, Any]:
        """For the file beside the export."""
        return {
            "format": self.format,
            "set": self.chosen,
            "articles": self.articles,
            "annotations": {
                name: {"read": self.read[kind], "written": self.written[kind], "lost": self.lost(kind)}
                for kind, name in LIST_OF.items()
            },
            "losses": [
                {
                    "of": LIST_OF.get(kind, kind),
                    "reason": reason,
                    "count": loss.count,
                    "articles": list(loss.articles),
                    "more_articles": loss.more_articles,
                }
                for (kind, reason), loss in sorted(self.losses.items())
            ],
            "last_event": self.last_event,
            "finished": self.finished,
        }

    def as_json_text(self) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n"

    def lines(self) -> list[str]:
        """For people: what was written, and a line for each loss."""
        counts = ", ".join(f"{self.written[kind]} {name}" for kind, name in LIST_OF.items())
        lines = [f"{self.articles} articles written as {self.format} ({self.chosen}): {counts}"]
        for (kind, reason), loss in sorted(self.losses.items()):
            lines.append(f"not held: {loss.count} {LIST_OF.get(kind, kind)}: {reason}")
        if not self.losses:
            lines.append("nothing was lost")
        return [
            *lines,
            f"the next export with --since {self.last_event} holds what changes from now on",
        ]
