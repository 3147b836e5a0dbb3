"""A project's guideline is changed: what nobody has decided in is suggested anew, by a run in the background."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from annotator.services.profiles import change_profile
from annotator.services.suggest import runs_by_default
from articles.models import Project
from exchange.models import Run
from exchange.runs.suggesting import ask_suggestions, suggest_changed
from suggesters.profiles import Profile


def suggest_anew(project: Project, *, user: Any) -> Run | None:
    """Ask for the suggestions of the suggester that the project has chosen now; None where it can’t run here."""
    if project.suggester and runs_by_default(project) != project.suggester:
        return None
    return ask_suggestions(project, user=user) if project.articles.in_use().exists() else None


@transaction.atomic
def follow(project: Project, profile: Profile, *, user: Any) -> Run | None:
    """Change the project's guideline and ask for suggestions by it; a run by the former guideline is stopped.

    None where nothing changes or every article has been decided in. Raises PermissionDenied unless the user is a
    manager.
    """
    if not change_profile(project, profile, user=user):
        return None
    return suggest_changed(project, user=user)
