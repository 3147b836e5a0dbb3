"""A learned version as a file, on the page of the version."""

from __future__ import annotations

from typing import Any

from django import template

from annotator.models import LearnedModel
from annotator.services.portable import portable
from articles import access
from articles.models import Role
from exchange.runs.measuring import measured_of
from exchange.runs.training_report import MEASURES
from suggesters.learned.card import Card, read_card

register = template.Library()


@register.inclusion_tag("exchange/_model_file.html", takes_context=True)
def model_file(context: dict[str, Any], version: LearnedModel) -> dict[str, Any]:
    """The files of a version and, where it was imported, what its card says and what was measured here."""
    user, project = context["request"].user, version.project
    is_imported = version.state == LearnedModel.State.IMPORTED
    card = read_card(portable(version).card) if is_imported else Card()
    run = measured_of(version) if is_imported else None
    return {
        "csrf_token": context.get("csrf_token"),
        "project": project,
        "version": version,
        "size": len(version.file),
        "is_imported": is_imported,
        "card": card,
        "rows": rows_of(card),
        "run": run,
        "report": run.report if run is not None else None,
        "may_read": access.allows(project, user, at_least=Role.REVIEWER),
        "may_measure": access.allows(project, user, at_least=Role.MANAGER) and project.archived_at is None,
    }


def rows_of(card: Card) -> list[tuple[str, float, float]]:
    """Each measure in words, with F1 of 100 before and with it."""
    return [(str(MEASURES[row.measure]), 100 * row.old, 100 * row.new) for row in card.rows]
