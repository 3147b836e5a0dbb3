"""Suggestions for what has just come in: at once for a few articles, by a worker for more."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Sum
from django.utils.translation import gettext_noop

from annotator.services.suggest import suggest_articles, suggester_named
from annotator.tasks import suggest_in_background
from articles.models import Project
from exchange.records.article import Note

WORDS_AT_ONCE = 15_000  # some eight seconds of work, within a request
LEFT_TO_WORKER = gettext_noop(
    "Their suggestions are left to the worker (manage.py worker); without one, run manage.py suggest."
)
READY = gettext_noop("Suggestions are ready for # of them.")
ONE_READY = gettext_noop("Its suggestions are ready.")


def suggest_for(project: Project, keys: Sequence[str], *, words_at_once: int = WORDS_AT_ONCE) -> Note:
    """Suggest for the articles of these external ids; returns a sentence on what was done, empty if nothing was."""
    if not keys:
        return Note("", "")
    words = project.articles.filter(external_id__in=keys[:500]).aggregate(all=Sum("words"))["all"] or 0
    if len(keys) > 500 or words > words_at_once:
        suggest_in_background.enqueue(project.pk)
        return Note("", LEFT_TO_WORKER)
    done = sum(1 for _ in suggest_articles(project, suggester_named(), keys=keys))
    return Note("", READY, (done,)) if done > 1 else Note("", ONE_READY)
