"""The figures of a learned version in a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from exchange.runs.training import STAGES
from exchange.runs.training_report import outcome_of

register = template.Library()
DOING = {
    "reading": _("Reading the checked articles"),
    "comparing": _("Comparing with what is in use, on articles not learned from"),
    "measuring": _("Measuring how much a few articles teach already"),
    "learning": _("Learning from all of them"),
}


@register.filter
def before_and_now(gate: Mapping[str, Any] | None) -> str:
    """F1 of all quotes, of 100: “80.1 → 82.4”; a dash where it was not measured."""
    rows = {row["measure"]: row for row in (gate or {}).get("rows", ())}
    if "all" not in rows:
        return "–"
    return " → ".join(number_format(round(100 * rows["all"][name], 1), 1) for name in ("old", "new"))


@register.filter
def difference(gate: Mapping[str, Any] | None) -> str:
    """In points, with its interval: “+2.3 (+0.4 to +4.1)”; a dash where it was not measured."""
    if not gate or "difference" not in gate or not gate.get("rows"):
        return "–"
    value, low, high = (signed(gate[name]) for name in ("difference", "low", "high"))
    return f"{value} ({low} … {high})"


@register.filter
def signed(points: float) -> str:
    """“+2.3”, “−0.4”."""
    sign = "−" if round(points, 1) < 0 else "+"
    return sign + str(number_format(abs(round(points, 1)), 1))


@register.filter
def outcome(report: Mapping[str, Any]) -> str:
    """Why a training ended so, and what follows from it."""
    return outcome_of(report)


@register.filter
def training_stage(records: int) -> str:
    """What a training is doing, by how far it is."""
    return str(next((DOING[stage] for stage, (_start, end) in STAGES.items() if records < end), DOING["learning"]))
