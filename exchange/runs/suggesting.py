"""The run of suggestions: at once for a few articles that have just come in, by a worker for more."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce, Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from annotator.models import AnnotationSet
from annotator.services.profiles import touched_by_change
from annotator.services.suggest import Trouble, lacking, runs_by_default, suggest_articles, suggester_for
from articles import access
from articles.models import Project
from exchange.models import Run, RunKind
from exchange.records.article import Note
from exchange.runs.handler import Handler
from exchange.runs.progress import Progress
from suggesters.pieces import number_of_tokens

WORDS_AT_ONCE = 15_000  # some eight seconds of work, within a request
TOKENS_A_WORD = 1.5  # in a text like any other; one of brackets alone has no words, and takes a parser as long
CHARACTERS_A_WORD = 10
MOST_AT_ONCE = 500  # articles
TROUBLES_KEPT = 1000
LEFT_TO_WORKER = gettext_noop(
    "Their suggestions are left to the worker (manage.py worker); without one, run manage.py suggest."
)
READY = gettext_noop("Suggestions are ready for # of them.")
ONE_READY = gettext_noop("Its suggestions are ready.")


def suggest_for(project: Project, keys: Sequence[str], *, user: Any = None, words_at_once: int = WORDS_AT_ONCE) -> Note:
    """Suggest for the articles of these external ids; returns a sentence on what was done, empty if nothing was."""
    if not keys:
        return Note("", "")
    if len(keys) > MOST_AT_ONCE or not are_short(project, keys, words_at_once=words_at_once):
        ask_suggestions(project, user=user)
        return Note("", LEFT_TO_WORKER)
    found = suggest_articles(project, suggester_for(project, runs_by_default(project)), keys=keys)
    done = sum(isinstance(item, AnnotationSet) for item in found)
    return Note("", READY, (done,)) if done > 1 else Note("", ONE_READY)


def are_short(project: Project, keys: Sequence[str], *, words_at_once: int) -> bool:
    """Whether the texts together have few enough words, characters and tokens to be parsed within a request."""
    articles = project.articles.filter(external_id__in=keys)
    sums = articles.aggregate(words=Coalesce(Sum("words"), 0), characters=Coalesce(Sum(Length("text")), 0))
    if sums["words"] > words_at_once or sums["characters"] > words_at_once * CHARACTERS_A_WORD:
        return False
    texts = articles.values_list("text", flat=True)
    return sum(map(number_of_tokens, texts)) <= words_at_once * TOKENS_A_WORD


def ask_suggestions(project: Project, *, user: Any, keys: Sequence[str] = (), suggester: str = "") -> Run:
    """A run that waits for a worker; the one that waits for the same already, where there is one.

    Without a ``suggester`` it is the one that runs in this project by default.

    Raises PermissionDenied where the project is archived.
    """
    access.require_open(project)
    options = {"suggester": suggester or runs_by_default(project), "keys": sorted(keys)}
    waiting = project.runs.filter(kind=RunKind.SUGGEST, state=Run.State.WAITING, options=options).first()
    return waiting or Run.objects.create(
        pk=uuid.uuid4(),
        project=project,
        user=user,
        kind=RunKind.SUGGEST,
        state=Run.State.WAITING,
        options=options,
        asked_at=timezone.now(),
    )


def suggest_changed(project: Project, *, user: Any) -> Run | None:
    """What suggestions rest on was changed: stop the run by what held before, and suggest anew where nobody decided.

    None where every article has been decided in.
    """
    by_former = project.runs.filter(kind=RunKind.SUGGEST, state=Run.State.RUNNING)
    by_former.filter(options__suggester=runs_by_default(project)).update(cancel_asked=True)
    return ask_suggestions(project, user=user) if touched_by_change(project).anew else None


def suggest(run: Run, progress: Progress) -> dict[str, Any]:
    """Suggest for the articles that lack a set of the suggester’s version. Begun again, it goes on with the others."""
    suggester, keys = suggester_for(run.project, run.options["suggester"]), run.options["keys"]
    total = lacking(run.project, suggester, keys=keys).count()
    Run.objects.filter(pk=run.pk).update(records_total=total)
    troubles: list[Trouble] = []
    done = 0
    for item in suggest_articles(run.project, suggester, keys=keys):
        if isinstance(item, Trouble):
            troubles.append(item)
        else:
            done += 1
        progress.tell(records=done + articles_in(troubles))
    progress.tell(records=done + articles_in(troubles), at_once=True)
    return {
        "suggester": suggester.name,
        "version": suggester.version,
        "suggested": done,
        "failed": articles_in(troubles),
        "left_out": sum(not item.is_whole and not item.is_rest for item in troubles),
        "cut_short": sum(item.is_rest for item in troubles),
        "failures": [{"article": item.article, "reason": item.reason} for item in troubles[:TROUBLES_KEPT]],
    }


def articles_in(troubles: Sequence[Trouble]) -> int:
    """How many articles got no set."""
    return sum(item.is_whole for item in troubles)


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report for people, a line each."""
    lines = [f"suggested for {report['suggested']} articles by {report['suggester']} {report['version']}"]
    if report["failed"] or report["left_out"]:
        lines.append(f"failed: {report['failed']} articles; left out: {report['left_out']} annotations")
    if report.get("cut_short"):
        lines.append(f"not read to the end, for want of time: {report['cut_short']} articles")
    return lines + [f"{item['article']}: {item['reason']}" for item in report["failures"]]


HANDLER = Handler(
    do=suggest,
    is_small=lambda run: False,
    running=_("Suggesting"),
    finished=_("What was suggested"),
    resume=_("Go on"),
    lines=lines_of,
    stays=True,
)
