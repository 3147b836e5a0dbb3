"""Rules that have changed since a version learned from them ask for a training by themselves."""

from __future__ import annotations

import logging

from annotator.errors import Refused
from annotator.models import LearnedModel
from annotator.services.suggest import suggester_named
from articles.models import Project
from exchange.models import Run, RunKind
from exchange.runs.training import ask_training, pipeline_of

logger = logging.getLogger(__name__)


def retrain_under_new_rules() -> list[Run]:
    """Ask for a training of each project whose version in use learned from other rules or another spaCy model.

    Each project is asked for once for the same rules. Until it has ended the version goes on. What fails is logged.
    """
    rows = LearnedModel.objects.filter(in_use=True, project__in=Project.objects.active())
    asked = []
    for row in rows.select_related("project").defer("content", "report", "data").order_by("project"):
        try:
            run = retrained(row)
        except Exception:
            logger.exception("Whether the project “%s” needs a training cannot be told", row.project.slug)
        else:
            asked += [run] if run is not None else []
    return asked


def retrained(row: LearnedModel) -> Run | None:
    """A training of the version’s project, if the rules are others now."""
    from suggesters.pipeline import RULES_VERSION  # it loads spaCy

    pipeline = pipeline_of(suggester_named().version)
    if (row.rules, row.pipeline or pipeline) == (RULES_VERSION, pipeline):
        return None
    rules, project = f"{RULES_VERSION}+{pipeline}", row.project
    made = LearnedModel.objects.filter(project=project, rules=RULES_VERSION, pipeline=pipeline, run__isnull=False)
    if made.exists() or project.runs.filter(kind=RunKind.TRAIN, options__rules=rules).exists():
        return None
    try:
        return ask_training(project, user=None, rules=rules)
    except Refused as error:
        logger.info("%s is not trained anew for the rules %s: %s", project.slug, rules, error)
        return None
