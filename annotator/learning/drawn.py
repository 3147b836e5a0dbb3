"""The report of a training as charts and as the tables beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext, pgettext_lazy

from annotator.charts import Chart, Dot, growth, reliability
from annotator.learning.report import KINDS, Calibration, Interval, Learned, ScoreBin
from annotator.learning.wording import MEASURE_WORDS

CURVE_WORDS = {**MEASURE_WORDS, "all": pgettext_lazy("quotes", "All")}
"""Short, because they stand at the ends of lines."""
FEWEST_DRAWN = 5


class CurveRow(NamedTuple):
    articles: int
    intervals: list[Interval | None]


class ScoreRow(NamedTuple):
    """A bin of scores with what was right before and with this version, in per cent; None where it held nothing."""

    low: int
    high: int
    before: tuple[int, int] | None
    after: tuple[int, int] | None

    @property
    def both(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        return self.before, self.after


def kinds_in(curve: Sequence[Learned]) -> list[str]:
    """The kinds of which the curve knows anything: one that never occurs is 0 everywhere."""
    return [kind for kind in KINDS if any(kind in row.kinds and row.kinds[kind].value for row in curve)]


def curve_drawn(curve: Sequence[Learned]) -> Chart | None:
    """A line for all quotes and one for each kind; None where there is but one point."""
    if len(curve) < 2:
        return None
    lines = []
    for kind in kinds_in(curve):
        dots = [Dot(row.articles, *row.kinds[kind]) for row in curve if kind in row.kinds]
        lines.append((f"chart-{kind}", f"{CURVE_WORDS[kind]} {round(dots[-1].y)}", dots))
    return growth(lines, at=[row.articles for row in curve])


def curve_rows(curve: Sequence[Learned]) -> list[CurveRow]:
    kinds = kinds_in(curve)
    return [CurveRow(row.articles, [row.kinds.get(kind) for kind in kinds]) for row in curve]


def scores_drawn(calibration: Calibration) -> Chart | None:
    """A line before and one with this version; None without both. What few suggestions had is in the table alone."""
    lines = (
        ("chart-before", gettext("Before"), calibration.before),
        ("chart-now", gettext("This version"), calibration.after),
    )
    drawn = [(name, label, dots_of(bins)) for name, label, bins in lines]
    return reliability(drawn) if all(dots for *_, dots in drawn) else None


def dots_of(bins: Sequence[ScoreBin]) -> list[Dot]:
    return [Dot(100 * row.score, 100 * row.right) for row in bins if row.number >= FEWEST_DRAWN]


def score_rows(calibration: Calibration) -> list[ScoreRow]:
    """Ten bins of scores, without those that hold nothing either way."""
    before, after = by_bin(calibration.before), by_bin(calibration.after)
    places = sorted({*before, *after})
    return [ScoreRow(10 * place, 10 * place + 10, before.get(place), after.get(place)) for place in places]


def by_bin(bins: Sequence[ScoreBin]) -> dict[int, tuple[int, int]]:
    return {min(int(10 * row.score), 9): (round(100 * row.right), round(row.number)) for row in bins}
