"""The workbench's cards and marks, which its script completes from the text, against those that the server draws."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import BrowserContext, Page

from annotator.services.decide import accept_many
from annotator.services.suggested import store_machine_set
from annotator.workbench.block_html import blocks_html
from annotator.workbench.blocks import shown_blocks
from annotator.workbench.card_html import cards_html
from annotator.workbench.cards import Card
from articles.models import Project
from suggesters.suggestions import Caption, Entity, Quote, Repair, Suggestions
from tests.factories import bench_for, make_article, span, workset

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.own_context]
LONG = "wide " * 100
TEXT = f"""Ferry 🚢 pier closed, a picture by Tom & Co.

“We <wait> 🙂,” said Ana Ruiz, a fisherman, “but not for
ever.” She warned that repairs would be costly{LONG}.

Ana Ruiz said\u202e “yes” and “no”. Ana Ruiz went."""
ATTRIBUTES = """(found) => found.map((one) => {
  const at = [...one.attributes].filter(({ name }) => !["aria-current", "data-grouped"].includes(name));
  return [one.tagName, ...at.map(({ name, value }) => `${name}=${value}`).sort()].join(" ").replace(" is-current", "");
})"""
DRAWN = f"""([html, selector]) => {{
  const {{ content }} = Object.assign(document.createElement("template"), {{ innerHTML: html }});
  const found = [...content.querySelectorAll(selector)];
  return [({ATTRIBUTES})(found), found.map((one) => one.innerHTML)];
}}"""
SHOWN = f"""(selector) => {{
  for (const detail of document.querySelectorAll("[data-detail]")) detail.remove();
  for (const mark of document.querySelectorAll(".is-current")) mark.classList.remove("is-current");
  const found = [...document.querySelectorAll(selector)];
  return [({ATTRIBUTES})(found), found.map((one) => one.innerHTML)];
}}"""


def suggestions() -> Suggestions:
    """Marks within marks, marks that cross, parts, one speaker and cue of two quotes, words behind an emoji."""
    last = TEXT.index("said\u202e")
    said, ruiz = span(TEXT, "said", after=last), span(TEXT, "Ana Ruiz", after=last - 10)
    parts = (span(TEXT, "“We <wait> 🙂,”"), span(TEXT, "“but not for\never.”"))
    first = (span(TEXT, "said"),), (span(TEXT, "Ana Ruiz, a fisherman"),)
    return Suggestions(
        quotes=(
            Quote("direct", parts, *first, "Ana Ruiz", "named", 0.9, "cue ‘said’", ()),
            Quote(
                "indirect", (span(TEXT, f"that repairs would be costly{LONG[:-1]}"),), (), (), None, "none", 0.5, "", ()
            ),
            Quote("direct", (span(TEXT, "“yes”"),), (said,), (ruiz,), "Ana Ruiz", "named", 0.7, "", ()),
            Quote("direct", (span(TEXT, "“no”"),), (said,), (ruiz,), None, "unnamed", 0.6, "", ()),
        ),
        entities=(
            Entity(*span(TEXT, "Ana Ruiz"), "PERSON", "Ana Ruiz", 0.9),
            Entity(*span(TEXT, "a fisherman, “but"), "ORG", "Fishers", 0.8),
            Entity(*span(TEXT, "pier closed, a"), "FAC", None, 0.4),
        ),
        captions=(Caption(*span(TEXT, "a picture by Tom & Co."), span(TEXT, "Tom & Co."), 0.3),),
        repairs=(Repair(*span(TEXT, "repairs"), "re pairs", 0.6),),
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_cards_and_marks_are_those_that_the_server_draws(
    open_page: Callable[[Any, str], Page], context: BrowserContext, project: Project, annotator: Any, language: str
) -> None:
    article = make_article(project, TEXT)
    store_machine_set(article, suggester="rules", version="1", suggestions=suggestions())
    own = workset(article, annotator)
    chosen = [card for card in bench_for(article, own).cards if card.kind in {"quote", "repair"}][1:4]
    accept_many(own, user=annotator, action_id=uuid.uuid4(), cards=[card.id for card in chosen])
    context.set_extra_http_headers({"Accept-Language": language})
    page = open_page(annotator, f"/articles/{article.pk}/")
    page.locator(".card").first.wait_for(state="attached")
    assert page.locator("#article-text").evaluate("(text) => text.textContent") == article.text
    with translation.override(language):
        cards: list[Card] = bench_for(article, own).cards
        list_html = "".join(cards_html([card.values()]) for card in cards)
        text_html = "".join(blocks_html(shown_blocks(article, cards)))
    assert page.evaluate(SHOWN, "#cards > .card") == page.evaluate(DRAWN, [list_html, ".card"])
    attributes, _ = page.evaluate(SHOWN, "#article-text [data-annotation]")
    assert attributes == page.evaluate(DRAWN, [text_html, "[data-annotation]"])[0]


def test_before_the_script_the_text_can_be_read_and_cards_are_not_seen(
    open_page: Callable[[Any, str], Page], context: BrowserContext, project: Project, annotator: Any
) -> None:
    """Nobody sees their numbers, and 2,000 of them cost no layout."""
    article = make_article(project, TEXT)
    store_machine_set(article, suggester="rules", version="1", suggestions=suggestions())
    context.route("**/js/workbench*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page = open_page(annotator, f"/articles/{article.pk}/")
    assert page.locator("#cards > li").count() == 9
    assert page.locator("#cards > li:visible").count() == 0
    assert page.locator("#article-text").evaluate("(text) => text.textContent") == article.text
