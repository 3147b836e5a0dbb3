"""What must not grow with the number of articles: plans by index, the queue's place, counts that are kept."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator import counted
from annotator.models import Alias, Annotation, AnnotationSet, Counts, Flag, Person
from annotator.services.asking import unfinished
from annotator.services.queue import finish, next_article, queue_for, waiting
from annotator.views import projects
from articles.models import Article, Membership, Project
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_article, make_member, make_project, make_user, new_id, workset


@contextmanager
def plans() -> Iterator[list[str]]:
    """What SQLite reads for each query within: “SCAN table” where it goes through all of a table."""
    found: list[str] = []

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            rows = connection.connection.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "?"), params or ())
            found.extend(row[3] for row in rows)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


GROWING = ("annotator_annotation", "annotator_span", "annotator_annotationset", "annotator_action", "annotator_event")


@pytest.mark.parametrize(
    "page", ["/", "/projects/harbour/", "ARTICLE", "ARTICLE people/?q=ca", "ARTICLE changes/?since=0"]
)
def test_no_page_of_daily_work_reads_a_whole_table(client: Client, article: Article, annotator: Any, page: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plans are read from SQLite")
    client.force_login(annotator)
    accept(client, article)
    with plans() as found:
        assert client.get(page.replace("ARTICLE", f"/articles/{article.pk}/").replace(" ", "")).status_code == 200
    read_whole = [
        line for line in found if line.startswith("SCAN") and line.split()[1] in (*GROWING, "articles_article")
    ]
    assert read_whole == []
    assert any(line.startswith("SEARCH") for line in found)


def test_no_decision_reads_a_whole_table(client: Client, article: Article, annotator: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plans are read from SQLite")
    client.force_login(annotator)
    with plans() as found:
        accept(client, article)
        client.post(f"/articles/{article.pk}/actions/", {"action": str(new_id()), "verb": "undo"})
    assert [line for line in found if line.startswith("SCAN") and line.split()[1] in GROWING] == []


def accept(client: Client, article: Article) -> None:
    card = Annotation.objects.filter(set__article=article, kind="quote")[0].pk
    values = {"action": str(new_id()), "verb": "change", "card": str(card), "version": 0, "name": "Ann Lee"}
    assert client.post(f"/articles/{article.pk}/actions/", values).status_code == 200


def test_the_queue_goes_on_where_everything_before_is_finished(project: Project, annotator: Any) -> None:
    articles = [make_article(project) for _ in range(4)]
    for place in (1, 0, 3):
        finish(workset(articles[place], annotator), user=annotator)
    membership = Membership.objects.get(user=annotator)
    assert membership.queue_start == articles[2].pk
    assert queue_for(annotator) == [articles[2]]
    assert next_article(annotator, after=articles[3]) == articles[2]
    finish(workset(articles[2], annotator), user=annotator)
    membership.refresh_from_db()
    assert membership.queue_start == articles[3].pk + 1
    assert (queue_for(annotator), waiting(annotator, most=9)) == ([], 0)
    new = make_article(project)
    assert (queue_for(annotator), waiting(annotator, most=9)) == ([new], 1)


def test_a_queue_goes_through_all_projects_and_nobody_elses(annotator: Any, project: Project) -> None:
    first, other, strange = make_article(project), make_project(), make_project()
    Membership.objects.create(project=other, user=annotator)
    second = make_article(other)
    third = make_article(strange)
    assert queue_for(annotator) == [first, second]
    assert waiting(annotator, most=1) == 1
    root = make_user("root", is_superuser=True)
    assert queue_for(root) == [first, second, third]


def test_an_article_that_anybody_finished_counts_for_its_project_where_one_reviews(
    client: Client, project: Project, annotator: Any, reviewer: Any
) -> None:
    finish(workset(make_article(project), make_member(project)), user=AnnotationSet.objects.get().user)
    make_article(project)
    client.force_login(reviewer)
    [shown] = client.get("/").context["projects"]
    assert (shown.finished, shown.total) == (1, 2)
    assert unfinished(annotator, project.pk).count() == 2


@pytest.fixture
def large(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """The project counts as large. What would be counted in the background waits in the list."""
    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(counted, "LARGE", 0)
    monkeypatch.setattr(counted, "begin", lambda *what: waiting.append(lambda: counted.store(*what)))
    return waiting


def count_all(waiting: list[Callable[[], None]]) -> None:
    while waiting:
        waiting.pop()()


def test_the_interface_gets_what_is_kept_until_something_is_done(
    client: Client, article: Article, reviewer: Any, annotator: Any, large: list[Callable[[], None]]
) -> None:
    client.force_login(reviewer)
    address = f"/api/v1/projects/{article.project.slug}/progress/"
    assert client.get(address).json()["finished"]["articles"] == 0
    count_all(large)
    Counts.objects.update(value={**Counts.objects.get().value, "people": [], "finished": {"articles": 7, "words": 70}})
    assert client.get(address).json()["finished"]["articles"] == 7
    finish(workset(article, annotator), user=annotator)
    assert client.get(address).json()["finished"]["articles"] == 1


@pytest.mark.parametrize("many", [False, True])
def test_a_list_of_ones_own_articles_in_a_state(
    client: Client, project: Project, annotator: Any, monkeypatch: pytest.MonkeyPatch, *, many: bool
) -> None:
    if many:
        monkeypatch.setattr(projects, "sets_in_state", lambda **_: [None] * (projects.FEW + 1))
    begun, done, asked = (make_article(project, title=title) for title in ("Begun", "Done", "Untouched"))
    Flag.objects.create(article=asked, user=annotator, note="Is it her?")
    Flag.objects.create(article=done, user=make_member(project), note="And he?")
    workset(begun, annotator)
    finish(workset(done, annotator), user=annotator)
    workset(done, make_member(project))
    client.force_login(annotator)
    for state, article in (("open", begun), ("finished", done), ("flagged", asked)):
        shown = client.get(f"/projects/{project.slug}/?state={state}").context["articles"]
        assert [row.pk for row in shown] == [article.pk]


COUNTING_PAGES = {"people/": "people", "quality/": "tallies", "export/": "contents"}


@pytest.mark.parametrize("page", COUNTING_PAGES)
def test_a_page_of_a_large_project_never_counts_itself(
    client: Client, article: Article, reviewer: Any, large: list[Callable[[], None]], page: str
) -> None:
    client.force_login(reviewer)
    accept(client, article)
    address = f"/projects/harbour/{page}"
    first = client.get(address)
    assert first.headers["Refresh"] == "2"
    assert "are being counted" in first.text
    count_all(large)
    second = client.get(address)
    assert "Refresh" not in second.headers
    assert "Counted at" not in second.text
    assert shown(second, page) != shown(first, page)


def shown(response: Any, page: str) -> list[Any]:
    rows = response.context[COUNTING_PAGES[page]]
    return [(row, getattr(row, "quotes", 0), getattr(row, "cells", 0)) for row in rows]


@pytest.mark.parametrize("page", COUNTING_PAGES)
def test_a_large_project_shows_what_a_small_one_would(
    client: Client, article: Article, reviewer: Any, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    client.force_login(reviewer)
    accept(client, article)
    address = f"/projects/harbour/{page}"
    exact = shown(client.get(address), page)
    monkeypatch.setattr(counted, "LARGE", 0)
    monkeypatch.setattr(counted, "begin", counted.store)
    client.get(address)
    assert shown(client.get(address), page) == exact


def test_what_was_done_since_is_counted_again_after_a_pause(
    client: Client,
    article: Article,
    reviewer: Any,
    annotator: Any,
    large: list[Callable[[], None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.force_login(reviewer)
    address = "/projects/harbour/quality/"
    client.get(address)
    count_all(large)
    accept(signed_in(annotator), article)
    stale = client.get(address)
    assert (stale.context["tallies"], large) == ([], [])
    assert "Counted at" in stale.text
    monkeypatch.setattr(counted, "PAUSE", datetime.timedelta(0))
    assert client.get(address).context["tallies"] == []
    count_all(large)
    fresh = client.get(address)
    assert len(fresh.context["tallies"]) == 1
    assert "Counted at" not in fresh.text


@pytest.mark.django_db(transaction=True)
def test_the_same_is_counted_by_one_thread_at_a_time(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted, "LARGE", -1)
    may_end, calls = threading.Event(), []

    def count() -> int:
        calls.append(1)
        assert may_end.wait(timeout=60)
        return 7

    assert counted.counted(project, "sevens", count).value is None
    assert counted.counted(project, "sevens", count).value is None
    [thread] = [thread for thread in threading.enumerate() if thread.name == "counting sevens"]
    may_end.set()
    thread.join(timeout=60)
    assert (counted.counted(project, "sevens", count).value, calls) == (7, [1])


def test_a_search_among_people_finds_names_and_aliases_most_quoted_first(
    client: Client, article: Article, annotator: Any
) -> None:
    client.force_login(annotator)
    accept(client, article)
    ann = Person.objects.get()
    other = Person.objects.create(project=ann.project, name="Aaron Lee")
    Alias.objects.create(person=other, name="A. Leeds")
    found = client.get("/projects/harbour/people/?q=lee").context["people"]
    assert [(person.name, person.quotes) for person in found] == [("Ann Lee", 1), ("Aaron Lee", 0)]
    assert client.get("/projects/harbour/people/?q=leeds").context["people"] == [other]


def test_the_number_of_articles_of_a_large_project_is_right_after_each_change(
    client: Client, large: list[Callable[[], None]], project: Project, manager: Any
) -> None:
    first = make_article(project)
    client.force_login(manager)

    def total() -> int:
        return int(client.get("/projects/harbour/").context["total"])

    assert (total(), total()) == (1, 1)
    make_article(project)
    assert total() == 2
    values = {"action": "withdraw", "reason": "A duplicate", "id": str(new_id())}
    assert client.post(f"/articles/{first.pk}/withdrawal/", values).status_code in (200, 302)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert total() == 1


def test_whoever_is_entered_or_leaves_is_at_once_in_the_list_or_gone(
    client: Client, project: Project, article: Article, annotator: Any, reviewer: Any
) -> None:
    def names() -> list[str]:
        client.force_login(reviewer)
        return [person.name for person in client.get("/projects/harbour/people/").context["people"]]

    before = names()
    client.force_login(annotator)
    accept(client, article)
    assert names() == ["Ann Lee", *before]
    client.force_login(annotator)
    client.post(f"/articles/{article.pk}/actions/", {"action": str(new_id()), "verb": "undo"})
    assert names() == before


def test_the_names_of_a_registry_are_read_once_until_something_happens(
    client: Client, project: Project, article: Article, annotator: Any
) -> None:
    client.force_login(annotator)
    accept(client, article)

    def reads() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/projects/harbour/people/?sort=name")
        return sum('"folded" ASC' in query["sql"] for query in queries)

    assert (reads(), reads()) == (1, 0)
