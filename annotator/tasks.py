"""Work for the background. Only modules named tasks know the task library; a task only calls a service."""

from __future__ import annotations

from collections.abc import Sequence

from django_tasks import task

from annotator.services.suggest import suggest_articles, suggester_named
from articles.models import Project


@task()
def suggest_in_background(project_id: int, keys: Sequence[str] = (), name: str = "quotemark") -> int:
    """Suggest for the project's articles (or those with these external ids) that lack it. Returns the sets written.

    After an interruption, run it again: it goes on with the articles that still lack a set.
    """
    project = Project.objects.get(pk=project_id)
    return sum(1 for _ in suggest_articles(project, suggester_named(name), keys=keys))
