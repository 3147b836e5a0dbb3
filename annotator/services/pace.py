"""How long people need for one decision about a quote, as the workbench has measured it.

Each action has the active time since the one before it. What was done to a quote until its decision stood is added up:
its edges moved, a name chosen, a step taken back. The first action of an article is left out, because in its time the
article was read. An action on many quotes is shared among them.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

from annotator.models import Annotation, Event
from annotator.services.places import signed_sets
from annotator.vocabulary import Kind, Verdict
from articles.models import Project

MOST = 200  # sets: the newest ones
LEAST = 10  # decisions of a verdict: of fewer, nothing is said
DECISIONS = (Verdict.ACCEPTED, Verdict.CORRECTED, Verdict.REJECTED, Verdict.ADDED)


class Pace(NamedTuple):
    """The mean active seconds of decisions with one verdict, and how many were measured."""

    seconds: float
    decisions: int

    @property
    def is_known(self) -> bool:
        return self.decisions >= LEAST


def pace_of(project: Project) -> dict[str, Pace]:
    """By verdict. Three queries."""
    finished = signed_sets().filter(article__project=project, article__withdrawn_at__isnull=True, blind=False)
    sets = list(finished.order_by("-finished_at").values_list("pk", flat=True)[:MOST])
    seconds = seconds_by_quote(sets)
    times: dict[str, list[float]] = {str(verdict): [] for verdict in DECISIONS}
    quotes = Annotation.objects.filter(set__in=sets, kind=Kind.QUOTE, verdict__in=DECISIONS).order_by()
    for quote, verdict in quotes.values_list("pk", "verdict"):
        if quote in seconds:
            times[verdict].append(seconds[quote])
    return {verdict: Pace(fmean(found) if found else 0.0, len(found)) for verdict, found in times.items()}


def seconds_by_quote(sets: Sequence[int]) -> dict[uuid.UUID, float]:
    """The active seconds of all that was done to each annotation of these sets, where they were measured."""
    events = Event.objects.filter(action__set__in=sets, action__order__gt=1).order_by()
    rows = [
        (annotation, action, seconds)
        for annotation, action, seconds in events.values_list("annotation", "action", "action__seconds")
        if annotation is not None and seconds is not None
    ]
    shared = Counter(action for _, action, _ in rows)
    found: dict[uuid.UUID, float] = defaultdict(float)
    for annotation, action, seconds in rows:
        found[annotation] += seconds / shared[action]
    return found
