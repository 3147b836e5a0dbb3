"""Which guideline profile fits what people have checked: measured in the background, offered to managers."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet, prefetch_related_objects

from annotator.guideline import KIND_WORDS, PRESET_WORDS, title_of
from annotator.models import Annotation, AnnotationSet, Event, LearnedModel
from annotator.models import Span as SpanRow
from annotator.services.checked import newest_sets, number_checked
from annotator.services.parses import kept_parses
from annotator.services.suggest import suggester_for, text_of
from annotator.vocabulary import Kind, Verb, Verdict
from articles.models import Project
from suggesters.evaluation.matching import ScoredQuote
from suggesters.profiles import PRESETS, Profile
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from suggesters.fitting import Checked

STEPS = (3, 5, 10, 20, 40)
"""With this many checked articles the profiles are compared, and again with the next number."""
CHECKING = (Verb.FINISH, Verb.MAKE_GOLD, Verb.SAVE_GOLD, Verb.IMPORT_SETS, Verb.IMPORT)
"""What can make an article fully checked."""
STANDING = (Verdict.ACCEPTED, Verdict.CORRECTED, Verdict.ADDED)
BATCH = 100  # sets that are read at a time

logger = logging.getLogger(__name__)


class FitRow(NamedTuple):
    """A profile on a page: its title, and its figures as whole numbers of 100."""

    title: str
    all: int
    direct: int
    parts: int
    is_current: bool
    is_best: bool


class KindRow(NamedTuple):
    label: Any
    right: int
    proposed: int


class Offer(NamedTuple):
    """The profile that fits better than the project's own, with the figures that say so."""

    name: str
    articles: int
    best: FitRow
    now: FitRow
    rows: list[FitRow]
    kinds: list[KindRow]


def step_reached(project: Project) -> int:
    """The largest of ``STEPS`` that the fully checked articles reach, 0 before the first."""
    number = number_checked(project, most=STEPS[-1])
    return max((step for step in STEPS if step <= number), default=0)


def is_due(project: Project) -> bool:
    measured: int = (project.profile_fit or {}).get("step", 0)
    return step_reached(project) > measured


def measure(project: Project) -> None:
    """Compare the profiles on the articles that were checked last, and keep the figures with the project."""
    from suggesters.fitting import fits  # brings spaCy
    from suggesters.pipeline import Suggester

    step, suggester = step_reached(project), suggester_for(project)
    if not isinstance(suggester, Suggester):
        return
    sets = newest_sets(project, most=STEPS[-1])
    keeping = suggester.keeping(kept_parses())
    found = fits(checked_articles(sets), suggester=keeping, current=project.chosen_profile)
    kept = {**found.as_json(), "step": step, "ids": [item.article_id for item in sets]}
    Project.objects.filter(pk=project.pk).update(profile_fit=kept)


def checked_articles(
    sets: Sequence[AnnotationSet], *, with_captions: Collection[int] = frozenset()
) -> Iterator[Checked]:
    """The article of each set, in order, with the quotes that stand in the set. Three queries for each hundred.

    Those of ``with_captions``, keys of sets in which people have looked at the captions, have these as well.
    """
    from suggesters.fitting import Checked

    for start in range(0, len(sets), BATCH):
        batch = sets[start : start + BATCH]
        prefetch_related_objects([item.article for item in batch], "figures")
        quotes = standing_quotes([item.pk for item in batch])
        captions = standing_captions([item.pk for item in batch if item.pk in with_captions])
        for item in batch:
            yield Checked(text_of(item.article), tuple(quotes[item.pk]), captions.get(item.pk))


def standing_quotes(sets: Sequence[int]) -> dict[int, list[ScoredQuote]]:
    """What stands in each of these sets, in the order of the text."""
    standing = Annotation.objects.filter(set__in=sets, kind=Kind.QUOTE, verdict__in=STANDING).order_by()
    spans: dict[UUID, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    rows = SpanRow.objects.filter(annotation__in=standing.values("pk")).order_by("annotation", "role", "order")
    for annotation, role, *span in rows.values_list("annotation", "role", "start", "end"):
        spans[annotation][role].append((span[0], span[1]))
    found: dict[int, list[ScoredQuote]] = {key: [] for key in sets}
    columns = ("pk", "set", "quote_type", "person__name", "name")
    for pk, key, quote_type, person, name in standing.order_by("set", "start", "pk").values_list(*columns):
        content, cue, speaker = (tuple(spans[pk][role]) for role in ("content", "cue", "speaker"))
        found[key].append(ScoredQuote(quote_type, content, cue, speaker, person or name))
    return found


def standing_captions(sets: Sequence[int]) -> dict[int, tuple[Span, ...]]:
    """The captions of each of these sets."""
    found: dict[int, tuple[Span, ...]] = dict.fromkeys(sets, ())
    if sets:
        rows = Annotation.objects.filter(set__in=sets, kind=Kind.CAPTION, verdict__in=STANDING)
        for key, start, end in rows.order_by("set", "start", "pk").values_list("set", "start", "end"):
            found[key] += ((start, end),)
    return found


def measure_due(*, since: int) -> int:
    """Measure the projects in which articles were checked after this event, or all for 0; returns the newest event.

    What fails is logged, and tried again when the next article is checked.
    """
    newest: int = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    for project in touched_projects(since=since, until=newest):
        try:
            if is_due(project):
                measure(project)
        except Exception:
            logger.exception("Comparing the profiles of the project “%s” failed", project.slug)
    return newest


def touched_projects(*, since: int, until: int) -> QuerySet[Project]:
    if not since:
        return Project.objects.order_by("id")
    events = Event.objects.filter(id__gt=since, id__lte=until, verb__in=CHECKING)
    return Project.objects.filter(pk__in=events.order_by().values("project")).order_by("id")


def offer_of(project: Project) -> Offer | None:
    """What fits clearly better than the project's profile; None where nothing does or the offer was put aside.

    A learned version has chosen its profile from the same work: while one is in use, nothing is offered.
    """
    fit = project.profile_fit
    current = project.chosen_profile
    if not fit or fit.get("is_put_aside") or fit["best"] not in PRESETS or fit["best"] == current.key:
        return None
    if LearnedModel.objects.filter(project=project, in_use=True).exists():
        return None
    known = {*PRESETS, current.key}
    rows = [row_of(row, current=current, best=fit["best"]) for row in fit["rows"] if row["name"] in known]
    now = next((row for row in rows if row.is_current), None)
    best = next(row for row in rows if row.is_best)
    if now is None:  # the profile was changed since, to one that was not compared
        return None
    kinds = [KindRow(KIND_WORDS[row["kind"]].label, row["right"], row["proposed"]) for row in fit["kinds"]]
    return Offer(fit["best"], fit["articles"], best, now, rows, kinds)


def row_of(row: dict[str, Any], *, current: Profile, best: str) -> FitRow:
    name = row["name"]
    all_, direct, parts = (round(100 * row[figure]) for figure in ("all", "direct", "parts"))
    title = str(PRESET_WORDS[name].title) if name in PRESET_WORDS else title_of(current)
    return FitRow(title, all_, direct, parts, name == current.key, name == best)


def put_aside(project: Project) -> None:
    """Show the offer no more, until more articles are checked."""
    if project.profile_fit:
        project.profile_fit = {**project.profile_fit, "is_put_aside": True}
        project.save(update_fields=["profile_fit"])
