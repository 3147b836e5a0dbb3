"""Suggestions for what has just come in: at once for a single article, by a worker for more."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.services.suggest import default_suggester, suggest_articles
from annotator.tasks import suggest_in_background
from articles.models import Project


def suggest_for(project: Project, keys: Sequence[str]) -> str:
    """Suggest for the articles of these external ids; tells in a sentence what was done, empty where nothing was."""
    if not keys:
        return ""
    if len(keys) == 1:
        done = sum(1 for _ in suggest_articles(project, default_suggester(), keys=keys))
        return "Its suggestions are ready." if done else ""
    suggest_in_background.enqueue(project.pk)
    return "Their suggestions are left to the worker (manage.py db_worker); without one, run manage.py suggest."
