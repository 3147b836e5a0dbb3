"""The agreement page with figures: nothing for axe-core to find, by day, by night and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Comparison
from articles.models import Project
from tests.annotator.agreement.readers import PIER, REPAIRS, frame, read
from tests.browser.axe import findings
from tests.factories import make_article, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_figures_are_clean(open_page: Callable[[Any, str], Page], project: Project, reviewer: Any) -> None:
    people = [make_member(project, name=name) for name in ("ann", "bea", "cal")]
    for number in range(5):
        article = make_article(project, title=f"Story {number}")
        for place, user in enumerate(people):
            read(article, user, [frame(*PIER), frame(*REPAIRS)][: 2 - place // 2])
    assert Comparison.objects.count() == 15
    page = open_page(reviewer, f"/projects/{project.slug}/agreement/")
    expect(page.get_by_role("heading", name="Everybody with everybody")).to_be_visible()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
