"""Projects, articles, sets, annotations and people as they are read."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from annotator.models import Annotation, Person
from annotator.services import decide
from annotator.services.decide import Seen
from articles.models import Article, Project
from tests.exchange.api.conftest import caller
from tests.factories import make_project, make_suggested, new_id, span, workset

API = "/api/v1"


def quotes_of(article: Article) -> list[Annotation]:
    rows = Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote")
    return list(rows.order_by("start"))


def addresses(article: Article) -> list[str]:
    """Every address that reads something of one article’s project."""
    person = Person.objects.get_or_create(project=article.project, name="Ines Calder")[0]
    machine_set = article.annotation_sets.get(source="suggester")
    return [
        f"{API}/projects/{article.project.slug}/",
        f"{API}/articles/{article.pk}/",
        f"{API}/articles/{article.pk}/annotation-sets/",
        f"{API}/annotation-sets/{machine_set.pk}/",
        f"{API}/annotations/{quotes_of(article)[0].pk}/",
        f"{API}/people/{person.pk}/",
        f"{API}/projects/{article.project.slug}/exports/jsonl/?set=machine",
    ]


@pytest.mark.parametrize("name", ["all", "gold", "mixed", ""])
def test_an_annotator_named_like_a_set_exports_no_set_of_others(
    annotator: Any, as_annotator: Client, article: Article, name: str
) -> None:
    if name:
        get_user_model().objects.filter(pk=annotator.pk).update(username=name)
    address = f"{API}/projects/{article.project.slug}/exports/jsonl/"
    assert as_annotator.get(address, {"set": name}).status_code == 403


def test_what_an_annotator_is_told_about_a_missing_set_names_nobody(
    annotator: Any, reviewer: Any, as_annotator: Client, article: Article
) -> None:
    workset(article, reviewer)
    address = f"{API}/projects/{article.project.slug}/exports/jsonl/"
    for own in (annotator.username, f"user:{annotator.username}"):
        response = as_annotator.get(address, {"set": own})
        assert response.status_code == 400
        assert response.json()["message"].endswith("choose one of machine.")
    assert as_annotator.get(address, {"set": reviewer.username}).status_code == 403
    assert as_annotator.get(address, {"set": "nobody"}).status_code == 403
    workset(article, annotator)
    assert as_annotator.get(address, {"set": annotator.username}).status_code == 200


LISTS = ["projects", "articles", "annotations", "people"]


def test_without_a_token_everything_is_closed(client: Client, article: Article) -> None:
    for address in [*addresses(article), *(f"{API}/{name}/" for name in LISTS), f"{API}/schema/", f"{API}/tokens/"]:
        response = client.get(address)
        assert response.status_code == 401, address
        assert response.json()["message"], address


def test_a_stranger_finds_nothing(as_stranger: Client, article: Article) -> None:
    for address in addresses(article):
        response = as_stranger.get(address)
        assert response.status_code == 404, address
        assert response.json()["message"], address
    for name in LISTS:
        assert as_stranger.get(f"{API}/{name}/").json()["results"] == [], name


def test_a_member_reads_everything_of_the_project(as_annotator: Client, article: Article) -> None:
    for address in addresses(article):
        assert as_annotator.get(address).status_code == 200, address
    assert [row["slug"] for row in as_annotator.get(f"{API}/projects/").json()["results"]] == ["harbour"]


def test_an_unknown_address_answers_in_json(as_annotator: Client) -> None:
    response = as_annotator.get(f"{API}/nonsense/")
    assert response.status_code == 404
    assert "There is no /api/v1/nonsense/" in response.json()["message"]


def test_a_list_of_articles_leaves_the_texts_out(as_annotator: Client, article: Article) -> None:
    line = as_annotator.get(f"{API}/articles/").json()["results"][0]
    assert line["label"] == article.label
    assert "text" not in line
    whole = as_annotator.get(f"{API}/articles/{article.pk}/").json()
    assert whole["text"] == article.text
    assert [tuple(block) for block in whole["blocks"]] == [tuple(block) for block in article.blocks]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("project=harbour", 2),
        ("project=elsewhere", 0),
        ("external_id=wire-1", 1),
        ("publisher=the%20quay", 1),
        ("published_from=2026-02-01", 1),
        ("published_to=2026-01-31", 1),
        ("q=bridge", 1),
        ("language=en", 0),
    ],
)
def test_articles_are_found_by_filters(as_annotator: Client, project: Project, query: str, found: int) -> None:
    make_suggested(project, external_id="wire-1", publisher="The Quay", published="2026-01-05")
    make_suggested(project, title="Bridge shut", published="2026-03-05")
    assert len(as_annotator.get(f"{API}/articles/?{query}").json()["results"]) == found


def test_a_quote_is_told_in_the_words_of_the_prediction_format(as_annotator: Client, article: Article) -> None:
    row = quotes_of(article)[2]
    quote = as_annotator.get(f"{API}/annotations/{row.pk}/").json()
    text = article.text
    assert quote["type"] == "direct"
    assert quote["content"] == [list(span(text, "“We will wait,”")), list(span(text, "“but not for ever.”"))]
    assert quote["speaker"] == [list(span(text, "Tom Okafor, a fisherman"))]
    assert quote["cue"] == [list(span(text, "said", after=100))]
    assert (quote["speaker_name"], quote["speaker_kind"], quote["score"]) == ("Tom Okafor", "named", 0.97)
    assert quote["by"] == {"kind": "suggester", "name": "rules", "version": "1"}
    assert (quote["version"], quote["decision"]) == (0, None)


def test_a_set_holds_every_kind_under_its_name(as_annotator: Client, article: Article) -> None:
    machine_set = article.annotation_sets.get(source="suggester")
    found = as_annotator.get(f"{API}/annotation-sets/{machine_set.pk}/").json()
    assert [len(found[name]) for name in ("quotes", "entities", "captions", "repairs")] == [3, 1, 1, 1]
    assert found["number"] == 6
    assert found["repairs"][0]["replacement"] == "cost ly"
    assert found["entities"][0]["name"] == "Ines Calder"
    start, end = found["captions"][0]["start"], found["captions"][0]["end"]
    assert article.text[start:end] == "Ferry pier closed"


def test_annotators_work_blind_and_reviewers_see_everything(
    as_annotator: Client, as_reviewer: Client, manager: Any, article: Article
) -> None:
    theirs = workset(article, manager)
    decide.accept(theirs, user=manager, action_id=new_id(), seen=Seen(str(quotes_of(article)[0].pk), 0))
    decision = theirs.annotations.get()
    sets, one = f"{API}/articles/{article.pk}/annotation-sets/", f"{API}/annotations/{decision.pk}/"
    assert [row["annotator"] for row in as_annotator.get(sets).json()] == [""]
    assert as_annotator.get(one).status_code == 404
    assert as_annotator.get(f"{API}/annotation-sets/{theirs.pk}/").status_code == 404
    assert len(as_annotator.get(f"{API}/annotations/").json()["results"]) == 6
    assert [row["annotator"] for row in as_reviewer.get(sets).json()] == ["", "max"]
    assert as_reviewer.get(one).status_code == 200
    assert len(as_reviewer.get(f"{API}/annotations/").json()["results"]) == 7


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=quote", 3),
        ("kind=repair&project=harbour", 1),
        ("verdict=accepted", 0),
        ("source=suggester&suggester=rules&suggester_version=1", 6),
        ("score_from=0.9", 3),
        ("score_to=0.5", 1),
        ("annotator=ann", 0),
        ("place=caption", 0),
        ("article=999999999999999999999999", 0),
        ("decided=false", 6),
        ("decided=true", 0),
    ],
)
def test_annotations_are_found_by_filters(as_annotator: Client, article: Article, query: str, found: int) -> None:
    assert len(as_annotator.get(f"{API}/annotations/?{query}").json()["results"]) == found


def test_a_filter_that_cannot_be_says_which(as_annotator: Client, article: Article) -> None:
    response = as_annotator.get(f"{API}/annotations/?kind=song")
    assert response.status_code == 400
    assert list(response.json()["fields"]) == ["kind"]
    assert response.json()["message"].startswith("kind: ")


def test_a_cursor_of_somebody_elses_making_is_refused(as_annotator: Client, article: Article) -> None:
    for cursor in ("cD1ub3BlCg==", "cD0lMDA="):
        assert as_annotator.get(f"{API}/annotations/?cursor={cursor}").status_code == 404


def test_pages_go_through_a_list_without_repeating(as_annotator: Client, project: Project) -> None:
    for _ in range(3):
        make_suggested(project)
    seen: list[str] = []
    address = f"{API}/annotations/?page_size=7"
    while address:
        page = as_annotator.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 18


def test_people_are_found_by_alias(as_annotator: Client, project: Project) -> None:
    person = Person.objects.create(project=project, name="Ines Calder")
    person.aliases.create(name="the mayor")
    Person.objects.create(project=project, name="Tom Okafor")
    found = as_annotator.get(f"{API}/people/?q=mayor").json()["results"]
    assert [(row["name"], row["aliases"]) for row in found] == [("Ines Calder", ["the mayor"])]


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_with_more_rows(
    annotator: Any, project: Project, name: str, django_assert_max_num_queries: Any
) -> None:
    client = caller(annotator)
    for number in range(4):
        article = make_suggested(project)
        Person.objects.create(project=project, name=f"Person {number}").aliases.create(name="P.")
        for row in quotes_of(article):
            decide.reject(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0))
    with django_assert_max_num_queries(9 if name == "annotations" else 6):  # keys first, by steps of any number
        assert client.get(f"{API}/{name}/").json()["results"]


def test_a_token_of_another_projects_member_opens_only_that(project: Project, article: Article) -> None:
    from tests.factories import make_member

    other = make_project("quay")
    client = caller(make_member(other))
    make_suggested(other)
    assert {row["project"] for row in client.get(f"{API}/articles/").json()["results"]} == {"quay"}
