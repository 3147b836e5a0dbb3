"""What is compared, when it is kept, and when it is compared again."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from annotator.agreement.chosen import Chosen
from annotator.agreement.figures import agreement_of, figures_of
from annotator.agreement.waiting import keep_up, waiting_articles
from annotator.models import AnnotationSet, Comparison, Counts
from annotator.services import decide
from annotator.services.comparisons import Between, compare_again
from annotator.services.people import find_person
from annotator.services.registry import merge_people
from annotator.services.review import make_gold
from annotator.services.withdraw import withdraw
from annotator.vocabulary import ROLES, QuoteType, SpeakerKind
from articles.models import Project
from suggesters.evaluation.agreement import columns
from tests.annotator.agreement.readers import PIER, REPAIRS, frame, read
from tests.factories import make_article, make_member, make_suggested, new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def others(project: Project) -> list[Any]:
    return [make_member(project, name=name) for name in ("bea", "cal")]


def kinds() -> dict[str, int]:
    found = list(Comparison.objects.values_list("between", flat=True))
    return {kind: found.count(kind) for kind in sorted({*found})}


def overlap(project: Project) -> float | None:
    pooled = figures_of(project, Chosen())["pooled"]
    return None if pooled is None else pooled["spans"][0]["overlap"]["value"]


def test_each_two_finished_sets_are_compared_and_gold_with_each(
    project: Project, annotator: Any, others: list[Any], reviewer: Any
) -> None:
    article = make_suggested(project)
    sets = [read(article, user, []) for user in (annotator, *others)]
    make_gold(sets[0], reviewer)
    compare_again([article.pk])
    assert kinds() == {"gold": 3, "machine": 3, "machine-gold": 1, "people": 3}
    for row in Comparison.objects.filter(between=Between.PEOPLE).select_related("first", "second"):
        assert row.first.user_id is not None
        assert row.second.user_id is not None
        assert row.first.user_id < row.second.user_id
    sets[2].state, sets[2].finished_at = AnnotationSet.State.OPEN, None
    sets[2].save()
    compare_again([article.pk])
    assert kinds() == {"gold": 2, "machine": 2, "machine-gold": 1, "people": 1}


def test_finishing_keeps_the_comparison(
    project: Project,
    annotator: Any,
    others: list[Any],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    article = make_article(project)
    with django_capture_on_commit_callbacks(execute=True):
        read(article, annotator, [frame(*PIER)])
        assert not Comparison.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        read(article, others[0], [frame(*PIER)])
    assert kinds() == {"people": 1}
    assert list(waiting_articles(project)) == []


def test_what_is_open_is_not_compared(project: Project, annotator: Any, others: list[Any]) -> None:
    article = make_article(project)
    read(article, annotator, [frame(*PIER)])
    own = AnnotationSet.objects.create(article=article, source="annotator", user=others[0])
    decide.add(own, user=others[0], action_id=new_id(), frame=frame(*PIER))
    assert list(waiting_articles(project)) == []
    assert figures_of(project, Chosen())["pooled"] is None


def test_a_later_decision_makes_an_article_wait_and_counts_at_once(
    project: Project, annotator: Any, others: list[Any]
) -> None:
    article = make_article(project)
    read(article, annotator, [frame(*PIER), frame(*REPAIRS)])
    own = read(article, others[0], [frame(*PIER)])
    keep_up(project)
    Counts.objects.update_or_create(
        project=project, name="comparisons:1", defaults={"value": {}, "event": 0, "at": timezone.now()}
    )
    assert list(waiting_articles(project)) == []
    assert overlap(project) == pytest.approx(2 / 3, abs=1e-4)
    decide.add(own, user=others[0], action_id=new_id(), frame=frame(*REPAIRS))
    assert list(waiting_articles(project)) == [article.pk]
    assert overlap(project) == 1
    assert keep_up(project) == {"compared": 1}
    assert overlap(project) == 1


def test_two_people_merged_in_the_registry_are_one_in_the_figures(
    project: Project, annotator: Any, others: list[Any], reviewer: Any
) -> None:
    article = make_article(project)
    read(article, annotator, [frame(*PIER)])
    read(article, others[0], [frame(*PIER[:2], "Mayor Calder")])
    keep_up(project)

    def same_person() -> float:
        [row] = [row for row in figures_of(project, Chosen())["pooled"]["same"] if row["what"] == "person"]
        return float(row["same"]["value"])

    assert same_person() == 0
    keep, drop = (find_person(project.pk, name) for name in ("Ines Calder", "Mayor Calder"))
    assert keep is not None
    assert drop is not None
    merge_people(keep, drop, user=reviewer)
    assert list(waiting_articles(project)) == [article.pk]
    assert same_person() == 1


def test_many_articles_that_wait_are_compared_in_the_background(
    project: Project, annotator: Any, others: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        article = make_article(project)
        for user in (annotator, others[0]):
            read(article, user, [frame(*PIER)])
    begun: list[str] = []
    monkeypatch.setattr("annotator.agreement.figures.FEW", 2)
    monkeypatch.setattr("annotator.agreement.figures.begin", lambda project, name, count: begun.append(name))
    found = figures_of(project, Chosen())
    assert (found["waiting"], found["pooled"], len(begun)) == (3, None, 1)
    assert keep_up(project) == {"compared": 3}
    assert figures_of(project, Chosen())["waiting"] == 0


def test_queries_do_not_grow_with_articles_or_people(
    project: Project, annotator: Any, others: list[Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        article = make_article(project)
        for user in (annotator, *others):
            read(article, user, [frame(*PIER)])
    with django_assert_max_num_queries(12):
        agreement_of(project)
    keep_up(project)
    with django_assert_max_num_queries(6):
        agreement_of(project)


def test_withdrawn_articles_do_not_count(project: Project, annotator: Any, others: list[Any], manager: Any) -> None:
    article = make_article(project)
    for user in (annotator, others[0]):
        read(article, user, [frame(*PIER)])
    keep_up(project)
    withdraw(article, user=manager, reason="rights")
    assert figures_of(project, Chosen())["pooled"] is None


def test_the_words_of_the_columns_are_those_of_the_vocabulary() -> None:
    assert {(kind, role) for kind, roles in ROLES.items() for role, _, _ in roles} == set(columns.ROLES)
    assert {"quote_type": tuple(QuoteType.values), "speaker_kind": tuple(SpeakerKind.values)} == columns.LABELS


def test_a_comparison_goes_with_its_sets(project: Project, annotator: Any, others: list[Any]) -> None:
    article = make_article(project)
    for user in (annotator, others[0]):
        read(article, user, [])
    keep_up(project)
    assert kinds() == {"people": 1}
    AnnotationSet.objects.filter(user=annotator).delete()
    assert kinds() == {}
