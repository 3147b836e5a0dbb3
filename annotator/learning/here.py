"""What a project has learned, for its quality page: the version in use, the last training, and their figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from annotator.counted import counted
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


@dataclass(frozen=True, slots=True)
class LearnedHere:
    """``used``: the version in use. ``newest``: the last one that was made, whose figures are shown if none is in use.

    ``refused`` says why the last training changed nothing.
    """

    used: LearnedModel | None = None
    newest: LearnedModel | None = None
    profile: str = ""
    refused: str = ""
    panel: Panel | None = None


def learned_here(project: Project, *, user: Any) -> LearnedHere:
    """One query where nothing has been learned, three more for the examples, three for the pace of decisions."""
    rows = LearnedModel.objects.filter(project=project)
    newest = rows.order_by().values("project").annotate(last=Max("number")).values("last")
    found = list(rows.filter(Q(in_use=True) | Q(number__in=newest)).defer("content").order_by("-number"))
    if not found:
        return LearnedHere()
    used = next((row for row in found if row.in_use and is_followed(row, project)), None)
    shown = used or found[0]
    return LearnedHere(
        used=used,
        newest=found[0],
        profile=title_of(profile_from(shown.profile)),
        refused=what_came_of_it(Report.of(found[0].report)) if found[0].state == State.REFUSED and used else "",
        panel=panel_in(project, shown, user=user),
    )


def is_followed(row: LearnedModel, project: Project) -> bool:
    """Whether the project still has the guideline profile that the version brought."""
    return profile_from(row.profile).key == project.chosen_profile.key


def panel_in(project: Project, row: LearnedModel, *, user: Any) -> Panel:
    return panel_of(
        project, row.report, articles=row.data, user=user, is_forced=row.state == State.FORCED,
        pace=pace_for(project, row.report, user=user),
    )  # fmt: skip


def pace_for(project: Project, report: object, *, user: Any) -> dict[str, Pace] | None:
    """The pace at which people decide, for those who review the project; None for others."""
    if Report.of(report).effort is None or not sees_everybody(project, user):
        return None
    found = counted(project, "pace", lambda: {name: list(one) for name, one in pace_of(project).items()})
    return {name: Pace(*one) for name, one in (found.value or {}).items()}
