"""The registry by key, by mouse and by finger: merge, take back, keep apart, move a stretch of quotes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Annotation, Person
from annotator.services import decide
from annotator.services.decide import Seen
from articles.models import Article
from tests.browser.axe import findings
from tests.browser.lent import Lend
from tests.factories import new_id, workset

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = "/projects/harbour/people/"


@pytest.fixture
def calder(article: Article, reviewer: Any) -> Person:
    """Ines Calder with two quotes, and entries that look like her and like Tom Okafor."""
    mine = workset(article, reviewer)
    for quote in Annotation.objects.filter(set__source="suggester", kind="quote"):
        decide.accept(mine, user=reviewer, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    for name in ("Calder", "T. Okafor"):
        Person.objects.create(project=article.project, name=name)
    return Person.objects.get(name="Ines Calder")


def names(page: Page) -> Any:
    return page.locator("#registry-title ~ .people-list .person-chip")


def test_merging_taking_back_and_keeping_apart_by_key(
    open_page: Callable[[Any, str], Page], reviewer: Any, calder: Person
) -> None:
    page = open_page(reviewer, f"{PEOPLE}?show=same")
    expect(page.locator(".merge")).to_have_count(2)
    page.keyboard.press("a")
    expect(page.locator(".merge")).to_have_count(1)
    assert findings(page) == []
    page.keyboard.press("u")
    expect(page.locator("[data-state=undone]")).to_have_count(1)
    assert findings(page) == []
    assert Person.objects.count() == 4
    page.goto(page.url.replace("changes/", f"{calder.pk}/"))
    page.keyboard.press("x")
    expect(page.locator(".merge")).to_have_count(0)
    page.locator("input[name=q]").fill("a")  # a letter in a field is no command
    expect(page.locator("input[name=q]")).to_have_value("a")


def test_a_stretch_of_quotes_is_selected_with_shift_and_moved(
    open_page: Callable[[Any, str], Page], reviewer: Any, calder: Person
) -> None:
    page = open_page(reviewer, f"{PEOPLE}{calder.pk}/")
    boxes = page.locator(".said input")
    boxes.nth(0).click()
    boxes.nth(1).click(modifiers=["Shift"])
    expect(page.locator("#move-form output")).to_have_text("2")
    page.get_by_role("button", name="Select none").click()
    expect(page.locator("#move-form output")).to_have_text("0")
    page.get_by_role("button", name="Select all shown").click()
    page.locator("#move-form [name=to]").press_sequentially("okaf")
    expect(page.locator("#found-to-move option")).to_have_count(2)
    assert findings(page) == []
    page.locator("#move-form [name=to]").fill("Tom Okafor")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("2 quotes are now by “Tom Okafor”.")


def test_merging_by_finger(lend: Lend, live_server: Any, reviewer: Any, calder: Person, sign_in: Any) -> None:
    sign_in(reviewer, lend("phone"))
    page = lend("phone").new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{PEOPLE}{calder.pk}/")
    page.get_by_role("button", name="Merge", exact=False).first.tap()
    expect(page.locator(".notices")).to_contain_text("“Calder” is merged into “Ines Calder”.")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
