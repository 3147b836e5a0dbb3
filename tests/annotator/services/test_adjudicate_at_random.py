"""Decisions, steps back, changed readings and merges in any order: gold and the cases always say the same."""

from __future__ import annotations

import random
from typing import Any

import pytest

from annotator.errors import Refused
from annotator.models import Adjudication, Annotation, AnnotationSet
from annotator.services import adjudicate, decide
from annotator.services.decide import Change, Seen
from annotator.services.merge import refresh
from articles.models import Article, Project
from tests.annotator.adjudicating import (
    CONTENT,
    COSTLY,
    HOPE,
    SHORTER,
    WAIT,
    cases_of,
    entity,
    quote,
    take,
    two_readers,
)
from tests.factories import make_article, new_id


def check(article: Article) -> None:
    """Each gold annotation belongs to one case, and each case knows those that stand."""
    gold = AnnotationSet.objects.filter(article=article, source="gold").first()
    standing = {str(pk) for pk in gold.annotations.values_list("pk", flat=True)} if gold else set()
    cases = cases_of(article)
    named = [name for case in cases for name in case.gold]
    assert sorted(named) == sorted(standing)
    for case in cases:
        assert case.is_open == (case.rule == "")
        assert case.in_gold or not case.gold or case.rule not in ("hand", "kept")
        assert (case.decided_by is not None) == (case.rule == "hand")
    row = Adjudication.objects.get(article=article)
    assert row.open is None or row.open == sum(case.is_open for case in cases)


def change_a_reading(article: Article, chance: random.Random) -> None:
    rows = Annotation.objects.filter(set__article=article, set__source="annotator", kind="quote").order_by(
        "start", "pk"
    )
    row = chance.choice(list(rows))
    workset = AnnotationSet.objects.get(pk=row.set_id)
    start = chance.randrange(row.start, row.end - 1)
    wanted = Change(spans=(("content", start, row.end),))
    seen = Seen(str(row.pk), row.version)
    decide.change_frame(workset, user=workset.user, action_id=new_id(), seen=seen, wanted=wanted)


def step(article: Article, user: Any, chance: random.Random) -> None:
    what = chance.choice(["take", "take", "take", "undo", "undo", "redo", "change", "save", "refresh"])
    if what == "take":
        case = chance.choice(cases_of(article))
        choice = chance.choice(["take", "take", "both", "neither"])
        take(article, case, user, chance.randrange(2), choice=choice)
    elif what == "undo":
        adjudicate.undo(article, user=user, action_id=new_id())
    elif what == "redo":
        adjudicate.redo(article, user=user, action_id=new_id())
    elif what == "change":
        change_a_reading(article, chance)
    elif what == "save":
        adjudicate.save_gold(article, user=user)
    else:
        refresh(article)


@pytest.mark.parametrize("seed", range(4))
def test_gold_and_cases_agree_after_every_step(project: Project, reviewer: Any, seed: int) -> None:
    chance = random.Random(seed)
    article = make_article(project)
    left = [quote(CONTENT), quote(COSTLY), quote(WAIT, HOPE), entity("Ines Calder")]
    two_readers(article, left, [quote(SHORTER), quote(COSTLY), quote(WAIT), quote(HOPE), entity("Ines Calder")])
    for _ in range(30):
        try:
            step(article, reviewer, chance)
        except Refused:
            continue
        check(article)
