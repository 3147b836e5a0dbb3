"""What is learned beside quotes, and kept only where it helps on articles that it was not learned from.

Captions and names have each a number for some forms, learned from all articles or from a part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from suggesters.evaluation.reliability import calibration_error
from suggesters.evaluation.scores import Tally
from suggesters.learning.folds import splits

FITS = 30
SUGGESTIONS = 25.0
"""So many suggestions weigh as much as the score that is shipped."""
CLEARLY = 0.001
"""Of F1: a smaller gain is none."""

Values = Mapping[str, float]
Shown = TypeVar("Shown")


@dataclass(slots=True)
class Figures:
    """What was found, given wrongly and missed, and scores with whether they were right."""

    tally: Tally = field(default_factory=Tally)
    judged: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return self.tally.f1

    @property
    def error(self) -> float:
        return calibration_error(self.judged)


class Extra(NamedTuple):
    """``values`` are empty where they were not kept; the report says why."""

    values: Values
    report: dict[str, Any]


def extra_of(
    shown: Sequence[Shown],
    stories: Sequence[int],
    *,
    learn: Callable[[Sequence[Shown]], Values],
    count: Callable[[Figures, Shown, Values], None],
    number: int,
    is_better: Callable[[Figures, Figures], bool],
) -> Extra:
    """Learn from what articles show, and keep it if it ``is_better`` than nothing on articles held back.

    ``stories``: articles of one story are held back together. ``number``: how many decisions of people there are.
    """
    before, after = Figures(), Figures()
    parts = splits(stories, most=FITS)
    for split in parts:
        learned = learn([shown[place] for place in split.learned])
        for place in split.tested:
            count(before, shown[place], {})
            count(after, shown[place], learned)
    values = learn(shown) if parts else {}
    kept = bool(values) and is_better(before, after)
    report = {
        "articles": len(shown),
        "number": number,
        "kept": kept,
        "reason": "better" if kept else "too_few" if not parts or not number else "not_better",
        "f1_before": round(before.f1, 4),
        "f1_after": round(after.f1, 4),
        "ece_before": round(before.error, 4),
        "ece_after": round(after.error, 4),
    }
    return Extra(values if kept else {}, report)
