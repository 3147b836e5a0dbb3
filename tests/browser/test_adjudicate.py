"""Adjudication in a browser: every kind of difference settled by keyboard, the editor, touch, and how it looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.frame import Frame
from annotator.models import AnnotationSet, Case
from articles.models import Article, Project
from tests.annotator.adjudicating import (
    CONTENT,
    COSTLY,
    HOPE,
    SHORTER,
    WAIT,
    caption,
    entity,
    gold_frames,
    quote,
    repair,
    two_readers,
)
from tests.browser.axe import findings
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = Path("var/pictures")


def left_and_right() -> tuple[Sequence[Frame], Sequence[Frame]]:
    """Eleven differences of every kind, in reading order, and one thing on which both agree."""
    left = [
        caption("Ferry pier", "closed"),
        entity("Mayor", "ORG"),
        quote(CONTENT, speaker="Mayor Ines Calder", cue="said"),
        quote("Ines Calder", speaker="Mayor"),
        repair("pier", "peer"),
        quote(COSTLY, cue="warned", quote_type="mixed"),
        repair("costly", "cost ly"),
        quote(WAIT + " said Tom Okafor, a fisherman, " + HOPE, quote_type="direct"),
        entity("Tom Okafor"),
        quote("a fisherman", name="Tom Okafor"),
    ]
    right = [
        caption("Ferry pier"),
        entity("Mayor"),
        quote(SHORTER, speaker="Mayor Ines Calder", cue="said"),
        quote("Ines Calder", speaker="Mayor", name="Tom Okafor"),
        repair("pier", "bier"),
        quote(COSTLY, cue="warned"),
        repair("costly", "cost ly"),
        quote(WAIT, quote_type="direct"),
        quote(HOPE, quote_type="direct"),
        entity("Okafor"),
        quote("a fisherman", name="Tom Okafor", speaker_kind="collective"),
        quote("not for ever", name="Tom Okafor"),
    ]
    return left, right


@pytest.fixture
def article(project: Project) -> Article:
    project.judged = {"entity": "asked"}
    project.save()
    found = make_article(project, title="Ferry pier closed")
    two_readers(found, *left_and_right())
    return found


def key_and_wait(page: Page, key: str, left: int) -> None:
    """Press a key that decides, and wait until this many cases are left."""
    page.keyboard.press(key)
    expect(page.locator("[data-case][data-state=open]")).to_have_count(left)


@pytest.mark.decides
def test_all_is_settled_by_keyboard(open_page: Callable[[Any, str], Page], reviewer: Any, article: Article) -> None:
    page = open_page(reviewer, f"/projects/{article.project.slug}/adjudicate/")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/articles/{article.pk}/adjudicate/"))
    expect(page.locator(".differences[data-script]")).to_have_count(1)
    cases = page.locator("[data-case]")
    number = cases.count()
    assert number >= 10
    expect(cases.first).to_have_attribute("aria-current", "true")
    for place, key in enumerate(["ArrowLeft", "ArrowRight", "b", "x"]):
        key_and_wait(page, key, number - place - 1)
    page.keyboard.press("j")
    page.keyboard.press("k")
    key_and_wait(page, "u", number - 3)
    key_and_wait(page, "Shift+u", number - 4)
    page.reload()
    expect(page.locator("[data-case][data-state=open]")).to_have_count(number - 4)
    for left in range(number - 5, -1, -1):
        key_and_wait(page, "ArrowRight" if left % 2 else "ArrowLeft", left)
    expect(page.locator("#save button")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is gold now")).to_be_visible()
    assert AnnotationSet.objects.gold().get().article == article
    assert not Case.objects.filter(in_gold=False).exists()


@pytest.mark.decides
def test_keys_pressed_faster_than_the_server_answers_lose_nothing(
    open_page: Callable[[Any, str], Page], reviewer: Any, article: Article
) -> None:
    page = open_page(reviewer, f"/articles/{article.pk}/adjudicate/")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    number = page.locator("[data-case]").count()
    expect(page.locator("[data-case][data-state=open]")).to_have_count(number - 4)
    assert [case.choice for case in Case.objects.filter(rule="hand")] == ["take"] * 4


@pytest.mark.decides
def test_the_editor_changes_words_type_and_person(
    open_page: Callable[[Any, str], Page], reviewer: Any, article: Article
) -> None:
    page = open_page(reviewer, f"/articles/{article.pk}/adjudicate/")
    found = page.locator("[data-case]", has=page.get_by_role("heading", name="Start of the quote"))
    found.locator(".difference-head").click()
    page.keyboard.press("e")
    editor = found.locator(".case-editor")
    content = editor.locator(".editor-part[data-role=content]")
    expect(content).to_contain_text(CONTENT)
    content.get_by_role("button", name="Start one word later").click()
    expect(content.locator("q")).to_have_text(CONTENT.removeprefix("the "))
    editor.get_by_label("Person").fill("Tom Okafor")
    editor.get_by_label("Type").select_option("direct")
    editor.get_by_role("button", name="Remove").nth(1).click()
    if PICTURES.is_dir():
        page.screenshot(path=PICTURES / "adjudicate-editor.png", full_page=True)
    assert findings(page) == []
    editor.get_by_role("button", name="Put this into gold").click()
    expect(found.locator(".state-word")).to_contain_text("edited")
    [frame] = gold_frames(article)
    assert (frame.quote_type, frame.name, [role for role, _, _ in frame.spans]) == (
        "direct", "Tom Okafor", ["content", "cue"],
    )  # fmt: skip
    assert article.text[slice(*frame.hull)] == CONTENT.removeprefix("the ")


def test_the_pages_are_clean_and_never_scroll_sideways(
    open_page: Callable[[Any, str], Page], reviewer: Any, article: Article, page: Page
) -> None:
    for name, address in (("list", f"/projects/{article.project.slug}/adjudicate/"),
                          ("page", f"/articles/{article.pk}/adjudicate/")):  # fmt: skip
        open_page(reviewer, address)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
            assert findings(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if PICTURES.is_dir():
                page.screenshot(path=PICTURES / f"adjudicate-{name}-{width}.png", full_page=True)
            if name == "page" and width == 360:
                take = page.get_by_role("button", name="Take left").first
                box = take.bounding_box()
                assert box
                assert box["height"] >= 44
                take.click()
                expect(page.locator("[data-case]").first).to_have_attribute("data-state", "decided")
                assert findings(page) == []
