"""The workbench for everyone: clean states, a screen reader, focus, zoom, motion, direction, language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from annotator.services.queue import finish
from annotator.services.sets import set_of
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from suggesters.suggestions import Entity, Quote, Suggestions
from tests.browser.axe import findings
from tests.browser.complaints import Complaints
from tests.browser.test_workbench import select
from tests.factories import make_article, make_suggested, span

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]
ARABIC = "قالت الوزيرة: «لن ننتظر أكثر من شهر».\n\nThe minister left.\n\nثم غادرت الوزيرة القاعة."
NAMES = "NATO met in Oslo. Oslo was cold. NATO left Oslo for Bergen."


@pytest.fixture
def bench(open_page: OpenPage, article: Article, annotator: Any) -> Page:
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


def settle(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def opened(page: Page, dialog: str) -> None:
    page.evaluate("id => document.getElementById(id).showModal()", dialog)


@pytest.mark.own_context
def test_rare_states_are_clean(bench: Page, context: BrowserContext, complaints: Complaints) -> None:
    found = {"card open": findings(bench)}
    bench.keyboard.press("s")
    found["words awaited"] = findings(bench)
    bench.keyboard.press("Escape")
    bench.keyboard.press("(")
    found["letters over words"] = findings(bench)
    bench.keyboard.press("Escape")
    bench.locator(".content:not(.is-current)").first.click(button="right")
    found["menu of a mark"] = findings(bench)
    bench.keyboard.press("Escape")
    bench.locator(".initials-button").click()
    found["user menu"] = findings(bench)
    bench.keyboard.press("Escape")
    for dialog in ("stale-dialog", "sign-in", "steps", "replacement", "confirm"):
        opened(bench, dialog)
        found[dialog] = findings(bench)
        bench.evaluate("id => document.getElementById(id).close()", dialog)
    bench.keyboard.press("Shift+A")
    found["accepted together"] = findings(bench)
    context.set_offline(True)
    bench.keyboard.press("a")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "waiting")
    found["offline"] = findings(bench)
    context.set_offline(False)
    settle(bench)
    complaints.expect("net::ERR_INTERNET_DISCONNECTED")
    assert {state: lines for state, lines in found.items() if lines} == {}


def test_an_empty_and_a_finished_article_are_clean(
    open_page: OpenPage, project: Project, article: Article, annotator: Any
) -> None:
    empty = make_article(project, "Nothing was said here.")
    page = open_page(annotator, f"/articles/{empty.pk}/")
    expect(page.locator(".nothing-here")).to_be_visible()
    assert findings(page) == []
    finish(set_of(article, annotator), user=annotator)
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator("#finish")).to_contain_text("Finished")
    assert findings(page) == []


def tree(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """Chromium's accessibility tree as (role, name, properties), what is ignored left out."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (
            node["role"]["value"],
            " ".join(str(node.get("name", {}).get("value", "")).split()),
            {item["name"]: item["value"].get("value") for item in node.get("properties", [])},
        )
        for node in nodes
        if not node["ignored"]
    ]


def test_a_screen_reader_finds_its_way(bench: Page) -> None:
    found = tree(bench)
    named = {(role, name) for role, name, _ in found}
    assert ("main", "") in named
    assert {("navigation", "Where you are"), ("complementary", "Suggestions"), ("region", "Article")} <= named
    assert {("group", "Text of the article"), ("list", "Suggestions, in reading order"), ("group", "History")} <= named
    assert {("button", "Undo (u)"), ("button", "Accept a"), ("button", "Finish Enter")} <= named
    current = [node for node in found if node[2].get("current") == "true" or node[2].get("current") is True]
    unnamed = [role for role, name, _ in found if role in ("button", "link", "textbox", "radio", "meter") and not name]
    assert unnamed == []
    assert bench.locator('#cards > [aria-current="true"]').count() == 1 or current
    assert ("radio", "Quotes 3", True) in {(role, name, state.get("checked") == "true") for role, name, state in found}


def test_a_screen_reader_hears_what_changed(bench: Page) -> None:
    heard = bench.locator("#announcer")
    bench.keyboard.press("j")
    expect(heard).to_contain_text("warned")
    expect(heard).to_contain_text("that repairs would be costly")
    bench.keyboard.press("a")
    expect(heard).to_contain_text("Tom Okafor")
    expect(heard).to_have_text(re.compile("^accepted. quote 3, Tom Okafor said, “We will wait,”"))
    roles = [node for node in tree(bench) if node[0] == "status"]
    assert all(state.get("live") == "polite" for _, _, state in roles)
    bench.keyboard.press("Shift+A")
    expect(bench.get_by_role("status").filter(has_text="Accepted:")).to_be_visible()


def test_a_screen_reader_hears_each_kind_in_words(bench: Page) -> None:
    heard = bench.locator("#announcer")
    bench.keyboard.press("j")
    quote = "quote 2, Ines Calder warned, “that repairs would be costly”, indirect, score 0.80, undecided"
    expect(heard).to_have_text(quote)
    bench.keyboard.press("x")
    bench.keyboard.press("K")
    expect(heard).to_have_text(quote.replace("undecided", "rejected"))
    bench.keyboard.press("3")
    bench.keyboard.press("n")
    expect(heard).to_have_text(
        "quote 2, no speaker stated warned, “that repairs would be costly”, indirect, score 0.80, corrected"
    )
    bench.keyboard.press("u")
    expect(heard).to_have_text(quote.replace("undecided", "accepted"))
    for key, words in (
        ("e", "entity, “Ines Calder”, person, score 0.90, undecided"),
        ("i", "caption, “Ferry pier closed”, score 0.30, undecided"),
        ("r", "repair, “costly” becomes “cost ly”, score 0.60, undecided"),
        ("x", "rejected"),
    ):
        bench.keyboard.press(key)
        expect(heard).to_have_text(words)


def test_a_screen_reader_hears_what_was_added_and_removed(bench: Page, article: Article) -> None:
    select(bench, *span(article.text, "Ferry pier"))
    bench.keyboard.press("1")
    heard = bench.locator("#announcer")
    expect(heard).to_have_text("quote 1, no speaker stated, “Ferry pier”, indirect, added")
    bench.keyboard.press("x")
    expect(heard).to_have_text(re.compile("^removed. quote 1, Ines Calder said,"))


def test_the_picker_is_a_combobox_whose_choice_is_told(bench: Page) -> None:
    bench.keyboard.press("p")
    field = bench.get_by_role("combobox", name="Who speaks")
    expect(field).to_be_focused()
    expect(bench.get_by_role("option").first).to_be_visible()
    for _ in range(2):
        active = field.get_attribute("aria-activedescendant")
        expect(bench.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
        bench.keyboard.press("ArrowDown")


def test_the_focus_is_never_lost(bench: Page) -> None:
    """Every button of the current card by Enter: what had the focus is drawn again, and something has it again."""
    where = "document.activeElement.closest('.card') ? 'card' : document.activeElement.tagName"
    for command in ("skip", "type", "accept", "reject"):
        bench.locator(f'.card[aria-current=true] [data-command="{command}"]').first.focus()
        bench.keyboard.press("Enter")
        settle(bench)
        assert bench.evaluate(where) == "card", command
    bench.locator("#undo").focus()
    bench.keyboard.press("Enter")
    settle(bench)
    assert bench.evaluate("document.activeElement.id") == "undo"
    for key, dialog in (("f", "flag"), ("p", "picker"), ("?", "keys")):
        bench.locator(".card[aria-current=true]").focus()
        bench.keyboard.press(key)
        expect(bench.locator(f"#{dialog}")).to_be_visible()
        bench.keyboard.press("Escape")
        assert bench.evaluate(where) == "card", f"back from {dialog}"


def test_single_keys_can_be_switched_off(bench: Page, article: Article, annotator: Any) -> None:
    bench.keyboard.press("?")
    bench.locator("[data-keys-switch]").uncheck()
    bench.keyboard.press("Escape")
    bench.keyboard.press("a")
    assert bench.locator(".card[data-verdict=accepted]").count() == 0
    bench.locator('.card[aria-current=true] [data-command="accept"]').click()
    settle(bench)
    expect(bench.locator(".card[data-verdict=accepted]")).to_have_count(1)
    bench.reload()
    assert not bench.locator("[data-keys-switch]").is_checked()


SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      for (const { node } of entry.sources ?? []) {
        const element = node?.nodeType === 1 ? node : node?.parentElement;
        const part = element?.closest("#article-text, .topbar, #cards");
        window.shifts.push([part?.id || part?.className || "", element?.outerHTML?.slice(0, 60) ?? node?.data]);
      }
  }).observe({ type: "layout-shift", buffered: false });
}"""


def test_a_decision_moves_no_line_of_the_text(open_page: OpenPage, project: Project, annotator: Any) -> None:
    """Layout shifts by PerformanceObserver, those within half a second of a key counted as well."""
    article = make_suggested(project)
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    page.evaluate("() => document.fonts.ready")
    page.evaluate(SHIFTS)
    for key in ("a", "x", "2", "n", "u", "u", "Shift+A", "u"):
        page.keyboard.press(key)
        settle(page)
        page.wait_for_timeout(60)
    moved = page.evaluate("window.shifts.filter(([part]) => part !== 'cards')")
    assert moved == []


def test_at_double_zoom_nothing_is_cut_off_and_the_quote_is_in_sight(
    open_page: OpenPage, article: Article, annotator: Any
) -> None:
    page = open_page(annotator, f"/articles/{article.pk}/")
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 640, "height": 450})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    for _ in range(3):
        mark = page.locator(".content.is-current").first
        boxes = page.evaluate(
            """() => [".topbar", ".content.is-current", ".card[aria-current]"].map((selector) => {
              const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
              return [top, bottom];
            })"""
        )
        (_, bar_end), (mark_start, mark_end), (card_start, card_end) = boxes
        assert bar_end <= mark_start
        assert mark_end <= card_start + 1
        assert card_end <= 451
        expect(mark).to_be_visible()
        for command in ("accept", "reject", "skip", "flag"):
            button = page.locator(f'.card[aria-current=true] [data-command="{command}"]')
            box = button.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 450
        page.keyboard.press("j")


def test_what_can_be_pressed_is_large_enough_on_a_phone(bench: Page) -> None:
    bench.set_viewport_size({"width": 360, "height": 780})
    bench.locator(".sheet-switch").click()
    small = bench.evaluate(
        """() => [...document.querySelectorAll("button, a[href], select, input:not([type=hidden])")]
          .filter((element) => element.checkVisibility() && !element.closest(".skip-link, .article-text"))
          .filter((element) => !element.matches(".visually-hidden, .filter input, .crumbs a, .kicker a"))
          .map((element) => [element.outerHTML.slice(0, 90), element.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []
    for part in ("edge", "person", "no-speaker", "type"):
        expect(bench.locator(f'.card[aria-current=true] [data-command="{part}"]').first).to_be_visible()


def test_nothing_moves_by_itself_where_no_motion_is_wanted(bench: Page) -> None:
    bench.emulate_media(reduced_motion="reduce")
    moving = bench.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
          return /[1-9]/.test(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
        }).map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_in_the_readers_own_colours_the_current_quote_stands_out(bench: Page) -> None:
    bench.emulate_media(forced_colors="active")
    colours = bench.evaluate(
        """() => [".content.is-current", ".content:not(.is-current)"].map((selector) =>
          getComputedStyle(document.querySelector(selector)).backgroundColor)"""
    )
    assert colours[0] != colours[1]


def test_an_article_that_runs_right_to_left_is_set_so(open_page: OpenPage, project: Project, annotator: Any) -> None:
    article = make_article(project, ARABIC, language="ar")
    content = span(ARABIC, "«لن ننتظر أكثر من شهر»")
    quote = Quote("direct", (content,), (span(ARABIC, "قالت"),), (span(ARABIC, "الوزيرة"),), "الوزيرة", "named", 0.9)
    store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions(quotes=(quote,)))
    page = open_page(annotator, f"/articles/{article.pk}/")
    sides = page.evaluate(
        """() => [...document.querySelectorAll(".block")].map((block) => {
          const range = document.createRange();
          range.selectNodeContents(block);
          const [line, box] = [range.getClientRects()[0], block.getBoundingClientRect()];
          return box.right - line.right < line.left - box.left ? "right" : "left";
        })"""
    )
    assert sides == ["right", "left", "right"]
    speaker, words = (page.locator(f".{role}.is-current").bounding_box() for role in ("speaker", "content"))
    assert speaker is not None
    assert words is not None
    assert speaker["x"] > words["x"], "who speaks first stands further right"
    assert page.evaluate("[...CSS.highlights.get('thread')].length") >= 1
    bar = page.evaluate("getComputedStyle(document.querySelector('.block:has(.is-current)'), '::before').right")
    assert bar.startswith("-"), "the bar beside the paragraph stands on its right"
    page.keyboard.press("ArrowRight")
    first = page.evaluate("getSelection().focusOffset")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("getSelection().focusOffset") != first
    page.keyboard.press("Shift+ArrowLeft")
    assert page.evaluate("getSelection().toString().trim()") != "", "the left arrow goes on in the text"
    assert findings(page) == []


def test_entities_of_one_name_stand_together(open_page: OpenPage, project: Project, annotator: Any) -> None:
    article = make_article(project, NAMES)
    places = [
        (at, at + len(name), kind)
        for name, kind in (("NATO", "ORG"), ("Oslo", "GPE"), ("Bergen", "GPE"))
        for at in find_all(NAMES, name)
    ]
    entities = tuple(Entity(start, end, kind, None, 0.5) for start, end, kind in sorted(places))
    store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions(entities=entities))
    page = open_page(annotator, f"/articles/{article.pk}/")
    page.locator("#filter-entity").check(force=True)
    expect(page.locator(".group-head")).to_have_count(2)
    order = page.locator("#cards > li").evaluate_all("items => items.map((item) => item.className.split(' ')[0])")
    assert order == ["group-head", "card", "card", "group-head", "card", "card", "card", "card"]
    assert page.locator(".group-head").all_inner_texts()[1].split()[:1] == ["Oslo"]
    expect(page.locator(".card[data-grouped]").nth(3)).to_contain_text("Oslo was cold")
    page.locator(".group-head").nth(1).get_by_role("button", name="Accept all").click()
    settle(page)
    expect(page.locator(".card[data-verdict=accepted]")).to_have_count(3)
    expect(page.locator(".group-head").nth(1).get_by_role("button")).to_be_hidden()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    settle(page)
    expect(page.locator(".card[data-verdict=accepted]")).to_have_count(0)
    page.locator("#filter-all").check(force=True)
    expect(page.locator(".group-head")).to_have_count(0)
    starts = page.locator(".card").evaluate_all("cards => cards.map((card) => JSON.parse(card.dataset.spans)[0][1])")
    assert starts == sorted(starts)


def find_all(text: str, words: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(words, at)]


def test_the_scripts_speak_the_readers_language(
    open_page: OpenPage, context: BrowserContext, live_server: Any, article: Article, annotator: Any
) -> None:
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "es", "url": live_server.url}])
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator("#bulk-words")).to_have_text("Pendientes con 0,90 o más: 2 citas")
    page.keyboard.press("a")
    expect(page.locator(".card[data-verdict=accepted] .state")).to_have_text("aceptada")
    settle(page)
    expect(page.locator("#saved-words")).to_have_text("Guardado")
    page.keyboard.press("Shift+A")
    expect(page.get_by_role("status").filter(has_text="Aceptado: 1 sugerencia")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm-words")).to_contain_text("Pendiente: 1 cita, 1 pie de foto")
    assert findings(page) == []
