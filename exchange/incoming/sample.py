"""The sample project: what a newcomer sees first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.services.projects import begin
from annotator.services.suggest import suggest_articles, suggester_for
from articles.models import Project
from exchange.incoming.importing import import_paths
from suggesters.profiles import PRESETS

SLUG = "sample"
SAMPLES = Path(settings.BASE_DIR) / "samples"

GUIDELINES = SAMPLES / "guidelines.md"
# As its guidelines ask: the parts around “she said” are one quote, and so is what somebody calls for, denies or doubts.
PROFILE = PRESETS["polnear"]


@transaction.atomic
def load_sample(*, user: Any) -> Project | None:
    """Make the sample project with its suggestions, once and whole. None where it exists: nothing of the user’s is
    touched."""
    project, made = Project.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": "Sample project",
            "description": "One real article and seven invented ones, to try everything on.",
            "guidelines": GUIDELINES.read_text(encoding="utf-8"),
            "profile": PROFILE.as_json(),
        },
    )
    if not made:
        return None
    begin(project, user=user)
    import_paths(project, [SAMPLES / "seed-article.txt", SAMPLES], user=user)
    for _ in suggest_articles(project, suggester_for(project)):
        pass
    return project
