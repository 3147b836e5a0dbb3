"""The queue by keyboard: Enter takes the next article, Shift+N skips it with a reason; its page and states by axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Lease, Skip
from annotator.services.places import take_place
from annotator.services.skips import skip
from articles.models import Project
from tests.browser.axe import findings
from tests.factories import make_member, make_suggested

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def once(project: Project) -> Project:
    """A project in which one person reads each article."""
    Project.objects.filter(pk=project.pk).update(overlap=1)
    project.refresh_from_db()
    return project


@pytest.mark.decides
def test_by_keyboard_an_article_is_taken_and_skipped_and_the_next_one_opens(
    open_page: Callable[[Any, str], Page], once: Project, annotator: Any
) -> None:
    first, second = make_suggested(once, title="First"), make_suggested(once, title="Second")
    page = open_page(annotator, "/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/articles/{first.pk}/")
    assert Lease.objects.get().article_id == first.pk
    expect(page.locator("#article-text")).to_be_visible()
    page.keyboard.press("Shift+N")
    expect(page.get_by_role("dialog", name="Skip this article")).to_be_visible()
    page.keyboard.type("I wrote it")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/articles/{second.pk}/")
    assert Skip.objects.get().reason == "I wrote it"
    assert Lease.objects.get().article_id == second.pk


def test_the_queue_and_its_states_are_accessible(
    open_page: Callable[[Any, str], Page], live_server: Any, once: Project, manager: Any
) -> None:
    full = make_suggested(once)
    for _ in range(2):
        make_suggested(once)
    take_place(full, make_member(once, name="otto"))
    skip(make_suggested(once), user=manager, reason="too long")
    blind = make_suggested(Project.objects.create(slug="blind", name="Blind", blind_share=100))
    blind.project.memberships.create(user=manager)
    page = open_page(manager, "/projects/harbour/queue/")
    for address in (f"/articles/{full.pk}/", f"/articles/{blind.pk}/", "/projects/harbour/queue/"):
        page.goto(live_server.url + address)
        assert findings(page) == []
    page.set_viewport_size({"width": 360, "height": 780})
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
