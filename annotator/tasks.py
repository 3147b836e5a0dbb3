"""Work for the background. Only modules of tasks know the task library; a task calls a service and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from django_tasks import task

from annotator.services.suggest import suggest_articles, suggester_named
from articles.models import Project


@task()
def suggest_in_background(project_id: int, keys: Sequence[str] = (), name: str = "quotemark") -> int:
    """Suggest for the project’s articles (or those of these external ids) that lack it; how many sets were written.

    Run again after it was broken off, it goes on where it stood.
    """
    project = Project.objects.get(pk=project_id)
    return sum(1 for _ in suggest_articles(project, suggester_named(name), keys=keys))
