"""Blind checks by keyboard up to a certificate, and nothing for axe-core to find on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Check
from articles.models import Project
from tests.annotator.certifying import begun, make_quoted
from tests.browser.axe import findings

pytestmark = pytest.mark.django_db(transaction=True)


def clean(page: Page) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keys_lead_to_a_certificate(open_page: Callable[[Any, str], Page], project: Project, manager: Any) -> None:
    make_quoted(project, 24)
    begun(project, manager)
    page = open_page(manager, f"/projects/{project.slug}/checks/")
    asked, draw = page.locator("#check-asks"), page.locator("#check [name=draw]")
    expect(asked).to_have_text("Is this a direct quote, as it is marked?")
    clean(page)
    first = draw.input_value()
    page.keyboard.press("x")
    expect(draw).not_to_have_value(first)
    expect(asked).to_be_focused()
    page.keyboard.press("u")
    expect(draw).to_have_value(first)
    expect(page.get_by_role("status")).to_have_text("Your last answer is taken back: here it is again.")
    while asked.count():
        now = draw.input_value()
        page.keyboard.press("a")
        expect(page.locator(f"#check [name=draw][value='{now}']")).to_have_count(0)
    expect(page.locator("#check")).to_contain_text("No test goes on")
    assert list(Check.objects.values_list("answer", flat=True))[:3] == ["wrong", "taken back", "right"]
    page.get_by_role("link", name="Certificates of this project").click()
    expect(page.locator(".certificate-row")).to_have_count(3)
    clean(page)
    page.locator(".certificate-row a").first.click()
    expect(page.get_by_role("heading", name="Certified from 0.97 on")).to_be_visible()
    clean(page)
