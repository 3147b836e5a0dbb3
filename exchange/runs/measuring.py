"""The run that measures an imported version on the project's own checked articles, against what is in use."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.errors import Refused
from annotator.models import LearnedModel
from annotator.services.checked import number_checked
from annotator.services.learning import model_in_use, model_of_version, version_in_use
from annotator.services.lessons import LEAST_ARTICLES, lessons_of
from annotator.services.parses import kept_parses
from articles.models import Project, Role
from exchange.models import Run, RunKind
from exchange.runs.handler import Handler
from exchange.runs.progress import Progress
from exchange.runs.queue import announce
from exchange.runs.training import UNDER_WAY, rules_of, too_few
from exchange.runs.training_report import change_in_words, measured_rows

if TYPE_CHECKING:
    from suggesters.fitting import Checked

STEPS = 100  # of the bar


def ask_measuring(version: LearnedModel, *, user: Any) -> Run | None:
    """A run that waits for a worker; the one under way for this version, where there is one.

    None where too few articles are checked.
    """
    project = version.project
    if number_checked(project, most=LEAST_ARTICLES) < LEAST_ARTICLES:
        return None
    options = {"version": version.number}
    known = project.runs.filter(kind=RunKind.MEASURE, options=options, state__in=UNDER_WAY).first()
    if known is not None:
        return known
    run = Run.objects.create(
        pk=uuid.uuid4(),
        project=project,
        user=user,
        kind=RunKind.MEASURE,
        state=Run.State.WAITING,
        options=options,
        asked_at=timezone.now(),
    )
    announce(run)
    return run


def measured_of(version: LearnedModel) -> Run | None:
    """The newest measuring of a version, under way or ended; None where there was none."""
    rows = version.project.runs.filter(kind=RunKind.MEASURE, options__version=version.number)
    return rows.order_by("-created_at").first()


def measure(run: Run, progress: Progress) -> dict[str, Any]:
    """Compare the version with what is in use, on articles that the latter has not learned from where there are enough.

    ``seen`` says that there were not: the figures then flatter what is in use.
    """
    from suggesters.learning.comparing import compared

    project = run.project
    version = LearnedModel.objects.get(project=project, number=run.options["version"])
    Run.objects.filter(pk=run.pk).update(records_total=STEPS)
    articles, seen = test_articles(project)
    if len(articles) < LEAST_ARTICLES:
        raise Refused(too_few(len(articles)))
    rules, used = rules_of(project).keeping(kept_parses()), model_in_use(project)
    verdict = compared(
        articles,
        old=rules.learned(used) if used else rules,
        new=rules.learned(model_of_version(version.pk, version.key)),
        told=lambda share: progress.tell(records=int(STEPS * share)),
    )
    progress.tell(records=STEPS, at_once=True)
    return {"number": version.number, "articles": len(articles), "seen": seen, "gate": verdict.as_json()}


def test_articles(project: Project) -> tuple[list[Checked], bool]:
    """The checked articles to compare on, and whether the version in use has learned from them."""
    lessons, used = lessons_of(project), version_in_use(project)
    if used is None:
        return lessons.articles, False
    learned = set(LearnedModel.objects.values_list("data", flat=True).get(pk=used.pk))
    fresh = [article for key, article in zip(lessons.ids, lessons.articles, strict=True) if key not in learned]
    return (fresh, False) if len(fresh) >= LEAST_ARTICLES else (lessons.articles, True)


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report for people, a line each."""
    gate = report["gate"]
    rows = [f"{name:<14}{old:>8.1f}{new:>8.1f}" for name, old, new in measured_rows(gate)]
    return [
        f"version {report['number']} on {report['articles']} checked articles; F1, of 100:",
        f"{'':<14}{'in use':>8}{'it':>8}",
        *rows,
        f"difference: {change_in_words(gate)}",
    ]


HANDLER = Handler(
    do=measure,
    is_small=lambda run: False,
    running=_("Measuring"),
    finished=_("What was measured"),
    resume=_("Begin again"),
    lines=lines_of,
    changes_project=False,
    changed_by=Role.MANAGER,
)
