"""A write may carry the words that it means; the server refuses it if the article has others there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, AnnotationSet
from articles.models import Article
from tests.factories import make_article, new_id, span


def act(client: Client, article: Article, **values: Any) -> Any:
    fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    return client.post(f"/articles/{article.pk}/actions/", {"action": str(new_id()), **fields})


def quote_at(article: Article, at: str, **values: Any) -> dict[str, Any]:
    return {
        "verb": "add",
        "card": str(new_id()),
        "kind": "quote",
        "spans": [["content", *span(article.text, at)]],
        **values,
    }


def added(article: Article) -> list[str]:
    rows = Annotation.objects.filter(set__article=article, set__source="annotator")
    return [article.text[row.start : row.end] for row in rows]


@pytest.fixture
def as_annotator(client: Client, annotator: Any) -> Client:
    client.force_login(annotator)
    return client


def test_a_quote_of_other_words_than_were_meant_is_not_stored(as_annotator: Client, article: Article) -> None:
    response = act(as_annotator, article, **quote_at(article, "Ferry pier", words=["El muelle"]))
    assert response.status_code == 422
    told = response.content.decode()
    assert "you meant ‹El muelle›, but the article has ‹Ferry pier› there" in told
    assert "translates this page, switch that off, then reload the page" in told
    assert added(article) == []


def test_a_quote_of_the_words_that_were_meant_is_stored(as_annotator: Client, article: Article) -> None:
    assert act(as_annotator, article, **quote_at(article, "Ferry pier", words=["Ferry pier"])).status_code == 200
    assert added(article) == ["Ferry pier"]


def test_an_action_kept_by_an_older_page_states_no_words_and_goes_through(
    as_annotator: Client, article: Article
) -> None:
    assert act(as_annotator, article, **quote_at(article, "Ferry pier")).status_code == 200
    assert added(article) == ["Ferry pier"]


def test_a_changed_quote_is_compared_part_by_part(as_annotator: Client, article: Article) -> None:
    quote = AnnotationSet.objects.get(article=article).annotations.filter(kind="quote").order_by("start")[0]
    spans = [["speaker", *span(article.text, "Ines Calder")], ["content", *span(article.text, "“is closed until May”")]]
    change = {"verb": "change", "card": str(quote.pk), "version": "0", "spans": spans}
    wrong = act(as_annotator, article, **change, words=["Ines Calder", "is closed until May”."])
    assert wrong.status_code == 422
    assert added(article) == []
    assert act(as_annotator, article, **change, words=["Ines Calder", "“is closed until May”"]).status_code == 200
    assert added(article) == ["“is closed until May”"]


def test_places_are_counted_in_code_points(as_annotator: Client, project: Any) -> None:
    article = make_article(project, "A 🐚 shell: “We wait,” she said.")
    assert act(as_annotator, article, **quote_at(article, "“We wait,”", words=["“We wait,”"])).status_code == 200
    assert added(article) == ["“We wait,”"]


@pytest.mark.parametrize("words", ["no list", [1], ["Ferry pier", "more than spans"], ["\ud83d"], {}])
def test_words_of_another_shape_are_refused(as_annotator: Client, article: Article, words: Any) -> None:
    assert act(as_annotator, article, **quote_at(article, "Ferry pier", words=words)).status_code == 422
    assert added(article) == []
