"""What is worked at is in sight, says whose it is, and keeps the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.services.suggested import store_machine_set
from articles.models import Article
from tests.browser.test_workbench import press, select, verdicts
from tests.factories import span, suggestions_for

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]


@pytest.fixture
def bench(open_page: OpenPage, article: Article, annotator: Any) -> Page:
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


def test_the_focus_stays_on_the_button_that_was_pressed(bench: Page) -> None:
    accept = bench.locator(".card[aria-current=true] [data-command=accept]")
    accept.focus()
    for _ in range(2):
        press(bench, "Enter")
        assert bench.evaluate("document.activeElement.dataset.command") == "accept"
    assert verdicts(bench)[:2] == ["accepted", "accepted"]


def test_the_focus_stays_on_the_very_button(bench: Page) -> None:
    later = bench.locator('.card[aria-current=true] [data-command=edge][data-value="end -1"]')
    later.focus()
    press(bench, "Enter")
    assert bench.evaluate("document.activeElement.dataset.value") == "end -1"
    indirect = bench.locator('.card[aria-current=true] [data-command=type][data-value="indirect"]')
    indirect.focus()
    press(bench, "Enter")
    assert bench.evaluate("document.activeElement.dataset.value") == "indirect"


def test_a_decided_card_still_says_whose_it_was(bench: Page, article: Article) -> None:
    other = suggestions_for(article.text)
    assert store_machine_set(article, suggester="desk-model", version="1", suggestions=other)
    bench.reload()
    card = bench.locator(".card[data-kind=quote]").first
    name = card.locator(".by").inner_text()
    press(bench, "a", "k")
    expect(card).to_have_attribute("data-verdict", "accepted")
    expect(card.locator(".by")).to_have_text(name)


def test_the_card_of_an_added_quote_is_whole_in_sight(bench: Page, article: Article) -> None:
    bench.set_viewport_size({"width": 1280, "height": 640})
    for ends in ("“We will wait,”", "not for ever"):
        select(bench, *span(article.text, ends))
        press(bench, "1")
    place = bench.evaluate(
        """() => ["#cards", ".card[aria-current=true]"].map((place) => document.querySelector(place))
          .map((element) => element.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"""
    )
    (top, bottom), (card_top, card_bottom) = place
    assert card_bottom - card_top > 100
    assert top <= card_top + 1
    assert card_bottom <= bottom + 1


def test_the_focus_goes_on_when_an_added_quote_is_removed(bench: Page, article: Article) -> None:
    select(bench, *span(article.text, "Ferry pier"))
    press(bench, "1")
    bench.locator(".card[aria-current=true] [data-command=reject]").focus()
    press(bench, "Enter")
    assert bench.evaluate("document.activeElement.closest('.card[aria-current=true]') !== null")
    assert bench.evaluate("document.activeElement.dataset.command") == "reject"


def test_the_focus_is_on_a_button_that_works_after_the_last_undo(bench: Page) -> None:
    press(bench, "a")
    bench.locator("#undo").focus()
    press(bench, "Enter")
    expect(bench.locator("#undo")).to_be_disabled()
    assert bench.evaluate("document.activeElement.id") == "redo"


def test_every_tab_stop_is_seen_and_has_its_ring(bench: Page) -> None:
    seen = set()
    for _ in range(45):
        bench.keyboard.press("Tab")
        name, width, height, ring = bench.evaluate(
            """() => {
              const element = document.activeElement;
              const label = element.matches("input") ? element.nextElementSibling ?? element : element;
              const { width, height } = label.getBoundingClientRect();
              const ring = [element, label].some((one) => getComputedStyle(one).outlineStyle !== "none");
              return [element.outerHTML.slice(0, 60), width, height, ring];
            }"""
        )
        if name.startswith("<body"):
            break
        assert min(width, height) > 8, name
        assert ring, name
        seen.add(name)
    assert len(seen) > 15
    assert bench.evaluate("scrollX") == 0
