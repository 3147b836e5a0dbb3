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

| type | what stands there | example |
| --- | --- | --- |
| **direct** | all of it in quotation marks, which belong to it | **“We will wait,”** said Tom Okafor. |
| **mixed** | some of it in marks: from *that* to the end of the clause | She said **that the pier “is closed until May”**. |
| **indirect** | no marks, but plainly somebody’s statement | He warned **that repairs would be costly**. |

## One quote or two?

- A quote that the attribution interrupts is **one** quote of two parts: **“A,”** she said, **“B.”** Add the second with `+`.
- A speech that goes on in the next paragraph is one quote.
- Two cues make two quotes, also when one person says both: she *said* … and *warned* ….

## Who speaks?

- Mark the speaker as it stands (*he*, *the mayor*, *Ines Calder, the mayor*); choose the person behind it with `p`.
- A group, a firm or a report may speak: *the ministry*, *the study*.
- Where no speaker is stated, say so with `n`. That is an answer, too.

## What is no quote

- Thoughts, wishes and plans that nobody voiced: *the council hopes to open in May*.
- Titles and names in marks: *the “Marigold”*.
- Single words in marks that nobody is said to have used.

## The other kinds

- **Entities**: names of people, organisations and places, and dates. Accept them by the name; correct the odd one.
- **Captions**: all the words under a picture, with the credit marked in them.
- **Repairs**: places where the text itself is damaged (*Stoltenbergsaid*). The text is never changed; the repair is kept beside it.

In doubt, flag it with `f` and go on: a colleague will look.
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
