"""Keys on every layout: decided cards, kinds, groups, edges by word where a bracket needs AltGr, letters over words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Flag
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from suggesters.suggestions import Caption, Entity, Quote, Suggestions
from tests.browser.test_workbench import mine, press, select, verdicts, words
from tests.factories import make_article, span

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]
TOWNS = "Aarhus met Bergen. Bergen lost. Aarhus sang. Bergen went home. Photo: Ada Lund"
DENSE = "“I am, a b c d e f g; as I do (I do), he is, a.” — So it is: “A, B, C, D, E.” I, he, it."


@pytest.fixture
def bench(open_page: OpenPage, article: Article, annotator: Any) -> Page:
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


@pytest.fixture
def towns(open_page: OpenPage, project: Project, annotator: Any) -> tuple[Page, Article]:
    """Five entities of two names, and a caption."""
    article = make_article(project, TOWNS)
    places = [(name, at) for name in ("Aarhus", "Bergen") for at in range(len(TOWNS)) if TOWNS.startswith(name, at)]
    entities = tuple(Entity(at, at + len(name), "GPE", name, 0.6) for name, at in places)
    found = Suggestions(entities=entities, captions=(Caption(*span(TOWNS, "Photo: Ada Lund"), None, 0.5),))
    assert store_machine_set(article, suggester="rules", version="1", suggestions=found)
    return open_page(annotator, f"/articles/{article.pk}/"), article


def current(page: Page, name: str) -> str | None:
    return page.locator(".card[aria-current=true]").get_attribute(f"data-{name}")


def strike(page: Page, key: str, code: str, **more: Any) -> None:
    """A key as a browser reports it on another layout. ``modifierAltGraph`` is AltGr."""
    page.evaluate(
        "init => document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...init}))",
        {"key": key, "code": code, **more},
    )
    press(page)


def test_a_decided_card_is_reached_and_changed_by_key(bench: Page) -> None:
    press(bench, "a", "a")
    assert current(bench, "verdict") == "suggested"
    press(bench, "K")
    assert current(bench, "verdict") == "accepted"
    press(bench, "x")
    assert verdicts(bench) == ["accepted", "rejected", "suggested"]
    press(bench, "K", "a", "J")
    assert verdicts(bench) == ["accepted", "accepted", "suggested"]


def test_the_kinds_have_keys(bench: Page) -> None:
    for key, kind in (("e", "entity"), ("i", "caption"), ("r", "repair"), ("q", "quote")):
        press(bench, key)
        assert bench.evaluate("document.getElementById('main').dataset.show") == kind
        assert current(bench, "kind") == kind
        assert bench.locator(f"#filter-{kind}").get_attribute("aria-keyshortcuts") == key
    press(bench, "0")
    assert bench.evaluate("document.getElementById('main').dataset.show") == "all"


def test_a_kind_without_undecided_cards_shows_its_decided_ones(bench: Page) -> None:
    press(bench, "r", "a", "q", "r")
    assert (current(bench, "kind"), current(bench, "verdict")) == ("repair", "accepted")


@pytest.mark.parametrize("tab", ["e", "0"])
def test_one_key_accepts_every_entity_of_a_name(towns: tuple[Page, Article], annotator: Any, tab: str) -> None:
    page, article = towns
    press(page, tab, "g")
    assert [words(article, frame, "mention") for frame in mine(article, annotator)] == [["Aarhus"], ["Aarhus"]]
    assert current(page, "verdict") == "suggested"
    press(page, "u")
    assert mine(article, annotator) == []


def test_a_group_key_without_an_entity_says_what_to_do(bench: Page) -> None:
    press(bench, "g")
    expect(bench.locator(".notice-floating")).to_contain_text("Choose an entity first")
    assert set(verdicts(bench)) == {"suggested"}


def test_s_sets_the_credit_of_a_caption(towns: tuple[Page, Article], annotator: Any) -> None:
    page, article = towns
    press(page, "i")
    detail = page.locator(".card[aria-current=true] [data-detail]").first
    expect(detail).to_contain_text("Credit")
    expect(detail.locator("kbd", has_text="s")).to_have_count(1)
    select(page, *span(TOWNS, "Ada Lund"))
    press(page, "s")
    assert words(article, mine(article, annotator)[0], "credit") == ["Ada Lund"]


ALTGR = {
    "German and Spanish Windows": {"altKey": True, "ctrlKey": True, "modifierAltGraph": True},
    "Windows without the name of AltGr": {"altKey": True, "ctrlKey": True},
    "Linux": {"modifierAltGraph": True},
    "German Mac": {"altKey": True},
}


@pytest.mark.parametrize("layout", ALTGR)
def test_a_bracket_that_needs_another_key_moves_an_edge_by_a_word(
    bench: Page, article: Article, annotator: Any, layout: str
) -> None:
    strike(bench, "]", "Digit9", **ALTGR[layout])
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May”"]
    strike(bench, "{", "Digit7", **ALTGR[layout])
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May"]


def test_option_of_a_spanish_mac_is_not_by_character(
    page: Page, open_page: OpenPage, article: Article, annotator: Any
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'platform', {get: () => 'MacIntel'})")
    open_page(annotator, f"/articles/{article.pk}/")
    strike(page, "]", "BracketRight", altKey=True)
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May”"]
    strike(page, "“", "BracketLeft", altKey=True)  # the key of “[” with Option on an American one
    assert words(article, mine(article, annotator)[0], "content") == [" pier “is closed until May”"]


def test_the_second_pair_of_edge_keys_needs_no_modifier(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, ".")
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May”"]
    press(bench, ",", "<")
    assert words(article, mine(article, annotator)[0], "content") == ["the pier “is closed until May"]
    press(bench, ">", "Alt+Period")
    assert words(article, mine(article, annotator)[0], "content") == ["he pier “is closed until May”"]
    strike(bench, "<", "IntlBackslash")
    assert words(article, mine(article, annotator)[0], "content") == ["he pier “is closed until May"]


def test_altgr_types_no_command_while_single_keys_are_off(bench: Page) -> None:
    bench.evaluate("document.getElementById('keys-switch').click()")
    strike(bench, "]", "Digit9", altKey=True, ctrlKey=True)
    assert set(verdicts(bench)) == {"suggested"}


@pytest.mark.parametrize("width", [360, pytest.param(700, marks=pytest.mark.left_to_ci), 1280])
@pytest.mark.parametrize("key", ["(", ")"])
def test_letters_over_words_never_cover_each_other_and_none_look_alike(
    page: Page, open_page: OpenPage, project: Project, annotator: Any, key: str, width: int
) -> None:
    article = make_article(project, DENSE)
    quote = Quote("direct", (span(DENSE, "I do (I do)"),), (), (), None, "none", 0.5)
    assert store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions(quotes=(quote,)))
    page.set_viewport_size({"width": width, "height": 800})  # before: a change of the window's size closes the letters
    open_page(annotator, f"/articles/{article.pk}/")
    page.keyboard.press(key)
    labels = page.locator("#hints kbd")
    expect(labels.first).to_be_visible()
    letters = [letter.casefold() for letter in labels.all_text_contents()]
    assert len(letters) > 20
    assert len(set(letters)) == len(letters)
    assert not set(letters) & set("l015")
    boxes = [box for label in labels.all() if (box := label.bounding_box())]
    covering = [
        (one, other)
        for index, one in enumerate(boxes)
        for other in boxes[:index]
        if one["x"] < other["x"] + other["width"] - 0.1 and other["x"] < one["x"] + one["width"] - 0.1
        and one["y"] < other["y"] + other["height"] - 0.1 and other["y"] < one["y"] + one["height"] - 0.1
    ]  # fmt: skip
    assert covering == []
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


def test_accepting_together_takes_the_current_card_at_the_threshold(
    open_page: OpenPage, project: Project, article: Article, annotator: Any
) -> None:
    project.accept_threshold = 0.8
    project.save()
    page = open_page(annotator, f"/articles/{article.pk}/")
    press(page, "j")
    assert page.locator(".card[aria-current=true] .score").text_content() == "0.80"
    press(page, "A")
    assert verdicts(page) == ["accepted", "accepted", "accepted"]


def test_accepting_together_stays_at_a_card_below_the_threshold(bench: Page) -> None:
    press(bench, "j")
    before = current(bench, "spans")
    press(bench, "A")
    assert verdicts(bench) == ["accepted", "suggested", "accepted"]
    assert current(bench, "spans") == before


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_control_enter_sends_a_flag(bench: Page, keys: str) -> None:
    press(bench, "f")
    bench.keyboard.press(keys)
    expect(bench.locator("#flag")).to_be_visible()  # a question without words is not sent
    bench.keyboard.type("Is this her?")
    press(bench, keys)
    expect(bench.locator("#flag")).to_be_hidden()
    assert [flag.note for flag in Flag.objects.all()] == ["Is this her?"]
