"""Projects themselves: one is made, and its settings are changed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.models import Event
from annotator.services.guidelines import first_version, with_plain_line_ends
from annotator.vocabulary import Verb
from articles import access
from articles.models import Membership, Project, Role

SLUG_LENGTH = 80
# Words that addresses have where another project has its slug.
TAKEN_SLUGS = ("new",)
# What ``change_settings`` changes. The profile and the guidelines have services of their own.
SETTINGS = (
    *("name", "description", "language", "remote_images", "accept_threshold", "suggester", "judged"),
    *("overlap", "queue_policy", "lease_minutes", "blind_share", "check_share", "count_time"),
    *("agree_rule", "agree_overlap", "agree_majority", "tie_break"),
)


def free_slug(wanted: str) -> str:
    """A slug made of these words that no project has: “harbour”, “harbour-2”. “project” where they make none."""
    base = slugify(wanted)[:SLUG_LENGTH].strip("-_") or "project"
    beginning = base[: SLUG_LENGTH - 8]
    taken = {*Project.objects.filter(slug__startswith=beginning).values_list("slug", flat=True), *TAKEN_SLUGS}
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{beginning}-{number}"
    return slug


@transaction.atomic
def make_project(*, user: Any, client_id: uuid.UUID, slug: str = "", **values: Any) -> tuple[Project, bool]:
    """A project with this user as its manager, and whether it is new: the same client id again is the same project.

    A slug that another project has got meanwhile gets a number. Raises PermissionDenied for who may make none.
    """
    if not access.may_make_projects(user):
        raise PermissionDenied(who_may_make())
    known = Project.objects.filter(client_id=client_id).first()
    if known is not None:
        access.require_role(known, user, at_least=Role.MANAGER)
        return known, False
    values["guidelines"] = with_plain_line_ends(values.get("guidelines", ""))
    project = Project.objects.create(slug=free_slug(slug or values["name"]), client_id=client_id, **values)
    begin(project, user=user)
    return project, True


def begin(project: Project, *, user: Any) -> None:
    """What a new project has from the start: its maker as manager, the first version of its guidelines, its history.

    ``user`` is None for a command.
    """
    first_version(project, user=user)
    if user is not None:
        Membership.objects.get_or_create(project=project, user=user, defaults={"role": Role.MANAGER})
    Event.objects.create(project=project, actor=user, verb=Verb.MAKE_PROJECT, after={"name": project.name})


def who_may_make() -> str:
    return _(
        "You can’t make a project: that is for staff, for whoever manages a project already, and for whoever an "
        "administrator allows it. Ask one of them to make it, or to let you."
    )


@transaction.atomic
def change_settings(project: Project, values: Mapping[str, Any], *, user: Any) -> list[str]:
    """Give the project these settings; the names of those that were others before.

    One event keeps what they were and are. Raises PermissionDenied unless the user is a manager, ValidationError for a
    value that the model refuses, and Refused for what is no setting.
    """
    access.require(project, user, at_least=Role.MANAGER)
    if unknown := values.keys() - set(SETTINGS):
        raise Refused(f"There is no setting {', '.join(sorted(unknown))}.")
    stored = Project.objects.select_for_update().get(pk=project.pk)
    before = {name: getattr(stored, name) for name, value in values.items() if getattr(stored, name) != value}
    if not before:
        return []
    for name in before:
        setattr(stored, name, values[name])
    stored.clean_fields(exclude=[field.name for field in Project._meta.fields if field.name not in before])
    stored.save(update_fields=[*before])
    if "overlap" in before:  # an article that had enough readers may have too few, also where a queue has passed it
        Membership.objects.filter(project=stored).update(queue_start=0)
    after = {name: getattr(stored, name) for name in before}
    for name, value in after.items():
        setattr(project, name, value)
    Event.objects.create(project=stored, actor=user, verb=Verb.CHANGE_SETTINGS, before=before, after=after)
    return list(before)
