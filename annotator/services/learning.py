"""The learned versions of a project: entered under the next number, put into use, and taken out of it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.fields.json import KeyTransform

from annotator.errors import Refused
from annotator.models import Event, LearnedModel
from annotator.services.profiles import set_profile
from annotator.vocabulary import Verb
from articles import access
from articles.models import Project, Role
from suggesters.profiles import profile_from

if TYPE_CHECKING:
    from suggesters.learned.model import Model

State = LearnedModel.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What is known of a new version besides the model: where it comes from, and how it was measured."""

    state: str
    report: dict[str, Any] = field(default_factory=dict)
    articles: list[int] = field(default_factory=list)
    number: int = 0
    """How many articles it learned from, where those are none of the project."""
    data_hash: str = ""
    quotes: int = 0
    pipeline: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    run: UUID | None = None


def versions_of(project: Project) -> QuerySet[LearnedModel]:
    """All versions, the newest first, each with ``measured``: what its gate said. Without files and reports."""
    rows = LearnedModel.objects.filter(project=project).order_by("-number")
    return rows.defer("content", "report", "data").annotate(measured=KeyTransform("gate", "report"))


def version_in_use(project: Project) -> LearnedModel | None:
    """The version by which the project’s articles are suggested; None for the rules alone. One query."""
    rows = LearnedModel.objects.filter(project=project, in_use=True)
    found = rows.defer("content", "report", "data").first()
    if found is None or profile_from(found.profile).key != project.chosen_profile.key:
        return None
    found.project = project
    return found


def model_in_use(project: Project) -> Model | None:
    """What that version learned; None for the rules alone. One query, two where this process has not read it yet."""
    found = version_in_use(project)
    return None if found is None else model_of_version(found.pk, found.key)


@lru_cache(maxsize=4)
def model_of_version(pk: int, key: str) -> Model:
    """The model in the file of a version, whose key says what is in it. Raises Refused where it cannot be read here."""
    from suggesters.learned.model import ModelError, model_of

    row = LearnedModel.objects.only("content", "number").get(pk=pk, key=key)
    try:
        return model_of(row.file)
    except ModelError as error:
        why = f"Version {row.number} of the suggestions cannot be read here: {error}"
        raise Refused(f"{why} Use another version, or the rules alone.") from error


@transaction.atomic
def enter_model(project: Project, model: Model, *, user: Any, made: Made) -> LearnedModel:
    """Keep a model as the project’s next version, not in use yet. A run’s second time is its first version again.

    ``user`` is None for a worker or a command. Raises Refused for a file that is too long.
    """
    from suggesters.learned.model import MOST_BYTES

    access.require_open(project)
    Project.objects.select_for_update().get(pk=project.pk)
    known = LearnedModel.objects.filter(run=made.run).first() if made.run else None
    if known is not None:
        return known
    content = model.as_bytes()
    if len(content) > MOST_BYTES:
        raise Refused(f"The model has {len(content):,} bytes; {MOST_BYTES:,} are kept at most.")
    rows = LearnedModel.objects.filter(project=project)
    row = LearnedModel.objects.create(
        project=project,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        key=model.key,
        state=made.state,
        content=zlib.compress(content),
        report=made.report,
        data=made.articles,
        data_hash=made.data_hash,
        articles=made.number or len(made.articles),
        quotes=made.quotes,
        profile=model.profile.as_json(),
        rules=model.rules,
        pipeline=made.pipeline,
        options=made.options,
        run=made.run,
        made_by=user,
    )
    is_imported = made.state == State.IMPORTED
    write_event(row, Verb.IMPORT_MODEL if is_imported else Verb.TRAIN_MODEL, user=user)
    return row


def write_event(row: LearnedModel, verb: Verb, *, user: Any) -> None:
    values = {"name": str(row.number), "key": row.key, "state": row.state}
    Event.objects.create(project_id=row.project_id, actor=user, verb=verb, after=values)


@transaction.atomic
def use_model(row: LearnedModel, *, user: Any) -> bool:
    """Let the project’s suggestions follow this version, with its guideline profile; False where they do already.

    Raises PermissionDenied unless the user is a manager.
    """
    access.require(row.project, user, at_least=Role.MANAGER)
    return put_into_use(row, user=user)


@transaction.atomic
def put_into_use(row: LearnedModel, *, user: Any) -> bool:
    """As ``use_model``, for a training that a manager has asked for, or a worker."""
    stored = Project.objects.select_for_update().get(pk=row.project_id)
    access.require_open(stored)
    profile = profile_from(row.profile)
    if stored.chosen_profile.key != profile.key:
        set_profile(stored, profile, user=user)
        row.project.profile = stored.profile
    rows = LearnedModel.objects.filter(project=stored)
    if rows.filter(pk=row.pk, in_use=True).exists():
        return False
    rows.filter(in_use=True).update(in_use=False)
    row.in_use = True
    row.save(update_fields=["in_use"])
    write_event(row, Verb.USE_MODEL, user=user)
    return True


@transaction.atomic
def use_rules(project: Project, *, user: Any) -> bool:
    """Let the suggestions follow the rules alone, under the same guideline profile; False where they do already.

    Raises PermissionDenied unless the user is a manager.
    """
    access.require(project, user, at_least=Role.MANAGER)
    Project.objects.select_for_update().get(pk=project.pk)
    if not LearnedModel.objects.filter(project=project, in_use=True).update(in_use=False):
        return False
    Event.objects.create(project=project, actor=user, verb=Verb.USE_RULES)
    return True
