"""How good the suggestions are: what people kept, edited, rejected and added, by kind, version and score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from annotator.services.visibility import decisions_counted_for
from annotator.vocabulary import Kind, Source, Verdict
from articles.models import Project


@dataclass(slots=True)
class QualityLine:
    """Verdicts on one kind of annotation from one version of a suggester. ``missed`` counts what people added."""

    kind: str
    suggester: str
    kept: int = 0
    edited: int = 0
    rejected: int = 0
    missed: int = 0

    @property
    def decided(self) -> int:
        return self.kept + self.edited + self.rejected

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def precision(self) -> float | None:
        """The share of decided suggestions that people kept as they were. None before the first decision."""
        return self.kept / self.decided if self.decided else None

    @property
    def widths(self) -> tuple[float, float, float]:
        """Kept, edited and rejected as percentages of the decided, for the bar."""
        whole = self.decided or 1
        return (100 * self.kept / whole, 100 * self.edited / whole, 100 * self.rejected / whole)

    @property
    def edited_from(self) -> float:
        return self.widths[0]

    @property
    def rejected_from(self) -> float:
        return self.widths[0] + self.widths[1]


def tallies(project: Project, *, user: Any) -> list[QualityLine]:
    """A line for each kind and suggester version, from the verdicts that the user may see. Three queries."""
    decided = decisions_counted_for(user, project).filter(set__source=Source.ANNOTATOR)
    rows = (
        decided.filter(origin__isnull=False)
        .values("kind", "origin__set__suggester", "origin__set__version")
        .annotate(
            kept=Count("id", filter=Q(verdict=Verdict.ACCEPTED)),
            edited=Count("id", filter=Q(verdict=Verdict.CORRECTED)),
            rejected=Count("id", filter=Q(verdict=Verdict.REJECTED)),
        )
        .order_by("kind", "origin__set__suggester", "origin__set__version")
    )
    missed = {
        row["kind"]: row["number"]
        for row in decided.filter(verdict=Verdict.ADDED).order_by().values("kind").annotate(number=Count("id"))
    }
    order = {kind: place for place, kind in enumerate(Kind.values)}
    found = [
        QualityLine(
            row["kind"], f"{row['origin__set__suggester']} {row['origin__set__version']}",
            row["kept"], row["edited"], row["rejected"], missed.get(row["kind"], 0),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda line: order[line.kind])


@dataclass(frozen=True, slots=True)
class Bin:
    """The number of decided suggestions whose score lies in ``[low, high)``, and how many of them people kept."""

    low: float
    high: float
    decided: int
    kept: int

    @property
    def share(self) -> float:
        return self.kept / self.decided if self.decided else 0.0


def score_bins(project: Project, *, user: Any, kind: str = Kind.QUOTE) -> list[Bin]:
    """The share kept in ten bins of the score: whether 90 % of the suggestions that score 0.9 were right."""
    rows: Iterable[tuple[float | None, str]] = (
        decisions_counted_for(user, project)
        .filter(set__source=Source.ANNOTATOR, kind=kind, origin__isnull=False, score__isnull=False)
        .order_by()
        .values_list("score", "verdict")
    )
    counts = [[0, 0] for _ in range(10)]
    for score, verdict in rows:
        place = min(int((score or 0.0) * 10), 9)
        counts[place][0] += 1
        counts[place][1] += verdict == Verdict.ACCEPTED
    return [Bin(place / 10, (place + 1) / 10, *pair) for place, pair in enumerate(counts) if pair[0]]
