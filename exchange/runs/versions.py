"""Another learned version, or none, is put into use: what nobody has decided in is suggested anew."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from annotator.models import LearnedModel
from annotator.services.learning import use_model, use_rules
from articles.models import Project
from exchange.models import Run
from exchange.runs.suggesting import suggest_changed


@transaction.atomic
def use_version(row: LearnedModel, *, user: Any) -> tuple[bool, Run | None]:
    """Put the version into use; whether that changed anything, and the run that suggests anew by it.

    Raises PermissionDenied unless the user is a manager.
    """
    if not use_model(row, user=user):
        return False, None
    return True, suggest_changed(row.project, user=user)


@transaction.atomic
def use_no_version(project: Project, *, user: Any) -> tuple[bool, Run | None]:
    """Go back to the rules alone; as ``use_version``."""
    if not use_rules(project, user=user):
        return False, None
    return True, suggest_changed(project, user=user)
