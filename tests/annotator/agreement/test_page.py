"""The agreement page, its files and the interface: who sees them, what they say, and the filters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from annotator import counted
from annotator.agreement.waiting import keep_up
from annotator.agreement.wording import AgreementLine, matrix, sentences
from annotator.services.review import make_gold
from articles.models import Project, Role
from tests.annotator.agreement.readers import PIER, REPAIRS, frame, read
from tests.exchange.api.conftest import caller
from tests.factories import make_article, make_member, make_project
from tests.worlds import shared

pytestmark = pytest.mark.django_db

PAGE = "/projects/harbour/agreement/"
API = "/api/v1/projects/harbour/agreement/"
TEAM = ("ann", "bea", "cal")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Three who read six articles: ann and bea alike, cal without the second quote, in the last with another person."""
    with shared(django_db_blocker):
        project = make_project("harbour", name="Harbour")
        people = {name: make_member(project, name=name) for name in TEAM}
        for number in range(6):
            article = make_article(project, publisher="Courier" if number else "Herald", title=f"Story {number}")
            sets = [read(article, people[name], [frame(*PIER), frame(*REPAIRS)]) for name in ("ann", "bea")]
            read(article, people["cal"], [frame(*PIER[:2], "Ines Calder" if number < 5 else "Tom Okafor")])
        make_gold(sets[0], make_member(project, role=Role.REVIEWER, name="rev"))
        keep_up(project)
        yield


@pytest.fixture
def project(db: None, made: None) -> Project:
    return Project.objects.get(slug="harbour")


@pytest.fixture
def team(project: Project) -> dict[str, Any]:
    return {name: get_user_model().objects.get(username=name) for name in TEAM}


@pytest.fixture
def reviewer(project: Project) -> Any:
    return get_user_model().objects.get(username="rev")


@pytest.fixture
def desk(client: Client, reviewer: Any) -> Client:
    client.force_login(reviewer)
    return client


def test_annotators_see_no_figure_of_others(client: Client, team: dict[str, Any]) -> None:
    client.force_login(team["ann"])
    for address in (PAGE, f"{PAGE}agreement.csv", f"{PAGE}agreement.json"):
        assert client.get(address).status_code == 403
    assert caller(team["ann"]).get(API).status_code == 403
    assert b"bea" not in client.get("/projects/harbour/quality/").content


def test_the_page_says_what_a_hand_count_says(desk: Client, team: dict[str, Any]) -> None:
    response = desk.get(PAGE)
    pairs = {(line.first, line.second): line for line in response.context["pairs"]}
    assert pairs["ann", "bea"].content["overlap"] == {"value": 1, "low": 1, "high": 1}
    for pair in (("ann", "cal"), ("bea", "cal")):
        # Of each article three quotes were marked, of which two are one: F1 is 2 · 1 / 3.
        assert pairs[pair].content["overlap"]["value"] == pytest.approx(2 / 3, abs=1e-4)
        assert pairs[pair].person["value"] == pytest.approx(5 / 6, abs=1e-4)
        assert pairs[pair].articles == 6
    pooled = response.context["value"]["pooled"]
    assert (pooled["articles"], pooled["comparisons"]) == (6, 18)
    # 12 + 6 + 6 quotes in common, of 24 + 18 + 18 marked.
    assert pooled["spans"][0]["overlap"]["value"] == pytest.approx(2 * (12 + 6 + 6) / (24 + 18 + 18), abs=1e-4)
    differences = {row["what"]: row["number"] for row in response.context["value"]["differences"]}
    assert differences == {"missing": 12, "person": 2}
    [gold] = [line for line in response.context["against_gold"] if line.first == "cal"]
    assert gold.articles == 1
    text = response.content.decode()
    assert "Of 100 quotes that one person marks, another marks 80 as well, and 80 with the same edges." in text
    [other_person] = [row for row in response.context["differences"] if row["what"] == "another person speaks"]
    assert f'<a href="/articles/{other_person["most"][0]["article"].pk}/adjudicate/">Story 5</a>' in text


@pytest.mark.parametrize(
    ("query", "articles", "pairs"),
    [
        ("person=cal", 6, 2),
        ("publisher=Herald", 1, 3),
        ("until=2000-01-01", None, 0),
        ("since=2000-01-01", 6, 3),
        ("person=cal&publisher=Courier", 5, 2),
    ],
)
def test_filters_choose_comparisons(
    desk: Client, team: dict[str, Any], query: str, articles: int | None, pairs: int
) -> None:
    response = desk.get(f"{PAGE}?{query}")
    value = response.context["value"]
    assert (value["pooled"] and value["pooled"]["articles"]) == articles
    assert len(value["pairs"]) == pairs
    assert desk.get(f"{PAGE}agreement.json?{query}").json()["pairs"] == value["pairs"]


@pytest.mark.parametrize("query", ["person=nobody", "publisher=nowhere", "since=yesterday", "until=9999999-01-01"])
def test_a_filter_that_means_nothing_is_said_and_shows_all(desk: Client, team: dict[str, Any], query: str) -> None:
    response = desk.get(f"{PAGE}?{query}")
    assert len(response.context["value"]["pairs"]) == 3
    assert 'role="alert"' in response.content.decode()


def test_the_interface_has_the_numbers_of_the_page(team: dict[str, Any], reviewer: Any, desk: Client) -> None:
    told = caller(reviewer).get(API)
    assert told.status_code == 200
    assert told.json() == desk.get(f"{PAGE}agreement.json").json()
    assert told.json()["people"] == ["ann", "bea", "cal"]
    assert caller(reviewer).get(f"{API}?since=yesterday").status_code == 400


def test_the_table_has_a_line_for_each_figure(desk: Client, team: dict[str, Any]) -> None:
    response = desk.get(f"{PAGE}agreement.csv")
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    [row] = [row for row in rows if (row["first"], row["second"], row["subject"], row["measure"]) == (
        "ann", "cal", "quote.content", "overlap"
    )]  # fmt: skip
    assert (row["value"], row["items"], row["articles"]) == ("0.6667", "18", "6")
    assert {row["second"] for row in rows} == {"*", "bea", "cal", "gold"}


def test_quality_shows_the_pairs_to_reviewers(desk: Client, client: Client, team: dict[str, Any]) -> None:
    text = desk.get("/projects/harbour/quality/").content.decode()
    assert "Agreement between annotators" in text
    assert PAGE in text


def test_a_large_project_counts_in_the_background(
    desk: Client, project: Project, team: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(counted, "LARGE", 0)
    monkeypatch.setattr(counted, "begin", lambda project, name, count: begun.append((name, count)))
    response = desk.get(PAGE)
    assert response["Refresh"]
    assert desk.get(f"{PAGE}agreement.json").json()["pooled"] is None
    name, count = begun[0]
    counted.store(project, name, count)
    assert desk.get(PAGE).context["value"]["pooled"]["articles"] == 6


def line(articles: int, alpha: float | None, first: str = "a", second: str = "b") -> AgreementLine:
    return AgreementLine(first, second, articles, {"alpha_tokens": {"value": alpha}}, {}, {}, {})


@pytest.mark.parametrize(
    ("articles", "alpha", "level"),
    [(5, 0.8, "steady"), (5, 0.7, "fair"), (5, 0.6, "look"), (4, 0.9, "few"), (9, None, "few")],
)
def test_the_note_says_whether_somebody_should_look(articles: int, alpha: float | None, level: str) -> None:
    assert line(articles, alpha).level == level


def test_the_matrix_has_nothing_where_two_share_no_article() -> None:
    [(_, of_a), (_, of_b), (_, of_c)] = matrix([line(5, 1.0)], ["a", "b", "c"])
    assert [cell is not None for cell in of_a] == [False, True, False]
    assert of_b[0] == of_a[1]
    assert of_c == [None, None, None]


def test_an_agreement_that_is_too_low_is_said_in_words() -> None:
    content = {"role": "content", **{name: {"value": 0.4} for name in ("exact", "overlap", "alpha_tokens")}}
    said = " ".join(sentences({"articles": 5, "spans": [content], "same": []}))
    assert "too little to rest on" in said
    assert sentences({"articles": 5, "spans": [], "same": []}) == []


def test_of_few_articles_nothing_is_said_beyond_chance() -> None:
    content = {"role": "content", **{name: {"value": 0.9} for name in ("exact", "overlap", "alpha_tokens")}}
    said = " ".join(sentences({"articles": 4, "spans": [content], "same": []}))
    assert "too few articles" in said
    assert "conclusions may rest" not in said
