"""The workbench on a phone, by finger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from tests.browser.acts import acts, until
from tests.browser.lent import Lend
from tests.browser.test_hands import place_of
from tests.browser.test_workbench import mine, verdicts, words
from tests.factories import span

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]


@pytest.fixture
def phone(lend: Lend, sign_in: Any, live_server: Any, article: Article, annotator: Any) -> Page:
    """The same page on a touch screen of 390 pixels."""
    sign_in(annotator, lend("phone"))
    page = lend("phone").new_page()
    page.goto(f"{live_server.url}/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


@pytest.fixture
def small_phone(phone: Page) -> Page:
    phone.set_viewport_size({"width": 360, "height": 740})
    return phone


def long_press(page: Page, mark: Locator) -> None:
    """A finger that stays where it is on a mark."""
    box = mark.bounding_box()
    assert box
    press_and_hold(page, box["x"] + 20, box["y"] + 8)


def press_and_hold(page: Page, x: float, y: float) -> None:
    """A finger that stays where it is until the menu is there, then lifts."""
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    expect(page.locator("#mark-menu")).to_be_visible()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_handles_of_a_touch_screen_are_large_and_belong_to_the_part_that_is_moved(phone: Page) -> None:
    handles = phone.locator(".handle:visible")
    expect(handles).to_have_count(2)
    for handle in handles.all():
        box = handle.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


def test_two_taps_select_what_a_label_waits_for(phone: Page, article: Article, annotator: Any) -> None:
    phone.locator(".sheet-switch").tap()
    phone.locator(".sheet-switch").tap()
    mark = phone.locator("mark.content", has_text="is closed until May")
    long_press(phone, mark)
    expect(phone.locator("#mark-menu")).to_be_visible()
    phone.locator("#mark-menu [data-command=fragment]").tap()
    expect(phone.locator("#armed")).to_be_visible()
    with acts(phone):
        tap_words(phone, article)
    assert words(article, mine(article, annotator)[0], "content") == [
        "Ferry pier closed",
        "the pier “is closed until May”",
    ]


def tap_words(page: Page, article: Article) -> None:
    """The first and the last word of “Ferry pier closed”."""
    page.touchscreen.tap(*place_of(page, *span(article.text, "Ferry")))
    until(page, "getSelection().rangeCount === 1 && getSelection().isCollapsed")  # it has heard of the first
    page.touchscreen.tap(*place_of(page, *span(article.text, "closed")))


def test_a_long_press_opens_the_menu_of_the_mark(phone: Page, article: Article, annotator: Any) -> None:
    long_press(phone, phone.locator("mark.content", has_text="We will wait"))
    expect(phone.locator("#mark-menu")).to_be_visible()
    for button in phone.locator("#mark-menu > button:visible").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
    with acts(phone):
        phone.locator("#mark-menu [data-command=reject]").tap()
    expect(phone.locator("#mark-menu")).to_be_hidden()
    assert [frame.verdict for frame in mine(article, annotator)] == ["rejected"]


def test_more_opens_the_parts_and_moves_nothing_else(small_phone: Page) -> None:
    phone = small_phone
    phone.evaluate("document.body.style.paddingBottom = '1500px'; scrollTo({ top: 400, behavior: 'instant' })")
    phone.locator(".sheet-switch").tap()
    expect(phone.locator(".card[aria-current=true] .roles")).to_be_visible()
    expect(phone.locator(".sheet-switch")).to_have_attribute("aria-expanded", "true")
    assert phone.evaluate("scrollY") == 400
    phone.locator(".sheet-switch").tap()
    expect(phone.locator(".card[aria-current=true] .roles")).to_be_hidden()
    assert phone.evaluate("scrollY") == 400


def test_a_long_press_low_on_the_screen_decides_nothing_when_the_finger_lifts(
    small_phone: Page, article: Article, annotator: Any
) -> None:
    phone = small_phone
    mark = phone.locator("mark.content", has_text="We will wait")
    mark.evaluate("(mark) => (mark.closest('#article-text').style.paddingTop = '600px')")
    docked = phone.locator(".card[aria-current=true]").bounding_box()
    assert docked
    down = "(mark, low) => scrollBy({ top: mark.getBoundingClientRect().bottom - low, behavior: 'instant' })"
    mark.evaluate(down, docked["y"] - 4)
    box = mark.bounding_box()
    assert box
    press_and_hold(phone, box["x"] + 20, box["y"] + box["height"] - 6)
    expect(phone.locator("#mark-menu")).to_be_visible()
    phone.wait_for_timeout(400)  # a click would have come by now
    expect(phone.locator("#mark-menu")).to_be_visible()
    assert verdicts(phone) == ["suggested"] * 3
    menu = phone.locator("#mark-menu").bounding_box()
    assert menu
    assert not menu["y"] <= box["y"] + box["height"] - 6 <= menu["y"] + menu["height"]
    with acts(phone):
        phone.locator("#mark-menu [data-command=accept]").tap()
    assert verdicts(phone) == ["suggested", "suggested", "accepted"]


def test_no_key_is_named_where_there_is_no_keyboard(small_phone: Page) -> None:
    phone = small_phone
    phone.locator(".sheet-switch").tap()
    for place in phone.locator("kbd, .keys-only, [data-command=keys]").all():
        expect(place).to_be_hidden()
    expect(phone.locator('.card[aria-current=true] [data-value="start -1"]')).to_have_text("◂", use_inner_text=True)
    for kind in ("quote", "quote", "quote", "caption", "repair"):
        phone.locator(f"#filter-{kind}").evaluate("filter => filter.click()")
        with acts(phone):
            phone.locator(".card[aria-current=true] [data-command=accept]").tap()
    expect(phone.locator(".toast").last).to_contain_text(
        "All that is asked for is decided. You can finish the article."
    )


def test_an_article_is_done_by_touch_alone(small_phone: Page, article: Article, annotator: Any) -> None:
    """Edges, type, speaker, an added quote: all that keys do to a quote."""
    phone = small_phone
    card = phone.locator(".card[aria-current=true]")
    phone.locator(".sheet-switch").tap()
    with acts(phone, 3):
        card.locator('[data-command=edge][data-value="end -1"]').tap()
        card.locator("[data-command=type][data-value=direct]").tap()
        card.locator("[data-command=person]").tap()
        phone.locator("#picker-choices [role=option]", has_text="Tom Okafor").tap()
    (frame,) = mine(article, annotator)
    assert words(article, frame, "content") == ["the pier “is closed until May"]
    assert (frame.quote_type, frame.name) == ("direct", "Tom Okafor")
    card.locator("[data-command=add][data-value=quote]").tap()
    expect(phone.locator("#armed")).to_contain_text("Select the words of a new quote")
    expect(phone.locator("#armed")).to_contain_text("tap the first and the last of them")
    with acts(phone):
        tap_words(phone, article)
    added = next(frame for frame in mine(article, annotator) if frame.verdict == "added")
    assert words(article, added, "content") == ["Ferry pier closed"]


def test_ones_own_work_is_on_the_screen_in_the_list_of_articles(small_phone: Page, article: Article) -> None:
    site = small_phone.url.split("/articles/")[0]
    small_phone.goto(site + article.project.get_absolute_url())
    state = small_phone.locator(".articles-table td", has_text="not begun")
    box = state.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
    table = small_phone.locator(".table-scroll")
    assert table.evaluate("place => place.scrollWidth <= place.clientWidth")


def test_the_search_in_the_text_is_opened_and_closed_by_finger(small_phone: Page, article: Article) -> None:
    phone = small_phone
    button = phone.get_by_role("button", name="Search in the text (/)")
    assert smallest_side(button) >= 44
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    button.tap()
    phone.locator("#search-words").fill("e")
    times = article.text.casefold().count("e")
    expect(phone.locator("#search-found")).to_contain_text(f"1 of {times}")
    for name in ("Next", "Close"):
        assert smallest_side(phone.locator("#search").get_by_role("button", name=name)) >= 44
    phone.locator("#search").get_by_role("button", name="Next").tap()
    expect(phone.locator("#search-found")).to_contain_text(f"2 of {times}")
    phone.locator("#search-close").tap()
    expect(phone.locator("#search")).to_be_hidden()


def test_a_note_that_the_work_was_imported_fits_a_small_phone(
    small_phone: Page, article: Article, annotator: Any, reviewer: Any
) -> None:
    phone = small_phone
    brought = {"imported_at": timezone.now(), "imported_by": reviewer, "imported_first_by": "somebody-with-a-long-name"}
    article.annotation_sets.update_or_create(source="annotator", user=annotator, defaults=brought)
    phone.reload()
    note = phone.locator(".crumb-note")
    expect(note).to_contain_text("not signed off by you")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    assert note.evaluate("(one) => one.scrollWidth <= one.clientWidth")


def smallest_side(control: Locator) -> float:
    box = control.bounding_box()
    assert box
    return min(box["width"], box["height"])
