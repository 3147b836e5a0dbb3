"""The sample project: what a newcomer sees first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.services.suggest import suggest_articles, suggester_named
from articles.models import Membership, Project, Role
from datasets.importing import import_paths

SLUG = "sample"
SAMPLES = Path(settings.BASE_DIR) / "samples"

GUIDELINES = """\
# What counts as a quote here

A quote is what somebody **said or wrote**, told by the article: its words (the *content*), the *speaker* as the text
names them, and the *cue*, the verb that tells it.

- **direct**: all of it stands in quotation marks; the marks belong to the content.
- **mixed**: some of it does. Start at *that*, end with the clause.
- **indirect**: no marks, but the clause is plainly somebody's statement.
- A quote that the attribution interrupts is **one** quote of two parts: “A,” she said, “B.”
- The speaker is marked as it stands (*he*, *the mayor*); the person behind it is chosen with `p`.
- Where no speaker is stated, say so with `n`.

Thoughts, wishes and plans are no quotes unless somebody voiced them.
"""


@transaction.atomic
def load_sample(*, user: Any) -> Project | None:
    """Make the sample project with its suggestions, once and whole. None where it exists: nothing of the user's is
    touched."""
    project, made = Project.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": "Sample project",
            "description": "One real article and seven invented ones, to try everything on.",
            "guidelines": GUIDELINES,
        },
    )
    if not made:
        return None
    Membership.objects.create(project=project, user=user, role=Role.MANAGER)
    import_paths(project, [SAMPLES / "seed-article.txt", SAMPLES], user=user)
    for _ in suggest_articles(project, suggester_named()):
        pass
    return project
