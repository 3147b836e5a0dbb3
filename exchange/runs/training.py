"""The run of a training: learn from the checked articles, compare, keep the version, and use it where it is better."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.errors import Refused
from annotator.models import LearnedModel
from annotator.services.checked import number_checked
from annotator.services.learning import Made, enter_model, model_of_version, put_into_use, version_in_use
from annotator.services.lessons import LEAST_ARTICLES, MOST_ARTICLES, Lessons, lessons_of
from annotator.services.parses import kept_parses
from annotator.services.retraining import note_training
from annotator.services.suggest import suggester_named
from articles import access
from articles.models import Project, Role
from exchange.models import Run, RunKind
from exchange.runs.handler import Handler
from exchange.runs.progress import Progress
from exchange.runs.queue import announce
from exchange.runs.suggesting import suggest_changed
from exchange.runs.training_report import lines_of, report_of
from suggesters.registry import following

if TYPE_CHECKING:
    from suggesters.learned.model import Model
    from suggesters.learning.training import Former
    from suggesters.pipeline import Suggester

STEPS = 100  # of the bar
FETCHED = 5
STAGES = {"reading": (FETCHED, 40), "comparing": (40, 80), "measuring": (80, 97), "learning": (97, STEPS)}
"""Where on the bar each of the learner's stages begins and ends."""
OTHERS = "This id belongs to another run: reload the page, and try again."
UNDER_WAY = [Run.State.WAITING, Run.State.RUNNING]
State = LearnedModel.State


def ask_training(project: Project, *, user: Any, client_id: uuid.UUID | None = None, **options: Any) -> Run:
    """A run that trains anew and waits for a worker; the one that is under way, where there is one.

    With the option ``force`` its version is used though it is not better. The same client id again is the same run.
    ``user`` is None for a command or a worker. Raises PermissionDenied unless the user is a manager, and Refused where
    too few articles are checked.
    """
    if user is None:
        access.require_open(project)
    else:
        access.require(project, user, at_least=Role.MANAGER)
    check_enough(project)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        known = Run.objects.filter(pk=client_id).first() if client_id else None
        if known is not None and (known.project_id, known.kind) != (project.pk, RunKind.TRAIN):
            raise Refused(OTHERS)
        known = known or project.runs.filter(kind=RunKind.TRAIN, state__in=UNDER_WAY).first()
        if known is None:
            run = Run.objects.create(
                pk=client_id or uuid.uuid4(),
                project=project,
                user=user,
                kind=RunKind.TRAIN,
                state=Run.State.WAITING,
                options=options,
                asked_at=timezone.now(),
            )
            announce(run)
            return run
        if options.get("force") and known.state == Run.State.WAITING:
            known.options = {**known.options, "force": True}
            known.save(update_fields=["options"])
        return known


def check_enough(project: Project) -> None:
    number = number_checked(project, most=LEAST_ARTICLES)
    if number < LEAST_ARTICLES:
        raise Refused(too_few(number))


def too_few(number: int) -> str:
    return ngettext(
        "%(least)d fully checked articles are needed to learn from; there is %(number)d. An article is fully checked "
        "when it is finished with every suggested quote decided, or when its gold is saved.",
        "%(least)d fully checked articles are needed to learn from; there are %(number)d. An article is fully checked "
        "when it is finished with every suggested quote decided, or when its gold is saved.",
        number,
    ) % {"least": LEAST_ARTICLES, "number": number}


@dataclass(frozen=True, slots=True)
class Start:
    """What held in the project when the training began: the comparison is with that."""

    profile: str
    used: LearnedModel | None

    @classmethod
    def of(cls, project: Project) -> Start:
        return cls(project.chosen_profile.key, version_in_use(project))

    def holds(self, project: Project) -> bool:
        stored = Project.objects.get(pk=project.pk)
        used = version_in_use(stored)
        return (stored.chosen_profile.key, used and used.pk) == (self.profile, self.used and self.used.pk)

    def former(self, ids: list[int]) -> Former | None:
        """The version in use, with the places of the articles among ``ids`` that it learned from."""
        from suggesters.learning.training import Former

        if self.used is None:
            return None
        learned = set(LearnedModel.objects.values_list("data", flat=True).get(pk=self.used.pk))
        known = frozenset(place for place, key in enumerate(ids) if key in learned)
        return Former(model_of_version(self.used.pk, self.used.key), known)


def train(run: Run, progress: Progress) -> dict[str, Any]:
    """Learn, compare and keep the version; put it into use where it is better. A second time keeps none twice."""
    project = run.project
    kept = LearnedModel.objects.filter(run=run.pk).first()
    if kept is None:
        Run.objects.filter(pk=run.pk).update(records_total=STEPS)
        start = Start.of(project)
        lessons = read_lessons(project, progress)
        model, report = learned_from(lessons, project=project, start=start, progress=progress)
        progress.tell(records=STEPS, at_once=True)
        kept = keep(run, model, report, lessons=lessons, start=start)
    return report_of(kept)


def read_lessons(project: Project, progress: Progress) -> Lessons:
    total = number_checked(project, most=MOST_ARTICLES) or 1
    read = 0

    def tell() -> None:
        nonlocal read
        read += 1
        progress.tell(records=min(FETCHED, FETCHED * read // total))

    return lessons_of(project, tell=tell)


def learned_from(
    lessons: Lessons, *, project: Project, start: Start, progress: Progress
) -> tuple[Model, dict[str, Any]]:
    """What ``suggesters.learning`` makes of the lessons, and its report. Raises Refused where they are too few."""
    from suggesters.learning.training import learn

    def tell(stage: str, share: float) -> None:
        start, end = STAGES[stage]
        progress.tell(records=start + int((end - start) * min(1.0, max(0.0, share))))

    trained = learn(
        lessons.articles,
        suggester=rules_of(project),
        current=project.chosen_profile,
        former=start.former(lessons.ids),
        parses=kept_parses(),
        tell=tell,
    )
    if trained.model is None:
        unread = gettext("Articles in other languages than English teach nothing yet.")
        raise Refused(f"{too_few(trained.report['articles'])} {unread}")
    return trained.model, trained.report


def rules_of(project: Project) -> Suggester:
    """Our suggester with the project's guideline, without anything learned. Raises Refused where it cannot learn."""
    from suggesters.pipeline import Suggester

    found = following(suggester_named(), project.chosen_profile)
    if not isinstance(found, Suggester):
        raise Refused(gettext("The suggester of this installation does not learn."))
    return found


@transaction.atomic
def keep(run: Run, model: Model, report: dict[str, Any], *, lessons: Lessons, start: Start) -> LearnedModel:
    """Keep the version, and use it if it is better or was asked for all the same; what came between leaves it unused.

    With its use the articles that nobody has decided in are suggested anew.
    """
    project = Project.objects.select_for_update().get(pk=run.project_id)
    forced = State.FORCED if run.options.get("force") else State.REFUSED
    made = Made(
        state=State.ACCEPTED if report["gate"]["accepted"] else forced,
        report={**report, "beyond": lessons.beyond, "overtaken": not start.holds(project)},
        articles=lessons.ids,
        data_hash=lessons.data_hash,
        quotes=lessons.quotes,
        pipeline=pipeline_of(suggester_named().version),
        options={"force": bool(run.options.get("force"))},
        run=run.pk,
    )
    row = enter_model(project, model, user=run.user, made=made)
    note_training(project, articles=len(lessons.ids) + lessons.beyond)
    if row.state != State.REFUSED and not row.report["overtaken"] and put_into_use(row, user=run.user):
        suggest_changed(project, user=run.user)
    return row


def pipeline_of(version: str) -> str:
    """The spaCy model in a version of our suggester: “en_core_web_sm-3.8.0”."""
    return version.partition("+")[2]


HANDLER = Handler(
    do=train,
    is_small=lambda run: False,
    running=_("Learning"),
    finished=_("What was learned"),
    resume=_("Begin again"),
    lines=lines_of,
    changed_by=Role.MANAGER,
)
