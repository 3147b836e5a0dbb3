"""The run of suggestions: at once for a few articles that have just come in, by a worker for more."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce, Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from annotator.errors import Refused
from annotator.models import AnnotationSet
from annotator.services.profiles import touched_by_change
from annotator.services.suggest import Trouble, lacking, runs_by_default, suggest_articles, suggester_for
from articles import access
from articles.models import Project
from exchange.models import Priority, Run, RunKind, RunPart
from exchange.records.article import Note
from exchange.runs import parts
from exchange.runs.handler import Handler
from exchange.runs.parts import PartProgress
from exchange.runs.progress import Interrupted, Progress, TakenOver
from exchange.runs.queue import announce
from suggesters.pieces import number_of_tokens
from suggesters.registry import SuggesterLike

WORDS_AT_ONCE = 15_000  # some eight seconds of work, within a request
TOKENS_A_WORD = 1.5  # in a text like any other; one of brackets alone has no words, and takes a parser as long
CHARACTERS_A_WORD = 10
MOST_AT_ONCE = 500  # articles
FEW = 20  # articles, for which somebody waits; more are a corpus
TROUBLES_KEPT = 1000
PART_DIED = "Its worker died again and again, at this article or at one beside it: see the server’s log."
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
        ask_suggestions(project, user=user, keys=keys if len(keys) <= FEW else ())
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
    """A run that waits for a worker; the one that waits for the same already, where there is one and it was not begun.

    Without a ``suggester`` it is the one that runs in this project by default. A few articles come before a corpus.

    Raises PermissionDenied where the project is archived.
    """
    access.require_open(project)
    options = {"suggester": suggester or runs_by_default(project), "keys": sorted(keys)}
    same = project.runs.filter(kind=RunKind.SUGGEST, state=Run.State.WAITING, options=options, parts=None)
    if (waiting := same.first()) is not None:
        return waiting
    run = Run.objects.create(
        pk=uuid.uuid4(),
        project=project,
        user=user,
        kind=RunKind.SUGGEST,
        priority=Priority.PERSON if 0 < len(keys) <= FEW else Priority.CORPUS,
        state=Run.State.WAITING,
        options=options,
        asked_at=timezone.now(),
    )
    announce(run)
    return run


def suggest_changed(project: Project, *, user: Any) -> Run | None:
    """What suggestions rest on was changed: stop the run by what held before, and suggest anew where nobody decided.

    None where every article has been decided in.
    """
    by_former = project.runs.filter(kind=RunKind.SUGGEST, state=Run.State.RUNNING)
    by_former.filter(options__suggester=runs_by_default(project)).update(cancel_asked=True)
    return ask_suggestions(project, user=user) if touched_by_change(project).anew else None


def suggest(run: Run, progress: Progress) -> dict[str, Any]:
    """Suggest for the articles that lack a set of the suggester’s version, with whoever helps. Begun again, it goes on.

    It ends early where the project’s guideline or learned version is changed meanwhile, or the project archived.
    """
    access.require_open(run.project)
    suggester, keys = suggester_for(run.project, run.options["suggester"]), run.options["keys"]
    articles = lacking(run.project, suggester, keys=keys).values_list("id", "words").iterator()
    parts.divide(run, articles, version=suggester.version)
    announce(run)
    while not parts.is_done(run):
        progress.tell(records=parts.records_of(run))
        progress.give_way()
        if (now := suggester_now(run, version=suggester.version)) is None:
            break
        if (part := parts.take(run, version=suggester.version, is_leaders=True)) is None:
            parts.wait()
        else:
            lead(part, now, progress)
    progress.tell(records=parts.records_of(run), at_once=True)
    return {"suggester": suggester.name, "version": suggester.version, **joined(parts.reports_of(run))}


def lead(part: RunPart, suggester: SuggesterLike, progress: Progress) -> None:
    """Do a part of the run that this process leads."""
    before = parts.records_of(part.run) - part.records

    def told(done: int) -> None:
        progress.tell(records=before + done)

    parts.work(part, partial(suggest_part, part, suggester, told=told))


def help_suggest(run: Run, must_end: Callable[[], bool]) -> bool:
    """Do a part of a run that another worker leads. False without the same version of the suggester in this process."""
    version = run.parts.values_list("version", flat=True).first()
    try:
        suggester = suggester_now(run, version=version) if version else None
    except Refused:  # a suggester that is not installed here
        return False
    if suggester is None or version is None:
        return False
    if (part := parts.take(run, version=version, is_leaders=False)) is None:
        return False

    def told(done: int) -> None:
        if must_end():
            raise Interrupted

    with suppress(TakenOver):
        parts.work(part, partial(suggest_part, part, suggester, told=told))
    return True


def suggester_now(run: Run, *, version: str) -> SuggesterLike | None:
    """The run’s suggester as the project has it now; None where that is another version, or the project archived."""
    project = Project.objects.active().filter(pk=run.project_id).first()
    if project is None:
        return None
    run.project = project
    suggester = suggester_for(project, run.options["suggester"])
    return suggester if suggester.version == version else None


def suggest_part(
    part: RunPart, suggester: SuggesterLike, progress: PartProgress, *, told: Callable[[int], None]
) -> dict[str, Any]:
    """Suggest for the articles of a part. ``told`` gets how many are done, after each."""
    run, keys, within = part.run, part.run.options["keys"], (part.first, part.last)
    left = lacking(run.project, suggester, keys=keys, within=within)
    done = part.articles - left.count() if part.was_begun else 0
    troubles: list[Trouble] = []
    if part.attempts > parts.MOST_ATTEMPTS:
        troubles = [Trouble(key, PART_DIED, is_whole=True) for key in left.values_list("external_id", flat=True)]
    else:
        for item in suggest_articles(run.project, suggester, keys=keys, within=within):
            if isinstance(item, Trouble):
                troubles.append(item)
            else:
                done += 1
            progress.tell(done + articles_in(troubles))
            told(done + articles_in(troubles))
    return {
        "suggested": done,
        "failed": articles_in(troubles),
        "left_out": sum(not item.is_whole and not item.is_rest for item in troubles),
        "cut_short": sum(item.is_rest for item in troubles),
        "failures": [{"article": item.article, "reason": item.reason} for item in troubles],
    }


def joined(reports: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What came of all parts."""
    whole: dict[str, Any] = dict.fromkeys(("suggested", "failed", "left_out", "cut_short"), 0)
    failures: list[dict[str, str]] = []
    for report in reports:
        failures += report["failures"][: TROUBLES_KEPT - len(failures)]
        for name in whole:
            whole[name] += report[name]
    return {**whole, "failures": failures}


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
    follow=parts.forget,
    help=help_suggest,
    stays=True,
)
