"""Another’s set by keyboard, two sets walked, and what came back: clean for axe-core by day, by night, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Annotation, SeenGold
from annotator.services.review import make_gold
from articles.models import Project
from tests.annotator.adjudicating import CONTENT, COSTLY, SHORTER, finished_by, quote
from tests.browser.axe import findings
from tests.factories import make_article, make_member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def check_clean(page: Page) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_sets_are_read_compared_and_come_back(
    open_page: Callable[[Any, str], Page], project: Project, reviewer: Any, annotator: Any
) -> None:
    article = make_article(project, title="Ferry pier closed")
    mine = finished_by(article, annotator, [quote(CONTENT), quote(COSTLY)])
    other = finished_by(article, make_member(project, name="bob"), [quote(SHORTER), quote(COSTLY)])
    second = Annotation.objects.filter(set=mine).order_by("start")[1]
    page = open_page(reviewer, f"/articles/{article.pk}/?set={mine.pk}&annotation={second.pk}")
    current = page.locator(".card[aria-current]")
    expect(current).to_have_id(f"annotation-{second.pk}")
    expect(page.locator("#article-text .content.is-current")).to_have_text(COSTLY)
    page.keyboard.press("k")
    expect(current.locator(".excerpt")).to_have_text(CONTENT)
    page.keyboard.press("a")
    expect(current.locator(".state")).to_have_text("added")
    check_clean(page)
    page = open_page(reviewer, f"/articles/{article.pk}/compare/?left={mine.pk}&right={other.pk}&show=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".difference[aria-current] h2")).to_have_text("Quote")
    check_clean(page)
    make_gold(other, reviewer)
    page = open_page(annotator, f"/articles/{article.pk}/mine/")
    expect(page.get_by_role("button", name="Mark as looked at")).to_have_count(0)
    assert SeenGold.objects.get().user == annotator
    check_clean(page)
