"""What a project has learned, for its quality page: the version in use, the last training, and their figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext

from annotator.counted import Counted, counted
from annotator.guideline import title_of
from annotator.learning.panel import Panel, panel_of
from annotator.learning.report import Report
from annotator.learning.wording import what_came_of_it
from annotator.models import LearnedModel
from annotator.services.pace import Pace, pace_of
from annotator.services.visibility import sees_everybody
from articles.models import Project
from suggesters.profiles import profile_from

State = LearnedModel.State
NO_PACE = Counted({})


@dataclass(frozen=True, slots=True)
class LearnedHere:
    """``used``: the version in use. ``newest``: the last one that was made, whose figures are shown if none is in use.

    ``unused`` says why the last training changed nothing.
    """

    used: LearnedModel | None = None
    newest: LearnedModel | None = None
    profile: str = ""
    unused: str = ""
    panel: Panel | None = None
    pace: Counted = NO_PACE


def learned_here(project: Project, *, user: Any) -> LearnedHere:
    """One query where nothing has been learned, three more for the examples, three for the pace of decisions."""
    rows = LearnedModel.objects.filter(project=project)
    newest = rows.order_by().values("project").annotate(last=Max("number")).values("last")
    found = list(rows.filter(Q(in_use=True) | Q(number__in=newest)).defer("content").order_by("-number"))
    if not found:
        return LearnedHere()
    used = next((row for row in found if row.in_use and is_followed(row, project)), None)
    for row in found:
        row.project = project
    shown = used or found[0]
    pace = pace_for(project, shown.report, user=user)
    return LearnedHere(
        used=used,
        newest=found[0],
        profile=title_of(profile_from(shown.profile)),
        unused=why_unused(found[0], shown),
        panel=panel_of_version(project, shown, user=user, pace=pace),
        pace=pace,
    )


def why_unused(newest: LearnedModel, shown: LearnedModel) -> str:
    """Why the last training changed nothing; empty where it did, and where its figures are those that are shown."""
    if newest.report.get("overtaken") and newest.state != State.REFUSED and not newest.in_use:
        return gettext(
            "While it was trained, the guideline or the version in use was changed: it is kept, and not in use."
        )
    return what_came_of_it(Report.of(newest.report)) if newest.state == State.REFUSED and newest is not shown else ""


def is_followed(row: LearnedModel, project: Project) -> bool:
    """Whether the project still has the guideline profile that the version brought."""
    return profile_from(row.profile).key == project.chosen_profile.key


def panel_in(project: Project, row: LearnedModel, *, user: Any) -> Panel:
    """The panel of one version, for its page."""
    return panel_of_version(project, row, user=user, pace=pace_for(project, row.report, user=user))


def panel_of_version(project: Project, row: LearnedModel, *, user: Any, pace: Counted) -> Panel:
    known = None if pace.value is None else {name: Pace(*one) for name, one in pace.value.items()}
    return panel_of(
        project, row.report, articles=row.data, user=user, is_forced=row.state == State.FORCED,
        pace=known or None,
    )  # fmt: skip


def pace_for(project: Project, report: object, *, user: Any) -> Counted:
    """The pace at which people decide, for those who review the project; empty for others."""
    if Report.of(report).effort is None or not sees_everybody(project, user):
        return NO_PACE
    return counted(project, "pace", lambda: {name: list(one) for name, one in pace_of(project).items()})
