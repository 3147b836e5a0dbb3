"""Where several suggesters have read an article, each card says whose it is."""

from __future__ import annotations

from annotator.services.suggested import store_machine_set
from articles.models import Article
from tests.factories import bench_for, suggestions_for


def test_cards_say_which_suggester_made_them(article: Article) -> None:
    other = suggestions_for(article.text)
    store_machine_set(article, suggester="desk-model", version="2026-10", suggestions=other)
    bench = bench_for(article, None)
    assert {card.by for card in bench.cards} == {"rules", "desk-model"}
    assert 'class="by">by desk-model<' in bench.html
    assert 'class="by">by rules<' in bench.html


def test_the_only_suggester_is_not_named(article: Article) -> None:
    bench = bench_for(article, None)
    assert {card.by for card in bench.cards} == {""}
    assert 'class="by"' not in bench.html


def test_a_newer_run_of_the_same_suggester_is_no_second_one(article: Article) -> None:
    store_machine_set(article, suggester="rules", version="2", suggestions=suggestions_for(article.text))
    assert {card.by for card in bench_for(article, None).cards} == {""}
