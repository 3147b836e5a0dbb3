"""What a training has found, in words: for its page, for the command line, and as lines of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.models import LearnedModel

State = LearnedModel.State
MEASURES = {
    "all": _("all quotes"),
    "direct": _("direct"),
    "mixed": _("mixed"),
    "indirect": _("indirect"),
    "parts": _("by part"),
    "speaker": _("speakers"),
}
WHY = {
    "better": _("Better than what was in use."),
    "not_better": _("Not better than what was in use."),
    "unsure": _("It looks better, but these articles do not rule out that it is worse."),
    "too_few": _("There are too few articles to tell."),
}
OUTCOMES = {
    State.ACCEPTED: _("Version %(number)d was put into use."),
    State.FORCED: _("Version %(number)d was put into use all the same, as was asked."),
    State.REFUSED: _("What was in use stayed; version %(number)d is kept, and not used."),
    State.IMPORTED: _("Version %(number)d was imported."),
}


def report_of(row: LearnedModel) -> dict[str, Any]:
    """What the run's page and the command say of a version; the version's own report has the rest."""
    return {
        "number": row.number,
        "state": row.state,
        "key": row.key,
        "articles": row.articles,
        "quotes": row.quotes,
        "beyond": row.report.get("beyond", 0),
        "unread": row.report.get("left_out", 0),
        "overtaken": row.report.get("overtaken", False),
        "seconds": round(row.report.get("seconds", 0)),
        "profile": row.profile["name"],
        "gate": row.gate,
    }


def measured_rows(gate: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Each measure in words, with F1 of 100 before and now."""
    return [
        (str(MEASURES.get(row["measure"], row["measure"])), 100 * row["old"], 100 * row["new"])
        for row in gate.get("rows", ())
    ]


def change_in_words(gate: Mapping[str, Any]) -> str:
    """“+2.3 points, between +0.4 and +4.1”."""
    points = {name: round(gate[name], 1) + 0.0 for name in ("difference", "low", "high")}  # never “−0.0”
    values = {name: f"{value:+.1f}".replace("-", "−") for name, value in points.items()}
    return gettext("%(difference)s points, between %(low)s and %(high)s") % values


def outcome_of(report: Mapping[str, Any]) -> str:
    """Why it was decided so, and what follows from it."""
    gate = report["gate"]
    why = [str(WHY[gate["reason"]])] if gate.get("reason") in WHY else []
    if report.get("overtaken") and report["state"] != State.REFUSED:
        words = gettext(
            "While it learned, the guideline or the version in use was changed: version %(number)d is kept, and was "
            "not put into use."
        )
    else:
        words = str(OUTCOMES[State(report["state"])])
    return " ".join([*why, words % {"number": report["number"]}])


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report for people, a line each."""
    gate = report["gate"]
    lines = [
        f"learned from {report['quotes']} quotes in {report['articles']} articles, in {report['seconds']} s "
        f"(guideline: {report['profile']})"
    ]
    if report["unread"]:
        lines.append(f"not read: {report['unread']} articles that are not in English")
    if report["beyond"]:
        lines.append(f"left out: {report['beyond']} articles that were checked earlier")
    if gate.get("rows"):
        lines.append(f"compared on articles that it had not learned from, divided {gate['splits']} times; F1, of 100:")
        lines.append(f"{'':<14}{'before':>8}{'now':>8}")
        lines += [f"{name:<14}{old:>8.1f}{new:>8.1f}" for name, old, new in measured_rows(gate)]
        lines.append(f"difference: {change_in_words(gate)}")
    return [*lines, outcome_of(report)]
