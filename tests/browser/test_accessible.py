"""Every page and state of a page without a finding of axe-core, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.services import decide
from annotator.services.decide import Seen
from articles.models import Article, Project, Role
from tests.annotator.learning.reports import report
from tests.browser.axe import findings
from tests.browser.complaints import Complaints
from tests.factories import make_member, make_suggested, make_version, new_id, workset

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(article: Article) -> Any:
    """A manager with some work done: an accepted quote, whose speaker is in the registry, and a learned version."""
    user = make_member(article.project, role=Role.MANAGER, name="ed")
    user.is_staff = user.is_superuser = True
    user.save()
    quote = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote").order_by("start")[0]
    decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    make_suggested(article.project, title="The second article")
    make_version(article.project, in_use=True, report=report(), articles=[article.pk], quotes=3)
    return user


def test_every_page_is_clean(open_page: Callable[[Any, str], Page], editor: Any, article: Article) -> None:
    slug = article.project.slug
    person = article.project.people.get()
    addresses = [
        *("/", f"/projects/{slug}/", f"/projects/{slug}/people/", f"/projects/{slug}/people/{person.pk}/"),
        *(f"/projects/{slug}/quality/", f"/projects/{slug}/guidelines/", f"/articles/{article.pk}/"),
        *(f"/projects/{slug}/import/", f"/projects/{slug}/export/", "/api/v1/docs/"),
        *(f"/projects/{slug}/models/", f"/projects/{slug}/models/1/", f"/projects/{slug}/models/import/"),
    ]
    page = open_page(editor, "/")
    base = page.url.rstrip("/")
    found = {}
    for address in addresses:
        page.goto(base + address)
        page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true })")
        if lines := findings(page):
            found[address] = lines
    assert found == {}


def test_the_states_of_the_workbench_are_clean(
    open_page: Callable[[Any, str], Page], editor: Any, article: Article
) -> None:
    page = open_page(editor, f"/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    filled = {"p": "#picker-choices [role=option]", "h": "#guidelines-text > *"}
    for opener in ("p", "f", "h", "?", "/"):
        page.keyboard.press(opener)
        expect(page.locator("dialog[open]"), f"{opener} opens a window").to_have_count(1)
        if opener in filled:
            expect(page.locator(filled[opener]).first).to_be_visible()
        assert findings(page) == [], opener
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    for kind in ("entity", "caption", "repair", "all"):
        page.locator(f"#filter-{kind}").check(force=True)
        assert findings(page) == [], kind


def test_the_sign_in_page_is_clean(page: Page, live_server: Any, complaints: Complaints) -> None:
    page.goto(live_server.url + "/login/")
    assert findings(page) == []


def test_words_that_only_one_scheme_hides_are_found(page: Page) -> None:
    colours = "color: light-dark(#000, #333); background: light-dark(#fff, #222)"
    main = f"<main><h1>Pier</h1><p style='{colours}'>Closed</p></main>"
    page.set_content(f"<html lang=en style='color-scheme: light dark'><title>Pier</title>{main}")
    assert [line.split(":")[0] for line in findings(page)] == ["dark color-contrast"]


@pytest.mark.parametrize("name", ["Harbour", "Gewässerschutzverordnungsprüfstelle" * 5 + " مكتب الميناء"])
def test_no_page_scrolls_sideways_however_long_the_names_are(
    open_page: Callable[[Any, str], Page], editor: Any, article: Article, name: str
) -> None:
    slug = article.project.slug
    Project.objects.filter(slug=slug).update(name=name, description=name)
    Article.objects.filter(pk=article.pk).update(label=name[:110], title=name, publisher=name, byline=name)
    article.project.people.update(name=name)
    page = open_page(editor, "/")
    base = page.url.rstrip("/")
    for address in (
        "/",
        f"/articles/{article.pk}/",
        f"/projects/{slug}/",
        f"/projects/{slug}/people/",
        f"/projects/{slug}/quality/",
        f"/projects/{slug}/import/",
        f"/projects/{slug}/export/",
        f"/projects/{slug}/models/",
        f"/projects/{slug}/models/1/",
        f"/projects/{slug}/models/import/",
        f"/projects/{slug}/guidelines/",
        f"/projects/{slug}/people/{article.project.people.get().pk}/",
        f"/articles/{article.pk}/withdrawal/",
        "/account/",
        "/api/v1/docs/",
    ):
        page.goto(base + address)
        for width in (360, 640, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (address, width)
