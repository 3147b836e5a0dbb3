"""Several people ask at the same moment, from threads and from processes: nobody gets past the overlap."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from annotator.models import AnnotationSet, Lease
from annotator.services.places import take_place
from articles.models import Article, Project, QueuePolicy
from tests.annotator.services.taking import taken_by
from tests.exchange.incoming.test_killed_import import database_url
from tests.factories import make_article, make_member, make_project

ARTICLES, PEOPLE, OVERLAP = 6, 3, 2

pytestmark = pytest.mark.django_db(transaction=True)


def busy_project(policy: str) -> tuple[Project, list[Any]]:
    project = make_project("harbour", overlap=OVERLAP, queue_policy=policy)
    for _ in range(ARTICLES):
        make_article(project)
    return project, [make_member(project) for _ in range(PEOPLE)]


def check_covered(taken: Counter[int]) -> None:
    """Each article was read by as many people as were wanted: none by more, none by fewer."""
    assert taken == dict.fromkeys(Article.objects.values_list("pk", flat=True), OVERLAP)
    sets = AnnotationSet.objects.filter(state="finished")
    assert Counter(sets.values_list("article", flat=True)) == taken
    assert set(Article.objects.values_list("readers", flat=True)) == {OVERLAP}
    assert not Lease.objects.exists()


def in_threads(calls: list[Any]) -> list[Any]:
    """What the functions return, all of them begun together."""
    together = threading.Barrier(len(calls))
    answers: list[Any] = []

    def run(call: Any) -> None:
        together.wait(timeout=60)
        try:
            answers.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


def test_of_many_who_open_an_article_at_once_as_many_as_wanted_get_a_place() -> None:
    project, people = busy_project(QueuePolicy.ORDER)
    article = Article.objects.select_related("project").order_by("pk")[0]
    answers = in_threads([lambda user=user: take_place(article, user) for user in people])
    assert Counter(answers) == {True: OVERLAP, False: PEOPLE - OVERLAP}
    assert Lease.objects.count() == OVERLAP


@pytest.mark.parametrize("policy", QueuePolicy.values[:4])
def test_threads_that_ask_at_once_share_the_articles(policy: str) -> None:
    _, people = busy_project(policy)
    answers = in_threads([lambda user=user: taken_by(user) for user in people])
    check_covered(Counter(key for found in answers for key in found))


def test_processes_that_ask_at_once_share_the_articles() -> None:
    _, people = busy_project(QueuePolicy.FEWEST)
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.annotator.services.taking", user.username],
            cwd=settings.BASE_DIR,
            env={**kept, "DATABASE_URL": database_url()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for user in people
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    outputs = [process.communicate("go\n", timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * PEOPLE
    check_covered(Counter(int(line) for output in outputs for line in output.split()))
