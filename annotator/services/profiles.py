"""The guideline profile of a project: changed by its managers, with what the change touches."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction

from annotator.models import Event, LearnedModel
from annotator.services.sets import worked_on
from annotator.vocabulary import Verb
from articles import access
from articles.models import Project, Role
from suggesters.profiles import Profile


class Touched(NamedTuple):
    """How many articles a change of the profile suggests anew, and how many keep what people decided on."""

    anew: int
    kept: int


def touched_by_change(project: Project) -> Touched:
    """Counted over the project's articles in use."""
    articles = project.articles.in_use()
    kept = articles.filter(worked_on()).count()
    return Touched(articles.count() - kept, kept)


@transaction.atomic
def change_profile(project: Project, profile: Profile, *, user: Any) -> bool:
    """Let the project follow this profile from now on; False where it does already.

    Raises PermissionDenied unless the user is a manager. The articles are not suggested anew here.
    """
    access.require(project, user, at_least=Role.MANAGER)
    stored = Project.objects.select_for_update().get(pk=project.pk)
    if stored.chosen_profile == profile:  # also where an older version stored it with fewer keys
        return False
    set_profile(stored, profile, user=user)
    project.profile = stored.profile
    return True


def set_profile(stored: Project, profile: Profile, *, user: Any) -> None:
    """Write the profile into the locked row, with its event. What was learned under other choices is out of use."""
    if stored.chosen_profile.key != profile.key:
        LearnedModel.objects.filter(project=stored, in_use=True).update(in_use=False)
    before, after = stored.profile, profile.as_json()
    stored.profile = after
    stored.save(update_fields=["profile"])
    Event.objects.create(project=stored, actor=user, verb=Verb.CHANGE_PROFILE, before=before, after=after)
