"""The figures of a project: comparisons summed for all people, for each pair, and against gold."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth import get_user_model

from annotator.agreement.chosen import Chosen
from annotator.agreement.waiting import KEPT, keep_up, waiting_articles
from annotator.counted import Counted, begin, counted, is_large
from annotator.services.comparisons import Between, comparisons_of
from articles.models import Project
from config.database.rows import RawJson, rows_of

if TYPE_CHECKING:
    from suggesters.evaluation.agreement.figures import Compared

FEW = 20
"""Articles with newer work that are compared at once; more are compared in the background."""
MOST_NAMED = 3  # articles, for each kind of difference
LISTS = ("pairs", "against_gold", "machine_against_gold", "machine_against_people", "differences")


class FigureRow(NamedTuple):
    """A comparison, as it is read for summing."""

    article: int
    between: str
    first: int
    second: int
    first__user: int | None
    second__user: int | None
    first__suggester: str
    first__version: str
    counts: RawJson

    @property
    def suggester(self) -> str:
        return f"{self.first__suggester} {self.first__version}"


def agreement_of(project: Project, chosen: Chosen | None = None) -> Counted:
    """The figures as JSON values: at once; in a large project, where nothing is chosen, as they were counted last."""
    chosen = chosen or Chosen()
    if chosen == Chosen() and is_large(project):
        return counted(project, "agreement", lambda: counted_whole(project))
    return Counted(figures_of(project, chosen))


def figures_now(project: Project, chosen: Chosen | None = None) -> dict[str, Any]:
    """The figures for a program: before a large project was counted for the first time, none, and how much waits."""
    value: dict[str, Any] | None = agreement_of(project, chosen).value
    return {**nothing(), "waiting": waiting_articles(project).count()} if value is None else value


def counted_whole(project: Project) -> dict[str, Any]:
    """All figures, after whatever was done since has been compared."""
    keep_up(project)
    return figures_of(project, Chosen())


def figures_of(project: Project, chosen: Chosen) -> dict[str, Any]:
    """The figures of what is chosen. ``waiting``: in how many articles work has not been compared yet."""
    waiting = list(waiting_articles(project)[: FEW + 1])
    kept = chosen.kept(project).order_by("article", "id")
    if len(waiting) > FEW:
        begin(project, KEPT, lambda: keep_up(project))
        return {**summed(list(rows_of(kept, FigureRow))), "waiting": waiting_articles(project).count()}
    rows = [*rows_of(kept.exclude(article__in=waiting), FigureRow), *fresh_rows(project, chosen, waiting)]
    return {**summed(rows), "waiting": 0}


def fresh_rows(project: Project, chosen: Chosen, articles: Sequence[int]) -> Iterator[FigureRow]:
    """The comparisons of these articles as they stand now."""
    asked = list(project.articles.filter(chosen.articles, pk__in=articles).values_list("pk", flat=True))
    for found in comparisons_of(asked, between=chosen.between):
        first, second = found.first, found.second
        if chosen.takes(first, second):
            yield FigureRow(
                found.article_id, found.between, first.pk, second.pk, first.user_id, second.user_id,
                first.suggester, first.version, json.dumps(found.counts),
            )  # fmt: skip


def summed(rows: Sequence[FigureRow]) -> dict[str, Any]:
    """The figures of these comparisons as JSON values."""
    names = names_of(rows)
    if not rows:
        return nothing()
    from suggesters.evaluation.agreement.figures import differences, figures  # it loads numpy

    compared = compared_in(rows)
    people = [place for place, row in enumerate(rows) if row.between == Between.PEOPLE]
    of_people = compared.where(people)

    def each(between: str, names_in: Callable[[FigureRow], dict[str, str]]) -> list[dict[str, Any]]:
        groups: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            if row.between == between:
                groups[tuple(names_in(row).items())].append(place)
        found = [{**dict(key), **figures(compared.where(own), of_a_pair=True)} for key, own in groups.items()]
        return sorted(found, key=lambda part: -part["articles"])

    pairs = each(Between.PEOPLE, lambda row: {"first": names[row.first__user], "second": names[row.second__user]})
    return {
        "people": sorted({name for pair in pairs for name in (pair["first"], pair["second"])}),
        "pooled": figures(of_people, of_a_pair=len(pairs) == 1) if people else None,
        "pairs": pairs,
        "against_gold": each(Between.PERSON_AND_GOLD, lambda row: {"person": names[row.first__user]}),
        "machine_against_gold": each(Between.MACHINE_AND_GOLD, lambda row: {"suggester": row.suggester}),
        "machine_against_people": each(
            Between.MACHINE_AND_PERSON, lambda row: {"suggester": row.suggester, "person": names[row.second__user]}
        ),
        "differences": [
            {**found, "most": [where(rows[people[place]], number) for place, number in found["most"]]}
            for found in differences(of_people, most=MOST_NAMED)
        ],
    }


def nothing() -> dict[str, Any]:
    """The figures of no comparison."""
    return {"people": [], "pooled": None, **{name: [] for name in LISTS}}


def compared_in(rows: Sequence[FigureRow]) -> Compared:
    from suggesters.evaluation.agreement.figures import gathered  # it loads numpy

    numbers, open_labels = zip(*json.loads(f"[{','.join(row.counts for row in rows)}]"), strict=True)
    return gathered([row.article for row in rows], numbers, open_labels)


def where(row: FigureRow, number: int) -> dict[str, int]:
    """The article and the two sets that differ so often."""
    return {"article": row.article, "first": row.first, "second": row.second, "number": number}


def names_of(rows: Iterable[FigureRow]) -> dict[int | None, str]:
    """The user names of those whose sets these are."""
    keys = {key for row in rows for key in (row.first__user, row.second__user) if key}
    return dict(get_user_model().objects.filter(pk__in=keys).values_list("pk", "username"))
