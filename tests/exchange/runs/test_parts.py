"""Runs that several workers share by parts, and that give way to whoever waits."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone

from annotator.models import AnnotationSet
from annotator.services import suggest
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from exchange.models import BEAT_LASTS, Priority, Run, RunPart
from exchange.runs import parts
from exchange.runs.services import MOST_ATTEMPTS, ask, carry_out, claim, help_with, perform, to_do
from exchange.runs.suggesting import ask_suggestions, suggest_for
from exchange.runs.worker import Worker
from suggesters.suggestions import Suggestions
from tests.exchange.helpers import bring_in
from tests.exchange.runs.suggester import FirstWords

ARTICLES = 7
pytestmark = pytest.mark.usefixtures("small_parts")


class Watched(FirstWords):
    """A suggester that calls the test before it reads."""

    version = "1"

    def pipe(self, sources: Iterable[Any]) -> Iterator[Suggestions]:
        at_a_part()
        return super().pipe(sources)


def nothing() -> None:
    pass


at_a_part: Callable[[], object] = nothing


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(parts, "ARTICLES", 2)
    settings.SUGGESTERS = {"watched": "tests.exchange.runs.test_parts:Watched"}


@pytest.fixture
def corpus(project: Project) -> Run:
    bring_in(project, *({"id": f"a{number}", "text": "Ann said so."} for number in range(ARTICLES)))
    return ask_suggestions(project, user=None, suggester="watched")


@pytest.fixture
def at_each_part(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    return lambda do: monkeypatch.setitem(globals(), "at_a_part", do)


def sets_an_article() -> Counter[int]:
    found = Counter(AnnotationSet.objects.values_list("article_id", flat=True))
    return Counter({key: found[key] for key in Article.objects.values_list("pk", flat=True)})


def is_whole(run: Run) -> bool:
    run.refresh_from_db()
    report = run.report or {}
    counted = (run.records, run.records_total, report.get("suggested"), report.get("failed"))
    once = set(sets_an_article().values()) == {1}
    return once and counted == (ARTICLES, ARTICLES, ARTICLES, 0) and not RunPart.objects.exists()


def test_parts_hold_few_articles_and_few_words(corpus: Run) -> None:
    rows = [(1, 10), (2, 10), (3, 10), (5, parts.WORDS), (8, parts.WORDS + 1), (9, 1)]
    made = [(part.first, part.last, part.articles) for part in parts.parts_of(corpus, rows, version="1")]
    assert made == [(1, 2, 2), (3, 3, 1), (5, 5, 1), (8, 8, 1), (9, 9, 1)]


def test_a_helper_does_parts_that_the_leader_has_not_begun(corpus: Run, at_each_part: Any) -> None:
    helped: list[bool] = []

    def help_once() -> None:
        if not helped:
            helped.append(True)
            assert to_do() == [corpus.pk]
            helped.append(help_with(corpus.pk, must_end=lambda: False))

    at_each_part(help_once)
    assert perform(corpus.pk) == "finished"
    assert helped == [True, True]
    assert is_whole(corpus)


def test_who_has_another_version_of_the_suggester_does_not_help(
    corpus: Run, at_each_part: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    helped: list[bool] = []

    def help_with_another() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Watched, "version", "2")
            helped.append(help_with(corpus.pk, must_end=lambda: False))

    at_each_part(help_with_another)
    assert perform(corpus.pk) == "finished"
    assert set(helped) == {False}
    assert is_whole(corpus)


def test_what_a_dead_helper_had_is_done_once_its_heartbeat_is_old(corpus: Run, at_each_part: Any) -> None:
    taken: list[RunPart] = []

    def take_and_die() -> None:
        if not taken and (part := parts.take(corpus, version="1", is_leaders=False)) is not None:
            taken.append(part)
            RunPart.objects.filter(pk=part.pk).update(beat_at=long_ago())

    at_each_part(take_and_die)
    assert perform(corpus.pk) == "finished"
    assert taken
    assert is_whole(corpus)


def test_a_part_that_kills_its_workers_is_left_out_and_named(corpus: Run, at_each_part: Any) -> None:
    def kill_at_the_last() -> None:
        last = RunPart.objects.latest("first")
        RunPart.objects.filter(pk=last.pk).update(attempts=parts.MOST_ATTEMPTS + 1)

    at_each_part(kill_at_the_last)
    assert perform(corpus.pk) == "finished"
    corpus.refresh_from_db()
    report = corpus.report or {}
    assert (report["suggested"], report["failed"]) == (ARTICLES - 1, 1)
    assert report["failures"][0]["article"] == "a6"
    assert "Its worker died again and again" in report["failures"][0]["reason"]


@pytest.mark.django_db(transaction=True)
def test_a_corpus_in_progress_gives_way_to_a_person_who_waits(project: Project, corpus: Run, at_each_part: Any) -> None:
    began: list[Run] = []

    def ask_for_one() -> None:
        if not began:
            bring_in(project, {"id": "open", "text": "Bob said so."})
            began.append(ask_suggestions(project, user=None, suggester="watched", keys=["open"]))

    at_each_part(ask_for_one)
    Worker(batch=True).work()
    (urgent,) = Run.objects.filter(pk=began[0].pk)
    corpus.refresh_from_db()
    assert (urgent.state, corpus.state) == ("finished", "finished")
    assert urgent.finished_at is not None
    assert corpus.started_at is not None
    assert urgent.finished_at < corpus.started_at, "the corpus was left and taken up again"
    assert set(sets_an_article().values()) == {1}
    assert (corpus.report or {})["suggested"] == ARTICLES
    assert (corpus.records, corpus.attempts) == (ARTICLES, 0)


def test_a_person_comes_before_a_project_and_a_project_before_a_corpus(project: Project, corpus: Run) -> None:
    few = ask_suggestions(project, user=None, suggester="watched", keys=["a1"])
    assert (corpus.priority, few.priority) == (Priority.CORPUS, Priority.PERSON)
    release = Run.objects.create(pk=uuid4(), project=project, kind="release", state="waiting", asked_at=timezone.now())
    assert to_do() == [few.pk, release.pk, corpus.pk]


def test_one_long_text_is_left_to_a_worker_before_the_corpus(project: Project, corpus: Run) -> None:
    suggest_for(project, ["a1"], words_at_once=-1)
    newest = Run.objects.latest("created_at")
    assert (newest.options["keys"], newest.priority) == (["a1"], Priority.PERSON)


@pytest.fixture
def losing(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[int]], None]:
    """The database is gone when one of these sets is written, counted from the first try."""
    tries = count(1)

    def lose_at(places: set[int]) -> None:
        def store(article: Article, **values: Any) -> Any:
            if next(tries) in places:
                raise OperationalError("terminating connection due to administrator command")
            return store_machine_set(article, **values)

        monkeypatch.setattr(suggest, "store_machine_set", store)

    return lose_at


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_database_was_gone_for_a_moment_waits_and_goes_on(corpus: Run, losing: Any) -> None:
    losing({4})
    mine = claim(corpus.pk)
    assert mine is not None
    assert carry_out(mine) == "waiting"
    assert perform(corpus.pk) == "finished"
    assert is_whole(corpus)
    assert corpus.attempts == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_again_and_again_ends_the_run(corpus: Run, losing: Any) -> None:
    losing(set(range(100)))
    for _ in range(1 + MOST_ATTEMPTS):
        mine = claim(corpus.pk)
        assert mine is not None
        with suppress(OperationalError):
            carry_out(mine)
    corpus.refresh_from_db()
    assert corpus.state == "failed"
    assert ask(corpus), "its user may try it again"


def test_articles_that_come_while_a_corpus_waits_half_done_get_a_run_of_their_own(
    project: Project, corpus: Run
) -> None:
    mine = claim(corpus.pk)
    assert mine is not None
    parts.divide(mine, Article.objects.values_list("id", "words"), version="1")
    Run.objects.filter(pk=corpus.pk).update(state="waiting", claim=None)
    assert ask_suggestions(project, user=None, suggester="watched") != corpus


def long_ago() -> datetime.datetime:
    return timezone.now() - BEAT_LASTS - datetime.timedelta(seconds=1)
