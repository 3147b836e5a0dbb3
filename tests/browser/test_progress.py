"""The pages of progress, of a person, of feedback and the list with its bar: clean in both schemes, also on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from annotator.services.assign import assign
from annotator.services.purposes import use_for
from annotator.vocabulary import Purpose
from articles.models import Project
from tests.annotator.adjudicating import CONTENT, COSTLY, finished_by, quote
from tests.annotator.services.test_exercises import with_gold
from tests.browser.axe import findings
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pages_of_progress_are_clean(
    open_page: Callable[[Any, str], Page], project: Project, annotator: Any, manager: Any
) -> None:
    article, other = with_gold(project, quote(CONTENT), quote(COSTLY)), make_article(project)
    use_for(project, [article.pk], purpose=Purpose.PRACTICE, user=manager, note="Mind the edges.")
    finished_by(article, annotator, [quote(CONTENT)])
    assign([other], to=annotator, user=manager)
    page = open_page(manager, f"/projects/{project.slug}/")
    base = page.url.removesuffix(f"/projects/{project.slug}/")
    addresses = [
        f"/projects/{project.slug}/", f"/projects/{project.slug}/progress/",
        f"/projects/{project.slug}/team/{annotator.pk}/", f"/articles/{article.pk}/feedback/?of={annotator.pk}",
    ]  # fmt: skip
    found = {}
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(base + address)
            if lines := findings(page):
                found[width, address] = lines
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, address
    assert found == {}
