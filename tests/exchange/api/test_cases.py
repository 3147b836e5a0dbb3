"""Adjudication over the interface."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import AnnotationSet
from annotator.services import decide
from articles.models import Article, Project
from tests.annotator.adjudicating import CONTENT, COSTLY, SHORTER, gold_frames, gold_words, quote, two_readers
from tests.factories import make_article, new_id, span, workset


@pytest.fixture
def article(project: Project) -> Article:
    found = make_article(project)
    two_readers(found, [quote(CONTENT), quote(COSTLY)], [quote(SHORTER), quote(COSTLY)])
    return found


@pytest.fixture
def caller(reviewer: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(reviewer)
    return client


def cases(caller: APIClient, article: Article) -> list[dict[str, Any]]:
    return list(caller.get(f"/api/v1/articles/{article.pk}/cases/").json())


def settle(caller: APIClient, article: Article, case: dict[str, Any], **values: Any) -> Any:
    body = {"action": str(new_id()), "version": case["version"], **values}
    return caller.post(f"/api/v1/articles/{article.pk}/cases/{case['key']}/decide/", body, format="json")


def test_the_cases_are_listed_with_their_readings(caller: APIClient, article: Article) -> None:
    first, second = cases(caller, article)
    assert (first["state"], first["difference"], second["rule"]) == ("open", ["start"], "identical")
    assert [reading["annotator"] for reading in first["readings"]] == ["ann", "bob"]
    assert first["readings"][1]["annotations"][0]["content"] == [list(span(article.text, SHORTER))]


def test_a_case_is_decided_and_the_article_saved(caller: APIClient, article: Article) -> None:
    first, _ = cases(caller, article)
    answer = settle(caller, article, first, choice="take", option=1).json()
    assert (answer["state"], answer["choice"], answer["decided_by"]) == ("decided", "take", "rev")
    saved = caller.post(f"/api/v1/articles/{article.pk}/cases/save/").json()
    assert [case["in_gold"] for case in saved] == [True, True]
    assert gold_words(article) == [[SHORTER], [COSTLY]]
    assert AnnotationSet.objects.gold().exists()


def test_an_edit_is_written_in_the_prediction_format(caller: APIClient, article: Article) -> None:
    first, _ = cases(caller, article)
    place = list(span(article.text, "closed until May"))
    frame = {"content": [place], "type": "direct", "speaker_name": "Tom Okafor"}
    assert settle(caller, article, first, choice="edit", frames=[frame]).status_code == 200
    [found] = gold_frames(article)
    assert (list(found.hull), found.quote_type, found.name) == (place, "direct", "Tom Okafor")
    wrong = settle(caller, article, cases(caller, article)[0], choice="edit", frames=[{"content": "all"}])
    assert wrong.status_code == 400
    assert "frames[0]" in wrong.json()["message"]


def test_a_stale_decision_gets_the_case_as_it_stands(caller: APIClient, article: Article) -> None:
    first, _ = cases(caller, article)
    settle(caller, article, first, choice="neither")
    late = settle(caller, article, first, choice="both")
    assert late.status_code == 409
    assert late.json()["current"]["choice"] == "neither"
    assert settle(caller, article, late.json()["current"], choice="take", option=7).status_code == 400


def test_who_still_reads_the_article_gets_no_case(caller: APIClient, article: Article, reviewer: Any) -> None:
    decide.add(workset(article, reviewer), user=reviewer, action_id=new_id(), frame=quote("costly"))
    refused = caller.get(f"/api/v1/articles/{article.pk}/cases/")
    assert refused.status_code == 403
    assert "begun this article yourself" in refused.json()["message"]
