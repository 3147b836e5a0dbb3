"""A question to a colleague is seen: a notice, a mark on the card, the last actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Flag
from annotator.services.flags import flag
from annotator.services.review import resolve_flags
from articles.models import Article
from tests.browser.axe import findings
from tests.browser.test_workbench import press
from tests.factories import new_id, workset

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "Is “She” the mayor?"


def test_a_question_stays_on_its_card(
    open_page: Callable[[Any, str], Page], article: Article, annotator: Any, reviewer: Any
) -> None:
    page = open_page(annotator, f"/articles/{article.pk}/")
    press(page, "j", "f")
    page.keyboard.type(NOTE)
    press(page, "Control+Enter")
    expect(page.locator(".notice-floating")).to_contain_text("Asked: your question is on the card")
    mark = page.locator("#cards .flag-note")
    expect(mark).to_have_text(f"Question: {NOTE}")
    expect(page.locator(".card[aria-current=true] .flag-note")).to_be_visible()
    assert findings(page) == []
    press(page, "a", "K")
    expect(page.locator(".card[aria-current=true] .flag-note")).to_have_count(1)
    expect(page.locator("#announcer")).to_contain_text(f"accepted, Question: {NOTE}")
    page.keyboard.press("H")
    expect(page.locator("#steps-list .step").nth(1)).to_contain_text(NOTE)
    assert page.locator("#steps-list .step").nth(1).get_attribute("data-state") == "done"  # not struck through
    page.keyboard.press("Escape")
    resolve_flags(Flag.objects.all(), user=reviewer)
    page.reload()
    expect(mark).to_have_text(f"Question, resolved: {NOTE}")
    assert findings(page) == []


def test_a_question_is_answered_on_the_page_with_a_mention(
    open_page: Callable[[Any, str], Page], article: Article, annotator: Any, reviewer: Any
) -> None:
    card = article.annotation_sets.get().annotations.filter(kind="quote").order_by("start")[0].pk
    flag(workset(article, annotator), user=annotator, action_id=new_id(), card=str(card), note=NOTE)
    page = open_page(reviewer, f"/articles/{article.pk}/#annotation-{card}")
    expect(page.locator(".inbox-link")).to_have_accessible_name("Inbox: 1 new")
    page.locator("#cards .flag-answers").click()
    answer = page.locator("#notes-list textarea")
    answer.press_sequentially(f"Yes, @{annotator.username[:2]}")
    expect(page.locator("[role=option]")).to_have_text(annotator.username)
    assert findings(page) == []
    page.keyboard.press("Tab")
    expect(answer).to_have_value(f"Yes, @{annotator.username} ")
    page.locator("#notes-list button", has_text="Answer").click()
    expect(page.locator("#notes-list .said-words").nth(1)).to_have_text(f"Yes, @{annotator.username}")
    page.locator("#notes-list button", has_text="Resolve").click()
    expect(page.locator("#notes-list .thread")).to_have_attribute("data-state", "resolved")
    page.keyboard.press("Escape")
    expect(page.locator("#cards .flag-answers")).to_have_text("1 answer")
    expect(page.locator("#cards .flag-note")).to_have_attribute("data-state", "resolved")
