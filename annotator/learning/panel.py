"""What a page shows of one training: figures for all who see the project's figures, examples for who reviews it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from annotator.charts import Chart
from annotator.learning import drawn, wording
from annotator.learning.drawn import CurveRow, ScoreRow
from annotator.learning.examples import ShownExample, examples_of
from annotator.learning.minutes import TimeWords, in_words, minutes_of
from annotator.learning.report import Effort, Report
from annotator.services.pace import Pace
from articles.models import Project


class ComparedRow(NamedTuple):
    """A measure by both versions, in points of 100."""

    label: str
    before: float
    now: float
    difference: str


@dataclass(frozen=True, slots=True)
class Panel:
    """For ``annotator/_learning.html``. ``gained`` and ``lost`` are None for those who may not see examples."""

    report: Report
    sentence: str
    compared: list[ComparedRow]
    curve: Chart | None
    curve_words: str
    curve_kinds: list[str]
    curve_rows: list[CurveRow]
    scores: Chart | None
    score_sentences: list[str]
    score_rows: list[ScoreRow]
    gained: list[ShownExample] | None
    lost: list[ShownExample] | None
    minutes: TimeWords | None
    beside: list[str]

    @property
    def shows_more(self) -> bool:
        """Whether there is anything to see besides how it compares with the version before."""
        return bool(self.curve or self.scores or self.minutes or self.gained or self.lost or self.beside)


def panel_of(
    project: Project,
    data: object,
    *,
    articles: Sequence[int],
    user: Any,
    is_forced: bool = False,
    pace: Mapping[str, Pace] | None = None,
) -> Panel:
    """The panel of a report. ``articles``: the ids of the articles it speaks of, in its order.

    ``pace``: what ``services.pace.pace_of`` says, for those who may see how long people take; None for others.
    """
    report = Report.of(data)
    calibration, curve = report.calibration, report.curve
    examples = examples_of(project, (report.gained, report.lost), articles=articles, user=user)
    rows = report.gate.rows if report.gate else ()
    return Panel(
        report=report,
        sentence=wording.what_came_of_it(report, is_forced=is_forced),
        compared=[
            ComparedRow(str(wording.MEASURE_WORDS[row.measure]), row.old, row.new, wording.signed(row.new - row.old))
            for row in rows
            if row.old or row.new  # a kind that never occurs
        ],
        curve=drawn.curve_drawn(curve),
        curve_words=wording.curve_in_words(curve),
        curve_kinds=[str(wording.MEASURE_WORDS[kind]) for kind in drawn.kinds_in(curve)],
        curve_rows=drawn.curve_rows(curve),
        scores=drawn.scores_drawn(calibration) if calibration else None,
        score_sentences=wording.scores_in_words(calibration) if calibration else [],
        score_rows=drawn.score_rows(calibration) if calibration else [],
        gained=examples[0] if examples is not None else None,
        lost=examples[1] if examples is not None else None,
        minutes=time_of(project, report.effort, pace) if report.effort and pace is not None else None,
        beside=wording.beside_in_words(report),
    )


def time_of(project: Project, effort: Effort, pace: Mapping[str, Pace]) -> TimeWords:
    return in_words(minutes_of(effort, pace), pace, is_measured=project.count_time)
