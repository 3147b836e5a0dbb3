"""What the editor made of somebody’s work, as their pages show it. The editor has no name there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext

from annotator.merging.alignment import Group
from annotator.merging.differences import differences
from annotator.models import Case
from annotator.vocabulary import Fate, Found
from annotator.workbench.cases import ShownCase
from annotator.workbench.readings import case_between, found_in, shown_differences
from articles.models import Article

FATES = {Found.SAME: Fate.KEPT, Found.LEFT: Fate.LEFT_OUT, Found.RIGHT: Fate.ADDED}


@dataclass(slots=True)
class Returned:
    """What became of the annotations of one article; ``shown`` has what differs and ``kept`` the rest."""

    counts: Counter[Fate]
    shown: list[ShownCase] = field(default_factory=list)
    kept: list[ShownCase] = field(default_factory=list)

    @property
    def own(self) -> int:
        """How many things the person had marked."""
        return self.counts.total() - self.counts[Fate.ADDED]

    @property
    def is_untouched(self) -> bool:
        return self.counts.total() == self.counts[Fate.KEPT]

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        """For each fate its name, its words and its number."""
        return [(str(fate), str(fate.label), self.counts[fate]) for fate in Fate]


def fate_of(found: Found) -> Fate:
    return FATES.get(found, Fate.CHANGED)


def returned_in(groups: Iterable[Group]) -> Returned:
    """Only the counts."""
    fates = (fate_of(found_in(group.readings, differences(group.readings))) for group in groups)
    return Returned(Counter(fates))


def returned_shown(article: Article, groups: Iterable[Group], rejected: Collection[tuple[str, int, int]]) -> Returned:
    """With each thing side by side; ``rejected``: what the person had rejected."""
    cases = [case_between(article, group, ["", ""]) for group in groups]
    result = Returned(Counter(fate_of(found) for found, _ in cases))
    for (found, case), shown in zip(cases, shown_differences(article, cases), strict=True):
        fate = fate_of(found)
        if fate == Fate.KEPT:
            result.kept.append(shown)
        else:
            shown.number = len(result.shown) + 1
            result.shown.append(in_own_words(shown, fate, was_rejected=place_of(case) in rejected))
    return result


def place_of(case: Case) -> tuple[str, int, int]:
    return (case.kind, case.start, case.end)


def in_own_words(shown: ShownCase, fate: Fate, *, was_rejected: bool) -> ShownCase:
    sides = [replace(side, label=label) for side, label in zip(shown.sides, labels(), strict=True)]
    heading = shown.heading if fate == Fate.CHANGED else str(fate.label).capitalize()
    detail = shown.detail if fate == Fate.CHANGED else ""
    if fate == Fate.ADDED and was_rejected:
        detail = gettext("you had rejected it")
    return replace(shown, heading=heading, detail=detail, state_words="", sides=sides)


def labels() -> tuple[str, str]:
    return gettext("My work"), gettext("Gold")
