"""A page that the browser has translated: nothing wrong is stored, and the page says what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Annotation
from articles.models import Article
from tests.browser.test_workbench import mine, press, words

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]

TRANSLATE = """(root) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    if (!node.data.trim()) continue;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = node.data.replace(/\\w+/g, (word) => word + "ito");
    outer.append(inner);
    node.replaceWith(outer);
  }
}"""
"""What Google Translate does to a page: each text node becomes two ``<font>`` elements with other words."""

SELECT = """(words) => {
  const walker = document.createTreeWalker(document.getElementById("article-text"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at >= 0) return getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
  }
  throw new Error(`The page does not show ${words}.`);
}"""


@pytest.fixture
def bench(page: Page, live_server: Any, sign_in: Callable[[Any], None], article: Article, annotator: Any) -> Page:
    """Without a look at the console: a refused write is what these tests want."""
    sign_in(annotator)
    page.goto(f"{live_server.url}/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


def refused(page: Page) -> None:
    expect(page.locator(".toast[data-level=error]")).to_contain_text("translates this page, switch that off")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    assert not Annotation.objects.filter(set__source="annotator").exists()


def test_translators_are_asked_to_leave_text_and_cards_alone(bench: Page) -> None:
    for place in ("#article-text", "#cards"):
        expect(bench.locator(place)).to_have_attribute("translate", "no")
        assert bench.locator(place).evaluate("place => place.classList.contains('notranslate')")


def test_a_quote_selected_in_a_translated_text_is_refused_with_the_remedy(bench: Page, article: Article) -> None:
    bench.locator("#article-text").evaluate(TRANSLATE)
    bench.evaluate(SELECT, "pierito closedito")
    press(bench, "1")
    refused(bench)
    expect(bench.locator(".card[data-verdict=added]")).to_have_count(0)


def test_an_edge_moved_in_a_translated_text_is_refused(bench: Page, article: Article) -> None:
    bench.locator("#article-text").evaluate(TRANSLATE)
    press(bench, "]")
    refused(bench)
    expect(bench.locator(".card[data-kind=quote]").first).to_have_attribute("data-verdict", "suggested")


def test_a_page_translated_before_its_scripts_ran_stores_nothing_wrong(bench: Page, article: Article) -> None:
    early = f"const translate = {TRANSLATE}; document.onreadystatechange = () => "
    bench.add_init_script(
        early + "document.readyState === 'interactive' && translate(document.getElementById('article-text'))"
    )
    bench.reload()
    expect(bench.locator(".card[aria-current=true]")).to_have_count(1)
    bench.evaluate(SELECT, "pierito closedito")
    press(bench, "1")
    refused(bench)


def test_what_stands_before_the_translated_part_is_stored_as_it_is(
    bench: Page, article: Article, annotator: Any
) -> None:
    bench.locator("#article-text > :last-child").evaluate(TRANSLATE)
    bench.evaluate(SELECT, "Ferry pier")
    press(bench, "1")
    (added,) = mine(article, annotator)
    assert words(article, added, "content") == ["Ferry pier"]
