"""A learned version as a file: out of a project with its card, and into another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from annotator.models import LearnedModel
from annotator.services.learning import Made, enter_model
from articles import access
from articles.models import Project, Role

if TYPE_CHECKING:
    from suggesters.learned.model import Model


class Brought(NamedTuple):
    """The version that a file became, and whether it is new: a project has what a file suggests once."""

    version: LearnedModel
    is_new: bool


def portable(row: LearnedModel) -> Model:
    """What a version learned, with its card and without a word that somebody wrote."""
    from suggesters.learned.card import with_card
    from suggesters.learned.model import model_of

    model = model_of(row.file)
    if row.state == LearnedModel.State.IMPORTED:
        return model  # its card says what was measured where it comes from
    day = row.made_at.date().isoformat()
    return with_card(model, row.report, date=day, pipeline=row.pipeline, data_hash=row.data_hash)


def file_name(row: LearnedModel) -> str:
    return f"{row.project.slug}-{row.number}-{row.key}.json"


@transaction.atomic
def import_model(project: Project, model: Model, *, user: Any) -> Brought:
    """Keep a model from elsewhere as the project's next version, not in use; the version that has it, where one does.

    Of its card what has the right shape is kept, and its profile loses its name unless it is a preset. ``user`` is None
    for a command. Raises PermissionDenied unless the user is a manager.
    """
    from suggesters.learned.card import cleaned, read_card

    if user is None:
        access.require_open(project)
    else:
        access.require(project, user, at_least=Role.MANAGER)
    Project.objects.select_for_update().get(pk=project.pk)
    known = LearnedModel.objects.filter(project=project, key=model.key).order_by("-number").first()
    if known is not None:
        known.project = project
        return Brought(known, is_new=False)
    clean = cleaned(model)
    card = read_card(clean.card)
    made = Made(
        state=LearnedModel.State.IMPORTED,
        number=card.articles,
        quotes=card.quotes,
        data_hash=card.data_hash,
        pipeline=card.pipeline,
    )
    return Brought(enter_model(project, clean, user=user, made=made), is_new=True)


def card_of(row: LearnedModel) -> str:
    """The card of a version for people, in Markdown."""
    from suggesters.learned.card import card_in_markdown

    return card_in_markdown(portable(row))
