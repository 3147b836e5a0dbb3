"""The settings page in a browser: a guideline is chosen by keyboard, shown at once, saved, and suggested by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Project
from exchange.models import Run
from suggesters.profiles import PRESETS
from tests.browser.axe import findings
from tests.exchange.test_settings import FIT

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = Path("var/pictures")


def test_a_guideline_is_chosen_by_keyboard_and_the_run_is_seen(
    open_page: Callable[[Any, str], Page], manager: Any, article: Article
) -> None:
    page = open_page(manager, f"/projects/{article.project.slug}/")
    page.get_by_role("link", name="Guideline profile: Newsroom").press("Enter")
    page.locator("#preset-newsroom").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#preset-polnear")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="You chose PolNeAR")).to_contain_text(
        "1 undecided article will be suggested anew."
    )
    expect(page.get_by_role("radio", name="are one quote of two parts")).to_be_checked()
    page.get_by_role("checkbox", name="What somebody is asked").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="custom (from polnear)")).to_be_checked()
    expect(page.get_by_role("checkbox", name="What somebody is asked")).to_be_focused()
    page.locator("#preset-wide").check()
    expect(page.get_by_role("checkbox", name="Beliefs, hopes, plans and polls")).to_be_checked()
    page.locator("#save-guideline").press("Enter")
    expect(
        page.get_by_text("Suggestions follow the guideline “Wide”. 1 article is being suggested anew.")
    ).to_be_visible()
    page.get_by_role("list", name="Under way").get_by_role("link", name="Suggestions").click()
    expect(page.get_by_role("heading", name="Waiting for a worker")).to_be_visible()
    assert Project.objects.get().chosen_profile == PRESETS["wide"]
    assert Run.objects.get(kind="suggest").user == manager


def test_the_profile_that_fits_better_is_taken_by_one_click(
    open_page: Callable[[Any, str], Page], manager: Any, article: Article
) -> None:
    Project.objects.update(profile_fit=FIT)
    page = open_page(manager, f"/projects/{article.project.slug}/")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("Suggestions follow the guideline “PolNeAR”.")).to_be_visible()
    expect(page.get_by_role("radio", name="PolNeAR The parts")).to_be_checked()
    expect(page.get_by_role("button", name="Use it")).to_have_count(0)


def test_the_page_is_clean_and_never_scrolls_sideways(
    open_page: Callable[[Any, str], Page], manager: Any, annotator: Any, article: Article, page: Page
) -> None:
    Project.objects.update(profile_fit=FIT)
    own = f"/projects/{article.project.slug}/settings/"
    for user, address in ((manager, own), (annotator, own), (manager, "/projects/new/")):
        open_page(user, address)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
            assert findings(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if PICTURES.is_dir():
                page.screenshot(path=PICTURES / f"settings-{width}-{user}-{'new' in address}.png", full_page=True)
